"""Orders a PDF page's words into lines; columns are separated by the white strip between them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

_SAME_LINE = 3.0
"""Points by which the tops of words on one line may differ."""
_FEWEST_WORDS = 40
_MOST_CROSSING = 0.04
_LEAST_SHARE = 0.2


@dataclass(frozen=True)
class Line:
    """A line of a column. Coordinates in points from the page's top left; `left` and `right`: the edges
    of the column.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    left: float
    right: float
    page: int


def lines_of(words: Sequence[dict[str, Any]], page: int) -> list[Line]:
    """Lines in reading order. `words` as returned by pdfplumber, with `size`.

    Full-width lines divide the page into bands; in each band the left column precedes the right one.
    """
    gutter = _gutter(words)
    if gutter is None:
        return _column(words, page)
    crossing = [word for word in words if word["x0"] < gutter < word["x1"]]
    tops = sorted({word["top"] for word in crossing})
    rows = [row for row in _rows(words) if any(abs(word["top"] - top) <= _SAME_LINE for word in row for top in tops)]
    wide = {id(word) for row in rows for word in row}
    found: list[Line] = []
    at = 0.0
    for row in [*rows, None]:
        end = row[0]["top"] if row else float("inf")
        band = [word for word in words if id(word) not in wide and at <= word["top"] < end]
        found += _column([word for word in band if word["x1"] <= gutter], page)
        found += _column([word for word in band if word["x0"] >= gutter], page)
        if row:
            found += _column(row, page)
            at = end
    return found


def _gutter(words: Sequence[dict[str, Any]]) -> float | None:
    """The middle of the white strip between two columns; None where the page has one column."""
    if len(words) < _FEWEST_WORDS:
        return None
    low, high = min(word["x0"] for word in words), max(word["x1"] for word in words)
    best: tuple[int, float] | None = None
    strips: list[float] = []
    for step in range(30, 71):
        x = low + (high - low) * step / 100
        crossing = sum(word["x0"] < x < word["x1"] for word in words)
        if best is None or crossing < best[0]:
            best, strips = (crossing, x), [x]
        elif crossing == best[0]:
            strips.append(x)
    assert best is not None
    gutter = median(strips)
    left = sum(word["x1"] <= gutter for word in words) / len(words)
    right = sum(word["x0"] >= gutter for word in words) / len(words)
    is_strip = best[0] <= _MOST_CROSSING * len(words) and min(left, right) >= _LEAST_SHARE
    return gutter if is_strip and _lines_stop_there(words, gutter) else None


def _lines_stop_there(words: Sequence[dict[str, Any]], gutter: float) -> bool:
    """Whether most rows have a wide gap at the strip: words of one column leave gaps of a space's width only."""
    gaps = []
    for row in _rows(words):
        before = [word["x1"] for word in row if word["x1"] <= gutter]
        after = [word["x0"] for word in row if word["x0"] >= gutter]
        if before and after:
            gaps.append(min(after) - max(before) > 0.8 * row[0]["size"])
    return bool(gaps) and sum(gaps) >= 0.8 * len(gaps)


def _rows(words: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words that stand at one height, from the top down, each row from left to right."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"], word["x0"])):
        if rows and abs(word["top"] - rows[-1][0]["top"]) <= _SAME_LINE:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word["x0"]) for row in rows]


def _column(words: Sequence[dict[str, Any]], page: int) -> list[Line]:
    if not words:
        return []
    left, right = min(word["x0"] for word in words), max(word["x1"] for word in words)
    return [
        Line(
            text=" ".join(word["text"] for word in row),
            x0=row[0]["x0"],
            x1=row[-1]["x1"],
            top=min(word["top"] for word in row),
            bottom=max(word["bottom"] for word in row),
            size=median(word["size"] for word in row),
            left=left,
            right=right,
            page=page,
        )
        for row in _rows(words)
    ]


def is_new_paragraph(line: Line, before: Line, spacing: float) -> bool:
    """Whether `line` begins a paragraph: after a gap, a change of size, an indent, or a short line."""
    if line.page != before.page or line.left != before.left or line.top < before.top:
        return not _goes_on(line, before)
    if line.top - before.top > 1.45 * spacing or abs(line.size - before.size) > 0.08 * before.size:
        return True
    if line.x0 - line.left > 0.7 * line.size and before.x0 - before.left < 0.3 * line.size:
        return True
    return _ends(before.text) and before.x1 < before.right - 0.15 * (before.right - before.left)


def _goes_on(line: Line, before: Line) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    same_size = abs(line.size - before.size) <= 0.08 * before.size
    return same_size and not _ends(before.text) and line.x0 - line.left <= 0.7 * line.size


def _ends(text: str) -> bool:
    return text.rstrip("\"'”’)]").endswith((".", "!", "?", ":", "…"))


def line_spacing(lines: Sequence[Line]) -> float:
    """The usual distance between the tops of consecutive lines, in points."""
    steps = [two.top - one.top for one, two in itertools.pairwise(lines) if two.top > one.top and two.left == one.left]
    return median(steps) if steps else 14.0
