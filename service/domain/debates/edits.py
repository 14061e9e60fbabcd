"""The changes that a correction of a debate is made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.domain.argument import PerspectiveKind
from service.domain.base import Frozen
from service.domain.debates.parts import Member, Stance, UnitRef

_MOST = 10_000
"""Claims, mentions, actors or perspectives that one edit may name."""
_Name = Annotated[str, Field(min_length=1, max_length=500)]


class MergeClaims(Frozen):
    """Claims become one, that of `into`; `opposite`: the others deny what it says, so their stances swap."""

    op: Literal["merge-claims"]
    ids: tuple[str, ...] = Field(min_length=1, max_length=_MOST)
    into: str
    opposite: bool = False


class SplitClaim(Frozen):
    """These mentions leave the claim and become a new one."""

    op: Literal["split-claim"]
    id: str
    mentions: tuple[UnitRef, ...] = Field(min_length=1, max_length=_MOST)


class MoveMention(Frozen):
    """A mention goes from one claim to another (null: to a new one), with this stance there."""

    op: Literal["move-mention"]
    mention: UnitRef
    claim: str
    to: str | None = None
    stance: Stance = "for"


class SetStance(Frozen):
    """A mention is for the claim, or against it."""

    op: Literal["set-stance"]
    claim: str
    mention: UnitRef
    stance: Stance


class RenameClaim(Frozen):
    """The words that stand for the claim, a person's."""

    op: Literal["rename-claim"]
    id: str
    text: _Name


class MergeActors(Frozen):
    """Actors become one, that of `into`."""

    op: Literal["merge-actors"]
    ids: tuple[str, ...] = Field(min_length=1, max_length=_MOST)
    into: str


class SplitActor(Frozen):
    """These perspectives leave the actor and become a new one."""

    op: Literal["split-actor"]
    id: str
    members: tuple[Member, ...] = Field(min_length=1, max_length=_MOST)
    label: _Name
    kind: PerspectiveKind | None = None


class RenameActor(Frozen):
    op: Literal["rename-actor"]
    id: str
    label: _Name


class SettleSuggestion(Frozen):
    """A suggested merge is accepted or rejected; a rejected one is not suggested again."""

    op: Literal["accept-suggestion", "reject-suggestion"]
    kind: Literal["claim", "actor"] = "claim"
    a: str
    b: str


DebateEdit = Annotated[
    MergeClaims
    | SplitClaim
    | MoveMention
    | SetStance
    | RenameClaim
    | MergeActors
    | SplitActor
    | RenameActor
    | SettleSuggestion,
    Field(discriminator="op"),
]
