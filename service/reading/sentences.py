"""Finds sentence boundaries: in English with rules for abbreviations, quotations and ellipses; otherwise with ICU."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from service.domain.base import Span
from service.domain.word_lists import word_list
from service.reading.breaks import sentence_tiles
from service.reading.language import UNKNOWN

_CLOSERS = "\"'”’»›)\\]"
_END = re.compile(
    rf"(?P<mark>(?<![.!?؟।])(?:\.{{2,}}|[.!?؟।]+(?:…)?)|…)(?P<closers>[{_CLOSERS}]*)(?P<note>(?:\[\d+\])?)(?P<space>\s+)"
    r"|(?P<wide>[。！？]+[」』”’）]*\s*)"
    r"|(?P<line>\n\s*)"
)
_TITLES = word_list(
    "mr mrs ms mx dr prof gen sen rep gov lt col sgt maj capt cmdr adm cpl rev fr hon pres supt insp st mt ft vs cf "
    "viz figs approx eq pp paras eds esp incl resp e.g i.e mme mlle messrs dept univ assn"
)
_NUMBERED = word_list("no nos art fig sec vol ch p pp para jan feb mar apr jun jul aug sept sep oct nov dec")
_MAY_END = word_list(
    "inc corp co ltd llc plc bros jr sr etc ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec ph.d est "
    "mon tue thu fri ariz calif colo conn fla kan md mich minn mont neb nev "
    "okla tenn tex vt wis wyo"
)
_STARTERS = word_list(
    "a an the this that these those there here he she it they we you i his her its their our your my in on at by "
    "for from with to of as if when while where why how what who which whose but and or so yet nor because "
    "although though since after before until however moreover meanwhile then thus therefore hence still also "
    "even only not no none some many most few several others another each every both either neither all any one "
    "two three critics officials such under over between among within without during despite according now today "
    "last next"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"“‘«—–]*$")
_INITIAL = re.compile(r"[^\W\d_]$")
_DOTTED = re.compile(r"(?:[^\W\d_]+\.)+[^\W\d_]+$")
_NEXT_WORD = re.compile(r"[\"'“‘«(\[]*([^\W_]+)")


def has_english_rules(language: str) -> bool:
    """Whether the English rules apply: to English (including `en-GB`), and to texts too short to identify."""
    return language.split("-")[0].lower() in ("en", UNKNOWN)


def sentences_of(text: str, span: Span, language: str = "en") -> list[Span]:
    """Tiles of `span`, one sentence each, including the white space that follows it. Linear in the span's length.

    `language`: ISO 639-1.

    >>> text = "The U.S. said no. Gen. Lee left at 5 p.m. He was tired."
    >>> [sentence.cut(text) for sentence in sentences_of(text, Span(start=0, end=len(text)))]
    ['The U.S. said no. ', 'Gen. Lee left at 5 p.m. ', 'He was tired.']
    """
    if not has_english_rules(language):
        return list(sentence_tiles(text, span, language.split("-")[0].lower()))
    bounds = [span.start, *_ends(text, span), span.end]
    return [Span(start=start, end=end) for start, end in pairwise(bounds) if end > start]


def _ends(text: str, span: Span) -> Iterator[int]:
    start = span.start
    for match in _END.finditer(text, span.start, span.end):
        end = match.end()
        if end >= span.end:
            return
        if not text[start:end].strip() or (match["mark"] and not _ends_sentence(text, match, start)):
            continue
        yield end
        start = end


def _ends_sentence(text: str, match: re.Match[str], start: int) -> bool:
    following = text[match.end() : match.end() + 40]
    if "\n" in match["space"]:
        return True
    if _starts_small(following):
        return False
    if match["mark"] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(start, match.start() - 30), match.start())
    word = before.group() if before else ""
    return _stop_ends(
        word, following, at_start=text[start : match.start()].strip() == word, closed=bool(match["closers"])
    )


def _starts_small(following: str) -> bool:
    """Whether what follows is the same sentence going on in small letters: “Why?” he asked; wait … and see."""
    stripped = following.lstrip("\"'“‘«([—–- ")
    return stripped[:1].islower()


def _stop_ends(word: str, following: str, *, at_start: bool, closed: bool) -> bool:
    """Whether the stop after `word` ends a sentence, given what follows it."""
    if closed:
        return True
    small = word.lower().strip("*_")
    match = _NEXT_WORD.match(following)
    next_word = match.group(1) if match else ""
    if at_start and small.isdigit() and len(small) <= 2:
        return False  # the number of a list item
    if next_word.isdigit() and small in _NUMBERED:
        return False
    if small in _TITLES:
        return False
    if small in ("a.m", "p.m"):
        return not next_word.isdigit()
    if _INITIAL.fullmatch(word) or _DOTTED.fullmatch(word):
        return next_word.lower() in _STARTERS and word != next_word
    if small in _MAY_END:
        return not next_word or next_word.lower() in _STARTERS
    return True
