"""The changes that a correction of a map is made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from service.domain.base import Frozen

PartKind = Literal["unit", "relation", "attribution", "perspective"]


class Add(Frozen):
    """A new part; its id is given out where `id` is null."""

    op: Literal["add"]
    kind: PartKind
    id: str | None = None
    value: dict[str, Any]


class ChangePart(Frozen):
    """New values for some fields of a part."""

    op: Literal["change"]
    kind: PartKind
    id: str
    value: dict[str, Any]


class Remove(Frozen):
    """A part goes, and with it the relations that touch it; of an attribution's or perspective's units: see `merge`."""

    op: Literal["remove"]
    kind: PartKind
    id: str


class Merge(Frozen):
    """Several units or perspectives become one of them (`into`), which takes over all that the others had."""

    op: Literal["merge"]
    kind: Literal["unit", "perspective"]
    ids: tuple[str, ...] = Field(min_length=1)
    into: str


class Split(Frozen):
    """A unit becomes two at a code point of the document's text; the first keeps the id and the relations."""

    op: Literal["split"]
    kind: Literal["unit"] = "unit"
    id: str
    at: int = Field(ge=0)


class SetConclusion(Frozen):
    """The unit that the whole article argues for, or null."""

    op: Literal["conclusion"]
    id: str | None


Change = Annotated[Add | ChangePart | Remove | Merge | Split | SetConclusion, Field(discriminator="op")]
