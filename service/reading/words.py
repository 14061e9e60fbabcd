"""The words of a segment, and the edges of a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.domain.base import Span
from service.reading.breaks import word_tiles

_TOKEN = re.compile(r"\S+")
_WIDE = "「」『』（）《》〈〉【】［］｛｝〔〕"
_OPENING = "\"'“”‘’«»‹›„‚([{<¿¡*_—–-…•·" + _WIDE + "。，；：！？、・～"
_CLOSING = "\"'“”‘’«»‹›)]}>,;:!?.…*_—–-·。，；：！？、・～،؛؟۔।" + _WIDE
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
"""For a character class: letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}$")
_ABBREVIATION = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Prof|St|Lt|Col|Sgt|Capt|Rev|Jr|Sr|Inc|Corp|Co|Ltd|No|vs|etc|Jan|Feb|Mar|Apr|Aug"
    r"|Sept?|Oct|Nov|Dec|[A-Z])\.$"
)
_ABBREVIATION_LONGEST = 40
_MOST_OPEN = 50
"""Marks without a partner among which one is looked for."""
_MOST_LOOKS = 8
_DASHES = re.compile(r"[—–]+|--+")
_WIDE_PAIRS = dict(zip(_WIDE[::2], _WIDE[1::2], strict=True))
_PAIRS = _WIDE_PAIRS | {
    "“": "”",
    "‘": "’",
    "«": "»",
    "»": "«",
    "‹": "›",
    "„": "”“",
    "(": ")",
    "[": "]",
    "{": "}",
    '"': '"',
    "'": "'",
}
_MARKS = frozenset("“”‘’«»‹›„()[]{}\"'" + _WIDE)
_MARK = re.compile(rf"[“”‘’«»‹›„()\[\]{{}}\"'{_WIDE}]")
_ELISION = re.compile(r"(?:\d0s|tis|twas|em|til)\b", re.IGNORECASE)
_EDGE_MARKS = ".,;:—–-…" + "。，；：、،؛۔।"


def words_of(text: str, span: Span) -> tuple[Span, ...]:
    """The words of `span`, in order, without surrounding punctuation; a stretch of only punctuation is not a word.

    Words are delimited by white space and dashes, or by dictionary in scripts written without spaces. The full stop of
    an abbreviation belongs to the word.

    >>> text = "“The U.S. (again) said—no.”"
    >>> [word.cut(text) for word in words_of(text, Span(start=0, end=len(text)))]
    ['The', 'U.S.', 'again', 'said', 'no']
    """
    words = []
    for token in _TOKEN.finditer(text, span.start, span.end):
        for start, end in _parts(text, token):
            word = _strip_punctuation(text, start, end)
            if word is not None:
                words.append(word)
    return tuple(words)


def _parts(text: str, token: re.Match[str]) -> Iterable[tuple[int, int]]:
    if not token.group().isascii() and _UNSPACED.search(token.group()):
        return word_tiles(text, *token.span())
    return _between_dashes(token.group(), token.start())


def _between_dashes(token: str, offset: int) -> list[tuple[int, int]]:
    if "—" not in token and "–" not in token and "--" not in token:
        return [(offset, offset + len(token))]
    pieces, at = [], 0
    for dash in _DASHES.finditer(token):
        pieces.append((offset + at, offset + dash.start()))
        at = dash.end()
    pieces.append((offset + at, offset + len(token)))
    return pieces


