"""What a reader is told about a file, and the sizes above which documents are rejected."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace


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


@dataclass(frozen=True)
class Options:
    """What is known about a file besides its bytes; `language`: ISO 639-1. `is_text`: it was pasted, whatever it
    contains.
    """

    name: str | None = None
    title: str | None = None
    language: str | None = None
    media_type: str | None = None
    limits: Limits = DEFAULT_LIMITS
    is_text: bool = False

    def dump(self) -> bytes:
        """The options as one line of JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def parse(cls, line: bytes) -> Options:
        options = cls(**json.loads(line))
        return replace(options, limits=Limits(**options.limits))  # type: ignore[arg-type]
