"""Corrections of a debate: a list of edits, applied in order and validated as a whole.

Each edit also becomes a decision (`Decisions`) about units and perspectives, which later runs obey: a run may change
the ids of claims and actors, but not those of units and perspectives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from service.domain.argument import PerspectiveKind
from service.domain.base import Frozen
from service.domain.debates.debate import MOST_DECIDED, Debate, Naming, decisions_of, parse_debate
from service.domain.debates.parts import (
    Actor,
    Claim,
    Label,
    Member,
    Mention,
    Stance,
    UnitRef,
)
from service.domain.debates.timeline import find_changes
from service.domain.schema_faults import reason_of
from service.errors import InvalidDebate

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


_WITNESSES = 20
"""A stance that was set is kept beside this many other mentions, so that it outlives articles that leave."""
_OTHER: dict[str, Stance] = {"for": "against", "against": "for"}


def apply_edits(debate: Debate, changes: Sequence[DebateEdit]) -> Debate:
    """The debate with all edits applied, version number unchanged. Raises InvalidDebate, naming the edit and the
    reason.
    """
    edited = _EditedDebate(debate)
    for number, change in enumerate(changes):
        try:
            _APPLY[type(change)](edited, change)
            edited.check_room()
        except (KeyError, ValidationError, InvalidDebate) as error:
            raise InvalidDebate(
                f"change {number} ({change.op}) cannot be made: {reason_of(error)}",
                hint="Fetch the debate again and base the changes on its current ids.",
            ) from error
    return edited.finish()


class _EditedDebate:
    """Claims and actors by id, in order, while edits are made, and the decisions that they come to."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.claims = {claim.id: claim for claim in debate.claims}
        self.actors = {actor.id: actor for actor in debate.actors}
        self.units = debate.decisions.about_units()
        self.perspectives = debate.decisions.about_actors()
        self.names = {naming.of: naming for naming in debate.decisions.names}
        self.settled: set[frozenset[str]] = set()
        self._most = max(MOST_DECIDED, self._decided)

    def claim(self, claim_id: str) -> Claim:
        if claim_id not in self.claims:
            raise KeyError(f"claim {claim_id!r}")
        return self.claims[claim_id]

    def actor(self, actor_id: str) -> Actor:
        if actor_id not in self.actors:
            raise KeyError(f"actor {actor_id!r}")
        return self.actors[actor_id]

    def put_claim(self, claim: Claim, mentions: Iterable[Mention]) -> None:
        """Stores the claim with these mentions. If the mention that its label named is gone, the label keeps only its
        words.
        """
        kept = tuple(mentions)
        self.claims[claim.id] = claim.model_copy(update={"mentions": kept, "label": self._label(claim, kept)})

    def _label(self, claim: Claim, mentions: Sequence[Mention]) -> Label:
        named = claim.label.key
        if named is None or any(item.key == named and item.says_the_claim for item in mentions):
            return claim.label
        return Label(text=claim.label.text)

    @property
    def _decided(self) -> int:
        return self.units.size + self.perspectives.size

    def check_room(self) -> None:
        """Raises InvalidDebate if the decisions name more units and perspectives than a debate can keep."""
        if self._decided > self._most:
            raise InvalidDebate(
                f"the recorded decisions would name more than {self._most:,} units and perspectives",
                hint="Split smaller claims, or divide the debate.",
            )

    def decide_stances(self, units: Sequence[Mention], others: Sequence[Mention]) -> None:
        """Records that these units make the same point as each of the others, or the opposite point if their stances
        differ.
        """
        for stance in ("for", "against"):
            a = [item.ref for item in units if item.stance == stance]
            for other in ("for", "against"):
                b = [item.ref for item in others if item.stance == other]
                self.units.decide(a, b, "same" if stance == other else "opposite")

    def decide_apart(self, units: Iterable[Mention], others: Iterable[Mention]) -> None:
        self.units.decide([item.ref for item in units], [item.ref for item in others], "different")

    def finish(self) -> Debate:
        members = {member for actor in self.actors.values() for member in actor.members}
        for claim in list(self.claims.values()):
            self.put_claim(claim, claim.mentions)
        claims = tuple(self.claims.values())
        return parse_debate(
            dict(self.debate)
            | {
                "claims": claims,
                "actors": tuple(self.actors.values()),
                "changes": tuple(find_changes(self.debate.documents, claims)),
                "suggestions": tuple(item for item in self.debate.suggestions if self._is_open(item.a, item.b)),
                "decisions": decisions_of(self.units, self.perspectives.among(members), self.names.values()),
            }
        )

    def _is_open(self, a: str, b: str) -> bool:
        known = self.claims.keys() | self.actors.keys()
        return {a, b} <= known and frozenset({a, b}) not in self.settled


