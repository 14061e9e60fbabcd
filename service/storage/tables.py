"""All tables. `migrations/` brings a database to this form; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(sa.types.TypeDecorator[datetime]):
    """A point in time, kept as microseconds since the epoch, so that both databases order and compare it exactly."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


def _map_key() -> sa.Column[str]:
    return sa.Column(
        "map_id", sa.String(64), sa.ForeignKey("maps.id", ondelete="CASCADE"), primary_key=True, nullable=False
    )


maps = sa.Table(
    "maps",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),  # an owner's first key; empty where there are no keys
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("engine", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),  # counts every write of a body, drafts included
    sa.Column("title", sa.Text),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("updated", Moment, nullable=False),
    sa.Column("paragraphs", sa.Integer, nullable=False),
    sa.Column("units", sa.Integer, nullable=False),
    sa.Column("relations", sa.Integer, nullable=False),
    sa.Column("perspectives", sa.Integer, nullable=False),
    sa.Column("last_event", sa.Integer, nullable=False),
    sa.Index("ix_maps_owner_created", "owner", "created", "id"),
    sa.Index("ix_maps_status", "status"),
    sa.Index("ix_maps_created", "created"),
)

map_versions = sa.Table(
    "map_versions",
    metadata,
    _map_key(),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # the whole map, UTF-8 JSON
    sa.Column("made_by", sa.String(200), nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("changes", sa.Text),  # JSON list
    sa.Column("created", Moment, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    _map_key(),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("once", sa.String(64), nullable=False),  # what the event is about: unique for a map
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.UniqueConstraint("map_id", "once"),
)

run_inputs = sa.Table(
    "run_inputs",
    metadata,
    _map_key(),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),  # times that the run was taken up
)

run_answers = sa.Table(
    "run_answers",
    metadata,
    _map_key(),
    sa.Column("step", sa.String(32), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)


def _debate_key() -> sa.Column[str]:
    return sa.Column(
        "debate_id", sa.String(64), sa.ForeignKey("debates.id", ondelete="CASCADE"), primary_key=True, nullable=False
    )


debates = sa.Table(
    "debates",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("engine", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("run", sa.Integer, nullable=False),  # counts its runs: the first one, and one for each time it grew
    sa.Column("wanted", sa.Integer, nullable=False),  # counts changes of its articles; a run ends when it has seen all
    sa.Column("title", sa.Text),
    sa.Column("question", sa.Text),
    sa.Column("created", Moment, nullable=False),
    sa.Column("updated", Moment, nullable=False),
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("actors", sa.Integer, nullable=False),
    sa.Column("claims", sa.Integer, nullable=False),
    sa.Column("last_event", sa.Integer, nullable=False),
    sa.Column("budget", sa.Text),  # JSON: the most that each of its runs may use of a model; null is no limit
    sa.Index("ix_debates_owner_created", "owner", "created", "id"),
    sa.Index("ix_debates_status", "status"),
)

debate_versions = sa.Table(
    "debate_versions",
    metadata,
    _debate_key(),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # the whole debate, UTF-8 JSON
    sa.Column("made_by", sa.String(200), nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("changes", sa.Text),  # JSON list
    sa.Column("created", Moment, nullable=False),
)

debate_members = sa.Table(
    "debate_members",
    metadata,
    _debate_key(),
    sa.Column("map_id", sa.String(64), sa.ForeignKey("maps.id", ondelete="RESTRICT"), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Index("ix_debate_members_map_id", "map_id"),
)

debate_articles = sa.Table(
    "debate_articles",
    metadata,
    _debate_key(),
    sa.Column("map_id", sa.String(64), primary_key=True),
    sa.Column("map_version", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),  # in which order the articles were taken in
    sa.Column("digest", sa.LargeBinary, nullable=False),  # JSON
    sa.Column("vectors", sa.LargeBinary, nullable=False),  # float16, one row for each unit
    sa.Column("judged", sa.LargeBinary, nullable=False),  # JSON: the verdicts on its units
)

debate_events = sa.Table(
    "debate_events",
    metadata,
    _debate_key(),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("once", sa.String(128), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.UniqueConstraint("debate_id", "once"),
)

model_calls = sa.Table(
    "model_calls",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("model", sa.String(200), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Index("ix_model_calls_created", "created"),
)

idempotency_keys = sa.Table(
    "idempotency_keys",
    metadata,
    sa.Column("owner", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("request_hash", sa.String(64), nullable=False),
    sa.Column("map_id", sa.String(64), nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Index("ix_idempotency_keys_created", "created"),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("revoked", Moment),
    sa.Column("owner", sa.String(64), nullable=False, server_default=""),  # whose maps it opens: its first key's id
)

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("worker_id", sa.String(128), primary_key=True),
    sa.Column("token", sa.String(64), nullable=False),  # one for each process that ever had this id
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("beat", sa.Double, nullable=False),  # seconds since the epoch, by the database's clock
    sa.Column("heir", sa.String(128)),  # the worker that takes over what a dead one left
    sa.Column("inherited", sa.Double),
)

# The words of each map, for search: a full-text index on either database, so they stand in the migrations only.
SEARCH_TABLE = "map_words"
