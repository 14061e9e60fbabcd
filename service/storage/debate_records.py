"""What goes into the storage of debates and comes out of it: plain immutable values."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain.argument_map import Status
from service.domain.debates.debate import Debate, stored_debate
from service.domain.provenance import RunBudget
from service.storage.records import FINAL

_STATUS = re.compile(rb'"status":"[a-z]+"')


@dataclass(frozen=True)
class DebateSummary:
    """A line of the list. `run`: how many runs it had; `wanted`: how often its articles were changed."""

    id: str
    owner: str | None
    status: Status
    engine: str
    version: int
    revision: int
    run: int
    wanted: int
    title: str | None
    question: str | None
    created: datetime
    updated: datetime
    documents: int
    actors: int
    claims: int
    budget: RunBudget | None

    @property
    def finished(self) -> bool:
        return self.status in FINAL

    @property
    def etag(self) -> str:
        """Changes exactly when what `get` returns changes; without quotes."""
        return f"{self.version}.{self.revision}"


@dataclass(frozen=True)
class WritableDebate:
    """A debate as it is written: what the columns say, and its JSON."""

    id: str
    version: int
    counts: dict[str, int]
    body: bytes

    @classmethod
    def of(cls, debate: Debate) -> WritableDebate:
        counts = {"documents": len(debate.documents), "actors": len(debate.actors), "claims": len(debate.claims)}
        return cls(debate.id, debate.version, counts, debate.model_dump_json().encode())

    def parts(self) -> list[bytes]:
        """For the way from one process to another."""
        return [json.dumps({"id": self.id, "version": self.version, "counts": self.counts}).encode(), self.body]

    @classmethod
    def parse(cls, parts: Sequence[bytes]) -> WritableDebate:
        return cls(**json.loads(parts[0]), body=parts[1])


@dataclass(frozen=True)
class StoredDebate:
    """A whole debate as it is stored, its JSON in `body`."""

    summary: DebateSummary
    version: int
    body: bytes

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
class Article:
    """What was asked about one article; all but the ids are bytes here."""

    map_id: str
    map_version: int
    place: int
    digest: bytes
    vectors: bytes
    judged: bytes
