"""Blocks: what every reader (plain text, Markdown, HTML, PDF, DOCX) hands on, before kinds and offsets exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from service.reading.lines import is_item, joined_over_gaps, pieces_of

Hint = Literal["unknown", "heading", "body", "furniture"]
"""What the source's own markup says a block is; `unknown` where it says nothing."""


@dataclass(frozen=True)
class Block:
    """One block of text, white space inside it not yet tidied. `page` is 1-based, where the source has pages.

    `speaker`: who says it, as the source itself states; where the text opens with that name and a colon, they are its
    label. `times`: where in the text, which is tidy then, each cue of a recording begins, and at which second.
    """

    text: str
    hint: Hint = "unknown"
    page: int | None = None
    speaker: str | None = None
    times: tuple[tuple[int, float], ...] = ()


_BLANK = re.compile(r"\n[ ]*(?:\n[ ]*)+")
_SPACES = re.compile(r"[ \n]+")


def blocks_of_plain(text: str) -> list[Block]:
    """Blocks of normalised plain text: divided by blank lines, or by single ones where lines are no broken lines."""
    chunks = [[line.strip(" ") for line in chunk.split("\n") if line.strip(" ")] for chunk in _BLANK.split(text)]
    return [Block(piece) for piece in joined_over_gaps([piece for lines in chunks for piece in pieces_of(lines)])]


def tidy(text: str) -> str:
    """One block's text with single spaces, line ends only before list items. Idempotent."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) <= 1:
        return lines[0] if lines else ""
    tidied = lines[0]
    for line in lines[1:]:
        tidied += f"\n{line}" if is_item(line) else f" {line}"
    return tidied
