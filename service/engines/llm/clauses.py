"""English clauses of which an answer names too little or too much: what is mended without asking again. Pure.

A unit may have lost the verb that its own attribution took ("credited"), begin or end in the middle of a clause, share
a subject with the unit before it, or keep words that only say who has the word ("I think that", "Mr. Speaker, ").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from service.domain.base import Span
from service.domain.word_lists import word_list
from service.reading.words import count_words, trim_unit

_AUXILIARIES = (
    r"(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|cannot|could|may|might|shall|should|must|ought)"
)
_FINITE = re.compile(rf"\b{_AUXILIARIES}\b|n['’]t\b|['’](?:re|ve|ll|m)\b", re.IGNORECASE)
_HANGING = re.compile(
    r"\b(?:who|whom|whose|which|that|where|when|because|if|although|though|while|as|since|until|unless|before|after)\b",
    re.IGNORECASE,
)
_TAKES_A_CLAUSE = re.compile(
    r"\b(?:sa(?:y|id)|t[eo]ld?|th(?:ink|ought)|believ|kn[eo]w|fear|hop(?:e|ing)|claim|argu|insist|expect|feel|felt|suspect|"
    r"f[io]u?nd|admit|add|writ|wrote|warn|not(?:e|ing)|stat(?:e|ing)|suggest|conclud|reason|report|announc|explain|assum|"
    r"suppos|maintain|contend|h[eo]ld|declar|decid|recogni|acknowledg|conced|grant|agree|underst|show|mean|demand|want|wish|"
    r"ask|urg|call(?:s|ed|ing)? (?:for|on|upon)|recommend|propos|advis|order|request|predict|foresee|estimat|calculat|"
    r"reckon|point|cit(?:e|ing)|mention|stress|emphasi|highlight|seek|sought|plan|intend|promis|pledg|threaten|concern|worr|"
    r"complain|regret|remind|assur|answer|repl|respond|wonder|observ|remark|opin|testif|indicat|reveal|imagin|according|"
    r"impl[iy]|encourag|invit|press|instruct|plead|clarif)",
    re.IGNORECASE,
)
"""Verbs whose object may be all that is said; of others ("credit", "prohibit", "welcome") the verb belongs to it."""
_ADVERB = re.compile(r"\s*(?:(?:also|then|further|again|still|\w+ly)\s*)?")
_DEMANDS = re.compile(
    r"\b(?:demand|want|wish|ask|urg|call|recommend|propos|request|seek|sought|cit(?:e|ing)|point|mention|need|fear|predict|"
    r"expect)",
    re.IGNORECASE,
)
_NOUN_PHRASE = re.compile(
    r"(?:the|an?|its|their|his|her) (?:[\w-]+ ){1,3}(?:of|for|in|between|to|among|on)\b", re.IGNORECASE
)
_LEGAL = re.compile(
    r"\b(?:prohibit|require|allow|permit|forbid|ban|bar|authori[sz]e|prevent|limit|exempt)\w*\s*$", re.IGNORECASE
)
_PRONOUN = re.compile(r"(?:they|we|he|she|it|I|you|there|nobody|everybody|everyone|nothing)\b", re.IGNORECASE)
_SUBJECT = (
    r"(?=(?:the|an?|this|that|these|those|it|they|we|he|she|you|I|there|no|our|my|his|her|their|its|such|some|many|any|all|"
    r"each|both|most|if|in|at|by|for|on)\b|[A-Z\d$£€])"
)
_SUBJECT_HERE = re.compile(_SUBJECT)
_OWN = re.compile(
    r"(?:I|[Ww]e) (?:(?:also|still|do|firmly|strongly|really|certainly|sincerely|just|personally|continue to) ){0,2}"
    r"(?:(?:think|believe|submit|feel|maintain|contend|suppose)|(?:am|are) (?:sure|certain|convinced|confident|afraid))"
    rf"(?: that(?! {_AUXILIARIES}\b),?|,)? (?=\S)"
)
_BODY = re.compile(
    r"[Tt]he (?P<body>[A-Z][\w-]*(?: (?:of |and |for )?[A-Z][\w-]*){0,4}) "
    r"(?:(?:also|still|therefore|thus|further|continues? to|does) ){0,2}"
    r"(?:(?:believes?|thinks?|concludes?|is (?:concerned|convinced|persuaded|aware)|expects)(?: that,?)?"
    r"|(?:considers?|finds?|notes?|understands?|recogni[sz]es?|acknowledges?|agrees?) that,?) (?=\S)"
)
_ADDRESS = re.compile(
    r"(?:(?:Mr|Madam|Mrs|Ms|Miss)\.? (?:Deputy |Vice |Acting )?"
    r"(?:President|Speaker|Chairman|Chairwoman|Chair|Commissioner|Secretary|Minister|Ambassador)"
    r"|(?:My )?[Ll]ords|Your Honou?r|Sir|Madam), (?=\w)"
)
_CLAUSE_BEFORE = re.compile(
    r"(?:\A|[.!?,;:—–()“”\"]|\b(?:and|but|or|so|because|while|although|though|whereas|that|if|when|as|since))\Z"
)
"""Behind which a subject may stand."""
_ALONE = re.compile(
    rf"(?:(?i:while|although|though|because|since|when|where|whereas|now that|given that|as) (?={_SUBJECT}))"
)
_SHARED = re.compile(
    rf"(?:(?:thus|therefore|hence|then|also) )?{_AUXILIARIES}\b(?![^.]{{0,300}}\?)"
    r"|[a-z]{2,20}ed (?:the|an?|its|their|his|her|that|this|these|those|no|any|all|to|by|in|with|on|for|from|it)\b"
    r"|[a-z]{1,20}[^s\W]s (?:the|an?|its|their|his|her|that|this|no|any|it|them)\b"
)
_SAYS_NOTHING = re.compile(
    r"(?:no|yes|yes, (?:sir|ma['’]am)|no, (?:sir|ma['’]am)|correct|right|exactly)\W*", re.IGNORECASE
)
_LINK = re.compile(r"[\s,]{0,4}(?:(?:and|but|or|yet|thus|therefore|hence|then|so|also)[\s,]{0,4}){0,3}\Z")
_COPULA = re.compile(r"\s+(?:is|was|are|were)(?: that)?,?\s*\Z")
_JOINS = word_list(
    "and but or nor yet so that because if whether although though while when where since as than for until unless "
    "whereas not how why what who whom which only even also then thus therefore hence however namely both either "
    "neither"
)
"""After which a clause may begin."""
_PREPOSITIONS = word_list(
    "of in on at by with from about into to against between under over without within during through upon despite like"
)
_APART = word_list("because if although while when since so but unless though whereas yet for where after before until")
"""What begins a clause of its own behind another."""
_FEW = 3
"""Words of an object that says nothing without its verb ("want them back")."""
_MARK = re.compile(r"[,;:—–()\[\]“”\"]|--")
_WORD = re.compile(r"[\w'’$£€%-]+")
LEAD_IN = 40
"""How far into a stretch, in code points, a source may begin and still open it (`In New Delhi, officials said ...`)."""
_CLOSING = " \t\n\u00a0.,;:!?\"'”’»)–—-。，；：！？、」』）،؛؟“"
_COMMAS = frozenset(",–—-(，（،")
_ENDS_ASIDE = frozenset(",–—-)，）،")
_CONNECTIVE = re.compile(
    r"(?:(?i:but|and|yet|or|because|although|though|whereas|therefore|thus|hence|however|nevertheless|nonetheless"
    r"|moreover|furthermore|consequently|accordingly|after all|of course|admittedly|granted|true|to be sure|in addition"
    r"|as a result|for example|for instance|besides|also|still|so|indeed)\b,(?=\s)"
    r"|(?i:but|and|yet|because|although|though|whereas|therefore|thus|hence|moreover|furthermore|nevertheless"
    r"|nonetheless|admittedly)\b(?!,)|namely(?:,| that\b)?|(?:or|and) (?:to|that)\b|that\b"
    r"|as\b(?! (?:long|well|soon|if|far|many|much|though|yet|ever|such|few|little|great|good|big|large|small)\b))\s*"
)
_SUBORDINATING = re.compile(
    r"(?:(?:so|such) that\b|(?:so|while)(?= (?:the|an?|it|they|we|he|she|you|I|this|these|those|there|no|nobody"
    r"|everybody|everyone|anybody|anyone|somebody|any|each|all|most|his|her|its|their|our|my)\b))\s*"
)
"""What makes a clause hang on one that is no part of the unit."""
_ITEM = re.compile(r"\((?:\d{1,2}|[a-z]|[ivx]{1,4})\) (?=\S)")
"""The number of a list's item."""
_THAT_PRONOUN = re.compile(
    r"that(?:['’]s| (?:is|was|are|were|has|had|will|would|can|could|may|might|should|must|does|did))\b"
)
"""No conjunction: "and that has dropped"."""
_HANGING_WORDS = frozenset({"as", "because", "although", "though", "whereas", "while"})
_OPENING = 24
_SENTENCE_BEFORE = re.compile(r"(?:\A|[.!?:;\n\"”’)\]])\s{0,4}(?:(?:\w{1,16} )?\w{1,16},? )?\Z")
"""What stands before a clause that opens its sentence: nothing, or "However, "."""
_CONNECTIVES = {
    "de": "dass|daß|denn|weil|da|obwohl|obgleich|aber|doch|sondern|zwar|nämlich|und|oder",
    "es": "que|porque|pues|ya que|puesto que|aunque|si bien|pero|sino que|sino|sin embargo|no obstante|ahora bien"
    "|por (?:eso|tanto|lo que|lo tanto)|así que|además|y|e|o",
    "fr": "que|car|parce que|puisque|bien que|quoique|mais|or|donc|cependant|toutefois|pourtant|certes|ainsi|et|ou",
    "zh": "因为|由于|因此|因而|所以|于是|但是|但|然而|可是|不过|而且|并且|此外|虽然|尽管|当然|何况|可见",
    "ar": "أنّ?|إنّ?|بأنّ?|لأنّ?|لكنّ?|غير أنّ?|إلا أنّ?|ومع ذلك|لذلك|ولذلك|ثم إنّ?|إذن|إذ إنّ?|وإنّ?|وأنّ?",
}
_MORE_LETTERS = r"(?![\w\u0300-\u036f\u064b-\u0652])"
_CONNECTIVES_OF = {
    language: re.compile(rf"(?:{words})(?:{'' if language == 'zh' else _MORE_LETTERS})[,，、،]?\s*", re.IGNORECASE)
    for language, words in _CONNECTIVES.items()
}
"""The same in other languages; what is bound to its word (Arabic "و") stays."""
_SUBJECT_BEFORE = re.compile(
    r"(?:the|an?|this|that|these|those|one|another|its|their|our) (?:\w+ ){0,5}"
    r"(?!(?:of|the|an?|its|their|your|our|my|his|her|and|or|in|on|at|by|for|from|with|to) )\w+ \Z",
    re.IGNORECASE,
)
_WHO = re.compile(r"(?:some|many|most|several|few|others|they|he|she|we|it|the|critics|people)\b")
"""A lead-in that is no adverb: what the sentence is about."""
_TRAILING = re.compile(
    r"(?<![\s,;:–—-])[\s,;:–—-]+(?:namely(?: that)?|(?:or|and)(?: to| that)?|but|because|as|or)"
    r"(?:,? (?:in addition|moreover|also|then|therefore|further))?$"
)
"""What may be left over at the end of a piece, lead-in to a next one."""


