"""A database of every released schema, with data in it, is brought to the present one and loses nothing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from service.domain.debates.parts import UnitRef
from service.storage import search
from service.storage.briefs import BriefStore
from service.storage.calls import CallTable
from service.storage.database import Database
from service.storage.debates import DebateStore
from service.storage.keys import KeyTable, opened
from service.storage.runs import RunStore
from service.storage.store import MapStore
from service.storage.tables import metadata

_RELEASED = Path(__file__).parent / "released"
"""One file for each revision: its schema and the rows of its tables, as they stood in a database of that revision."""
_BYTES = {
    "map_versions": {"body"},
    "run_inputs": {"body"},
    "run_answers": {"body"},
    "briefs": {"body"},
    "model_calls": {"body"},
    "debate_versions": {"body"},
    "debate_articles": {"digest", "vectors", "judged"},
}
_FLAGS = {"maps": {"sample"}, "api_keys": {"operator"}}
_ANN = "key-0123456789abcdef"


def revisions() -> list[str]:
    return sorted(path.stem for path in _RELEASED.glob("*.json"))


def fill(database: Database, revision: str) -> None:
    """The database as a release of that revision left it."""
    stored: dict[str, Any] = json.loads((_RELEASED / f"{revision}.json").read_text("utf-8"))
    tables: dict[str, list[dict[str, Any]]] = stored["rows"]
    with database.write() as connection:
        for statement in stored["schema"]:
            own = statement if database.is_sqlite else statement.replace(" BLOB", " BYTEA").replace("DOUBLE", "FLOAT8")
            connection.exec_driver_sql(own)
        search.create(connection)
        connection.execute(sa.text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})
        for table, rows in tables.items():
            for row in rows:
                for name in _BYTES.get(table, ()):
                    row[name] = _bytes(row[name])
                for name in _FLAGS.get(table, ()):
                    row |= {name: bool(row[name])} if name in row else {}
                columns = ", ".join(row)
                values = ", ".join(f":{name}" for name in row)
                connection.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
        words = (
            "'carry many riders trams'" if database.is_sqlite else "to_tsvector('simple', 'carry many riders trams')"
        )
        connection.execute(sa.text(f"INSERT INTO map_words (map_id, words) VALUES ('3f2a9c', {words})"))


def _bytes(value: str) -> bytes:
    """Text as it is; the delta that stored an earlier version is binary."""
    found = value.removeprefix("base64:")
    return value.encode() if found == value else base64.b64decode(found)


@pytest.mark.parametrize("revision", revisions())
def test_a_database_of_a_release_is_brought_up_to_date_with_all_that_is_in_it(database_url: str, revision: str) -> None:
    database = Database(database_url)
    fill(database, revision)
    database.close()
    store = MapStore.open(database_url)
    stored = store.get("3f2a9c", _ANN)
    assert stored.version == 2
    assert [unit.confidence for unit in stored.parse().units] == [1.0, 0.5]
    assert [unit.confidence for unit in store.get("3f2a9c", _ANN, 1).parse().units] == [1.0, 1.0]
    assert [(note.made_by, note.comment) for note in store.versions("3f2a9c", _ANN)] == [
        ("offline", None),
        ("user", "less sure"),
    ]
    assert [event.kind for event in store.events_after("3f2a9c")] == ["finished", "corrected"]
    assert [found.id for found in store.list(_ANN, query="many trams").maps] == ["3f2a9c"]
    assert store.summary("waiting", None).status == "queued"
    assert RunStore(store).input("waiting") is not None
    assert CallTable(store.database).get("c" * 64) == b'{"key": "c"}'
    brief = b'{"map": "3f2a9c", "version": 2}' if revision >= "0007" else None
    assert BriefStore(store.database).get("3f2a9c", 2) == brief
    locks = KeyTable(store.database).locks()
    ann = opened(locks, "argmap_0011223344556677_a secret")
    assert ann is not None
    assert (ann.id, ann.owner) == ("0011223344556677", "0011223344556677")
    assert [lock.owner for lock in locks] == ["0011223344556677"] * (2 if revision >= "0004" else 1)
    assert store.put_version(stored.parse(), _ANN, expected_version=2, made_by="user") == 3
    again = store.create(stored.parse(), engine="offline", owner=_ANN, idempotency_key="k1", request_hash="h" * 64)
    assert again == "3f2a9c"
    debates = DebateStore(store)
    assert [item.id for item in debates.list(_ANN).debates] == (["d3ba7e"] if revision >= "0002" else [])
    if revision >= "0002":
        debate = debates.get("d3ba7e", _ANN).parse()
        assert debate.documents[0].map == "3f2a9c"
        here, gone = UnitRef(map="3f2a9c", unit="u0"), UnitRef(map="gone", unit="u1")
        assert debate.decisions.about_units().are_different([gone], [here]) == (revision >= "0005")
        assert [item.map_id for item in debates.articles("d3ba7e")] == ["3f2a9c"]
        assert [event.kind for event in debates.events_after("d3ba7e")] == ["finished", "queued"]
    with store.database.engine.connect() as connection:
        unlike = {
            "include_object": lambda _object, name, *_: not str(name).startswith("map_words"),
            "compare_type": True,
        }
        assert compare_metadata(MigrationContext.configure(connection, opts=unlike), metadata) == []
    store.close()
