"""A Discourse Network Analyzer 3 database (leifeld-lab/dna): documents, and statements with person, organization,
concept and agreement. Its offsets count UTF-16 code units; ours count code points.
"""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

from service.domain.debates.parts import Claim, DebateDocument, Mention
from service.formats.debates.base import Source, one_line
from service.formats.debates.dna_schema import TABLES

MEDIA_TYPE = "application/vnd.sqlite3"
PASSWORD = "argmap"  # noqa: S105  the program wants one to open the file; it protects nothing
_LONGEST = 190
_ITERATIONS = 100_000
_VARIABLES = ("person", "organization", "concept", "agreement")


def dump(source: Source) -> bytes:
    """The file's bytes. Coder `Admin`, password `argmap`. A person's organization is their side, or else themselves."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for name, columns in TABLES.items():
            connection.execute(f"CREATE TABLE {name}({columns})")
        _Writer(connection, source).write()
        connection.commit()
        return connection.serialize()


class _Writer:
    def __init__(self, connection: sqlite3.Connection, source: Source) -> None:
        self._connection = connection
        self._source = source
        self._entities: dict[tuple[int, str], int] = {}

    def write(self) -> None:
        put = self._connection.execute
        put("INSERT INTO SETTINGS VALUES ('version', '3.0.7'), ('date', '2022-06-10')")
        put("INSERT INTO CODERS(ID, Name, Password) VALUES (1, 'Admin', ?)", (_password_hash(),))
        put("INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 239, 208, 51)")
        for number, name in enumerate(_VARIABLES, start=1):
            kind = "boolean" if name == "agreement" else "short text"
            put("INSERT INTO VARIABLES VALUES (?, ?, ?, 1)", (number, name, kind))
        for number in range(1, 4):
            put("INSERT INTO ATTRIBUTEVARIABLES(VariableId, AttributeVariable) VALUES (?, 'Type')", (number,))
        for number, document in enumerate(self._source.debate.documents, start=1):
            self._document(number, document)
        numbers = {document.map: number for number, document in enumerate(self._source.debate.documents, start=1)}
        labels = _distinct(self._source.debate.claims)
        for claim in self._source.debate.claims:
            for mention in claim.mentions:
                self._statement(labels[claim.id], mention, numbers[mention.map])

    def _document(self, number: int, document: DebateDocument) -> None:
        self._connection.execute(
            "INSERT INTO DOCUMENTS(ID, Title, Text, Coder, Author, Source, Notes, Date) "
            "VALUES (?, ?, ?, 1, ?, ?, ?, ?)",
            (
                number,
                _cut(document.title or document.id),
                self._source.text(document.map),
                _cut(document.author or ""),
                _cut(document.outlet or ""),
                "" if document.published else "The date is not known.",
                _seconds(document.published),
            ),
        )

    def _statement(self, concept: str, mention: Mention, document: int) -> None:
        quote = self._source.quotes.get(mention.ref)
        if quote is None or not quote.spans:
            return
        text = self._source.text(mention.map)
        start, stop = (utf16_length(text[:at]) for at in (quote.spans[0].start, quote.spans[-1].end))
        made = self._connection.execute(
            "INSERT INTO STATEMENTS(StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (1, ?, ?, ?, 1)",
            (document, start, stop),
        ).lastrowid
        actor = self._source.actor(mention.actor)
        kind = self._source.actors[mention.actor].kind if mention.actor in self._source.actors else ""
        body = self._source.side(mention.actor) or ("" if kind in ("person", "author") else actor)
        person = actor if kind in ("person", "author", "unnamed") else ""
        for variable, value, sort in ((1, person, kind), (2, body, ""), (3, concept, "claim")):
            self._connection.execute(
                "INSERT INTO DATASHORTTEXT(StatementId, VariableId, Entity) VALUES (?, ?, ?)",
                (made, variable, self._entity(variable, value, sort)),
            )
        self._connection.execute(
            "INSERT INTO DATABOOLEAN(StatementId, VariableId, Value) VALUES (?, 4, ?)",
            (made, int(mention.stance == "for")),
        )

    def _entity(self, variable: int, value: str, sort: str) -> int:
        key = (variable, _cut(value))
        if key not in self._entities:
            made = self._connection.execute(
                "INSERT INTO ENTITIES(VariableId, Value, Red, Green, Blue) VALUES (?, ?, 0, 0, 0)", key
            ).lastrowid
            assert made is not None
            self._entities[key] = made
            self._connection.execute(
                "INSERT INTO ATTRIBUTEVALUES(EntityId, AttributeVariableId, AttributeValue) VALUES (?, ?, ?)",
                (made, variable, sort),
            )
        return self._entities[key]


def _distinct(claims: tuple[Claim, ...]) -> dict[str, str]:
    """Claim id -> a label of its own, short enough for the program: two claims must not become one concept."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for claim in claims:
        label = _cut(claim.label.text)
        found[claim.id] = label if label not in taken else f"{label[: _LONGEST - 12]} ({claim.id})"
        taken.add(found[claim.id])
    return found


def _cut(text: str) -> str:
    """In one line of at most 190 characters, which is all that the program's tables take."""
    line = one_line(text).replace("\x00", "")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def utf16_length(text: str) -> int:
    """The text's length in UTF-16 code units, as Java counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _seconds(published: str | None) -> int:
    """Seconds since 1970, at noon where only the day is known; 0 where the date is not known."""
    if published is None:
        return 0
    day = f"{published[:10]}{'-01-01'[len(published[:10]) - 10 :] if len(published) < 10 else ''}"
    return int(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC).timestamp())


def _password_hash() -> str:
    """As Jasypt's StrongPasswordEncryptor writes it: a salt, and SHA-256 done 100,000 times."""
    salt = hashlib.sha256(b"argmap debate").digest()[:16]
    digest = hashlib.sha256(salt + PASSWORD.encode()).digest()
    for _ in range(_ITERATIONS - 1):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()