def has_finite_verb(words: str) -> bool:
    """Whether the main clause of `words` contains an auxiliary.

    >>> has_finite_verb("states that have none"), has_finite_verb("states may refuse")
    (False, True)
    """
    hanging = _HANGING.search(words, 1)
    return _FINITE.search(words, 0, hanging.start() if hanging else len(words)) is not None


def with_its_verb(text: str, source: Span | None, cue: Span | None, piece: Span) -> Span:
    """`piece`, or all from the source on where the cue took the verb of its clause: "X credits Y with Z" is no "Y with
    Z".
    """
    if source is None or cue is None or not source.end <= cue.start < cue.end <= piece.start:
        return piece
    if not _CLAUSE_BEFORE.search(text[max(0, source.start - 20) : source.start].rstrip()):
        return piece
    between = text[source.end : cue.start] + text[cue.end : piece.start]
    if not _ADVERB.fullmatch(between) or source.cut(text).casefold() in ("who", "which", "that", "you"):
        return piece
    words, said = cue.cut(text), piece.cut(text)
    if words.endswith(" that") or (_PRONOUN.match(said) and said.split()[0].lower() != "it"):
        return piece
    is_short = len(said.split()) <= _FEW and not said.startswith("to ")
    if is_short and not has_finite_verb(said):
        return Span(start=source.start, end=piece.end)
    if _NOUN_PHRASE.match(said) and not has_finite_verb(said) and not _DEMANDS.search(words):
        return Span(start=source.start, end=piece.end)
    if (_TAKES_A_CLAUSE.search(words) and not _LEGAL.search(words)) or said[:1] in "\"'“‘" or said.startswith("to "):
        return piece
    return piece if has_finite_verb(said) else Span(start=source.start, end=piece.end)


