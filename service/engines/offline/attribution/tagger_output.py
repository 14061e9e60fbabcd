"""What the tagger answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaggedAttribution:
    """One attribution; offsets are code points within the paragraph they name, `paragraph` is the cue's.

    `confidence` is the calibrated probability that cue and holder are right. A content in pieces, or over several
    paragraphs, has several spans, in order; nested attributions come out as several with overlapping contents.
    """

    paragraph: int
    cue: tuple[int, int]
    source: tuple[int, int, int] | None
    content: tuple[tuple[int, int, int], ...]
    confidence: float
