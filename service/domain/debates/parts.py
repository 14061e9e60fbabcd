"""The parts of a debate. They refer to stored versions of maps and copy no text except claim labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from service.domain.argument import Attitude, PerspectiveKind, RelationKind
from service.domain.base import Confidence, Frozen, Span

Stance = Literal["for", "against"]
ClaimKind = Literal["claim", "fact"]
Moment = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?$")]
"""A date as ISO 8601 writes it: a year, a month, a day, or a day with a time. Such dates sort as text."""


DENYING: frozenset[Attitude] = frozenset({"denies", "doubts"})
"""Attitudes whose holder does not stand behind what the unit says."""


UnitKey = tuple[str, str]
"""A map and the name of a unit or a place in it: what a `UnitRef` says, for tables of all of them, which are many."""
_MOST_SPANS = 20


def _is_absent(value: object) -> bool:
    return not value


def place_name(spans: Sequence[Span]) -> str:
    """The name of a place, as used in keys.

    >>> place_name([Span(start=120, end=164), Span(start=170, end=180)])
    '120-164+170-180'
    """
    return "+".join(f"{span.start}-{span.end}" for span in spans)


class UnitRef(Frozen):
    """A unit of a map; or, in `spans`, a place in its article that is not a unit, such as a figure."""

    map: str
    unit: str | None = Field(default=None, exclude_if=_is_absent)
    spans: tuple[Span, ...] = Field(default=(), max_length=_MOST_SPANS, exclude_if=_is_absent)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.unit is None) == (not self.spans):
            raise ValueError("give either `unit` or the `spans` of a place")
        return self

    @property
    def name(self) -> str:
        """The unit's id, or the place's name; unique within the map."""
        return self.unit or place_name(self.spans)

    @property
    def key(self) -> UnitKey:
        return self.map, self.name

    @property
    def called(self) -> str:
        """For use in messages: `unit 'u3'`, `place '120-164'`."""
        return f"{'place' if self.spans else 'unit'} {self.name!r}"


class Member(Frozen):
    """A perspective of a map."""

    map: str
    perspective: str

    @property
    def key(self) -> tuple[str, str]:
        """For lookups in large tables of perspectives."""
        return self.map, self.perspective


class DebateDocument(Frozen):
    """An article: its map and version, and where and when it was published."""

    id: str
    map: str
    version: int = Field(default=1, ge=1)
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: Moment | None = None


class Actor(Frozen):
    """One holder across all articles; `members`: the perspectives that are this actor; `parent`: the side it belongs
    to.
    """

    id: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None
    members: tuple[Member, ...] = ()


class Label(Frozen):
    """A claim's label: the words of one of its mentions. Without `unit` and `spans` it was written by a model or a
    person.
    """

    text: str
    map: str | None = None
    unit: str | None = None
    spans: tuple[Span, ...] = Field(default=(), max_length=_MOST_SPANS, exclude_if=_is_absent)

    @property
    def key(self) -> UnitKey | None:
        """Of the mention whose words it is; None where it is a mention's no longer, or never was."""
        name = self.unit or place_name(self.spans)
        return (self.map, name) if self.map is not None and name else None


def label_of(ref: UnitRef, text: str) -> Label:
    """A label made of that mention's words."""
    return Label(text=text, map=ref.map, unit=ref.unit, spans=ref.spans)


class Mention(UnitRef):
    """Words that make a claim (`for`) or deny it (`against`), and who holds them.

    `former`: they express a position that the holder has since abandoned.
    """

    actor: str
    stance: Stance = "for"
    attitude: Attitude = "asserts"
    confidence: Confidence = 1.0
    former: bool = Field(default=False, exclude_if=_is_absent)

    @cached_property
    def ref(self) -> UnitRef:
        return UnitRef.model_construct(map=self.map, unit=self.unit, spans=self.spans)

    @property
    def says_the_claim(self) -> bool:
        """Whether the unit's words state the claim, regardless of the holder's attitude to them."""
        return (self.stance == "against") == (self.attitude in DENYING)


class Claim(Frozen):
    """One point: whoever accepts one mention must accept all others (or, for those of the opposite stance, deny them).

    `fact`: a figure or other matter of record, neither demanded nor judged by anybody.
    """

    id: str
    kind: ClaimKind = "claim"
    label: Label
    issue: str | None = None
    mentions: tuple[Mention, ...] = Field(min_length=1)


class IssueQuestion(Frozen):
    """`spans`: the parts of that map's article that its words come from; if empty, `text` was written by a model."""

    text: str
    map: str | None = None
    spans: tuple[Span, ...] = ()


class DebateIssue(Frozen):
    """A question that at least two actors answer; `parent`: the broader question."""

    id: str
    question: IssueQuestion
    parent: str | None = None


class _Directed(Frozen):
    """Has a field `from`, which is no name in Python."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class Answer(_Directed):
    """A unit of a later article responds to a particular unit of an earlier article."""

    id: str
    from_: UnitRef = Field(alias="from")
    to: UnitRef
    kind: RelationKind
    confidence: Confidence = 1.0


class StanceChange(_Directed):
    """An actor took one stance on a claim in an earlier document and the opposite one in a later document."""

    actor: str
    claim: str
    from_: Stance = Field(alias="from")
    to: Stance
    first: UnitRef
    then: UnitRef


class Suggestion(Frozen):
    """Two claims (or actors) that may be one, for a person to accept or reject; `opposite`: one claim
    denies the other.
    """

    kind: Literal["claim", "actor"] = "claim"
    a: str
    b: str
    opposite: bool = False
    confidence: Confidence
