"""Reads a Discourse Network Analyzer 3 database as a debate and its maps; every coded statement keeps its span."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from service.domain.argument import AUTHOR, Attribution, Perspective, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Actor, Claim, DebateDocument, Label, Member, Mention
from service.domain.debates.timeline import find_changes
from service.domain.document import Document, DocumentSource, Paragraph
from service.domain.provenance import Provenance
from service.errors import FormatError

_QUERY = """
SELECT s.ID AS id, s.DocumentId AS document, s.Start AS start, s.Stop AS stop, a.Value AS agreement,
  (SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity JOIN VARIABLES v ON v.ID = d.VariableId
   WHERE d.StatementId = s.ID AND v.Variable = 'person') AS person,
  (SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity JOIN VARIABLES v ON v.ID = d.VariableId
   WHERE d.StatementId = s.ID AND v.Variable = 'organization') AS organization,
  (SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity JOIN VARIABLES v ON v.ID = d.VariableId
   WHERE d.StatementId = s.ID AND v.Variable = 'concept') AS concept
FROM STATEMENTS s JOIN DATABOOLEAN a ON a.StatementId = s.ID JOIN VARIABLES b ON b.ID = a.VariableId
WHERE b.Variable = 'agreement' ORDER BY s.DocumentId, s.Start, s.ID
"""


_LONGEST_VALUE = 20_000_000
_STEPS, _MOST_TIMES = 1_000_000, 500
"""Steps of SQLite's machine between two looks, and how many looks a query has: some seconds."""


class _Patience:
    """Ends a query that takes very long, such as one of a damaged index."""

    def __init__(self) -> None:
        self._left = _MOST_TIMES

    def __call__(self) -> bool:
        self._left -= 1
        return self._left < 0


@dataclass(frozen=True)
class _Statement:
    document: int
    span: Span
    agrees: bool
    person: str
    organization: str
    concept: str


def load_dna(data: bytes) -> tuple[Debate, dict[str, ArgumentMap]]:
    """The debate, and its maps by id. Statements of other types are omitted. Raises FormatError if it is not such a
    database.
    """
    try:
        return _read(data)
    except (sqlite3.Error, MemoryError, ValueError, TypeError, KeyError, OverflowError, StopIteration) as error:
        hint = "Save it with Discourse Network Analyzer 3, as an SQLite file."
        raise FormatError(f"this is not a Discourse Network Analyzer 3 database: {error}", hint=hint) from error


