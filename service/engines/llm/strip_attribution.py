"""Cuts out of a stretch the words that only attribute it: `Officials said that p`, `p, they say`, `p, they say, and q`.

The model names whole segments; source and cue are known from the attribution, so what is left is the proposition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from service.domain.base import Span
from service.reading.words import count_words, trim_unit

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
_PRONOUN = re.compile(
    r"that(?:['’]s| (?:is|was|are|were|has|had|will|would|can|could|may|might|should|must|does|did))\b"
)
"""No conjunction: "and that has dropped"."""
_HANGING = frozenset({"as", "because", "although", "though", "whereas", "while"})
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
_SUBJECT = re.compile(
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
    if _PRONOUN.match(text, piece.start, piece.end):
        return True
    if connective.strip().casefold() not in _HANGING or "," not in piece.cut(text):
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
    if whole and _SUBJECT.match(text, piece.start, first) and _WHO.match(text, first):
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
