"""The edits that make up a correction of a debate."""

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
    """Merges claims into the one named by `into`. `opposite`: the others deny it, so their mentions' stances are
    swapped.
    """

    op: Literal["merge-claims"]
    ids: tuple[str, ...] = Field(min_length=1, max_length=_MOST)
    into: str
    opposite: bool = False


class SplitClaim(Frozen):
    """Moves these mentions out of the claim into a new one."""

    op: Literal["split-claim"]
    id: str
    mentions: tuple[UnitRef, ...] = Field(min_length=1, max_length=_MOST)


class MoveMention(Frozen):
    """Moves a mention from one claim to another (null: to a new one), where it takes this stance."""

    op: Literal["move-mention"]
    mention: UnitRef
    claim: str
    to: str | None = None
    stance: Stance = "for"


class SetStance(Frozen):
    """Sets whether a mention is for or against the claim."""

    op: Literal["set-stance"]
    claim: str
    mention: UnitRef
    stance: Stance


class RenameClaim(Frozen):
    """Sets the claim's label to a person's wording."""

    op: Literal["rename-claim"]
    id: str
    text: _Name


class MergeActors(Frozen):
    """Merges actors into the one named by `into`."""

    op: Literal["merge-actors"]
    ids: tuple[str, ...] = Field(min_length=1, max_length=_MOST)
    into: str


class SplitActor(Frozen):
    """Moves these perspectives out of the actor into a new one."""

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
    """Accepts or rejects a suggested merge; a rejected one is not suggested again."""

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
