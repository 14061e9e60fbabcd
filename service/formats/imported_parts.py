"""The claims and relations that an importer finds in a file, before anything is checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from service.domain.argument import AUTHOR, RelationKind
from service.domain.base import Span


@dataclass
class ImportedUnit:
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
class ImportedRelation:
    """A relation as found. `sources` and `target` are ids of imported units; the target of an undercut is a
    relation id.
    """

    id: str
    kind: RelationKind
    sources: list[str]
    target: str
    confidence: float = 1.0
    note: str | None = None


def with_known_ends(relations: list[ImportedRelation], units: set[str], warnings: list[str]) -> list[ImportedRelation]:
    """The relations whose sources and target exist; where a relation is left out, so are those that undercut it."""
    undercuts: dict[str, list[ImportedRelation]] = defaultdict(list)
    for item in relations:
        item.sources = list(dict.fromkeys(source for source in item.sources if source in units))
        if item.kind == "undercut":
            undercuts[item.target].append(item)
        elif item.target in item.sources:
            item.sources.remove(item.target)
            warnings.append(f"relation {item.id}: a claim that supports or attacks itself was left out")
    known = {item.id for item in relations}
    lost = [
        item
        for item in relations
        if not item.sources or item.target not in (known if item.kind == "undercut" else units)
    ]
    gone = {id(item) for item in lost}
    remaining = Counter(item.id for item in relations if id(item) not in gone)
    while lost:
        item = lost.pop()
        warnings.append(f"relation {item.id} left out: one of its ends does not exist")
        if remaining[item.id]:
            continue  # another one has the same id
        for undercut in undercuts[item.id]:
            if id(undercut) not in gone:
                gone.add(id(undercut))
                remaining[undercut.id] -= 1
                lost.append(undercut)
    return [item for item in relations if id(item) not in gone]
