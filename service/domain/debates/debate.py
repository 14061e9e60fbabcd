"""The debate, and the decisions that people made about it. One that breaks a rule (see `rules`) cannot be constructed.

Later runs follow decisions, since units and perspectives keep their ids. A decision relates two groups and holds for
every pair across them. No pair is decided twice: a later decision removes its pairs from earlier ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from service.domain.argument_map import Status
from service.domain.base import Frozen
from service.domain.debates.parts import (
    Actor,
    Answer,
    Claim,
    DebateDocument,
    DebateIssue,
    Member,
    StanceChange,
    Suggestion,
    UnitRef,
)
from service.domain.debates.rules import find_violations
from service.domain.provenance import Provenance
from service.domain.schema_faults import faults_of
from service.errors import DebateTooLarge, InvalidDebate

MOST_DECIDED = 50_000
"""Units and perspectives that the decisions of one debate may name, repetitions included."""
Part = TypeVar("Part", UnitRef, Member)
Kind = Literal["same", "opposite", "different"]
Key = tuple[str, str]
_Place = tuple[int, int]
"""Number of a ruling, and on which side of it."""


class Link(Frozen):
    """A decision about two units: they make the same point, opposite points, or different points."""

    a: UnitRef
    b: UnitRef
    kind: Kind


class Sides(Frozen):
    """The same decision for two groups of units: it holds between every unit of `a` and every unit of `b`."""

    a: tuple[UnitRef, ...] = Field(min_length=1)
    b: tuple[UnitRef, ...] = Field(min_length=1)
    kind: Kind


class ActorLink(Frozen):
    """A decision about two perspectives: they are the same actor, or two actors."""

    a: Member
    b: Member
    same: bool


class ActorSides(Frozen):
    """The same decision for two groups of perspectives."""

    a: tuple[Member, ...] = Field(min_length=1)
    b: tuple[Member, ...] = Field(min_length=1)
    same: bool


class Naming(Frozen):
    """The name given to the claim that contains this unit, or to the actor that contains this perspective."""

    of: UnitRef | Member
    text: str = Field(min_length=1, max_length=500)


class Decisions(Frozen):
    """Everything that people decided: about pairs in `links` and `actors`, about groups in `sides` and
    `actor_sides`.
    """

    links: tuple[Link, ...] = ()
    sides: tuple[Sides, ...] = ()
    actors: tuple[ActorLink, ...] = ()
    actor_sides: tuple[ActorSides, ...] = ()
    names: tuple[Naming, ...] = ()

    def about_units(self) -> Rulings[UnitRef]:
        pairs = (Ruling((item.a,), (item.b,), item.kind) for item in self.links)
        return Rulings([*pairs, *(Ruling(item.a, item.b, item.kind) for item in self.sides)])

    def about_actors(self) -> Rulings[Member]:
        pairs = (Ruling((item.a,), (item.b,), _kind(item.same)) for item in self.actors)
        return Rulings([*pairs, *(Ruling(item.a, item.b, _kind(item.same)) for item in self.actor_sides)])


def _kind(same: bool) -> Kind:
    return "same" if same else "different"


def decisions_of(units: Rulings[UnitRef], actors: Rulings[Member], names: Iterable[Naming]) -> Decisions:
    """The rulings as they are stored."""
    pairs, groups = units.by_size()
    actor_pairs, actor_groups = actors.by_size()
    return Decisions(
        links=tuple(Link(a=item.a[0], b=item.b[0], kind=item.kind) for item in pairs),
        sides=tuple(Sides(a=item.a, b=item.b, kind=item.kind) for item in groups),
        actors=tuple(ActorLink(a=item.a[0], b=item.b[0], same=item.kind == "same") for item in actor_pairs),
        actor_sides=tuple(ActorSides(a=item.a, b=item.b, same=item.kind == "same") for item in actor_groups),
        names=tuple(names),
    )


@dataclass(frozen=True)
class Ruling(Generic[Part]):
    """A decision on every pair of one element of `a` and one of `b`: all these pairs are `kind`."""

    a: tuple[Part, ...]
    b: tuple[Part, ...]
    kind: Kind

    def without(self, one: Collection[Key], other: Collection[Key]) -> list[Ruling[Part]]:
        """What remains of the ruling when the pairs of `one` (in `a`) with `other` (in `b`) are taken out."""
        a_in, b_in = _within(self.a, one), _within(self.b, other)
        if not a_in or not b_in:
            return [self]
        left = [(_beyond(self.a, one), self.b), (a_in, _beyond(self.b, other))]
        return [Ruling(a, b, self.kind) for a, b in left if a and b]


class Rulings(Generic[Part]):
    """The decisions in force, indexed by the units or perspectives that they name."""

    def __init__(self, known: Iterable[Ruling[Part]] = ()) -> None:
        self._rulings: dict[int, Ruling[Part]] = {}
        self._places: dict[Key, set[_Place]] = {}
        self._next = 0
        self.size = 0
        """How many units or perspectives the rulings name, repetitions included."""
        for ruling in known:
            self._put(ruling)

    def __iter__(self) -> Iterator[Ruling[Part]]:
        return iter(self._rulings.values())

    def decide(self, a: Sequence[Part], b: Sequence[Part], kind: Kind) -> None:
        """Records a decision, which replaces earlier ones about the same pairs. Elements on both sides are ignored."""
        both = {part.key for part in a} & {part.key for part in b}
        new = Ruling(_beyond(tuple(a), both), _beyond(tuple(b), both), kind)
        if new.a and new.b:
            self.forget(new.a, new.b)
            self._put(new)

    def forget(self, a: Iterable[Part], b: Iterable[Part]) -> None:
        """Removes all decisions about pairs of one element from each group."""
        one = {part.key for part in a}
        touched = self._numbers(one)
        if not touched:
            return
        other = {part.key for part in b}
        for number in sorted(touched & self._numbers(other)):
            ruling = self._rulings[number]
            left = [part for rest in ruling.without(one, other) for part in rest.without(other, one)]
            if left != [ruling]:
                self._drop(number)
                for rest in left:
                    self._put(rest)

    def are_different(self, a: Iterable[Part], b: Iterable[Part]) -> bool:
        """Whether any element of `a` and any element of `b` were decided to be different."""
        opposite = {
            (number, 1 - side)
            for part in a
            for number, side in self._places.get(part.key, ())
            if self._rulings[number].kind == "different"
        }
        return bool(opposite) and any(not opposite.isdisjoint(self._places.get(part.key, ())) for part in b)

    def that_name(self, keys: Iterable[Key]) -> list[Ruling[Part]]:
        """The rulings that name any of these, oldest first."""
        return [self._rulings[number] for number in sorted(self._numbers(keys))]

    def by_size(self) -> tuple[list[Ruling[Part]], list[Ruling[Part]]]:
        """The rulings about pairs, and those about groups."""
        pairs = [item for item in self if len(item.a) == len(item.b) == 1]
        return pairs, [item for item in self if len(item.a) > 1 or len(item.b) > 1]

    def among(self, known: Collection[Part]) -> Rulings[Part]:
        """The decisions about these elements."""
        kept = (
            Ruling(tuple(x for x in item.a if x in known), tuple(x for x in item.b if x in known), item.kind)
            for item in self
        )
        return Rulings(item for item in kept if item.a and item.b)

    def _numbers(self, keys: Iterable[Key]) -> set[int]:
        return {number for key in keys for number, _ in self._places.get(key, ())}

    def _put(self, ruling: Ruling[Part]) -> None:
        self._rulings[self._next] = ruling
        self.size += len(ruling.a) + len(ruling.b)
        for side, parts in enumerate((ruling.a, ruling.b)):
            for part in parts:
                self._places.setdefault(part.key, set()).add((self._next, side))
        self._next += 1

    def _drop(self, number: int) -> None:
        ruling = self._rulings.pop(number)
        self.size -= len(ruling.a) + len(ruling.b)
        for side, parts in enumerate((ruling.a, ruling.b)):
            for part in parts:
                self._places[part.key].discard((number, side))


def _within(parts: Sequence[Part], keys: Collection[Key]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.key in keys)


def _beyond(parts: Sequence[Part], keys: Collection[Key]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.key not in keys)


MOST_ARTICLES, MOST_CLAIMS = 300, 6_000
_TRUSTED = object()
SKETCH = "sketch"
"""Code of the warning, the first one, that no model was asked for the debate."""


class Debate(Frozen):
    """One version of a debate. `suggestions` await a person's decision; `decisions` record what people decided."""

    schema_version: Literal["1"] = "1"
    id: str
    status: Status = "done"
    version: int = Field(default=1, ge=1)
    title: str | None = None
    question: str | None = None
    documents: tuple[DebateDocument, ...] = ()
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    issues: tuple[DebateIssue, ...] = ()
    answers: tuple[Answer, ...] = ()
    changes: tuple[StanceChange, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    decisions: Decisions = Decisions()
    provenance: Provenance

    @model_validator(mode="after")
    def _keeps_the_rules(self, info: ValidationInfo) -> Self:
        if info.context is _TRUSTED:
            return self
        violations = find_violations(self)
        if violations:
            raise PydanticCustomError(
                "debate_rule",
                "{count} rule(s) broken: {summary}",
                {
                    "count": len(violations),
                    "summary": "; ".join(str(violation) for violation in violations[:5]),
                    "violations": violations,
                },
            )
        return self

    @property
    def note(self) -> str:
        """What a reader must know first: that the debate is a sketch; else empty."""
        return next((item.detail for item in self.provenance.warnings if item.code == SKETCH), "")

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id. Raises KeyError if there is none."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise KeyError(claim_id)


def check_size(articles: int, claims: int = 0) -> None:
    """Raises DebateTooLarge for more than one debate may have."""
    for count, most, what in ((articles, MOST_ARTICLES, "articles"), (claims, MOST_CLAIMS, "claims")):
        if count > most:
            raise DebateTooLarge(
                f"the debate would have {count:,} {what}; it may have {most:,}",
                hint="Make several debates, such as one for each question or period.",
            )


def parse_debate(data: Any) -> Debate:
    """Parses a debate from JSON text, bytes or plain values. Raises InvalidDebate, which lists every broken rule."""
    try:
        if isinstance(data, str | bytes):
            return Debate.model_validate_json(data)
        return Debate.model_validate(data)
    except ValidationError as error:
        broken = tuple(faults_of(error.errors(include_url=False, include_input=False), "debate"))
        summary = "; ".join(f"[{item['rule']}] {item['where']}: {item['detail']}" for item in broken[:5])
        hint = "Mend what `errors` lists; the rules are described in docs/schema."
        raise InvalidDebate(f"the debate breaks {len(broken)} rule(s): {summary}", hint=hint, broken=broken) from error


def stored_debate(body: bytes) -> Debate:
    """A debate from JSON that this service has validated and stored: the rules are not checked again."""
    return Debate.model_validate_json(body, context=_TRUSTED)
