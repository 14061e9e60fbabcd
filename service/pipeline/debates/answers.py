"""What follows from claims: who answers whom, and the issues of a debate.

A later article's unit responds to a specific unit of an earlier one. A model that is shown both says so. Without one
there are two signs. The later article reports the earlier unit's point, attributed to the same actor, and argues for or
against it: then its arguments answer the earlier unit. Or somebody says the opposite in an article in which the earlier
unit's actor also appears. Two issues of maps are merged if they are about the same claims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from service.domain.argument import RelationKind
from service.domain.debates.corrections import new_ids
from service.domain.debates.digest import Digest, DigestIssue, DigestUnit
from service.domain.debates.parts import Answer, Claim, DebateIssue, IssueQuestion, Mention, UnitKey, UnitRef
from service.domain.debates.rules import is_before
from service.domain.sides import is_of_side
from service.engines.debate_answers import Verdict

TOLD = 0.7
"""The confidence of an answer that a model names."""


@dataclass(frozen=True)
class _Found:
    source: UnitRef
    target: UnitRef
    kind: RelationKind
    confidence: float


def find_answers(
    claims: Iterable[Claim], digests: Mapping[str, Digest], actors: Mapping[UnitKey, str]
) -> tuple[Answer, ...]:
    """All answers that the claims imply. `actors`: who holds each unit.

    At most one per unit: the most confident, and of equals the one to the latest article.
    """
    order = {map_id: number for number, map_id in enumerate(digests)}
    edges = cache(lambda map_id: _incoming(digests[map_id]))
    present = cache(lambda map_id: {actors[map_id, unit.id] for unit in digests[map_id].units})
    found: dict[UnitRef, _Found] = {}
    for claim in claims:
        if len(claim.mentions) < 2 or len({mention.map for mention in claim.mentions}) < 2:
            continue
        for item in _of_claim(claim, digests, edges, present):
            best = found.get(item.source)
            rank = (item.confidence, order[item.target.map])
            if best is None or rank > (best.confidence, order[best.target.map]):
                found[item.source] = item
    return _in_order(found, order)


def told_answers(
    verdicts: Iterable[Verdict], earlier: Iterable[Answer], digests: Mapping[str, Digest]
) -> tuple[Answer, ...]:
    """The answers that a model names, at most one per unit. `earlier`: the answers that the debate had."""
    found = {item.from_: _Found(item.from_, item.to, item.kind, item.confidence) for item in earlier}
    for verdict in verdicts:
        if verdict.answer is not None and _may_answer(verdict, digests):
            found[verdict.a] = _Found(verdict.a, verdict.b, verdict.answer, TOLD)
    return _in_order(found, {map_id: number for number, map_id in enumerate(digests)})


def to_the_point(
    answers: Iterable[Verdict], claims: Sequence[Claim], units: Mapping[UnitKey, DigestUnit]
) -> list[Verdict]:
    """The answers, with that part of a unit at an end of which other articles speak, where they do not of all of it."""
    claim_of = {item.key: claim.id for claim in claims if len(claim.mentions) > 1 for item in claim.mentions}
    parts: dict[str, list[UnitRef]] = {}
    for claim in claims:
        for item in claim.mentions if len(claim.mentions) > 1 else ():
            if item.spans:
                parts.setdefault(item.map, []).append(item.ref)

    def aimed(end: UnitRef, other: UnitRef) -> UnitRef:
        whole = units.get(end.key)
        if whole is None or end.key in claim_of:
            return end
        inside = [part for part in parts.get(end.map, ()) if whole.part(part.spans[0]) is not None]
        return next((part for part in inside if claim_of[part.key] == claim_of.get(other.key)), (*inside, end)[0])

    return [item.model_copy(update={"a": aimed(item.a, item.b), "b": aimed(item.b, item.a)}) for item in answers]


def _in_order(found: Mapping[UnitRef, _Found], order: Mapping[str, int]) -> tuple[Answer, ...]:
    ranked = sorted(found.values(), key=lambda item: (order[item.source.map], item.source.name))
    return tuple(
        Answer(id=f"n{number}", from_=item.source, to=item.target, kind=item.kind, confidence=item.confidence)
        for number, item in enumerate(ranked)
    )


def _may_answer(verdict: Verdict, digests: Mapping[str, Digest]) -> bool:
    """An answer leads from one article to another, never to one that appeared later."""
    later, earlier = digests[verdict.a.map].published, digests[verdict.b.map].published
    return verdict.a.map != verdict.b.map and not (later and earlier and is_before(later, earlier))


def _incoming(digest: Digest) -> dict[str, list[tuple[str, RelationKind]]]:
    found: dict[str, list[tuple[str, RelationKind]]] = {}
    for edge in digest.edges:
        found.setdefault(edge.target, []).append((edge.source, edge.kind))
    return found


def _of_claim(
    claim: Claim,
    digests: Mapping[str, Digest],
    edges: Callable[[str], Mapping[str, Sequence[tuple[str, RelationKind]]]],
    present: Callable[[str], AbstractSet[str]],
) -> Iterable[_Found]:
    mentions = sorted(claim.mentions, key=lambda item: digests[item.map].published or "")
    for place, later in enumerate(mentions):
        earlier = [item for item in mentions[:place] if _is_earlier(item, later, digests)]
        if not earlier:
            continue
        own = [item for item in earlier if item.actor == later.actor and item.stance == later.stance]
        if own:
            holders = {unit.id: unit.holder for unit in digests[later.map].units}
            for source, kind in edges(later.map).get(later.name, ()):
                if holders.get(source) != holders.get(later.name):
                    yield _Found(
                        UnitRef(map=later.map, unit=source), own[-1].ref, kind, round(later.confidence * 0.8, 3)
                    )
        against = [
            item
            for item in earlier
            if item.actor != later.actor and item.stance != later.stance and item.actor in present(later.map)
        ]
        if against:
            sure = min(later.confidence, against[-1].confidence)
            yield _Found(later.ref, against[-1].ref, "rebut", round(sure * 0.7, 3))


def _is_earlier(one: Mention, other: Mention, digests: Mapping[str, Digest]) -> bool:
    first, second = digests[one.map].published, digests[other.map].published
    return one.map != other.map and first is not None and second is not None and is_before(first, second)


def find_issues(
    claims: Sequence[Claim], digests: Mapping[str, Digest], earlier: Sequence[DebateIssue]
) -> tuple[tuple[DebateIssue, ...], tuple[Claim, ...]]:
    """The issues, and the claims, each with its issue.

    An issue of a map joins the issue that already has most of its claims, or becomes a new one. Claims that were in
    an issue stay there.
    """
    of_unit: dict[UnitKey, str] = {item.key: claim.id for claim in claims for item in claim.mentions}
    belongs = {claim.id: claim.issue for claim in claims if claim.issue is not None}
    issues = {issue.id: issue for issue in earlier if issue.question.map is None or issue.question.map in digests}
    belongs = {claim: issue for claim, issue in belongs.items() if issue in issues}
    fresh = new_ids("i", issues)
    became: dict[tuple[str, str], str] = {}
    for digest in digests.values():
        for issue in digest.issues:
            about = [of_unit[key] for unit in issue.units if (key := (digest.map, unit)) in of_unit]
            if not about:
                continue
            known = Counter(belongs[claim] for claim in about if claim in belongs).most_common(1)
            name = known[0][0] if known else next(fresh)
            if name not in issues:
                issues[name] = DebateIssue(id=name, question=_question(issue, digest))
            became[digest.map, issue.id] = name
            for claim in about:
                belongs.setdefault(claim, name)
    parents = _parents(digests, became, {name: issue.parent for name, issue in issues.items()})
    used = set(belongs.values())
    kept = tuple(
        issue.model_copy(update={"parent": parents[issue.id] if parents[issue.id] in used else None})
        for issue in issues.values()
        if issue.id in used
    )
    return kept, tuple(_in_issue(claim, belongs.get(claim.id)) for claim in claims)


def _in_issue(claim: Claim, issue: str | None) -> Claim:
    return claim if claim.issue == issue else claim.model_copy(update={"issue": issue})


def _question(issue: DigestIssue, digest: Digest) -> IssueQuestion:
    return IssueQuestion(text=issue.text, map=digest.map if issue.spans else None, spans=issue.spans)


def _parents(
    digests: Mapping[str, Digest], became: Mapping[tuple[str, str], str], parents: dict[str, str | None]
) -> dict[str, str | None]:
    """The parent question of each, from the first map that names one; never cyclic."""
    for digest in digests.values():
        for issue in digest.issues:
            name, wider = became.get((digest.map, issue.id)), became.get((digest.map, issue.parent or ""))
            if name and wider and parents[name] is None and not is_of_side(wider, name, parents):
                parents[name] = wider
    return parents
