"""Find or create: each unit of a new article joins a claim that says the same or the opposite, or starts one.

Constrained: decisions made by hand come first and are never undone, a unit occurs once in a claim, and no two units
that deny each other join one as agreeing. A run never merges existing claims, it only suggests merging them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, product

from service.domain.debates.debate import Decisions
from service.domain.debates.digest import DigestUnit
from service.domain.debates.parts import (
    DENYING,
    Claim,
    Label,
    Mention,
    Stance,
    Suggestion,
    UnitKey,
    UnitRef,
    label_of,
)
from service.engines.debate_answers import Verdict
from service.pipeline.debates.labelling import adds_no_figure, kind_of, plainest

JOIN = 0.7
"""Minimum confidence of a "same" verdict for one unit to join the other's claim."""
JOIN_AGAINST = 0.6
"""The same for a denial. A flipped stance is the worst kind of error, so this must not be a guess either."""
AGREE = 0.35
"""Minimum mean confidence of all verdicts between the unit and the claim's mentions."""
SUGGEST = 0.3
_MOST_SUGGESTIONS = 100
_NO_WORDINGS: Mapping[UnitRef, str] = {}


@dataclass
class Cluster:
    """A claim in the making. `members`: unit -> 1 if its words state the claim, -1 if they state the opposite."""

    claim: Claim | None
    members: dict[UnitRef, int] = field(default_factory=dict)
    sure: dict[UnitRef, float] = field(default_factory=dict)

    def turn(self) -> None:
        """Negate the claim: whoever was for it is now against it."""
        self.members = {member: -pole for member, pole in self.members.items()}


