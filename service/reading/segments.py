"""Clause-sized segments: stretches that tile a paragraph, cut at sentences, clauses and attribution frames.

Segments had better be too fine than too coarse: every later span consists of segments, or of words inside one. The
clause rules here are for English; other languages use `clauses.py`. All functions are linear in the text.
"""

from __future__ import annotations

import re
from itertools import pairwise

from service.domain.base import Span
from service.reading.clauses import clauses_of
from service.reading.sentences import has_english_rules, sentences_of

LONG = 16
"""Words above which a segment is cut at any comma or conjunction that leaves two good pieces."""
LONGEST = 40
"""Words above which a segment is cut in any case."""
_LONGEST_CHARACTERS = 800
_SHORTEST = 3

_AUX = (
    r"(?:is|are|was|were|be|been|has|have|had|will|would|can|cannot|could|may|might|must|shall|should|do|does|did|won[’']t"
    r"|can[’']t|don[’']t|doesn[’']t|didn[’']t|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|wouldn[’']t|couldn[’']t|shouldn[’']t"
    r"|hasn[’']t|haven[’']t|hadn[’']t)"
)
_PRONOUN = (
    r"(?:I|he|she|it|they|we|you|there|this|that|these|those|nobody|everyone|everybody|none|others|many|some|who|what)"
)
_SUBJECT_AND_VERB = rf"(?={_PRONOUN}\b(?:[’']\w+)?\s|(?:\S+ ){{1,5}}{_AUX}\b)"
_SAY_VERB = (
    r"(?:sa(?:y|ys|id)|saying|argu(?:e|es|ed|ing)|claim(?:s|ed|ing)?|insist(?:s|ed|ing)?|maintain(?:s|ed|ing)?"
    r"|contend(?:s|ed|ing)?|assert(?:s|ed|ing)?|stat(?:es|ed)|stress(?:es|ed)?|not(?:e|es|ed|ing)|observ(?:e|es|ed)"
    r"|add(?:s|ed|ing)?|warn(?:s|ed|ing)?|believ(?:e|es|ed|ing)|think|thinks|thought|hold|holds|held|feel|feels|felt"
    r"|fear(?:s|ed)?|doubt(?:s|ed)?|den(?:y|ies|ied)|conced(?:e|es|ed)|admit(?:s|ted)?|acknowledg(?:e|es|ed)"
    r"|predict(?:s|ed)?|expect(?:s|ed)?|hop(?:e|es|ed)|suggest(?:s|ed|ing)?|report(?:s|ed)?|repl(?:y|ies|ied)"
    r"|answer(?:s|ed)?|respond(?:s|ed)?|counter(?:s|ed)?|object(?:s|ed)?|complain(?:s|ed)?|explain(?:s|ed)?"
    r"|conclud(?:e|es|ed)|point(?:s|ed)? out|told|tells?|writ(?:e|es)|wrote|know|knows|knew|recall(?:s|ed)?"
    r"|declar(?:e|es|ed)|announc(?:e|es|ed)|promis(?:e|es|ed)|propos(?:e|es|ed)|agree(?:s|d)?|accept(?:s|ed)?"
    r"|reckon(?:s|ed)?|assum(?:e|es|ed)|show(?:s|ed|n)?|mean(?:s|t)?|prov(?:e|es|ed)|impl(?:y|ies|ied)|remark(?:s|ed)?"
    r"|alleg(?:e|es|ed)|accus(?:e|es|ed)|ask(?:s|ed)?|wonder(?:s|ed)?|demand(?:s|ed)?|urg(?:e|es|ed)|grant(?:s|ed)?)"
)
_LINK = r"(?:because|although|though|even though|even if|whereas|unless|so that|in case|lest)"

_STRONG = re.compile(
    r"[;:](?=\s)[”’\")\]]*\s+"  # a mark between clauses
    r"|(?<!\s)\s+(?:—|–|--|-)\s+|—"  # a dash; from where the space begins, or a long one takes the square of its length
    r"|[,.!?][”\"]\s+"  # the end of a quotation inside a sentence
    r"|,\s+(?=[“\"])"  # its beginning
    rf"|\b(?i:{_SAY_VERB})\b(?: [\w’'.-]+){{0,4}}? that,?\s+"  # X said (to Y) that |
    rf"|\b(?:said|says|argues?|argued|thinks?|believes?|believed|insists?|fears?|hopes?|told \w+)\s+"
    rf"(?=(?:the|a|an|his|her|its|their|our|my|{_PRONOUN}) (?:\S+ ){{0,4}}?{_AUX}\b|(?:he|she|it|they|we|I)\b)"
    r"|\b(?:is|are|was|were|be) that\s+"  # the trouble is that |
    r"|\n\s*"
)
_FRAME = re.compile(
    rf",\s+(?=(?P<frame>(?:[^\s,;]+ ){{0,6}}?(?i:{_SAY_VERB}|according to)\b[^,;.?!]{{0,60}}?)(?:[,.;?!]))"
)
_OPENER = re.compile(
    r"[“\"(]?(?i:if|although|though|while|because|since|when|whenever|as|unless|once|whereas|after|before"
    r"|even if|even though|given|granted|according to|for|in|until|despite|by|with|like|to|as for|on)\b"
    r"[^,;:]{8,160}?,\s+"
)
_WEAK = re.compile(
    r",\s{1,3}(?=(?i:because|although|though|while|whereas|since|if|unless|so|but|and|or|yet|nor|which|who|whose|where|when|until"
    r"|as|given|even|despite|rather|not|thus|therefore|hence|for|after|before|once|that|instead|however|then|with|without"
    r"|in which|at which|of which|for which|on which)\b)"
    rf"|\s{{1,3}}(?=(?i:{_LINK})\b)"
    rf"|\s{{1,3}}(?=(?:but|yet|and|or|while|since|if|when|as|until|after|before|where|once) (?!\d){_SUBJECT_AND_VERB})"
    rf"|\s{{1,3}}(?=so (?:the|a|an|his|her|its|their|our|my|no|{_PRONOUN})\b)"
    rf"|\s{{1,3}}(?=and (?:therefore|thus|so|then|yet|{_AUX})\b)"
    r"|\s{1,3}(?=but\b)|\s{1,3}(?=rather than\b)|\s{1,3}(?=in order to\b)"
)
_COMMA = re.compile(r"[,)]\s{1,3}|\s{1,3}(?=(?:and|or|that|which|who)\b)|\s{1,3}(?=\()")
_PREPOSITION = re.compile(r"\s{1,3}(?=(?:to|by|for|from|with|at|in|on|than)\b)")
_ANY_SPACE = re.compile(r"\s*")
_SPACE = re.compile(r"\s+")