def new_id(prefix: str, taken: Iterable[str]) -> str:
    """The prefix with the next free number.

    >>> new_id("c", ["c1", "c7", "x9"])
    'c8'
    """
    return next(new_ids(prefix, taken))


def new_ids(prefix: str, taken: Iterable[str]) -> Iterator[str]:
    """The prefix with the next free numbers, as many as requested."""
    numbers = [int(name[len(prefix) :]) for name in taken if name.startswith(prefix) and name[len(prefix) :].isdigit()]
    return (f"{prefix}{number}" for number in count(max(numbers, default=0) + 1))


def _merge_claims(edited: _EditedDebate, change: MergeClaims) -> None:
    kept = edited.claim(change.into)
    _merge(edited, [edited.claim(name) for name in dict.fromkeys(change.ids) if name != kept.id], kept, change.opposite)


def _merge(edited: _EditedDebate, gone: Sequence[Claim], kept: Claim, opposite: bool) -> None:
    joined = {mention.ref.key: mention for mention in kept.mentions}
    firsts = []
    for claim in gone:
        edited.units.forget((item.ref for item in claim.mentions), (item.ref for item in joined.values()))
        for mention in claim.mentions:
            turned = _turned(mention) if opposite else mention
            if joined.setdefault(mention.ref.key, turned).stance != turned.stance:
                raise InvalidDebate(
                    f"{mention.called} would be both for and against {kept.id!r}", hint="Move it first."
                )
        firsts.append(joined[claim.mentions[0].ref.key])
        del edited.claims[claim.id]
    edited.decide_stances(kept.mentions[:1], firsts)
    edited.put_claim(kept, joined.values())


def _turned(mention: Mention) -> Mention:
    return mention.model_copy(update={"stance": _OTHER[mention.stance]})


def _split_claim(edited: _EditedDebate, change: SplitClaim) -> None:
    claim, wanted = edited.claim(change.id), {ref.key for ref in change.mentions}
    leaving = [mention for mention in claim.mentions if mention.ref.key in wanted]
    staying = [mention for mention in claim.mentions if mention.ref.key not in wanted]
    if len(leaving) < len(wanted):
        raise KeyError(f"such mention in claim {claim.id!r}")
    if not staying:
        raise InvalidDebate("no mention would remain in the claim", hint="Leave at least one.")
    turned = all(mention.stance == "against" for mention in leaving)
    name = new_id("c", edited.claims)
    moved = [_turned(item) if turned else item for item in leaving]
    label = Label(text=claim.label.text) if not turned else Label(text=f"not: {claim.label.text}")
    edited.decide_apart(leaving, staying)
    edited.claims[name] = Claim(id=name, label=label, issue=claim.issue, mentions=tuple(moved))
    edited.put_claim(claim, staying)


def _move_mention(edited: _EditedDebate, change: MoveMention) -> None:
    if change.to is None:
        _split_claim(edited, SplitClaim(op="split-claim", id=change.claim, mentions=(change.mention,)))
        return
    claim, target = edited.claim(change.claim), edited.claim(change.to)
    mention = _mention(claim, change.mention)
    if any(item.ref == mention.ref for item in target.mentions):
        raise InvalidDebate(f"{mention.called} is in {target.id!r} already", hint="Change its stance there.")
    staying = [item for item in claim.mentions if item is not mention]
    moved = mention.model_copy(update={"stance": change.stance})
    edited.decide_apart([mention], staying)
    edited.units.forget([mention.ref], [item.ref for item in target.mentions])
    edited.decide_stances([moved], target.mentions[:1])
    edited.put_claim(target, (*target.mentions, moved))
    if staying:
        edited.put_claim(claim, staying)
    else:
        del edited.claims[claim.id]


def _set_stance(edited: _EditedDebate, change: SetStance) -> None:
    claim = edited.claim(change.claim)
    mention = _mention(claim, change.mention)
    turned = mention.model_copy(update={"stance": change.stance})
    others = [item for item in claim.mentions if item is not mention]
    edited.units.forget([mention.ref], [item.ref for item in others])
    edited.decide_stances([turned], others[:_WITNESSES])
    edited.put_claim(claim, tuple(turned if item is mention else item for item in claim.mentions))


def _mention(claim: Claim, ref: UnitRef) -> Mention:
    for mention in claim.mentions:
        if mention.ref == ref:
            return mention
    raise KeyError(f"{ref.called} of map {ref.map!r} in claim {claim.id!r}")


