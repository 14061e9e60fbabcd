"""Size limits above which documents are rejected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`max_code_points` of normalised text, `max_paragraphs` after splitting, `max_segments` (clauses), `max_bytes` of
    a file or an HTTP response.
    """

    max_code_points: int = 1_000_000
    max_paragraphs: int = 2_000
    max_segments: int = 40_000
    max_bytes: int = 20_000_000
    max_pages: int = 500


DEFAULT_LIMITS = Limits()