def without_own_frame(text: str, piece: Span, others: Collection[str]) -> Span:
    """`piece` without an address or a frame of whoever has the word: "Mr. Speaker, I think that p", or, of a body that
    is none of the `others`, "the Bureau believes p"."""
    start = piece.start
    for pattern in (_ADDRESS, _OWN, _BODY):
        match = pattern.match(text, start, piece.end)
        if match is None or (pattern is _BODY and _is_one_of(match["body"], others)):
            continue
        if pattern is _ADDRESS or has_finite_verb(text[match.end() : piece.end]):
            start = match.end()
    return trim_unit(text, Span(start=start, end=piece.end))


def _is_one_of(body: str, others: Collection[str]) -> bool:
    return any(body.casefold() in name.casefold() or name.casefold() in body.casefold() for name in others)


def without_conjunction(text: str, piece: Span) -> Span:
    """`piece` without "while", "when" or "because", if it is only that clause and the main clause is another unit's."""
    match = _ALONE.match(text, piece.start, piece.end)
    rest = text[piece.end : piece.end + 2].lstrip()
    if match is None or "," in piece.cut(text) or not rest.startswith((",", "—", "–")):
        return piece
    return Span(start=match.end(), end=piece.end)


def says_nothing(words: str) -> bool:
    """Whether a unit is a bare "No.", which only the next sentence makes a claim."""
    return _SAYS_NOTHING.fullmatch(words) is not None


