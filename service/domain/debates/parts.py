"""The parts of a debate. They point into stored versions of maps and copy no text but a claim's label."""

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
    """What a place is called in keys.

    >>> place_name([Span(start=120, end=164), Span(start=170, end=180)])
    '120-164+170-180'
    """
    return "+".join(f"{span.start}-{span.end}" for span in spans)


class UnitRef(Frozen):
    """A unit of a map; or `spans`, the place in its article of words that are no unit, such as a figure."""

    map: str
    unit: str | None = Field(default=None, exclude_if=_is_absent)
    spans: tuple[Span, ...] = Field(default=(), max_length=_MOST_SPANS, exclude_if=_is_absent)

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.unit is None) == (not self.spans):
            raise ValueError("words are named by `unit`, or by the `spans` of a place: one of the two")
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
        """For a message: `unit 'u3'`, `place '120-164'`."""
        return f"{'place' if self.spans else 'unit'} {self.name!r}"


class Member(Frozen):
    """A perspective of a map."""

    map: str
    perspective: str

    @property
    def key(self) -> tuple[str, str]:
        """For tables of all perspectives, which are many."""
        return self.map, self.perspective


class DebateDocument(Frozen):
    """An article: which version of which map it is, and where and when it appeared."""

    id: str
    map: str
    version: int = Field(default=1, ge=1)
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: Moment | None = None


class Actor(Frozen):
    """One holder over all articles; `members`: the perspectives of maps that are this actor; `parent`: their side."""

    id: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None
    members: tuple[Member, ...] = ()


class Label(Frozen):
    """What a claim is called: the words of one of its mentions. Without `unit` and `spans` they are a model's or a
    person's.
    """

    text: str
    map: str | None = None
    unit: str | None = None
    spans: tuple[Span, ...] = Field(default=(), max_length=_MOST_SPANS, exclude_if=_is_absent)

    @property
    def key(self) -> UnitKey | None:
        """Of the mention whose words it is; null where it is a mention's no longer, or never was."""
        name = self.unit or place_name(self.spans)
        return (self.map, name) if self.map is not None and name else None


def label_of(ref: UnitRef, text: str) -> Label:
    """The label that is that mention's words."""
    return Label(text=text, map=ref.map, unit=ref.unit, spans=ref.spans)


class Mention(UnitRef):
    """Words that make a claim (`for`) or deny it (`against`), and who holds them.

    `former`: they tell what their holder has given up since.
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
        """Whether the unit's own words say what the claim says, whatever its holder thinks of them."""
        return (self.stance == "against") == (self.attitude in DENYING)


class Claim(Frozen):
    """One point: whoever accepts one of its mentions must accept (or, with another stance, deny) the others.

    `fact`: a figure or another matter of record that nobody demands or judges.
    """

    id: str
    kind: ClaimKind = "claim"
    label: Label
    issue: str | None = None
    mentions: tuple[Mention, ...] = Field(min_length=1)


class IssueQuestion(Frozen):
    """`spans`: the places of that map whose words it is made of; without any, `text` is a model's words."""

    text: str
    map: str | None = None
    spans: tuple[Span, ...] = ()


class DebateIssue(Frozen):
    """A question that at least two actors answer; `parent`: the wider question."""

    id: str
    question: IssueQuestion
    parent: str | None = None


class _Directed(Frozen):
    """Has a field `from`, which is no name in Python."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class Answer(_Directed):
    """A later article's unit takes up the very unit of an earlier article."""

    id: str
    from_: UnitRef = Field(alias="from")
    to: UnitRef
    kind: RelationKind
    confidence: Confidence = 1.0


class StanceChange(_Directed):
    """One actor took one stance on a claim in an earlier document, and the other one in a later document."""

    actor: str
    claim: str
    from_: Stance = Field(alias="from")
    to: Stance
    first: UnitRef
    then: UnitRef


class Suggestion(Frozen):
    """Two claims (or actors) that may be one, for a person to accept or reject; `opposite`: one denies the other."""

    kind: Literal["claim", "actor"] = "claim"
    a: str
    b: str
    opposite: bool = False
    confidence: Confidence
