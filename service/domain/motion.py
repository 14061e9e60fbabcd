"""Motions: what is put to a decision in the text, who moved it, and the outcome in the words of the record."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.domain.base import Frozen, Span

OutcomeKind = Literal["agreed", "rejected", "withdrawn", "open"]


class Outcome(Frozen):
    """`open`: not decided within the text, including pending recorded votes. `spans`: the record's words."""

    kind: OutcomeKind = "open"
    spans: tuple[Span, ...] = ()


class Motion(Frozen):
    """`spans`: the words of the motion; `mover`: a perspective, null if the text names nobody."""

    spans: tuple[Span, ...] = Field(min_length=1)
    mover: str | None = None
    outcome: Outcome = Outcome()