def belong_together(text: str, first: Span, second: Span) -> bool:
    """Whether two neighbours are one clause: the second has lost its subject ("and thus has finalised it"), or the
    first is the subject of the second ("the sign is that p").
    """
    if first.end > second.start:
        return False
    if says_nothing(first.cut(text)):
        return not text[first.end : second.start].strip(" .,")
    between = text[first.end : second.start]
    if _COPULA.match(between):
        return not has_finite_verb(first.cut(text))
    return _LINK.match(between) is not None and _SHARED.match(text, second.start, second.end) is not None


def in_whole_clause(text: str, sentence: Span, piece: Span, taken: Sequence[Span]) -> Span:
    """`piece`, on to the next mark where it begins or ends within a clause and nothing else takes those words.

    `taken`: other units, and words of saying.
    """
    before = max((item.end for item in taken if item.end <= piece.start), default=0)
    after = min((item.start for item in taken if item.start >= piece.end), default=len(text))
    return Span(
        start=_whole_start(text, max(sentence.start, before), piece.start),
        end=_whole_end(text, piece.end, min(sentence.end, after), is_last=after >= sentence.end),
    )


def _whole_start(text: str, least: int, start: int) -> int:
    words = text[least:start]
    bare = words.rstrip()
    if not bare or bare == words or not bare[-1].isalnum() or _SUBJECT_HERE.match(text, start):
        return start
    last = _WORD.findall(bare)[-1].casefold()
    if last in _JOINS | _PREPOSITIONS or _FINITE.fullmatch(last):
        return start
    marks = list(_MARK.finditer(words))
    begin = least + (marks[-1].end() if marks else 0)
    return begin + len(text[begin:start]) - len(text[begin:start].lstrip())


def _whole_end(text: str, end: int, most: int, *, is_last: bool) -> int:
    rest = text[end:most]
    first = _WORD.match(rest.lstrip())
    if not rest[:1].isspace() or first is None or first.group().casefold() in _APART:
        return end
    if first.group().casefold() in ("and", "or", "nor"):
        return end + len(rest.rstrip()) if is_last else end
    mark = _MARK.search(rest)
    stop = mark.start() if mark else len(rest)
    return end + len(rest[:stop].rstrip())


