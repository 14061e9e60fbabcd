"""The storage layer's records of debates: plain immutable values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate, stored_debate
from service.domain.provenance import RunChoice
from service.schema import FINAL
from service.storage.records import KeptSummary, Stored, Writable

_STATUS = re.compile(rb'"status":"[a-z]+"')


class DebateSummary(KeptSummary):
    """`run`: the number of the current or latest run.

    `wanted`: incremented by every request for a run, resuming and map corrections included.
    """

    run: int
    wanted: int
    question: str | None
    documents: int
    actors: int
    claims: int
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
class DebatePage:
    """`first_articles`: debate id -> the title of its first article, if it has one."""

    debates: tuple[DebateSummary, ...]
    first_articles: dict[str, str]
    cursor: str | None


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
