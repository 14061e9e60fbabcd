"""Corrections of a debate: a list of edits, made in order and validated as a whole.

Each edit also becomes a decision (`Decisions`) about units and perspectives, which later runs keep: ids of claims and
actors may change with a run, units and perspectives do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from pydantic import ValidationError

from service.domain.debates import edits
from service.domain.debates.debate import Debate, InvalidDebate, parse_debate
from service.domain.debates.parts import (
    Actor,
    ActorLink,
    Claim,
    Decisions,
    Label,
    Link,
    Member,
    Mention,
    Naming,
    Stance,
    UnitRef,
)
from service.domain.debates.timeline import find_changes
from service.domain.schema_faults import reason_of

_OTHER: dict[str, Stance] = {"for": "against", "against": "for"}


def apply_edits(debate: Debate, changes: Sequence[edits.DebateEdit]) -> Debate:
    """The debate with all edits made, same version; InvalidDebate (naming edit and reason) where one cannot be."""
    draft = _Draft(debate)
    for number, change in enumerate(changes):
        try:
            _APPLY[type(change)](draft, change)
        except (KeyError, ValidationError, InvalidDebate) as error:
            raise InvalidDebate(
                f"change {number} ({change.op}) cannot be made: {reason_of(error)}",
                hint="Read the debate again and send the changes against its present ids.",
            ) from error
    return draft.finish()


class _Draft:
    """Claims and actors by id, in order, while edits are made, and the decisions that they come to."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.claims = {claim.id: claim for claim in debate.claims}
        self.actors = {actor.id: actor for actor in debate.actors}
        self.links = {_pair(link.a, link.b): link for link in debate.decisions.links}
        self.actor_links = {_pair(link.a, link.b): link for link in debate.decisions.actors}
        self.names = {naming.of: naming for naming in debate.decisions.names}
        self.settled: set[frozenset[str]] = set()

    def claim(self, claim_id: str) -> Claim:
        if claim_id not in self.claims:
            raise KeyError(f"claim {claim_id!r}")
        return self.claims[claim_id]

    def actor(self, actor_id: str) -> Actor:
        if actor_id not in self.actors:
            raise KeyError(f"actor {actor_id!r}")
        return self.actors[actor_id]

    def put_claim(self, claim: Claim, mentions: Iterable[Mention]) -> None:
        """Store the claim with these mentions; a label that named a mention which is gone keeps its words only."""
        kept = tuple(mentions)
        self.claims[claim.id] = claim.model_copy(update={"mentions": kept, "label": self._label(claim, kept)})

    def _label(self, claim: Claim, mentions: Sequence[Mention]) -> Label:
        named = (claim.label.map, claim.label.unit)
        if named == (None, None) or any((x.map, x.unit) == named and x.says_the_claim for x in mentions):
            return claim.label
        return Label(text=claim.label.text)

    def decide(self, a: UnitRef, b: UnitRef, same: bool | None) -> None:
        """Record a decision about two units. `same`: one point (True), opposite (False), different points (None)."""
        if a != b:
            kind = "different" if same is None else "same" if same else "opposite"
            self.links[_pair(a, b)] = Link.model_validate({"a": a, "b": b, "kind": kind})

    def finish(self) -> Debate:
        members = {member: actor.id for actor in self.actors.values() for member in actor.members}
        for claim in list(self.claims.values()):
            self.put_claim(claim, claim.mentions)
        claims = tuple(self.claims.values())
        values = self.debate.model_dump() | {
            "claims": [claim.model_dump() for claim in claims],
            "actors": [actor.model_dump() for actor in self.actors.values()],
            "changes": [item.model_dump() for item in find_changes(self.debate.documents, claims)],
            "suggestions": [item.model_dump() for item in self.debate.suggestions if self._is_open(item.a, item.b)],
            "decisions": Decisions(
                links=tuple(self.links.values()),
                actors=tuple(item for item in self.actor_links.values() if {item.a, item.b} <= members.keys()),
                names=tuple(self.names.values()),
            ).model_dump(),
        }
        return parse_debate(values)

    def _is_open(self, a: str, b: str) -> bool:
        known = self.claims.keys() | self.actors.keys()
        return {a, b} <= known and frozenset({a, b}) not in self.settled


def _pair(a: Any, b: Any) -> frozenset[Any]:
    return frozenset({a, b})


def new_id(prefix: str, taken: Iterable[str]) -> str:
    """The prefix with the number behind the highest one that is taken.

    >>> new_id("c", ["c1", "c7", "x9"])
    'c8'
    """
    return next(new_ids(prefix, taken))


