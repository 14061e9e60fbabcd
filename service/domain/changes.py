"""The changes that a correction of a map is made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from service.domain.argument import Attitude, RelationKind
from service.domain.base import Frozen
from service.domain.issue import ContrastKind, Question

PartKind = Literal["unit", "relation", "attribution", "perspective", "issue"]


class Add(Frozen):
    """A new part; its id is given out where `id` is null."""

    op: Literal["add"]
    kind: PartKind
    id: str | None = None
    value: dict[str, Any]


class ChangePart(Frozen):
    """New values for some fields of a part.

    A relation may be given as it is to be read (`read` in place of `kind`): where one end's holder denies or doubts the
    words, the kind in the map is the other one.
    """

    op: Literal["change"]
    kind: PartKind
    id: str
    value: dict[str, Any]


class Remove(Frozen):
    """Remove a part, and the relations that touch it.

    Units of a removed attribution go to the attribution around it, else to the author. A perspective that still has
    attributions cannot be removed: `merge` it into another one.

    A unit leaves its position too; a position without units leaves its issue, an issue without two positions the map.
    """

    op: Literal["remove"]
    kind: PartKind
    id: str


class Merge(Frozen):
    """Several units, perspectives or issues become one of them (`into`), which takes over all that the others had."""

    op: Literal["merge"]
    kind: Literal["unit", "perspective", "issue"]
    ids: tuple[str, ...] = Field(min_length=1)
    into: str


class Split(Frozen):
    """A unit becomes two at a code point of the document's text (`at`); the first keeps the id and the relations.

    An issue becomes two: `units` (of at least two perspectives) go to a new one, which asks `question`; contrasts go
    along. `new`: the id of the new part; given out where it is null.
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
            raise ValueError("a unit is split `at` a code point of the text")
        if self.kind == "issue" and not (self.units and self.question):
            raise ValueError("an issue is split by the `units` of the new one and its `question`")
        return self


class Hold(Frozen):
    """Who holds a unit, and how; null leaves either as it is. A new holder of a shared attribution `asserts`.

    An attribution that only this unit has is changed; one that it shares stays for the others, and the unit gets its
    own. The author asserts without an attribution.
    """

    op: Literal["hold"]
    id: str
    perspective: str | None = None
    attitude: Attitude | None = None


class Link(Frozen):
    """A unit leads on to one `target` (a unit, or a relation to undercut), in place of all it led on to before.

    `kind` is as the relation is to be read. With `beside`, the unit becomes a linked premise of that relation instead;
    with neither, it leads on to nothing. `new`: the id of the relation, if one has to be made.
    """

    op: Literal["link"]
    id: str
    kind: RelationKind = "support"
    target: str | None = None
    beside: str | None = None
    new: str | None = None


class Ask(Frozen):
    """A new issue: `question`, answered by `units` of at least two perspectives; they answer no other one then."""

    op: Literal["ask"]
    question: Question
    units: tuple[str, ...] = Field(min_length=2)
    new: str | None = None


class Answer(Frozen):
    """A unit becomes an answer to this issue and to no other; null: to none.

    It joins the position of its holder, or else of a side that the holder is part of.
    """

    op: Literal["answer"]
    unit: str
    issue: str | None


class SetContrast(Frozen):
    """How the positions of two perspectives in an issue stand to each other; null: nothing is said."""

    op: Literal["contrast"]
    issue: str
    a: str
    b: str
    kind: ContrastKind | None


class MovePosition(Frozen):
    """A perspective's position leaves an issue for another one, and joins its position there if it has one."""

    op: Literal["move"]
    kind: Literal["position"] = "position"
    issue: str
    perspective: str
    to: str


class SetConclusion(Frozen):
    """The unit that the whole article argues for, or null."""

    op: Literal["conclusion"]
    id: str | None


Change = Annotated[
    Add | ChangePart | Remove | Merge | Split | Hold | Link | Ask | Answer | SetContrast | MovePosition | SetConclusion,
    Field(discriminator="op"),
]
