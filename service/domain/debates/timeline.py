"""How a debate develops: who took which stance when, and who changed position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from pydantic import Field

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Quote
from service.domain.debates.parts import Claim, DebateDocument, Mention, StanceChange, UnitRef
from service.domain.debates.rules import is_before
from service.domain.debates.views import Position, Tellings, position_in, telling_of


class Point(Frozen):
    """What an actor says about a claim in one document; `told_by`, `supposed`: set if it does not say so
    itself there.
    """

    document: str
    published: str | None
    stance: Position
    mentions: tuple[UnitRef, ...]
    told_by: tuple[str, ...] = ()
    supposed: str | None = None


Change = Literal["whole", "part"]
"""`part`: on one of the two dates it says both, or it only doubts what it says at another time."""


_ORDER: tuple[Change | None, ...] = ("whole", "part", None)


class Track(Frozen):
    """One actor's points on one claim, by date, undated ones last; `change`: its largest change over time."""

    claim: str
    label: str
    actor: str
    points: tuple[Point, ...]
    change: Change | None


class Timeline(Frozen):
    """One page of tracks; `total` counts all of them. `quotes`: the words on tracks with a change, by `MAP/UNIT`, if
    they were looked up.
    """

    total: int
    tracks: tuple[Track, ...]
    quotes: dict[str, Quote] = Field(default_factory=dict)


def timeline(debate: Debate, *, start: int = 0, most: int | None = None, tellings: Tellings | None = None) -> Timeline:
    """One page of tracks: complete changes first, then partial changes, then by number of documents."""
    told, changes = tellings or {}, dict[tuple[str, str], list[StanceChange]]()
    for item in debate.changes:
        changes.setdefault((item.actor, item.claim), []).append(item)
    documents = {document.map: document for document in debate.documents}
    grouped = [
        (claim, actor, by_map, _change_of(changes.get((actor, claim.id), ()), by_map, documents))
        for claim in debate.claims
        for actor, by_map in by_actor_and_document(claim).items()
    ]
    grouped.sort(key=lambda track: (_ORDER.index(track[3]), -len(track[2])))
    shown = grouped[start : None if most is None else start + most]
    return Timeline(
        total=len(grouped),
        tracks=tuple(
            Track(
                claim=claim.id,
                label=claim.label.text,
                actor=actor,
                points=_points(by_map, documents, told),
                change=change,
            )
            for claim, actor, by_map, change in shown
        ),
    )


def _change_of(
    whole: Sequence[StanceChange], by_map: Mapping[str, Sequence[Mention]], documents: Mapping[str, DebateDocument]
) -> Change | None:
    """The largest change between what an actor says of a claim in documents that follow each other in time.

    `whole`: its changes from one stance to the other.
    """
    if whole:
        in_part = all(_only_doubts(by_map[item.first.map]) or _only_doubts(by_map[item.then.map]) for item in whole)
        return "part" if in_part else "whole"
    dated = [
        (date, position_in(mentions)) for map_id, mentions in by_map.items() if (date := documents[map_id].published)
    ]
    dated.sort()
    moves = any(first != then and is_before(date, later) for (date, first), (later, then) in pairwise(dated))
    return "part" if moves else None


def _only_doubts(mentions: Iterable[Mention]) -> bool:
    return all(item.attitude == "doubts" for item in mentions)


def by_actor_and_document(claim: Claim) -> dict[str, dict[str, list[Mention]]]:
    """Actor id -> map id -> the claim's mentions there."""
    found: dict[str, dict[str, list[Mention]]] = {}
    for mention in claim.mentions:
        found.setdefault(mention.actor, {}).setdefault(mention.map, []).append(mention)
    return found


def _points(
    by_map: Mapping[str, Sequence[Mention]], documents: Mapping[str, DebateDocument], tellings: Tellings
) -> tuple[Point, ...]:
    points = []
    for map_id, mentions in by_map.items():
        telling = telling_of(mentions, tellings)
        points.append(
            Point(
                document=documents[map_id].id,
                published=documents[map_id].published,
                stance=position_in(mentions),
                mentions=tuple(mention.ref for mention in mentions),
                told_by=telling.told_by,
                supposed=telling.supposed,
            )
        )
    return tuple(sorted(points, key=lambda point: (point.published is None, point.published or "")))


def find_changes(documents: Iterable[DebateDocument], claims: Iterable[Claim]) -> tuple[StanceChange, ...]:
    """Each actor whose stance on a claim differs between two documents that are consecutive in time.

    Undated documents, and those in which the actor says both, are skipped. Going from silence to a stance is not a
    change. A position that an article reports as abandoned stands in for the original statement if no earlier article
    has it.
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
    held: list[tuple[str, Mention]] = []
    for date, mentions in sorted(
        ((date, mentions) for map_id, mentions in by_map.items() if (date := dates[map_id]) is not None),
        key=lambda item: item[0],
    ):
        told = next((item for item in mentions if item.former), None) if not held else None
        said = told or next((item for item in mentions if not item.former), None)
        if said is not None and position_in(mentions) != "mixed":
            held.append((date, said))
    return [
        StanceChange(actor=actor, claim=claim_id, from_=first.stance, to=then.stance, first=first.ref, then=then.ref)
        for (date, first), (later, then) in pairwise(held)
        if first.stance != then.stance and is_before(date, later)
    ]