class Clustering:
    """The claims of a debate while articles are added."""

    def __init__(self, claims: Sequence[Claim], decisions: Decisions) -> None:
        self.clusters = [_opened(claim) for claim in claims]
        self._places: dict[UnitKey, int] = {}
        for place, claim in enumerate(claims):
            for item in claim.mentions:
                self._places.setdefault(item.key, place)
        self._rulings = decisions.about_units()
        self._pending: list[Verdict] = []

    def add(self, refs: Sequence[UnitRef], verdicts: Sequence[Verdict], places: Iterable[UnitRef] = ()) -> None:
        """Take in the units of one article. `verdicts`: on pairs of one of them and another unit, in either order.

        `places`: passages outside units, which form a claim only if a verdict or decision joins them to another.
        """
        known = _by_pair(verdicts)
        new = {ref for ref in (*refs, *places) if ref.key not in self._places}
        for ruling in self._rulings.that_name(ref.key for ref in new):
            if ruling.kind != "different":
                for a, b in product(ruling.a, ruling.b):
                    self._join(a, b, 1 if ruling.kind == "same" else -1, 1.0, known, by_hand=True)
        enough = [item for item in verdicts if _is_enough(item) and {item.a, item.b} & new]
        enough.sort(key=lambda item: (-item.sure, item.a.name, item.b.name))
        for _, together in groupby(enough, key=lambda item: item.sure):
            waiting = list(together)
            while waiting:
                verdict = next((item for item in waiting if self._has_one(item)), waiting[0])
                waiting.remove(verdict)
                self._join(verdict.a, verdict.b, verdict.sign, verdict.sure, known)
        self._pending += [item for item in verdicts if item.sure >= SUGGEST]
        for ref in refs:
            if ref.key not in self._places:
                self._begin(ref)

    def _has_one(self, verdict: Verdict) -> bool:
        """Whether one of the two is in a claim: of equally sure verdicts these go first, else two new units found a
        claim beside the one that either of them belongs to."""
        return (verdict.a.key in self._places) != (verdict.b.key in self._places)

    def _begin(self, ref: UnitRef) -> None:
        self._places[ref.key] = len(self.clusters)
        self.clusters.append(Cluster(None, {ref: 1}, {ref: 1.0}))

    def _join(
        self,
        a: UnitRef,
        b: UnitRef,
        sign: int,
        sure: float,
        known: Mapping[frozenset[UnitRef], Verdict],
        *,
        by_hand: bool = False,
    ) -> None:
        if a.key in self._places and b.key in self._places:
            return
        if a.key not in self._places and b.key not in self._places:
            if self._rulings.are_different((a,), (b,)):
                return
            self._begin(b)
        joining, there = (a, b) if a.key not in self._places else (b, a)
        if joining.key in self._places:
            return
        place = self._places[there.key]
        cluster = self.clusters[place]
        wanted = sign * cluster.members[there]
        if self._may_join(joining, wanted, cluster, {} if by_hand else known):
            cluster.members[joining] = wanted
            cluster.sure[joining] = min(sure, 1.0)
            self._places[joining.key] = place

    def _may_join(self, ref: UnitRef, sign: int, cluster: Cluster, known: Mapping[frozenset[UnitRef], Verdict]) -> bool:
        """Whether no decision by hand and no verdict between the unit and another mention forbids it."""
        if self._rulings.are_different((ref,), cluster.members):
            return False
        agreeing = []
        for member, pole in cluster.members.items():
            verdict = known.get(frozenset((ref, member)))
            if verdict is None:
                continue
            if verdict.sign * pole != sign and _is_enough(verdict):
                return False
            agreeing.append(verdict.same if sign * pole > 0 else verdict.opposite)
        return not agreeing or sum(agreeing) / len(agreeing) >= AGREE

    def suggestions(self, ids: Sequence[str], earlier: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
        """Claims that may be the same, likeliest first. `ids`: of the claims, by index."""
        known = set(ids)
        found = {frozenset((item.a, item.b)): item for item in earlier if {item.a, item.b} <= known}
        for verdict in self._pending:
            if not {verdict.a.key, verdict.b.key} <= self._places.keys():
                continue  # words outside units that joined nothing
            places = tuple(self._places[ref.key] for ref in (verdict.a, verdict.b))
            one, other = (self.clusters[place] for place in places)
            if one is other or self._rulings.are_different(one.members, other.members):
                continue
            first, second = sorted(places)
            opposite = verdict.sign * one.members[verdict.a] * other.members[verdict.b] < 0
            item = Suggestion(a=ids[first], b=ids[second], opposite=opposite, confidence=round(verdict.sure, 3))
            pair = frozenset((item.a, item.b))
            if pair not in found or found[pair].confidence < item.confidence:
                found[pair] = item
        return tuple(sorted(found.values(), key=lambda item: -item.confidence)[:_MOST_SUGGESTIONS])


def _is_enough(verdict: Verdict) -> bool:
    return verdict.same >= JOIN or verdict.opposite >= JOIN_AGAINST


def _opened(claim: Claim) -> Cluster:
    return Cluster(
        claim,
        {item.ref: 1 if item.says_the_claim else -1 for item in claim.mentions},
        {item.ref: item.confidence for item in claim.mentions},
    )


def _by_pair(verdicts: Iterable[Verdict]) -> dict[frozenset[UnitRef], Verdict]:
    return {frozenset((item.a, item.b)): item for item in verdicts}


def is_unchanged(claim: Claim, cluster: Cluster, actors: Mapping[UnitKey, str]) -> bool:
    """Whether the claim is unchanged, as most are when an article is added."""
    return len(cluster.members) == len(claim.mentions) and all(
        actors[item.key] == item.actor for item in claim.mentions
    )


def claim_of(
    cluster: Cluster,
    claim_id: str,
    units: Mapping[UnitKey, DigestUnit],
    actors: Mapping[UnitKey, str],
    facts: Collection[UnitRef] = (),
    wordings: Mapping[UnitRef, str] = _NO_WORDINGS,
    former: Collection[UnitRef] = (),
) -> Claim:
    """The cluster as a claim. A name given by hand stays, as does what an earlier claim asserts.

    A new claim asserts what its plainest mention does. `facts`: what the engine calls facts; `wordings`: its phrasing
    of what some of the mentions say; `former`: those whose holder has given them up.
    """
    old = cluster.claim
    given_up = {*former, *(item.ref for item in (old.mentions if old is not None else ()) if item.former)}
    label = old.label if old is not None and old.label.key is None else _label(cluster, units, wordings)
    mentions = tuple(
        Mention(
            map=ref.map,
            unit=ref.unit,
            spans=ref.spans,
            actor=actors[ref.key],
            stance=_stance(pole, units[ref.key]),
            attitude=units[ref.key].attitude,
            confidence=round(cluster.sure[ref], 3),
            former=ref in given_up,
        )
        for ref, pole in cluster.members.items()
    )
    was_fact = [item.ref for item in old.mentions] if old is not None and old.kind == "fact" else []
    kind = kind_of(mentions, {item.key: units[item.key].text for item in mentions}, (*facts, *was_fact))
    return Claim(id=claim_id, kind=kind, label=label, issue=None if old is None else old.issue, mentions=mentions)


def _stance(pole: int, unit: DigestUnit) -> Stance:
    return "for" if (pole > 0) == (unit.attitude not in DENYING) else "against"


def _label(cluster: Cluster, units: Mapping[UnitKey, DigestUnit], wordings: Mapping[UnitRef, str]) -> Label:
    """The engine's wording of a recurring claim, else the plainest mention's. A new claim is oriented to assert it."""
    if cluster.claim is None and len(cluster.members) > 1:
        known = [units[ref.key].text for ref in cluster.members]
        for ref, pole in cluster.members.items():
            if ref in wordings and adds_no_figure(wordings[ref], known):
                if pole < 0:
                    cluster.turn()
                return Label(text=wordings[ref])
    poles = {1, -1} if cluster.claim is None else {1}
    said = [(ref, units[ref.key].text) for ref, pole in cluster.members.items() if pole in poles]
    if not said:
        first = next(iter(cluster.members))
        return Label(text=f"not: {units[first.key].text}")
    ref = plainest(said)
    if cluster.members[ref] < 0:
        cluster.turn()
    return label_of(ref, units[ref.key].text)
