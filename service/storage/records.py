"""The storage layer's records: plain immutable values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Self, TypeVar

import sqlalchemy as sa

from service.domain.argument_map import ArgumentMap, Status
from service.domain.pieces import dump_in_pieces, parse_in_pieces
from service.schema import FINAL, MapSummary, Summary

UNFINISHED: tuple[str, ...] = ("queued", "running")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Writable:
    """A document to be written: its column values and its JSON. `text`: what search indexes; none for debates."""

    id: str
    status: Status
    version: int
    columns: dict[str, Any]
    text: str
    body: bytes

    @classmethod
    def of(cls, map_: ArgumentMap) -> Writable:
        document = map_.document
        columns = {
            "title": storable(document.title),
            "sha256": document.sha256,
            "paragraphs": len(document.paragraphs),
            "units": len(map_.units),
            "relations": len(map_.relations),
            "perspectives": len(map_.perspectives),
        }
        text = f"{document.title or ''} {document.text}"
        return cls(map_.id, map_.status, map_.version, columns, text, dump_in_pieces(map_))

    def parts(self) -> list[bytes]:
        """The fields, to be passed between processes."""
        about = {name: value for name, value in vars(self).items() if name not in ("text", "body")}
        return [json.dumps(about).encode(), self.text.encode("utf-8", "surrogatepass"), self.body]

    @classmethod
    def parse(cls, parts: Sequence[bytes]) -> Writable:
        return cls(**json.loads(parts[0]), text=parts[1].decode("utf-8", "surrogatepass"), body=parts[2])


def storable(text: str | None) -> str | None:
    """Without NUL, which PostgreSQL's text columns cannot hold; the document's own JSON keeps it, escaped."""
    return None if text is None else text.replace("\x00", "")


@dataclass(frozen=True)
class Quota:
    """Limits on unfinished maps (or debates), per owner and in total; None for no limit.

    `kept`: maps and debates per owner, including finished ones.
    """

    per_owner: int | None
    total: int | None
    kept: int | None = None


class KeptSummary(Summary):
    """A list entry with what only the service knows. `owner`: the id of an API key, or None; `revision` counts every
    change to the document.
    """

    owner: str | None
    revision: int
    updated: datetime

    @property
    def etag(self) -> str:
        """Changes exactly when what `get` returns changes; without quotes."""
        return f"{self.version}.{self.revision}"

    @property
    def finished(self) -> bool:
        return self.status in FINAL

    @classmethod
    def of_row(cls, row: sa.Row[Any], **other: Any) -> Self:
        values = {name: row._mapping[name] for name in cls.model_fields if name in row._mapping}
        return cls(**values | {"owner": row.owner or None} | other)


class KeptMap(KeptSummary, MapSummary):
    sha256: str
    sample: bool


SummaryOf = TypeVar("SummaryOf", bound=KeptSummary)


@dataclass(frozen=True)
class Stored(Generic[SummaryOf]):
    """A complete stored document: `body` is its JSON in UTF-8, ready to send."""

    summary: SummaryOf
    version: int
    body: bytes


@dataclass(frozen=True)
class StoredMap(Stored[KeptMap]):
    def parse(self) -> ArgumentMap:
        return parse_in_pieces(ArgumentMap, self.body)


@dataclass(frozen=True)
class Event:
    """`seq` starts at 1 and has no gaps within the map or debate named by `map_id`."""

    map_id: str
    seq: int
    kind: str
    data: dict[str, Any]
    created: datetime


@dataclass(frozen=True)
class VersionInfo:
    """`changes`: the changes submitted to make this version from the previous one; None for the first."""

    version: int
    made_by: str
    comment: str | None
    changes: list[dict[str, Any]] | None
    created: datetime


@dataclass(frozen=True)
class ApiKey:
    """An API key without its secret.

    `owner`: the owner whose maps it gives access to, identified by the id of their first key.
    """

    id: str
    owner: str
    name: str
    created: datetime
    revoked: datetime | None