def new_ids(prefix: str, taken: Iterable[str]) -> Iterator[str]:
    """The prefix with the numbers behind the highest one that is taken, as many as are asked for."""
    numbers = [int(name[len(prefix) :]) for name in taken if name.startswith(prefix) and name[len(prefix) :].isdigit()]
    return (f"{prefix}{number}" for number in count(max(numbers, default=0) + 1))


def _merge_claims(draft: _Draft, change: edits.MergeClaims) -> None:
    for claim_id in change.ids:
        if claim_id != change.into:
            _merge_claim(draft, draft.claim(claim_id), draft.claim(change.into), change.opposite)


def _merge_claim(draft: _Draft, gone: Claim, kept: Claim, opposite: bool) -> None:
    stances = {mention.ref: mention.stance for mention in kept.mentions}
    joined = list(kept.mentions)
    for mention in gone.mentions:
        stance = _OTHER[mention.stance] if opposite else mention.stance
        if stances.setdefault(mention.ref, stance) != stance:
            raise InvalidDebate(f"unit {mention.unit!r} would be for and against {kept.id!r}", hint="Move it first.")
        if all(item.ref != mention.ref for item in joined):
            joined.append(mention.model_copy(update={"stance": stance}))
    for one in gone.mentions:
        for other in kept.mentions:
            draft.links.pop(_pair(one.ref, other.ref), None)
    draft.decide(gone.mentions[0].ref, kept.mentions[0].ref, stances[gone.mentions[0].ref] == kept.mentions[0].stance)
    del draft.claims[gone.id]
    draft.put_claim(kept, joined)


def _split_claim(draft: _Draft, change: edits.SplitClaim) -> None:
    claim = draft.claim(change.id)
    leaving = [mention for mention in claim.mentions if mention.ref in change.mentions]
    staying = [mention for mention in claim.mentions if mention.ref not in change.mentions]
    if len(leaving) < len(set(change.mentions)):
        raise KeyError(f"such mention in claim {claim.id!r}")
    if not staying:
        raise InvalidDebate("no mention would stay in the claim", hint="Leave at least one.")
    turned = all(mention.stance == "against" for mention in leaving)
    name = new_id("c", draft.claims)
    moved = [item.model_copy(update={"stance": _OTHER[item.stance]}) if turned else item for item in leaving]
    label = Label(text=claim.label.text) if not turned else Label(text=f"not: {claim.label.text}")
    new = Claim(id=name, label=label, issue=claim.issue, mentions=tuple(moved))
    for one in leaving:
        for other in staying:
            draft.decide(one.ref, other.ref, None)
    draft.claims[name] = new
    draft.put_claim(claim, staying)


def _move_mention(draft: _Draft, change: edits.MoveMention) -> None:
    if change.to is None:
        _split_claim(draft, edits.SplitClaim(op="split-claim", id=change.claim, mentions=(change.mention,)))
        return
    claim, target = draft.claim(change.claim), draft.claim(change.to)
    mention = _mention(claim, change.mention)
    if any(item.ref == mention.ref for item in target.mentions):
        raise InvalidDebate(f"unit {mention.unit!r} is in {target.id!r} already", hint="Change its stance there.")
    staying = [item for item in claim.mentions if item is not mention]
    for item in staying:
        draft.decide(mention.ref, item.ref, None)
    for item in target.mentions:
        draft.links.pop(_pair(mention.ref, item.ref), None)
    draft.decide(mention.ref, target.mentions[0].ref, change.stance == target.mentions[0].stance)
    draft.put_claim(target, (*target.mentions, mention.model_copy(update={"stance": change.stance})))
    if staying:
        draft.put_claim(claim, staying)
    else:
        del draft.claims[claim.id]


def _set_stance(draft: _Draft, change: edits.SetStance) -> None:
    claim = draft.claim(change.claim)
    mention = _mention(claim, change.mention)
    others = [item for item in claim.mentions if item is not mention]
    for other in others:
        draft.links.pop(_pair(mention.ref, other.ref), None)
        draft.decide(mention.ref, other.ref, other.stance == change.stance)
    turned = mention.model_copy(update={"stance": change.stance})
    draft.put_claim(claim, tuple(turned if item is mention else item for item in claim.mentions))


def _mention(claim: Claim, ref: UnitRef) -> Mention:
    for mention in claim.mentions:
        if mention.ref == ref:
            return mention
    raise KeyError(f"unit {ref.unit!r} of map {ref.map!r} in claim {claim.id!r}")


def _rename_claim(draft: _Draft, change: edits.RenameClaim) -> None:
    claim = draft.claim(change.id)
    of = next((item.ref for item in claim.mentions if item.stance == "for"), claim.mentions[0].ref)
    for mention in claim.mentions:
        draft.names.pop(mention.ref, None)
    draft.names[of] = Naming(of=of, text=change.text)
    draft.claims[claim.id] = claim.model_copy(update={"label": Label(text=change.text)})