def without_attribution(
    text: str, pieces: Sequence[Span], frames: Iterable[Sequence[Span]], *, whole: bool = False
) -> tuple[Span, ...]:
    """`pieces` less each frame (source and cue of one attribution) that opens, closes or interrupts them.

    A frame in the middle is cut only where commas or dashes set it off; an attribution spread over its content stays.
    `whole`: so does one whose lead-in is the subject ("A way that some propose is p").
    """
    kept = list(pieces)
    for frame in frames:
        kept = [part for piece in kept for part in _cut(text, piece, frame, whole=whole)]
    return tuple(kept)


def bare(text: str, piece: Span, *, whole: bool = False, language: str = "en") -> Span:
    """`piece` without the punctuation and the connectives at its edges ("but", "because", "after all,", "that").

    `whole`: without "so", "so that", "while" before a subject, too, and however many of them follow each other.

    >>> bare("But that is so.", Span(start=0, end=15)).cut("But that is so.")
    'that is so'
    """
    less = _once_barer(text, piece, whole=whole, language=language)
    return bare(text, less, whole=True, language=language) if whole and less != piece else less


def _once_barer(text: str, piece: Span, *, whole: bool, language: str) -> Span:
    piece = trim_unit(text, piece)
    number = _ITEM.match(text, piece.start, piece.end) if whole else None
    if number is not None:
        piece = trim_unit(text, Span(start=number.end(), end=piece.end))
    trailing = _TRAILING.search(text, piece.start, piece.end)
    if trailing is not None and trailing.start() > piece.start:
        piece = trim_unit(text, Span(start=piece.start, end=trailing.start()))
    connective = _CONNECTIVES_OF.get(language, _CONNECTIVE).match(text, piece.start, piece.end)
    if connective is None and whole:
        connective = _SUBORDINATING.match(text, piece.start, piece.end)
    if whole and connective is not None and _is_kept(text, piece, connective.group()):
        return piece
    if connective is None or not text[connective.end() : piece.end].strip(_CLOSING):
        return piece
    return trim_unit(text, Span(start=connective.end(), end=piece.end))


def _is_kept(text: str, piece: Span, connective: str) -> bool:
    """Whether what looks like a connective is none ("that has dropped"), or opens a sentence whose main clause stands
    in the piece, too ("As the towns grew, p").
    """
    if _THAT_PRONOUN.match(text, piece.start, piece.end):
        return True
    if connective.strip().casefold() not in _HANGING_WORDS or "," not in piece.cut(text):
        return False
    return _SENTENCE_BEFORE.search(text, max(0, piece.start - _OPENING), piece.start) is not None


def _cut(text: str, piece: Span, frame: Sequence[Span], *, whole: bool) -> list[Span]:
    inside = [span for span in frame if piece.overlaps(span)]
    if not inside:
        return [piece]
    first, last = min(span.start for span in inside), max(span.end for span in inside)
    if not _is_compact(text, inside):
        return [piece]
    if not text[last : piece.end].strip(_CLOSING) and text[piece.start : first].strip(_CLOSING):
        return _parts((piece.start, first))
    if whole and _SUBJECT_BEFORE.match(text, piece.start, first) and _WHO.match(text, first):
        return [piece]
    if first - piece.start <= LEAD_IN and not _is_set_off(text, piece, first, last):
        return _parts((last, piece.end))
    if _is_set_off(text, piece, first, last):
        return _parts((piece.start, first), (last, piece.end))
    return [piece]


def _is_compact(text: str, frame: Sequence[Span]) -> bool:
    """Whether nothing but a few words or a bracketed aside stands between source and cue."""
    ordered = sorted(frame, key=lambda span: span.start)
    for left, right in pairwise(ordered):
        between = text[left.end : right.start].strip() if right.start > left.end else ""
        aside = between[:1] in _COMMAS and between[-1:] in _ENDS_ASIDE
        if count_words(between) > 3 and not aside:
            return False
    return True


def _is_set_off(text: str, piece: Span, first: int, last: int) -> bool:
    before, after = text[piece.start : first].rstrip(), text[last : piece.end].lstrip()
    return bool(before) and bool(after) and before[-1] in _COMMAS and after[0] in _ENDS_ASIDE


def _parts(*bounds: tuple[int, int]) -> list[Span]:
    return [Span(start=start, end=end) for start, end in bounds if end > start]
