"""What goes over the wire beside the map itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from service.domain.argument_map import ArgumentMap, Status
from service.domain.base import Frozen
from service.domain.changes import Change
from service.domain.difference import Difference
from service.domain.meaning import Meaning

EngineName = Literal["offline", "llm"]


class MapRequest(Frozen):
    """An article to map: its `text`, or the `url` where it stands."""

    text: str | None = None
    url: str | None = None
    title: str | None = Field(default=None, max_length=500)
    engine: EngineName | None = None
    language: str | None = Field(default=None, max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")


class Accepted(Frozen):
    """The map will be made; it can be read at `Location` from now on."""

    id: str
    status: Status


class MapSummary(Frozen):
    id: str
    title: str | None
    status: Status
    engine: str
    version: int
    created: datetime
    units: int
    perspectives: int


class MapPage(Frozen):
    """Newest first; `next` is the cursor of the following page, or null."""

    maps: list[MapSummary]
    next: str | None = None


class Corrections(Frozen):
    """Changes that are made in order and validated as a whole."""

    comment: str | None = Field(default=None, max_length=2000)
    changes: Annotated[list[Change], Field(min_length=1, max_length=5000)]


class MapMeaning(Frozen):
    """What follows from a map, and the map itself where it was asked for."""

    map: ArgumentMap | None = None
    meaning: Meaning


class VersionNote(Frozen):
    """One version: who made it (`engine:NAME`, `user`, `import`), why, and what is different from the one before."""

    version: int
    made_by: str
    comment: str | None = None
    created: datetime
    changes: tuple[Difference, ...] = ()


class Versions(Frozen):
    """Oldest first; `next` is the `after` of the following page, or null."""

    versions: list[VersionNote]
    next: int | None = None


class LlmState(Frozen):
    configured: bool
    model: str | None
    hint: str


class Engines(Frozen):
    """Which engines this server can use, and what to set for a better one."""

    default: EngineName
    available: list[EngineName]
    llm: LlmState


class Health(Frozen):
    status: Literal["ok", "unavailable"]
    detail: dict[str, str] = Field(default_factory=dict)


class Problem(Frozen):
    """RFC 9457. `hint`: what to do about it; `errors`: each rule that is broken, where, and how."""

    type: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    errors: list[dict[str, str]] | None = None
    current_version: int | None = None