def _merge_actors(draft: _Draft, change: edits.MergeActors) -> None:
    kept = draft.actor(change.into)
    for actor_id in change.ids:
        if actor_id == kept.id:
            continue
        gone = draft.actor(actor_id)
        for one in gone.members:
            for other in kept.members:
                draft.actor_links.pop(_pair(one, other), None)
        if gone.members and kept.members:
            link = ActorLink(a=gone.members[0], b=kept.members[0], same=True)
            draft.actor_links[_pair(link.a, link.b)] = link
        kept = kept.model_copy(update={"members": (*kept.members, *gone.members)})
        del draft.actors[gone.id]
        draft.actors[kept.id] = kept
        _give_mentions(draft, set(gone.members), gone.id, kept.id)
    for actor in list(draft.actors.values()):
        if actor.parent in change.ids and actor.parent != kept.id:
            parent = None if actor.id == kept.id else kept.id
            draft.actors[actor.id] = actor.model_copy(update={"parent": parent})


def _split_actor(draft: _Draft, change: edits.SplitActor) -> None:
    actor, leaving = draft.actor(change.id), set(change.members)
    staying = tuple(member for member in actor.members if member not in leaving)
    if not leaving <= set(actor.members):
        raise KeyError(f"such perspective of actor {actor.id!r}")
    if not staying:
        raise InvalidDebate("no perspective would stay with the actor", hint="Leave at least one, or rename it.")
    name = new_id("x", draft.actors)
    for one in leaving:
        for other in staying:
            draft.actor_links[_pair(one, other)] = ActorLink(a=one, b=other, same=False)
    new = Actor(id=name, label=change.label, kind=change.kind or actor.kind, members=tuple(change.members))
    draft.actors[actor.id] = actor.model_copy(update={"members": staying})
    draft.actors[name] = new
    draft.names[change.members[0]] = Naming(of=change.members[0], text=change.label)
    _give_mentions(draft, leaving, actor.id, name)


def _give_mentions(draft: _Draft, members: set[Member], from_actor: str, to_actor: str) -> None:
    """Mentions in these members' maps go to the other actor; an actor has one perspective in most maps."""
    maps = {member.map for member in members}
    for claim in list(draft.claims.values()):
        if any(item.actor == from_actor and item.map in maps for item in claim.mentions):
            mentions = tuple(
                item.model_copy(update={"actor": to_actor}) if item.actor == from_actor and item.map in maps else item
                for item in claim.mentions
            )
            draft.claims[claim.id] = claim.model_copy(update={"mentions": mentions})


def _rename_actor(draft: _Draft, change: edits.RenameActor) -> None:
    actor = draft.actor(change.id)
    for member in actor.members:
        draft.names.pop(member, None)
    if actor.members:
        draft.names[actor.members[0]] = Naming(of=actor.members[0], text=change.label)
    draft.actors[actor.id] = actor.model_copy(update={"label": change.label})


def _settle(draft: _Draft, change: edits.SettleSuggestion) -> None:
    found = [
        item
        for item in draft.debate.suggestions
        if item.kind == change.kind and {item.a, item.b} == {change.a, change.b}
    ]
    if not found:
        raise KeyError(f"suggestion to merge {change.kind}s {change.a!r} and {change.b!r}")
    draft.settled.add(frozenset({change.a, change.b}))
    if change.kind == "actor":
        _settle_actor(draft, change)
    elif change.op == "accept-suggestion":
        _merge_claim(draft, draft.claim(change.b), draft.claim(change.a), found[0].opposite)
    else:
        for one in draft.claim(change.a).mentions:
            for other in draft.claim(change.b).mentions:
                draft.decide(one.ref, other.ref, None)


def _settle_actor(draft: _Draft, change: edits.SettleSuggestion) -> None:
    if change.op == "accept-suggestion":
        _merge_actors(draft, edits.MergeActors(op="merge-actors", ids=(change.b,), into=change.a))
        return
    for one in draft.actor(change.a).members:
        for other in draft.actor(change.b).members:
            draft.actor_links[_pair(one, other)] = ActorLink(a=one, b=other, same=False)


_APPLY: dict[type, Callable[[_Draft, Any], None]] = {
    edits.MergeClaims: _merge_claims,
    edits.SplitClaim: _split_claim,
    edits.MoveMention: _move_mention,
    edits.SetStance: _set_stance,
    edits.RenameClaim: _rename_claim,
    edits.MergeActors: _merge_actors,
    edits.SplitActor: _split_actor,
    edits.RenameActor: _rename_actor,
    edits.SettleSuggestion: _settle,
}
