"""What is put to decision in the text, who moved it, and how it ended in the words of the record."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.domain.base import Frozen, Span

OutcomeKind = Literal["agreed", "rejected", "withdrawn", "open"]


class Outcome(Frozen):
    """`open`: not decided within the text, a recorded vote still to come among them. `spans`: the record's words."""

    kind: OutcomeKind = "open"
    spans: tuple[Span, ...] = ()


class Motion(Frozen):
    """`spans`: the words that are put to decision; `mover`: a perspective, null where the text names nobody."""

    spans: tuple[Span, ...] = Field(min_length=1)
    mover: str | None = None
    outcome: Outcome = Outcome()
