"""What goes into the storage of debates and comes out of it: plain immutable values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate, stored_debate
from service.domain.provenance import RunChoice
from service.storage.records import FINAL, Stored, Summary, Writable

_STATUS = re.compile(rb'"status":"[a-z]+"')


@dataclass(frozen=True, kw_only=True)
class DebateSummary(Summary):
    """`run`: how many runs it had; `wanted`: how often its articles were changed."""

    run: int
    wanted: int
    question: str | None
    documents: int
    actors: int
    claims: int
    budget: RunChoice | None


def writable(debate: Debate) -> Writable:
    """The debate as it is written."""
    columns = {"documents": len(debate.documents), "actors": len(debate.actors), "claims": len(debate.claims)}
    return Writable(debate.id, debate.status, debate.version, columns, "", debate.model_dump_json().encode())


@dataclass(frozen=True)
class StoredDebate(Stored[DebateSummary]):
    def parse(self) -> Debate:
        return stored_debate(self.sent())

    def sent(self) -> bytes:
        """The JSON with the present state: a debate that grows again is `running`, whatever its last version was."""
        if self.version != self.summary.version:
            return self.body
        return _STATUS.sub(f'"status":"{self.summary.status}"'.encode(), self.body, count=1)


@dataclass(frozen=True)
class DebatePage:
    """`first_articles`: the title of the first article of each that has one with a title."""

    debates: tuple[DebateSummary, ...]
    first_articles: dict[str, str]
    cursor: str | None


@dataclass(frozen=True)
class Member:
    """A map that a debate is made of: its present state."""

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
    """A document of a debate that has still to be mapped. `body`: its JSON; `map_id`: what its map will be called."""

    place: int
    map_id: str
    body: bytes
    owner: str | None
    engine: str
    choice: RunChoice | None = None


@dataclass(frozen=True)
class Article:
    """What was asked about one article; all but the ids are bytes here."""

    map_id: str
    map_version: int
    place: int
    digest: bytes
    vectors: bytes
    judged: bytes
