"""From a schema before the first release (0001 to 0008) to that of 0009; a new database needs no migration.

What such a database has of today's tables is looked up, so that one migration serves all eight.
"""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

from service.storage.tables import metadata

revision = "0009"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    old = sa.inspect(connection)
    had = {table: {column["name"] for column in old.get_columns(table)} for table in old.get_table_names()}
    for table, column in (
        ("run_inputs", sa.Column("attempts", sa.Integer, nullable=False, server_default="0")),
        ("api_keys", sa.Column("owner", sa.String(64), nullable=False, server_default="")),
        ("debates", sa.Column("budget", sa.Text)),
    ):
        if table in had and column.name not in had[table]:
            op.add_column(table, column)
    op.execute("UPDATE api_keys SET owner = id WHERE owner = ''")
    for table in ("batch_calls", "batches"):  # questions under way are asked again
        if "batches" in had:
            op.drop_table(table)
    metadata.create_all(connection)
    if "briefs" not in had:  # a brief was an answer of its run
        op.execute(
            "INSERT INTO briefs (map_id, version, body) "
            "SELECT map_id, CAST(substr(step, 7) AS INTEGER), body FROM run_answers WHERE step LIKE 'brief %'"
        )
        op.execute("DELETE FROM run_answers WHERE step LIKE 'brief %'")
    for kind in ("map", "debate"):
        if "base" in had.get(f"{kind}_versions", ()):
            _store_whole(connection, kind)
            op.drop_column(f"{kind}_versions", "base")
    if "operator" in had["api_keys"]:
        op.drop_column("api_keys", "operator")
    if "usage_by_day" in had:
        op.drop_table("usage_by_day")


def _store_whole(connection: sa.Connection, kind: str) -> None:
    """Versions were deltas against the one after them; newest first, each base is whole already."""
    versions = sa.table(f"{kind}_versions", *(sa.column(name) for name in (f"{kind}_id", "version", "body", "base")))
    of = versions.c[f"{kind}_id"]
    deltas = sa.select(of, versions.c.version, versions.c.body, versions.c.base).where(versions.c.base.is_not(None))
    for name, version, body, base in connection.execute(deltas.order_by(of, versions.c.version.desc())).all():
        wanted = sa.select(versions.c.body).where(of == name, versions.c.version == base)
        whole = _applied(bytes(body), _plain(bytes(connection.execute(wanted).scalar_one())))
        packed = sa.update(versions).where(of == name, versions.c.version == version).values(body=zlib.compress(whole))
        connection.execute(packed)


def _plain(body: bytes) -> bytes:
    return body if body.startswith(b"{") else zlib.decompress(body)


def _applied(delta: bytes, base: bytes) -> bytes:
    """A delta is `~` and a compressed JSON list: text to insert, or [start, length] of bytes to copy from the base."""
    steps = json.loads(zlib.decompress(delta[1:]))
    return b"".join(base[step[0] : sum(step)] if isinstance(step, list) else step.encode() for step in steps)