def _strip_punctuation(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _OPENING:
        start += 1
    while end > start and text[end - 1] in _CLOSING:
        if text[end - 1] == "." and _keeps_its_stop(text[max(start, end - _ABBREVIATION_LONGEST) : end]):
            break
        end -= 1
    return Span(start=start, end=end) if start < end else None


def _keeps_its_stop(token: str) -> bool:
    return _DOTTED.search(token) is not None or _ABBREVIATION.fullmatch(token) is not None


def count_words(text: str) -> int:
    """The number of words between white space, or by dictionary in scripts written without spaces.

    >>> count_words("It rained."), count_words("两次检验并不多余")
    (2, 4)
    """
    return len(words_of(text, Span(start=0, end=len(text)))) if _UNSPACED.search(text) else len(text.split())


def trim_unit(text: str, span: Span) -> Span:
    """`span` without leading or trailing white space, bullets, and its final full stop, comma, semicolon, colon or
    dash.

    A quotation mark or bracket at an edge stays if its partner is inside the span, and is trimmed otherwise. Question
    and exclamation marks stay. A span of only punctuation loses just its white space.

    >>> trim_unit("“We won,” he said.", Span(start=0, end=10)).cut("“We won,” he said.")
    '“We won,”'
    >>> trim_unit("“We won. They lost.”", Span(start=0, end=9)).cut("“We won. They lost.”")
    'We won'
    """
    start, end = _strip_space(text, span.start, span.end)
    whole = (start, end)
    looked = 0
    paired: set[int] = set()
    while start < end:
        before = (start, end)
        if looked < _MOST_LOOKS:  # a mark without a partner pairs nothing when it goes, but may open an apostrophe
            paired, looked = _paired(text, start, end), looked + 1
        start = _trimmed_start(text, start, end, paired)
        end = _trimmed_end(text, start, end, paired)
        start, end = _strip_space(text, start, end)
        if (start, end) == before:
            return Span(start=start, end=end)
    start, end = whole
    return Span(start=start, end=end) if start < end else span


def _strip_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _trimmed_start(text: str, start: int, end: int, paired: set[int]) -> int:
    if start >= end:
        return start
    first = text[start]
    if first in ",;:—–•·…，；：、。،؛" or (first in ".-*" and end - start > 1 and text[start + 1].isspace()):
        return start + 1
    return start + 1 if first in _MARKS and start not in paired else start


def _trimmed_end(text: str, start: int, end: int, paired: set[int]) -> int:
    if start >= end:
        return end
    last = text[end - 1]
    if last in _EDGE_MARKS:
        token = text[max(start, end - _ABBREVIATION_LONGEST) : end].rsplit(None, 1)[-1].lstrip(_OPENING)
        return end if last == "." and _keeps_its_stop(token) else end - 1
    return end - 1 if last in _MARKS and end - 1 not in paired else end


def _paired(text: str, start: int, end: int) -> set[int]:
    """The places in [start, end) of quotation marks and brackets that have their partner there, and of apostrophes."""
    paired: set[int] = set()
    opened = _Opened()
    for mark in _MARK.finditer(text, start, end):
        at, sign = mark.start(), mark.group()
        if _is_apostrophe(text, at, sign, opened):
            paired.add(at)
            continue
        partner = opened.close(sign)
        if partner is not None:
            paired.update((at, partner))
        elif sign in _PAIRS:
            opened.add(sign, at)
    return paired


class _Opened:
    """Marks without a partner so far, innermost last."""

    def __init__(self) -> None:
        self._marks: list[tuple[str, int]] = []
        self._closed_by: dict[str, list[int]] = {}

    def add(self, sign: str, at: int) -> None:
        for closing in _PAIRS[sign]:
            self._closed_by.setdefault(closing, []).append(len(self._marks))
        self._marks.append((sign, at))

    def close(self, sign: str) -> int | None:
        """Where the innermost mark stands that `sign` closes; those opened inside it are given up with it."""
        number = self._innermost(sign)
        if number is None or number < len(self._marks) - _MOST_OPEN:
            return None
        at = self._marks[number][1]
        del self._marks[number:]
        return at

    def quotes_singly(self) -> bool:
        return self._innermost("'") is not None or self._innermost("’") is not None

    def _innermost(self, sign: str) -> int | None:
        known = self._closed_by.get(sign, [])
        while known and (known[-1] >= len(self._marks) or sign not in _PAIRS[self._marks[known[-1]][0]]):
            known.pop()  # given up since
        return known[-1] if known else None


def _is_apostrophe(text: str, at: int, sign: str, opened: _Opened) -> bool:
    """Inside a word, after a plural's s with no quotation open, or for what is left out ('90s, ’tis)."""
    if sign not in "'’":
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before.isalnum() and after.isalnum():
        return True
    if not before.isalnum() and _ELISION.match(text, at + 1):
        return True
    return before in ("s", "S") and not opened.quotes_singly()
