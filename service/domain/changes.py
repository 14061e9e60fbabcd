"""The changes that make up a correction of a map."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from service.domain.argument import Attitude, RelationKind
from service.domain.base import Frozen
from service.domain.issue import ContrastKind, Question

PartKind = Literal["unit", "relation", "attribution", "perspective", "issue"]


class Add(Frozen):
    """Adds a part. If `id` is null, one is generated."""

    op: Literal["add"]
    kind: PartKind
    id: str | None = None
    value: dict[str, Any]


class ChangePart(Frozen):
    """Sets some fields of a part.

    For a relation, `read` may be given instead of `kind`: how the relation is to be understood. If the holder at one
    end denies or doubts its words, the kind stored in the map is the opposite one.
    """

    op: Literal["change"]
    kind: PartKind
    id: str
    value: dict[str, Any]


class Remove(Frozen):
    """Removes a part and the relations that touch it.

    Units of a removed attribution pass to the enclosing attribution, or else to the author. A perspective that still
    has attributions cannot be removed: `merge` it into another one. A removed unit also leaves its position; a position
    without units leaves its issue, and an issue with fewer than two positions is removed.
    """

    op: Literal["remove"]
    kind: PartKind
    id: str


class Merge(Frozen):
    """Merges several units, perspectives or issues into one of them (`into`), which takes over everything they had."""

    op: Literal["merge"]
    kind: Literal["unit", "perspective", "issue"]
    ids: tuple[str, ...] = Field(min_length=1)
    into: str


class Split(Frozen):
    """Splits a unit at a code point of the document's text (`at`); the first half keeps the id and the relations.

    Splits an issue: `units` (of at least two perspectives) move to a new issue that asks `question`, together with
    their contrasts. `new`: the id of the new part, generated if null.
    """

    op: Literal["split"]
    kind: Literal["unit", "issue"] = "unit"
    id: str
    at: int | None = Field(default=None, ge=0)
    units: tuple[str, ...] = ()
    question: Question | None = None
    new: str | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if self.kind == "unit" and self.at is None:
            raise ValueError("to split a unit, give `at`, a code point of the text")
        if self.kind == "issue" and not (self.units and self.question):
            raise ValueError("to split an issue, give the `units` of the new one and its `question`")
        return self


class Hold(Frozen):
    """Sets who holds a unit, and how; null leaves either unchanged.

    The new holder of a shared attribution `asserts`. An attribution that only this unit has is changed in place; a
    shared one stays with the other units, and this unit gets its own. The author asserts without an attribution.
    """

    op: Literal["hold"]
    id: str
    perspective: str | None = None
    attitude: Attitude | None = None


class Link(Frozen):
    """Links a unit to one `target` (a unit, or a relation to undercut), replacing all its outgoing relations.

    `kind` is how the relation is to be understood. With `beside`, the unit becomes a linked premise of that relation
    instead; with neither, it leads nowhere. `new`: the id of the relation, if one has to be created.
    """

    op: Literal["link"]
    id: str
    kind: RelationKind = "support"
    target: str | None = None
    beside: str | None = None
    new: str | None = None


class Ask(Frozen):
    """Adds an issue: `question`, answered by `units` of at least two perspectives, which then answer no other issue."""

    op: Literal["ask"]
    question: Question
    units: tuple[str, ...] = Field(min_length=2)
    new: str | None = None


class AnswerIssue(Frozen):
    """Makes a unit an answer to this issue and to no other; with `issue` null, to none.

    The unit joins the position of its holder, or else that of a side its holder belongs to.
    """

    op: Literal["answer"]
    unit: str
    issue: str | None


class SetContrast(Frozen):
    """Sets how two perspectives' positions in an issue relate to each other; null: unspecified."""

    op: Literal["contrast"]
    issue: str
    a: str
    b: str
    kind: ContrastKind | None


class MovePosition(Frozen):
    """Moves a perspective's position to another issue, where it joins the perspective's existing position, if any."""

    op: Literal["move"]
    kind: Literal["position"] = "position"
    issue: str
    perspective: str
    to: str


class SetConclusion(Frozen):
    """Sets the unit that the whole article argues for, or null."""

    op: Literal["conclusion"]
    id: str | None


Change = Annotated[
    Add
    | ChangePart
    | Remove
    | Merge
    | Split
    | Hold
    | Link
    | Ask
    | AnswerIssue
    | SetContrast
    | MovePosition
    | SetConclusion,
    Field(discriminator="op"),
]
