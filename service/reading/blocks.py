"""Blocks: what every reader (plain text, Markdown, HTML, PDF, DOCX) hands on, before kinds and offsets exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Hint = Literal["unknown", "heading", "body", "furniture"]
"""What the source's own markup says a block is; `unknown` where it says nothing."""


@dataclass(frozen=True)
class Block:
    """One block of text, white space inside it not yet tidied. `page` is 1-based, where the source has pages."""

    text: str
    hint: Hint = "unknown"
    page: int | None = None


_BLANK = re.compile(r"\n[ ]*(?:\n[ ]*)+")
_BULLET = re.compile(r"^\s*(?:[-*•·–—‣▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
_SPACES = re.compile(r"[ \n]+")


def blocks_of_plain(text: str) -> list[Block]:
    """Blocks of normalised plain text: divided by blank lines, or by single ones where lines are no wrapped lines."""
    blocks: list[Block] = []
    for chunk in _BLANK.split(text):
        lines = [line.strip(" ") for line in chunk.split("\n") if line.strip(" ")]
        blocks.extend(Block(piece) for piece in _pieces(lines))
    return blocks


def _pieces(lines: list[str]) -> list[str]:
    if len(lines) <= 1:
        return lines
    if any(_BULLET.match(line) for line in lines[1:]) and not _is_dialogue(lines):
        return _with_lists(lines)
    if _is_wrapped(lines):
        return [_HYPHENATED.sub("-", "\n".join(lines)).replace("\n", " ")]
    return lines


def _is_dialogue(lines: list[str]) -> bool:
    return sum(line.startswith(("—", "–")) for line in lines) > len(lines) // 2


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a program broke the lines at a width: all but the last are about equally long, few end a sentence."""
    longest = max(map(len, lines))
    if not 30 <= longest <= 120:
        return False
    inner = lines[:-1]
    full = sum(
        len(line) + len(following.split(" ", 1)[0]) >= longest - 2
        for line, following in zip(inner, lines[1:], strict=True)
    )
    ended = sum(_SENTENCE_END.search(line) is not None for line in inner)
    return full >= 0.8 * len(inner) and (ended <= 0.6 * len(inner) or longest <= 80)


def _with_lists(lines: list[str]) -> list[str]:
    """A list stays in one piece with the line that leads to it; its items keep their line ends."""
    pieces: list[str] = []
    for line in lines:
        if not pieces:
            pieces.append(line)
        elif _BULLET.match(line):
            joins = _BULLET.match(pieces[-1].rsplit("\n", 1)[-1]) or pieces[-1].endswith((":", "—", ","))
            pieces = [*pieces[:-1], f"{pieces[-1]}\n{line}"] if joins else [*pieces, line]
        elif _SENTENCE_END.search(pieces[-1]):
            pieces.append(line)
        else:
            pieces[-1] = f"{pieces[-1]} {line}"
    return pieces


def tidy(text: str) -> str:
    """One block's text with single spaces, line ends only before list items. Idempotent."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) <= 1:
        return lines[0] if lines else ""
    tidied = lines[0]
    for line in lines[1:]:
        tidied += f"\n{line}" if _BULLET.match(line) else f" {line}"
    return tidied
