"""Blocks: what every reader (plain text, Markdown, HTML, PDF, DOCX) produces, before kinds and offsets
are determined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Literal

from service.reading.inline_marks import is_table_row
from service.reading.lines import ends_sentence, goes_on_over_gap, is_item, is_open, joined, pieces_of
from service.reading.page_marks import details_beside_names, without_line_numbers, without_page_marks
from service.reading.turns.labels import Label
from service.reading.turns.transcripts import speakers_labels

Hint = Literal["unknown", "heading", "body", "furniture"]
"""What the source's own markup says a block is; `unknown` where it says nothing."""


@dataclass(frozen=True)
class Block:
    """One block of text, white space not yet normalised. `page` is 1-based, if the source has pages.

    `speaker`: who says it, as stated by the source; if the text begins with that name and a colon, these are its label.
    `times`: the position in the text (already tidy in that case) and the second at which each cue of a recording
    begins. `inset`: all its lines are indented, like a document read into a record.
    """

    text: str
    hint: Hint = "unknown"
    page: int | None = None
    speaker: str | None = None
    times: tuple[tuple[int, float], ...] = ()
    inset: bool = False


_SPACES = re.compile(r"[ \n]+")
_INDENT = re.compile(r" {1,8}(?=[^\s])")
_INSET = 4
"""Spaces from which on all lines of a chunk are set apart from text that has none."""
_LABEL_LINES = 3
"""Lines over which a label may run."""
_FEWEST_INDENTS = 2
_ASIDE = re.compile(r"\s*[(\[][^\W\d_]")


def blocks_of_plain(text: str) -> list[Block]:
    """Blocks of normalised plain text, separated by blank lines, or by line breaks if lines are not hard-wrapped.

    Page headers between the lines are removed. A speaker's label starts a block, and so does an indented line.
    """
    lines = without_page_marks(details_beside_names(without_line_numbers(text.split("\n"))))
    blocks: list[Block] = []
    for chunk in _chunks(lines, _label_lines(lines)):
        for group_number, pieces in enumerate(pieces_of([line.strip(" ") for line in chunk.lines], chunk.begins)):
            for number, piece in enumerate([" ".join(pieces)] if is_table_row(pieces[0]) else pieces):
                last = blocks[-1] if blocks else None
                may_join = number > 0 or (group_number == 0 and 0 not in chunk.begins)
                if last and may_join and last.inset == chunk.is_inset and goes_on_over_gap(last.text, piece):
                    blocks[-1] = replace(last, text=joined(last.text, piece))
                else:
                    hint: Hint = "furniture" if is_table_row(piece) else "unknown"
                    blocks.append(Block(piece, hint, inset=chunk.is_inset))
    return blocks


@dataclass
class _Chunk:
    """Lines without a blank one between them; `begins`: the numbers of those that go on from nothing."""

    lines: list[str] = field(default_factory=list)
    begins: set[int] = field(default_factory=set)
    is_inset: bool = False


def _chunks(lines: Sequence[str], labelled: Mapping[int, bool]) -> list[_Chunk]:
    """Lines divided at blank ones. A label begins something new, and so does what stands below one on a line of its
    own, a first line that is indented, what stands in brackets between the lines of a transcript, and what follows it.
    """
    indents, chunks, in_brackets = _indents_paragraphs(lines), [_Chunk()], False
    for number, line in enumerate(lines):
        if not line.strip(" "):
            chunks.append(_Chunk())
            continue
        chunk = chunks[-1]
        before = chunk.lines[-1] if chunk.lines else ""
        opens = bool(labelled) and _ASIDE.match(line) is not None
        closed = in_brackets and before.rstrip().endswith((")", "]"))
        is_first = indents and before and _INDENT.match(line) and not before.startswith(" ")
        if (
            number in labelled
            or is_table_row(line) != is_table_row(before)
            or labelled.get(number - 1)
            or opens
            or closed
            or is_first
        ):
            chunk.begins.add(len(chunk.lines))
            in_brackets = opens
        chunk.lines.append(line)
    for chunk in chunks:
        chunk.is_inset = indents and all(len(line) - len(line.lstrip(" ")) >= _INSET for line in chunk.lines)
    return [chunk for chunk in chunks if chunk.lines]


def _label_lines(lines: Sequence[str]) -> dict[int, bool]:
    """By number the lines that begin with a speaker's label, and whether they hold nothing else."""
    heads = _heads(lines)
    found = {
        number: label
        for number, label in speakers_labels(heads).items()
        if not _is_inside(label, lines[number - 1].strip() if number else "")
    }
    firsts = {number: heads[number].partition("\n")[0] for number in found}
    return {
        number: label.end <= len(firsts[number]) and not firsts[number][label.spoken :].strip()
        for number, label in found.items()
    }


def _is_inside(label: Label, before: str) -> bool:
    """Whether what looks like a label stands in the middle of a sentence that goes on from the line before."""
    if label.form == "titled":
        return bool(before) and not ends_sentence(before)
    return " " not in label.name and not label.capitals and is_open(before)


def _heads(lines: Sequence[str]) -> list[str]:
    """Each line, and what a label that does not end on it may run on into."""
    heads = []
    for number, line in enumerate(lines):
        rest = takewhile(str.strip, lines[number + 1 : number + _LABEL_LINES])
        heads.append("\n".join([line.strip(), *map(str.strip, rest)]) if line.strip() else "")
    return heads


def _indents_paragraphs(lines: Sequence[str]) -> bool:
    """Whether the first line of a paragraph is indented and no blank line stands before it."""
    opening = sum(
        _INDENT.match(line) is not None and before[:1] not in ("", " ") and not is_item(before)
        for before, line in pairwise(lines)
    )
    flush = sum(line[:1] not in ("", " ") for line in lines)
    return opening >= _FEWEST_INDENTS and flush > opening


def tidy(text: str) -> str:
    """A block's text with white space collapsed and line breaks only before list items. Idempotent."""
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) <= 1:
        return lines[0] if lines else ""
    tidied = lines[0]
    for line in lines[1:]:
        tidied += f"\n{line}" if is_item(line) else f" {line}"
    return tidied
