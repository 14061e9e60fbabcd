"""Finds the headline of an article that does not come with one."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.document import ParagraphKind
from service.reading.blocks import Block
from service.reading.furniture import is_certain_byline, is_section_label
from service.reading.words import count_words


def headline_of(blocks: Sequence[Block], fixed: Sequence[ParagraphKind | None]) -> str | None:
    """The headline among the blocks before the running text."""
    lines = [
        block
        for block, kind in zip(blocks, fixed, strict=True)
        if kind != "furniture" and len(block.text.split()) <= 30
    ]
    for block in lines:
        if block.hint == "heading":
            return block.text
    candidates = [
        block.text for block in lines if not is_section_label(block.text) and not is_certain_byline(block.text)
    ]
    for text in candidates:
        if count_words(text) >= 4 and not _is_sentence_pair(text, candidates):
            return text
    return candidates[0] if candidates else None


def _is_sentence_pair(text: str, candidates: Sequence[str]) -> bool:
    """Whether a line ends in a full stop while another candidate does not: a standfirst, not a headline."""
    return text.rstrip("\"'”’").endswith(".") and any(not other.rstrip("\"'”’").endswith(".") for other in candidates)