def _rename_claim(edited: _EditedDebate, change: RenameClaim) -> None:
    claim = edited.claim(change.id)
    of = next((item.ref for item in claim.mentions if item.stance == "for"), claim.mentions[0].ref)
    for mention in claim.mentions:
        edited.names.pop(mention.ref, None)
    edited.names[of] = Naming(of=of, text=change.text)
    edited.claims[claim.id] = claim.model_copy(update={"label": Label(text=change.text)})


def _merge_actors(edited: _EditedDebate, change: MergeActors) -> None:
    kept = edited.actor(change.into)
    gone = [edited.actor(name) for name in dict.fromkeys(change.ids) if name != kept.id]
    members = list(kept.members)
    for actor in gone:
        edited.perspectives.forget(actor.members, members)
        members += actor.members
        del edited.actors[actor.id]
    firsts = [actor.members[0] for actor in gone if actor.members]
    edited.perspectives.decide(kept.members[:1], firsts, "same")
    edited.actors[kept.id] = kept.model_copy(update={"members": tuple(members)})
    _give_mentions(
        edited, {member.map for actor in gone for member in actor.members}, {item.id for item in gone}, kept.id
    )
    for actor in list(edited.actors.values()):
        if actor.parent in change.ids and actor.parent != kept.id:
            parent = None if actor.id == kept.id else kept.id
            edited.actors[actor.id] = actor.model_copy(update={"parent": parent})


def _split_actor(edited: _EditedDebate, change: SplitActor) -> None:
    actor, leaving = edited.actor(change.id), tuple(dict.fromkeys(change.members))
    staying = tuple(member for member in actor.members if member not in set(leaving))
    if not set(leaving) <= set(actor.members):
        raise KeyError(f"such perspective of actor {actor.id!r}")
    if not staying:
        raise InvalidDebate("no perspective would remain with the actor", hint="Leave at least one, or rename it.")
    name = new_id("x", edited.actors)
    edited.perspectives.decide(leaving, staying, "different")
    edited.actors[actor.id] = actor.model_copy(update={"members": staying})
    edited.actors[name] = Actor(id=name, label=change.label, kind=change.kind or actor.kind, members=leaving)
    edited.names[leaving[0]] = Naming(of=leaving[0], text=change.label)
    _give_mentions(edited, {member.map for member in leaving}, {actor.id}, name)


def _give_mentions(edited: _EditedDebate, maps: set[str], from_actors: set[str], to_actor: str) -> None:
    """Mentions in these maps go to the other actor; an actor has one perspective in most maps."""
    for claim in list(edited.claims.values()):
        if any(item.actor in from_actors and item.map in maps for item in claim.mentions):
            mentions = tuple(
                item.model_copy(update={"actor": to_actor}) if item.actor in from_actors and item.map in maps else item
                for item in claim.mentions
            )
            edited.claims[claim.id] = claim.model_copy(update={"mentions": mentions})


def _rename_actor(edited: _EditedDebate, change: RenameActor) -> None:
    actor = edited.actor(change.id)
    for member in actor.members:
        edited.names.pop(member, None)
    if actor.members:
        edited.names[actor.members[0]] = Naming(of=actor.members[0], text=change.label)
    edited.actors[actor.id] = actor.model_copy(update={"label": change.label})


def _settle(edited: _EditedDebate, change: SettleSuggestion) -> None:
    found = [
        item
        for item in edited.debate.suggestions
        if item.kind == change.kind and {item.a, item.b} == {change.a, change.b}
    ]
    if not found:
        raise KeyError(f"suggestion to merge {change.kind}s {change.a!r} and {change.b!r}")
    edited.settled.add(frozenset({change.a, change.b}))
    if change.kind == "actor":
        _settle_actor(edited, change)
    elif change.op == "accept-suggestion":
        _merge(edited, [edited.claim(change.b)], edited.claim(change.a), found[0].opposite)
    else:
        edited.decide_apart(edited.claim(change.a).mentions, edited.claim(change.b).mentions)


def _settle_actor(edited: _EditedDebate, change: SettleSuggestion) -> None:
    if change.op == "accept-suggestion":
        _merge_actors(edited, MergeActors(op="merge-actors", ids=(change.b,), into=change.a))
    else:
        edited.perspectives.decide(edited.actor(change.a).members, edited.actor(change.b).members, "different")


_APPLY: dict[type, Callable[[_EditedDebate, Any], None]] = {
    MergeClaims: _merge_claims,
    SplitClaim: _split_claim,
    MoveMention: _move_mention,
    SetStance: _set_stance,
    RenameClaim: _rename_claim,
    MergeActors: _merge_actors,
    SplitActor: _split_actor,
    RenameActor: _rename_actor,
    SettleSuggestion: _settle,
}
