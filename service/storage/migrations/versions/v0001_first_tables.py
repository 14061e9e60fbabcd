"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _map_key() -> sa.Column[str]:
    return sa.Column("map_id", sa.String(64), nullable=False)


def _of_map(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["map_id"], ["maps.id"], name=f"fk_{table}_map_id", ondelete="CASCADE")


def upgrade() -> None:
    _maps()
    _of_a_run()
    _of_the_service()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE map_words USING fts5(map_id UNINDEXED, words, tokenize='unicode61')")
    else:
        op.execute(
            "CREATE TABLE map_words (map_id varchar(64) PRIMARY KEY REFERENCES maps(id) ON DELETE CASCADE,"
            " words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_map_words_words ON map_words USING gin (words)")


def _maps() -> None:
    op.create_table(
        "maps",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("paragraphs", sa.Integer, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("relations", sa.Integer, nullable=False),
        sa.Column("perspectives", sa.Integer, nullable=False),
        sa.Column("last_event", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_maps"),
    )
    op.create_index("ix_maps_owner_created", "maps", ["owner", "created", "id"])
    op.create_index("ix_maps_status", "maps", ["status"])
    op.create_index("ix_maps_created", "maps", ["created"])
    op.create_table(
        "map_versions",
        _map_key(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("changes", sa.Text),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("map_id", "version", name="pk_map_versions"),
        _of_map("map_versions"),
    )


def _of_a_run() -> None:
    op.create_table(
        "events",
        _map_key(),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("map_id", "seq", name="pk_events"),
        sa.UniqueConstraint("map_id", "once", name="uq_events_map_id_once"),
        _of_map("events"),
    )
    op.create_table(
        "run_inputs",
        _map_key(),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("map_id", name="pk_run_inputs"),
        _of_map("run_inputs"),
    )
    op.create_table(
        "run_answers",
        _map_key(),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("map_id", "step", name="pk_run_answers"),
        _of_map("run_answers"),
    )
    op.create_table(
        "model_calls",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_created", "model_calls", ["created"])


def _of_the_service() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("map_id", sa.String(64), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created", "idempotency_keys", ["created"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("revoked", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )
    op.create_table(
        "heartbeats",
        sa.Column("worker_id", sa.String(128), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("beat", sa.Double, nullable=False),
        sa.Column("heir", sa.String(128)),
        sa.Column("inherited", sa.Double),
        sa.PrimaryKeyConstraint("worker_id", name="pk_heartbeats"),
    )
