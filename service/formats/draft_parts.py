"""The claims and relations that an importer finds in a file, before anything is checked."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.argument import AUTHOR, RelationKind
from service.domain.base import Span


@dataclass
class DraftUnit:
    """A claim as found. `holder`: a perspective's id. `spans`: set if there is a document; otherwise units are grouped
    by `paragraph`.
    """

    id: str
    text: str
    holder: str = AUTHOR
    attribution: str | None = None
    spans: tuple[Span, ...] = ()
    paragraph: int | None = None
    implicit: bool = False
    gist: str | None = None
    confidence: float = 1.0
    note: str | None = None


@dataclass
class DraftRelation:
    """A relation as found. `sources` and `target` are ids of draft units; the target of an undercut is a
    relation id.
    """

    id: str
    kind: RelationKind
    sources: list[str]
    target: str
    confidence: float = 1.0
    note: str | None = None
