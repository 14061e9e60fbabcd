"""What a debate shows: part of it, how each mention is known, and each actor's position on each claim; an actor counts
once for each claim and document (the duplicate rule).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from service.domain.argument import AUTHOR
from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.digest import DigestTelling
from service.domain.debates.parts import (
    Actor,
    Claim,
    ClaimKind,
    DebateDocument,
    Mention,
    Moment,
    Stance,
    StanceChange,
    UnitKey,
    UnitRef,
)
from service.domain.sides import is_of_side, line_of, related

Parents = Mapping[str, str | None]
"""Actor (or issue) id -> the id that it belongs to."""


def parents_of(debate: Debate) -> dict[str, str | None]:
    return {actor.id: actor.parent for actor in debate.actors}


def sides(parents: Parents) -> dict[str, str]:
    """Id -> the id at the top of its chain."""
    return {name: list(line_of(name, parents))[-1] for name in parents}


def below(top: str, parents: Parents) -> set[str]:
    """The id and all its descendants."""
    return {top} | {name for name in parents if is_of_side(name, top, parents)}


def are_apart(actor: str, others: Iterable[str], parents: Parents) -> bool:
    """Whether an actor is unrelated to all of the others."""
    return not any(related(actor, other, parents) for other in others)


class Telling(Frozen):
    """`told_by`: actors of another camp who report it, nearest first; `supposed`: "would", if the article only expects
    the holder to say so.
    """

    told_by: tuple[str, ...] = ()
    supposed: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether the holder says so itself."""
        return not self.told_by and self.supposed is None


PLAIN = Telling()
Tellings = Mapping[UnitKey, Telling]
"""Of the units only that are not plainly said by their holder."""


def tellings_of(debate: Debate, told: Mapping[str, Sequence[DigestTelling]]) -> dict[UnitKey, Telling]:
    """How each mention is known. `told`: by map. A report from the holder's own side counts as the holder's own
    statement.

    If an article was written by a party to the debate (one that also speaks in others' articles), everything others say
    in it counts as reported by that party.
    """
    actors = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    units = {(map_id, item.unit): item for map_id, items in told.items() for item in items}
    parents, found, parties = parents_of(debate), dict[UnitKey, Telling](), _writing_parties(debate)
    for mention in (item for claim in debate.claims for item in claim.mentions):
        key = mention.key
        item, party = units.get(key), parties.get(mention.map)
        if item is None and party is None:
            continue
        names = [actors.get((mention.map, name)) for name in item.tellers] if item else []
        others = [name for name in (*names, party) if name and not related(name, mention.actor, parents)]
        supposed = item.supposed if item else None
        if others or supposed:
            found[key] = Telling(told_by=tuple(dict.fromkeys(others)), supposed=supposed)
    return found


def own_mentions(mentions: Iterable[Mention], tellings: Tellings) -> list[Mention]:
    """The mentions that their holder states itself."""
    return [item for item in mentions if tellings.get(item.key, PLAIN).is_own]


def telling_of(mentions: Sequence[Mention], tellings: Tellings) -> Telling:
    """How several mentions of a claim are known together: as the holder's own statement if any of them is."""
    if not tellings or not mentions or own_mentions(mentions, tellings):
        return PLAIN
    known = [tellings[item.key] for item in mentions]
    supposed = known[0].supposed if all(item.supposed for item in known) else None
    return Telling(told_by=tuple(dict.fromkeys(name for item in known for name in item.told_by)), supposed=supposed)


def _writing_parties(debate: Debate) -> dict[str, str]:
    """Map id -> the actor who wrote the article, where it also speaks in an article by somebody else."""
    found = {}
    for actor in debate.actors:
        written = {item.map for item in actor.members if item.perspective == AUTHOR}
        if any(item.map not in written for item in actor.members):
            found.update(dict.fromkeys(written, actor.id))
    return found


def writers_of(debate: Debate) -> dict[str, str]:
    """Map id -> the actor who wrote the article."""
    return {item.map: actor.id for actor in debate.actors for item in actor.members if item.perspective == AUTHOR}


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


class Selection(Frozen):
    """`actor`: with all its members. `since`, `until`: dates, both inclusive; either one excludes undated articles.

    `issue`: with all its sub-issues.
    """

    actor: str | None = None
    outlet: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    issue: str | None = None

    @property
    def is_all(self) -> bool:
        return self == Selection()


def select(debate: Debate, selection: Selection) -> Debate:
    """The debate restricted to the selected articles, mentions, answers and changes, without claims that lose all
    mentions.

    Claims keep their labels even if the mention that a label quotes is excluded. The result is not validated again.
    """
    if selection.is_all:
        return debate
    documents = tuple(item for item in debate.documents if _document_matches(item, selection))
    maps = {item.map for item in documents}
    actors = None if selection.actor is None else below(selection.actor, parents_of(debate))
    issues = None if selection.issue is None else below(selection.issue, {x.id: x.parent for x in debate.issues})
    claims = tuple(_claims(debate.claims, maps, actors, issues))
    ends = {item.key for claim in claims for item in claim.mentions}
    known = {claim.id for claim in claims}
    return debate.model_copy(
        update={
            "documents": documents,
            "claims": claims,
            "actors": debate.actors if actors is None else tuple(x for x in debate.actors if x.id in actors),
            "issues": debate.issues if issues is None else tuple(x for x in debate.issues if x.id in issues),
            "answers": tuple(
                item
                for item in debate.answers
                if (item.from_.key in ends or item.to.key in ends) and item.from_.map in maps and item.to.map in maps
            ),
            "changes": tuple(
                item
                for item in debate.changes
                if item.claim in known and (actors is None or item.actor in actors)
                if item.first.map in maps and item.then.map in maps
            ),
        }
    )


def _document_matches(document: DebateDocument, selection: Selection) -> bool:
    if selection.outlet is not None and document.outlet != selection.outlet:
        return False
    if selection.since is None and selection.until is None:
        return True
    if document.published is None:
        return False
    since, until = selection.since or "", selection.until
    late_enough = document.published[: len(since)] >= since
    return late_enough and (until is None or document.published[: len(until)] <= until)


def _claims(
    claims: Iterable[Claim], maps: set[str], actors: set[str] | None, issues: set[str] | None
) -> Iterable[Claim]:
    for claim in claims:
        if issues is not None and claim.issue not in issues:
            continue
        mentions = tuple(
            item for item in claim.mentions if item.map in maps and (actors is None or item.actor in actors)
        )
        if len(mentions) == len(claim.mentions):
            yield claim
        elif mentions:
            yield claim.model_copy(update={"mentions": mentions})
