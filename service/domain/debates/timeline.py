"""How a debate moves: who took which stance when, and changes of position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Claim, DebateDocument, Mention, StanceChange, UnitRef
from service.domain.debates.rules import is_before
from service.domain.debates.stances import Position, position_of


class Point(Frozen):
    """What an actor says of a claim in one document."""

    document: str
    published: str | None
    stance: Position
    mentions: tuple[UnitRef, ...]


class Track(Frozen):
    """One actor's points on one claim, by date, undated ones last; `changed`: it took both stances over time."""

    claim: str
    label: str
    actor: str
    points: tuple[Point, ...]
    changed: bool


class Timeline(Frozen):
    """A page of tracks; `total` counts all of them."""

    total: int
    tracks: tuple[Track, ...]


def timeline(debate: Debate, *, start: int = 0, most: int | None = None) -> Timeline:
    """Tracks with a change first, then those with most documents; a page of them."""
    changed = {(item.actor, item.claim) for item in debate.changes}
    documents = {item.map: item for item in debate.documents}
    grouped = [
        (claim, actor, by_map) for claim in debate.claims for actor, by_map in by_actor_and_document(claim).items()
    ]
    grouped.sort(key=lambda item: ((item[1], item[0].id) not in changed, -len(item[2])))
    shown = grouped[start : None if most is None else start + most]
    return Timeline(
        total=len(grouped),
        tracks=tuple(
            Track(
                claim=claim.id,
                label=claim.label.text,
                actor=actor,
                points=_points(by_map, documents),
                changed=(actor, claim.id) in changed,
            )
            for claim, actor, by_map in shown
        ),
    )


def by_actor_and_document(claim: Claim) -> dict[str, dict[str, list[Mention]]]:
    """Actor id -> map id -> the claim's mentions there."""
    found: dict[str, dict[str, list[Mention]]] = {}
    for mention in claim.mentions:
        found.setdefault(mention.actor, {}).setdefault(mention.map, []).append(mention)
    return found


def _points(by_map: Mapping[str, Sequence[Mention]], documents: Mapping[str, DebateDocument]) -> tuple[Point, ...]:
    points = [
        Point(
            document=documents[map_id].id,
            published=documents[map_id].published,
            stance=position_of(mention.stance for mention in mentions),
            mentions=tuple(mention.ref for mention in mentions),
        )
        for map_id, mentions in by_map.items()
    ]
    return tuple(sorted(points, key=lambda point: (point.published is None, point.published or "")))


def find_changes(documents: Iterable[DebateDocument], claims: Iterable[Claim]) -> tuple[StanceChange, ...]:
    """Each actor whose stance on a claim differs between two documents that follow each other in time.

    Documents without a date, and those in which the actor says both, are passed over. Silent and then for is no change.
    """
    dates = {item.map: item.published for item in documents}
    found = []
    for claim in claims:
        if len(claim.mentions) < 2:
            continue
        for actor, by_map in by_actor_and_document(claim).items():
            if len(by_map) > 1:
                found += _changes_of(claim.id, actor, by_map, dates)
    return tuple(found)


def _changes_of(
    claim_id: str, actor: str, by_map: Mapping[str, Sequence[Mention]], dates: Mapping[str, str | None]
) -> list[StanceChange]:
    held = [
        (date, mentions[0])
        for map_id, mentions in by_map.items()
        if (date := dates[map_id]) is not None and position_of(item.stance for item in mentions) != "mixed"
    ]
    held.sort(key=lambda item: item[0])
    return [
        StanceChange(actor=actor, claim=claim_id, from_=first.stance, to=then.stance, first=first.ref, then=then.ref)
        for (date, first), (later, then) in pairwise(held)
        if first.stance != then.stance and is_before(date, later)
    ]
