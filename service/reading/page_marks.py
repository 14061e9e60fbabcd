"""Removes page headers, page numbers and column marks between the lines of a plain text, and rejoins the sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_CERTAIN = re.compile(
    r"\s*\[\[\s*Page [A-Z]{0,2}\d+\s*\]\]\s*$|\s*-{2,}\s*(?:page|p\.)?\s*\d+\s*-{2,}\s*$", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"\s*(?:(?:page|seite|col\.?|column|p\.)\s*\d{1,5}(?:\s*(?:of|/|von)\s*\d{1,5})?|[-–—]\s?\d{1,4}\s?[-–—]"
    r"|\d{1,5}\t+\s*[^\t.!?]+(?:\.[^\t]*\d{4})?|[^\t]{4,90}\t+\d{1,5})\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*\d{1,5}\s*$")
_CLOCK = re.compile(r"(?:^|\s)\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?|uhr|h)?\s*$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s*$")
_LINE_NUMBER = re.compile(r"\s{0,6}(\d{1,2})(?: {2,}|\t|$)")
_SEAT = re.compile(r"(?:\([A-Z][^()]{1,60}\) ?){1,3}")
_FEWEST_NUMBERED, _FEWEST_CLOCKS, _LONGEST_NAME = 8, 3, 4
_LONGEST = 160
"""Code points of a line that a page may have left."""
_MOST_WORDS, _FURTHEST = 14, 3


def without_page_marks(lines: Sequence[str]) -> list[str]:
    """The lines without marks left by page breaks; lines that such a mark separated within a sentence are rejoined.

    A mark is identified by its form ("[[Page H61]]", "Page 4 of 29"); or as a number alone on its line inside a
    paragraph, if such numbers increase; or as a short line that recurs next to one of these, ignoring digits.
    """
    short = [(at, line) for at, line in enumerate(lines) if 0 < len(line) <= _LONGEST]
    marked = {at for at, line in short if _CERTAIN.match(line) or _NUMBERED.match(line)}
    marked |= _column_numbers(lines)
    shapes = Counter(_shape(line) for line in lines if _may_be_head(line))
    heads = {at for at, line in enumerate(lines) if _may_be_head(line) and shapes[_shape(line)] > 1}
    marked |= {at for at in heads if _DIGITS.search(lines[at]) and _is_running(lines, at, shapes)}
    if not marked:
        return list(lines)
    for step in (1, -1):
        for at in sorted(marked, reverse=step < 0):
            beside = at + step
            while 0 <= beside < len(lines) and (beside in heads or not lines[beside].strip()) and beside not in marked:
                if lines[beside].strip():
                    marked.update(range(min(at, beside), max(at, beside) + 1))
                beside += step
                if abs(beside - at) > _FURTHEST * 2:
                    break
    has_text = any(char.isalnum() for at, line in enumerate(lines) if at not in marked for char in line)
    return _joined(lines, marked) if has_text else list(lines)


def without_line_numbers(lines: Sequence[str]) -> list[str]:
    """The lines without the numbers that run down the margin of every page of a court's transcript, if there are any,
    and without the gaps between them."""
    numbers = {at: int(match[1]) for at, line in enumerate(lines) if (match := _LINE_NUMBER.match(line))}
    follows = sum(number == before + 1 for before, number in pairwise(numbers.values()))
    if len(numbers) < _FEWEST_NUMBERED or follows < 0.8 * len(numbers) or 3 * len(numbers) < sum(map(bool, lines)):
        return list(lines)
    kept: list[str] = []
    for at, line in enumerate(lines):
        if at in numbers:
            kept.append(_LINE_NUMBER.sub("", line))
        elif line.strip():
            kept.append(line)
    return kept


def details_beside_names(lines: Sequence[str]) -> list[str]:
    """The lines, with each time of day, or seat and party in brackets, that stands below a name moved behind it, if
    that name recurs."""
    names = Counter(line.strip() for line in lines)
    below = {
        at: line.strip()
        for at, (above, line) in enumerate(pairwise(lines), 1)
        if (_CLOCK.fullmatch(line.strip()) or _SEAT.fullmatch(line.strip()))
        and 0 < len(above.split()) <= _LONGEST_NAME
        and above.strip()[0].isupper()
        and not _SENTENCE_END.search(above)
    }
    if len(below) < _FEWEST_CLOCKS or max(names[lines[at - 1].strip()] for at in below) < 2:
        return list(lines)
    return [f"{line} {below.get(at + 1, '')}".rstrip() for at, line in enumerate(lines) if at not in below]


def _column_numbers(lines: Sequence[str]) -> set[int]:
    """Numbers alone on a line that has text right above and below it, where they follow on one another or cut a
    sentence."""
    inside = [
        at
        for at in range(1, len(lines) - 1)
        if _NUMBER.match(lines[at]) and len(lines[at - 1].split()) > 3 and len(lines[at + 1].split()) > 1
    ]
    numbers = [int(lines[at]) for at in inside]
    follows = {
        place
        for at, place in enumerate(inside)
        if (at and 0 < numbers[at] - numbers[at - 1] <= 2)
        or (at + 1 < len(inside) and 0 < numbers[at + 1] - numbers[at] <= 2)
    }
    return follows | {at for at in inside if not _SENTENCE_END.search(lines[at - 1])}


def _is_running(lines: Sequence[str], at: int, shapes: Counter[str]) -> bool:
    """Whether a numbered line that comes again stands beside another line that does, or is one of many."""
    return shapes[_shape(lines[at])] > 2 and not _SENTENCE_END.search(lines[at])


def _may_be_head(line: str) -> bool:
    """A short line of words that ends no sentence; a time of day ("14:05", "Ann Lee  0:31") ends none either."""
    return (
        0 < len(line.split()) <= _MOST_WORDS
        and not re.search(r"[.!?]\s*$", line)
        and not re.match(r"\s*(?:[-*•]|\d+[.)])\s", line)
        and not _CLOCK.search(line)
    )


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()).casefold())


def _joined(lines: Sequence[str], marked: set[int]) -> list[str]:
    """The rest; blank lines about a mark go where the sentence before it has not ended."""
    kept: list[str] = []
    pending = False
    for at, line in enumerate(lines):
        if at in marked:
            pending = True
            continue
        if pending and not line.strip() and _is_open(kept):
            continue
        if pending and line.strip():
            if _is_open(kept) and not _goes_on(kept, line):
                kept.append("")
            pending = False
        kept.append(line)
    return kept


def _is_open(kept: list[str]) -> bool:
    """Whether the last line of text ends no sentence; blank lines behind it are taken away then."""
    last = len(kept)
    while last and not kept[last - 1].strip():
        last -= 1
    if not last or _SENTENCE_END.search(kept[last - 1]) or len(kept[last - 1].split()) < 4:
        return False
    del kept[last:]
    return True


def _goes_on(kept: list[str], line: str) -> bool:
    head = line.strip()[:1]
    return head.islower() or not head.isalpha() or not line.startswith("    ")