def segments_of(text: str, span: Span, language: str = "en") -> list[Span]:
    """Clause-sized tiles of `span` (a paragraph): each starts where the previous one ended, trailing white space
    included.

    >>> text = "Critics said that the dam leaks, but it holds."
    >>> [segment.cut(text) for segment in segments_of(text, Span(start=0, end=len(text)))]
    ['Critics said that ', 'the dam leaks, ', 'but it holds.']
    """
    tiles: list[Span] = []
    clauses = _clauses if has_english_rules(language) else clauses_of
    for sentence in sentences_of(text, span, language):
        for part in _bounded(text, sentence):
            tiles.extend(clauses(text, part))
    return tiles


def _bounded(text: str, span: Span) -> list[Span]:
    """A "sentence" that no writer would write, in pieces that the patterns can be let loose on."""
    pieces, start = [], span.start
    while span.end - start > 2 * _LONGEST_CHARACTERS:
        space = text.rfind(" ", start + 1, start + _LONGEST_CHARACTERS)
        end = space + 1 if space > start else start + _LONGEST_CHARACTERS
        pieces.append(Span(start=start, end=end))
        start = end
    return [*pieces, Span(start=start, end=span.end)]


def _clauses(text: str, sentence: Span) -> list[Span]:
    body = sentence.cut(text)
    if len(body) < 24:
        return [sentence]
    cuts = _good_cuts(body, _past_space(body, _strong_cuts(body)), _past_space(body, _weak_cuts(body)))
    bounds = [0, *cuts, len(body)]
    pieces: list[Span] = []
    for start, end in pairwise(bounds):
        pieces.extend(_shortened(body, start, end))
    return [Span(start=sentence.start + piece.start, end=sentence.start + piece.end) for piece in pieces]


def _past_space(body: str, cuts: set[int]) -> set[int]:
    return {match.end() for cut in cuts if (match := _ANY_SPACE.match(body, cut))}


def _strong_cuts(body: str) -> set[int]:
    cuts = {match.end() for match in _STRONG.finditer(body)}
    for match in _FRAME.finditer(body):
        if len(match["frame"].split()) <= 9:
            cuts.add(match.end())
            after = match.end("frame")
            if body[after : after + 2] == ", ":
                cuts.add(after + 2)
    return cuts


def _weak_cuts(body: str) -> set[int]:
    cuts = {match.end() for match in _WEAK.finditer(body)}
    opener = _OPENER.match(body)
    if opener:
        cuts.add(opener.end())
    return cuts


def _good_cuts(body: str, strong: set[int], weak: set[int]) -> list[int]:
    """The cuts that leave no scrap: a strong one needs a word on each side, a weak one three."""
    kept = [0, *sorted(cut for cut in strong if _words(body, 0, cut) and _words(body, cut, len(body)))]
    kept.append(len(body))
    cuts = set(kept)
    for start, end in pairwise(kept):
        at = start
        for cut in sorted(cut for cut in weak if start < cut < end):
            if _words(body, at, cut) >= _SHORTEST and _words(body, cut, end) >= _SHORTEST:
                cuts.add(cut)
                at = cut
    return sorted(cuts - {0, len(body)})


def _words(body: str, start: int, end: int) -> int:
    return len(body[start:end].split())


def _shortened(body: str, start: int, end: int) -> list[Span]:
    """[start, end) in pieces of at most LONGEST words, those above LONG cut near their middle where that reads well."""
    size = _words(body, start, end)
    if size <= LONG and end - start <= _LONGEST_CHARACTERS:
        return [Span(start=start, end=end)] if end > start else []
    middle = (start + end) // 2
    options = _cuts_between(body, start, end, _COMMA)
    if not options and size > LONG + LONG // 2:
        options = _cuts_between(body, start, end, _PREPOSITION)
    if not options and (size > LONGEST or end - start > _LONGEST_CHARACTERS):
        options = [match.end() for match in _SPACE.finditer(body, start, end) if match.end() < end] or [middle]
    if not options:
        return [Span(start=start, end=end)]
    best = min(options, key=lambda cut: (abs(cut - middle) - (12 if body[cut - 2 : cut] == ", " else 0), cut))
    return [*_shortened(body, start, best), *_shortened(body, best, end)]


def _cuts_between(body: str, start: int, end: int, pattern: re.Pattern[str]) -> list[int]:
    cuts = (match.end() for match in pattern.finditer(body, start, end))
    return [cut for cut in cuts if _words(body, start, cut) > _SHORTEST and _words(body, cut, end) > _SHORTEST]