def _read(data: bytes) -> tuple[Debate, dict[str, ArgumentMap]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        connection.set_progress_handler(_Patience(), _STEPS)
        connection.row_factory = sqlite3.Row
        views = list(connection.execute("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')"))
        if views:
            raise ValueError(f"{views[0]['name']} is not a table")
        documents = list(connection.execute("SELECT * FROM DOCUMENTS ORDER BY ID"))
        rows = list(connection.execute(_QUERY))
    texts = {row["ID"]: _text(row["Text"]) for row in documents}
    statements = [_statement(row, texts[row["document"]][1]) for row in rows if row["document"] in texts]
    maps, places = {}, dict[int, str]()
    for row in documents:
        map_ = _map(row, texts[row["ID"]][0], [item for item in statements if item.document == row["ID"]])
        maps[map_.id] = map_
        places[row["ID"]] = map_.id
    return _debate(statements, maps, places), maps


def _text(text: str) -> tuple[str, list[int]]:
    """The text, and for each UTF-16 unit of it the code point that it belongs to (and one more for the end)."""
    places: list[int] = []
    for number, character in enumerate(text):
        places += [number] * (2 if ord(character) > 0xFFFF else 1)
    return text, [*places, len(text)]


def _statement(row: sqlite3.Row, places: list[int]) -> _Statement:
    last = len(places) - 1
    start, end = places[min(row["start"], last)], places[min(row["stop"], last)]
    return _Statement(
        document=row["document"],
        span=Span(start=min(start, max(end - 1, 0)), end=max(end, 1)),
        agrees=bool(row["agreement"]),
        person=row["person"] or "",
        organization=row["organization"] or "",
        concept=row["concept"] or "(no concept)",
    )


def _holders(statements: list[_Statement]) -> dict[str, str]:
    """Label of whoever holds a statement (the person, else the organization) -> perspective id."""
    labels = dict.fromkeys(item.person or item.organization or "(nobody named)" for item in statements)
    return {label: f"v{number}" for number, label in enumerate(labels, start=1)}


def _map(row: sqlite3.Row, text: str, statements: list[_Statement]) -> ArgumentMap:
    """One unit for each stretch that was coded, held by whom it was coded for; the whole document is one paragraph each
    time a line break is left out of a coded stretch.
    """
    ids, persons = _holders(statements), {item.person for item in statements}
    blocks = list(_blocks(text, [item.span for item in statements]))
    perspectives = [
        Perspective(id=name, label=label, kind="person" if label in persons else "institution")
        for label, name in ids.items()
    ]
    attributions, units = [], []
    for number, (span, label) in enumerate(_coded(statements)):
        paragraph = next(block.index for block in blocks if block.covers(span))
        attributions.append(Attribution(id=f"a{number}", perspective=ids[label], content=(span,)))
        units.append(
            Unit(
                id=f"u{number}",
                paragraph=paragraph,
                spans=(span,),
                text=span.cut(text),
                role="conclusion",
                perspective=ids[label],
                attribution=f"a{number}",
            )
        )
    seconds = row["Date"]
    return ArgumentMap(
        id=uuid4().hex,
        document=Document(
            title=row["Title"] or None,
            text=text,
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            source=DocumentSource(kind="import"),
            outlet=row["Source"] or None,
            author=row["Author"] or None,
            published=datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds else None,
            paragraphs=tuple(blocks),
        ),
        perspectives=(Perspective(id=AUTHOR, label="The author", kind="author"), *perspectives),
        attributions=tuple(attributions),
        units=tuple(units),
        provenance=Provenance(engine="import"),
    )


def _coded(statements: list[_Statement]) -> dict[tuple[Span, str], None]:
    return dict.fromkeys((item.span, item.person or item.organization or "(nobody named)") for item in statements)


def _blocks(text: str, spans: list[Span]) -> Iterator[Paragraph]:
    """Paragraphs at line breaks that no coded stretch runs over."""
    start, number = 0, 0
    for gap in re.finditer(r"\n+", text):
        if any(span.start < gap.end() and gap.start() < span.end for span in spans):
            continue
        if gap.start() > start:
            yield Paragraph(index=number, start=start, end=gap.start())
            number += 1
        start = gap.end()
    if start < len(text):
        yield Paragraph(index=number, start=start, end=len(text))


def _debate(statements: list[_Statement], maps: dict[str, ArgumentMap], places: dict[int, str]) -> Debate:
    documents = tuple(
        DebateDocument(
            id=f"d{number}",
            map=map_.id,
            title=map_.document.title,
            outlet=map_.document.outlet,
            author=map_.document.author,
            published=map_.document.published,
        )
        for number, map_ in enumerate(maps.values(), start=1)
    )
    actors = _actors(statements, maps)
    claims = _claims(statements, maps, places, {item.label: item.id for item in actors})
    return Debate(
        id=uuid4().hex,
        documents=documents,
        actors=actors,
        claims=claims,
        changes=find_changes(documents, claims),
        provenance=Provenance(engine="import"),
    )


def _actors(statements: list[_Statement], maps: dict[str, ArgumentMap]) -> tuple[Actor, ...]:
    """Persons with their organizations as sides, and the organizations; over all documents by their names."""
    kinds = {item.person: "person" for item in statements if item.person}
    bodies = {item.organization: "institution" for item in statements if item.organization}
    labels = [*kinds, *(name for name in bodies if name not in kinds)]
    if any(not item.person and not item.organization for item in statements):
        labels.append("(nobody named)")
    ids = {label: f"x{number}" for number, label in enumerate(labels, start=1)}
    sides = {item.person: ids[item.organization] for item in statements if item.person and item.organization}
    return tuple(
        Actor.model_validate(
            {
                "id": ids[label],
                "label": label,
                "kind": "person" if label in kinds else "institution" if label in bodies else "unnamed",
                "parent": sides.get(label) if sides.get(label) != ids[label] and label in kinds else None,
                "members": [
                    Member(map=map_.id, perspective=item.id)
                    for map_ in maps.values()
                    for item in map_.perspectives
                    if item.id != AUTHOR and item.label == label
                ],
            }
        )
        for label in labels
    )


def _claims(
    statements: list[_Statement], maps: dict[str, ArgumentMap], places: dict[int, str], actors: dict[str, str]
) -> tuple[Claim, ...]:
    """One for each concept; a stretch that was coded twice for it counts once. A claim is called as the concept."""
    found: dict[str, dict[tuple[str, str], Mention]] = {}
    for item in statements:
        map_ = maps[places[item.document]]
        label = item.person or item.organization or "(nobody named)"
        units = {(unit.spans[0], holder.label): unit.id for unit in map_.units for holder in map_.perspectives
                 if holder.id == unit.perspective}  # fmt: skip
        unit = units[item.span, label]
        mention = Mention(map=map_.id, unit=unit, actor=actors[label], stance="for" if item.agrees else "against")
        found.setdefault(item.concept, {}).setdefault((map_.id, unit), mention)
    return tuple(
        Claim(id=f"c{number}", label=Label(text=concept), mentions=tuple(mentions.values()))
        for number, (concept, mentions) in enumerate(found.items(), start=1)
    )
