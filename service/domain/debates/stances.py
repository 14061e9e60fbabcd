"""Each actor's position on each claim; an actor counts once for each claim and document (the duplicate rule)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Actor, Claim, ClaimKind, Mention, Stance, StanceChange, UnitRef
from service.domain.debates.telling import Tellings, telling_of

Position = Literal["for", "against", "mixed", "silent"]


class Cell(Frozen):
    """An actor's position on a claim. `documents_for`, `documents_against`: the number of documents in which it says
    so.

    `was`: its stance before it changed its mind. `told_by`, `supposed`: who reports the position, or the article's
    modal verb, if the actor does not say so itself.
    """

    claim: str
    stance: Position
    was: Stance | None = None
    documents_for: int = 0
    documents_against: int = 0
    mentions: tuple[UnitRef, ...] = ()
    told_by: tuple[str, ...] = ()
    supposed: str | None = None


class Row(Frozen):
    """One actor's cells, in the order of the matrix's claims."""

    actor: str
    label: str
    parent: str | None
    cells: tuple[Cell, ...]


class Column(Frozen):
    """A claim, and the number of actors in each position on it (silent ones excluded)."""

    claim: str
    label: str
    issue: str | None
    kind: ClaimKind = "claim"
    actors_for: int
    actors_against: int
    actors_mixed: int


class Matrix(Frozen):
    """One page of the actor x claim matrix; `total_actors` and `total_claims` count all rows and columns."""

    total_actors: int
    total_claims: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def position_of(stances: Iterable[str]) -> Position:
    """The position that these stances amount to.

    >>> position_of(["for", "for"]), position_of(["for", "against"]), position_of([])
    ('for', 'mixed', 'silent')
    """
    held = set(stances)
    if held == {"for"}:
        return "for"
    if held == {"against"}:
        return "against"
    return "mixed" if held else "silent"


def position_in(mentions: Iterable[Mention]) -> Position:
    """A holder's position from its mentions of a claim; abandoned statements count only if there are no others."""
    stances = [(item.former, item.stance) for item in mentions]
    now = [stance for former, stance in stances if not former]
    return position_of(now or [stance for _, stance in stances])


def positions(claim: Claim) -> dict[str, Position]:
    """Actor id -> its position on the claim across all documents; silent actors are omitted."""
    return positions_of(claim.mentions)


def positions_of(mentions: Iterable[Mention]) -> dict[str, Position]:
    """Actor id -> its position, based on these mentions of one claim."""
    held: dict[str, list[Mention]] = {}
    for mention in mentions:
        held.setdefault(mention.actor, []).append(mention)
    return {actor: position_in(said) for actor, said in held.items()}


@dataclass(frozen=True)
class MatrixOrder:
    """The order of claims and actors, shared by all pages of a debate's matrix."""

    claims: Sequence[Claim]
    actors: Sequence[Actor]


def matrix_order(debate: Debate) -> MatrixOrder:
    """Actors by number of claims mentioned, descending; claims as in `ordered_claims`."""
    spoken: dict[str, int] = {}
    for claim in debate.claims:
        for actor in {mention.actor for mention in claim.mentions}:
            spoken[actor] = spoken.get(actor, 0) + 1
    actors = sorted((item for item in debate.actors if item.id in spoken), key=lambda item: -spoken[item.id])
    return MatrixOrder(ordered_claims(debate), actors)


def matrix(
    debate: Debate,
    *,
    order: MatrixOrder | None = None,
    actors_from: int = 0,
    actors_most: int | None = None,
    claims_from: int = 0,
    claims_most: int | None = None,
    tellings: Tellings | None = None,
) -> Matrix:
    """One page of rows and columns. `order`: the result of `matrix_order` for this debate, if already known."""
    told = tellings or {}
    known = order or matrix_order(debate)
    claims, actors = known.claims, known.actors
    shown = claims[claims_from : None if claims_most is None else claims_from + claims_most]
    rows = actors[actors_from : None if actors_most is None else actors_from + actors_most]
    by_claim = [(claim, mentions_by_actor(claim), cell_of(claim.id, (), told)) for claim in shown]
    last = {(change.claim, change.actor): change for change in debate.changes}
    return Matrix(
        total_actors=len(actors),
        total_claims=len(claims),
        columns=tuple(column_of(claim) for claim in shown),
        rows=tuple(
            Row(
                actor=actor.id,
                label=actor.label,
                parent=actor.parent,
                cells=tuple(
                    cell_of(claim.id, said[actor.id], told, last.get((claim.id, actor.id)))
                    if actor.id in said
                    else silent
                    for claim, said, silent in by_claim
                ),
            )
            for actor in rows
        ),
    )


def ordered_claims(debate: Debate) -> list[Claim]:
    """Claims by issue, those without an issue next, facts last; within each, by the number of actors who
    take a stance.
    """
    places = {issue.id: number for number, issue in enumerate(debate.issues)}
    last = len(places)
    return sorted(
        debate.claims,
        key=lambda claim: (
            claim.kind == "fact",
            places.get(claim.issue or "", last),
            -len({item.actor for item in claim.mentions}),
        ),
    )


def column_of(claim: Claim) -> Column:
    """The claim's column: how many actors are for it, against it, or both."""
    held = list(positions(claim).values())
    return Column(
        claim=claim.id,
        label=claim.label.text,
        issue=claim.issue,
        kind=claim.kind,
        actors_for=held.count("for"),
        actors_against=held.count("against"),
        actors_mixed=held.count("mixed"),
    )


def mentions_by_actor(claim: Claim) -> dict[str, list[Mention]]:
    """Actor id -> its mentions of the claim, in order."""
    found: dict[str, list[Mention]] = {}
    for mention in claim.mentions:
        found.setdefault(mention.actor, []).append(mention)
    return found


def cell_of(claim_id: str, mentions: Sequence[Mention], tellings: Tellings, change: StanceChange | None = None) -> Cell:
    """The cell for a holder's mentions of the claim; `change`: the holder's latest change, which determines its
    position.
    """
    if not mentions:
        return Cell.model_construct(claim=claim_id, stance="silent")
    telling = telling_of(mentions, tellings)
    return Cell(
        claim=claim_id,
        stance=position_in(mentions) if change is None else change.to,
        was=None if change is None else change.from_,
        documents_for=len({mention.map for mention in mentions if mention.stance == "for"}),
        documents_against=len({mention.map for mention in mentions if mention.stance == "against"}),
        mentions=tuple(mention.ref for mention in mentions),
        told_by=telling.told_by,
        supposed=telling.supposed,
    )
