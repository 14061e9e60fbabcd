"""Records of debates, plain immutable values, and their rows; every function works within the caller's transaction."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate, stored_debate
from service.domain.provenance import RunChoice
from service.schema import FINAL, DebateLine
from service.storage import events, kept
from service.storage.database import insert_into
from service.storage.records import KeptSummary, Stored, Writable, now
from service.storage.tables import DEBATES, MAPS, debate_inputs
from service.storage.tables import debate_articles as article_rows
from service.storage.tables import debate_members as member_rows
from service.storage.tables import debates as rows
from service.storage.tables import maps as map_rows

_STATUS = re.compile(rb'"status":"[a-z]+"')


class DebateSummary(KeptSummary, DebateLine):
    """`run`: the number of the current or latest run.

    `wanted`: incremented by every request for a run, resuming and map corrections included.
    """

    run: int
    wanted: int
    budget: RunChoice | None


def writable(debate: Debate) -> Writable:
    """The debate, ready to be written."""
    columns = {"documents": len(debate.documents), "actors": len(debate.actors), "claims": len(debate.claims)}
    return Writable(debate.id, debate.status, debate.version, columns, "", debate.model_dump_json().encode())


@dataclass(frozen=True)
class StoredDebate(Stored[DebateSummary]):
    def parse(self) -> Debate:
        return stored_debate(self.sent())

    def sent(self) -> bytes:
        """The JSON with the current state: a debate that is growing is `running`, whatever its last version was."""
        if self.version != self.summary.version:
            return self.body
        return _STATUS.sub(f'"status":"{self.summary.status}"'.encode(), self.body, count=1)


@dataclass(frozen=True)
class MemberMap:
    """A member map of a debate, and its current state."""

    map_id: str
    status: Status
    version: int
    title: str | None

    @property
    def ended(self) -> bool:
        return self.status in FINAL

    @property
    def usable(self) -> bool:
        return self.status in ("done", "partial")


@dataclass(frozen=True)
class DebateInput:
    """A document of a debate still to be mapped. `body`: its JSON; `map_id`: its future map's id."""

    place: int
    map_id: str
    body: bytes
    owner: str | None
    engine: str
    choice: RunChoice | None = None


@dataclass(frozen=True)
class Article:
    """What was asked about one article; everything but the ids is bytes here."""

    map_id: str
    map_version: int
    place: int
    digest: bytes
    vectors: bytes
    judged: bytes


def record(row: sa.Row[Any], first_article: str | None = None) -> DebateSummary:
    return DebateSummary.of_row(row, budget=choice_of(row.budget), first_article=first_article)


def choice_of(stored: str | None) -> RunChoice | None:
    """The debate's choice of models and budget, from its row."""
    return None if stored is None else RunChoice.model_validate_json(stored)


def ask_for_run(connection: sa.Connection, debate_id: str) -> DebateSummary:
    """Request another run, or, if one is active, that it check again before it ends."""
    ended = rows.c.status.in_(sorted(FINAL))
    connection.execute(
        sa.update(rows)
        .where(rows.c.id == debate_id)
        .values(
            wanted=rows.c.wanted + 1,
            run=sa.case((ended, rows.c.run + 1), else_=rows.c.run),
            status=sa.case((ended, "queued"), else_=rows.c.status),
            revision=rows.c.revision + 1,
            updated=now(),
        )
    )
    found = connection.execute(sa.select(rows).where(rows.c.id == debate_id)).one()
    events.append(connection, DEBATES, debate_id, "queued", {}, once=f"queued {found.wanted}")
    return record(found)


def map_changed(connection: sa.Connection, map_id: str) -> None:
    """Request a run of every debate with this map; in the transaction that changes the map, so that none is missed."""
    for debate_id in sorted(with_map(connection, map_id)):
        ask_for_run(connection, debate_id)


def with_map(connection: sa.Connection, map_id: str) -> list[str]:
    """The debates that contain this map."""
    found = sa.select(member_rows.c.debate_id).where(member_rows.c.map_id == map_id)
    return list(connection.execute(found).scalars())


def first_titles(connection: sa.Connection, debate_ids: Sequence[str]) -> dict[str, str]:
    """Debate id -> the title of its first article, if it has one."""
    members = sa.select(member_rows.c.debate_id, map_rows.c.title).join(map_rows, map_rows.c.id == member_rows.c.map_id)
    wanted = members.where(member_rows.c.debate_id.in_(debate_ids)).order_by(member_rows.c.place.desc())
    titles = {row.debate_id: row.title for row in connection.execute(wanted)}
    return {debate_id: title for debate_id, title in titles.items() if title}


def next_place(connection: sa.Connection, debate_id: str) -> int:
    """The position after all articles that the debate has or waits for."""
    places = [
        sa.select(sa.func.coalesce(sa.func.max(table.c.place), 0)).where(table.c.debate_id == debate_id)
        for table in (member_rows, debate_inputs)
    ]
    return 1 + max(int(connection.execute(place).scalar_one()) for place in places)


def count_articles(connection: sa.Connection, debate_id: str) -> int:
    """The articles that the debate has or waits for."""
    counts = [
        sa.select(sa.func.count()).where(table.c.debate_id == debate_id) for table in (member_rows, debate_inputs)
    ]
    return sum(connection.execute(counting).scalar_one() for counting in counts)


def add_members(connection: sa.Connection, debate_id: str, map_ids: Sequence[str], owner: str | None) -> None:
    """Raises NoSuchMap if one is not the owner's; existing members are left unchanged."""
    for place, map_id in enumerate(dict.fromkeys(map_ids), start=next_place(connection, debate_id)):
        add_member(connection, debate_id, map_id, place, owner)


def add_member(connection: sa.Connection, debate_id: str, map_id: str, place: int, owner: str | None) -> None:
    """Locks the map's row, as another request might delete it before this one is done."""
    mine = sa.select(map_rows.c.id).where(map_rows.c.id == map_id, kept.visible(MAPS, owner))
    if connection.execute(mine.with_for_update(read=True, key_share=True)).one_or_none() is None:
        raise kept.missing(MAPS, map_id)
    new = insert_into(connection, member_rows).values(debate_id=debate_id, map_id=map_id, place=place)
    connection.execute(new.on_conflict_do_nothing())


def add_inputs(connection: sa.Connection, debate_id: str, documents: Sequence[tuple[str, bytes]]) -> None:
    """Add articles still to be mapped, each with its future map's id."""
    for place, (map_id, body) in enumerate(documents, start=next_place(connection, debate_id)):
        values = {"debate_id": debate_id, "place": place, "map_id": map_id, "body": zlib.compress(body)}
        connection.execute(sa.insert(debate_inputs).values(**values))


def drop_articles(connection: sa.Connection, debate_id: str, map_ids: Iterable[str]) -> None:
    """Discard what was asked about these articles: a run asks again about those that are still members."""
    for map_id in map_ids:
        connection.execute(
            sa.delete(article_rows).where(article_rows.c.debate_id == debate_id, article_rows.c.map_id == map_id)
        )
