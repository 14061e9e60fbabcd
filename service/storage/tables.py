"""All tables. `migrate` makes them, or brings an older database to them; a test compares the two."""

from __future__ import annotations

from dataclasses import dataclass
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
    """A point in time, stored as microseconds since the epoch, so that both databases order and compare it exactly."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


@dataclass(frozen=True)
class Kept:
    """The tables of one kind of document: `rows`, one per document, their `versions` and their `events`."""

    name: str
    rows: sa.Table
    versions: sa.Table
    events: sa.Table

    @property
    def version_of(self) -> sa.Column[Any]:
        """The column naming the document of a version."""
        return self.versions.c[f"{self.name}_id"]

    @property
    def event_of(self) -> sa.Column[Any]:
        """The column naming the document of an event."""
        return self.events.c[f"{self.name}_id"]


def key_of(name: str) -> sa.Column[Any]:
    """The foreign key of a table that belongs to a document; its rows are deleted with the document."""
    owner = sa.ForeignKey(f"{name}s.id", ondelete="CASCADE")
    return sa.Column(f"{name}_id", sa.String(64), owner, primary_key=True, nullable=False)


def _kept(name: str, events_name: str, once: int, *own: sa.Column[Any] | sa.Index) -> Kept:
    """`own`: extra columns of this kind; `once`: the length of an event's subject."""
    rows = sa.Table(
        f"{name}s",
        metadata,
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),  # the owner's first key; empty without keys
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),  # counts every write of a body, drafts included
        sa.Column("title", sa.Text),
        sa.Column("created", Moment, nullable=False),
        sa.Column("updated", Moment, nullable=False),
        sa.Column("last_event", sa.Integer, nullable=False),
        sa.Index(f"ix_{name}s_owner_created", "owner", "created", "id"),
        sa.Index(f"ix_{name}s_status", "status"),
        *own,
    )
    versions = sa.Table(
        f"{name}_versions",
        metadata,
        key_of(name),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.LargeBinary, nullable=False),  # JSON; compressed once a newer version is there
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("changes", sa.Text),  # JSON list
        sa.Column("created", Moment, nullable=False),
    )
    events = sa.Table(
        events_name,
        metadata,
        key_of(name),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("once", sa.String(once), nullable=False),  # the event's subject, unique within a document
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.UniqueConstraint(f"{name}_id", "once"),
    )
    return Kept(name, rows, versions, events)


MAPS = _kept(
    "map",
    "events",
    64,
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("sample", sa.Boolean, nullable=False),
    sa.Column("paragraphs", sa.Integer, nullable=False),
    sa.Column("units", sa.Integer, nullable=False),
    sa.Column("relations", sa.Integer, nullable=False),
    sa.Column("perspectives", sa.Integer, nullable=False),
    sa.Index("ix_maps_created", "created"),
)
DEBATES = _kept(
    "debate",
    "debate_events",
    128,
    sa.Column("run", sa.Integer, nullable=False),  # counts its runs: the first, and one each time it grew
    sa.Column("wanted", sa.Integer, nullable=False),  # counts changes of its articles; a run ends when it has seen all
    sa.Column("question", sa.Text),
    sa.Column("documents", sa.Integer, nullable=False),
    sa.Column("actors", sa.Integer, nullable=False),
    sa.Column("claims", sa.Integer, nullable=False),
    sa.Column("budget", sa.Text),  # JSON: each run's model budget; null is no limit
)
maps, debates = MAPS.rows, DEBATES.rows

run_inputs = sa.Table(
    "run_inputs",
    metadata,
    key_of("map"),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),  # attempts at the run
)

run_answers = sa.Table(
    "run_answers",
    metadata,
    key_of("map"),
    sa.Column("step", sa.String(32), primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

briefs = sa.Table(
    "briefs",
    metadata,
    key_of("map"),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # JSON, written by a model
)

debate_members = sa.Table(
    "debate_members",
    metadata,
    key_of("debate"),
    sa.Column("map_id", sa.String(64), sa.ForeignKey("maps.id", ondelete="RESTRICT"), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Index("ix_debate_members_map_id", "map_id"),
)

debate_articles = sa.Table(
    "debate_articles",
    metadata,
    key_of("debate"),
    sa.Column("map_id", sa.String(64), primary_key=True),
    sa.Column("map_version", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),  # the order in which articles were added
    sa.Column("digest", sa.LargeBinary, nullable=False),  # JSON
    sa.Column("vectors", sa.LargeBinary, nullable=False),  # float16, one row per unit
    sa.Column("judged", sa.LargeBinary, nullable=False),  # JSON: the verdicts on its units
)

debate_inputs = sa.Table(
    "debate_inputs",
    metadata,
    key_of("debate"),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("map_id", sa.String(64), nullable=False),  # id of its future map
    sa.Column("body", sa.LargeBinary, nullable=False),  # a document still to be mapped: JSON, compressed
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
    sa.Column("owner", sa.String(64), nullable=False, server_default=""),  # its owner: the id of the owner's first key
)

webhooks = sa.Table(
    "webhooks",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("events", sa.Text, nullable=False),  # separated by spaces
    sa.Column("secret", sa.String(100), nullable=False),  # signs deliveries, so kept in plain text
    sa.Column("created", Moment, nullable=False),
    sa.Index("ix_webhooks_owner", "owner"),
)

webhook_deliveries = sa.Table(
    "webhook_deliveries",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("webhook_id", sa.String(64), sa.ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    sa.Column("event", sa.String(32), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),  # the map's or debate's id
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_try", Moment),
    sa.Column("delivered", Moment),
    sa.Column("status", sa.Integer),
    sa.Column("detail", sa.Text),
    sa.Index("ix_webhook_deliveries_webhook_id_created", "webhook_id", "created"),
    sa.Index("ix_webhook_deliveries_next_try", "next_try"),
)

batch_calls = sa.Table(
    "batch_calls",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("run", sa.String(64), nullable=False),  # who asked first, and pays
    sa.Column("batch_id", sa.String(64), nullable=False, index=True),
    sa.Column("provider_id", sa.String(200)),
    sa.Column("created", Moment, nullable=False),
    sa.Column("over", sa.Boolean, nullable=False),
)

heartbeats = sa.Table(
    "heartbeats",
    metadata,
    sa.Column("worker_id", sa.String(128), primary_key=True),
    sa.Column("token", sa.String(64), nullable=False),  # one per process that ever had this id
    sa.Column("host", sa.String(255), nullable=False),
    sa.Column("pid", sa.Integer, nullable=False),
    sa.Column("beat", sa.Double, nullable=False),  # seconds since the epoch, by the database's clock
    sa.Column("heir", sa.String(128)),  # the worker that takes over from a dead one
    sa.Column("inherited", sa.Double),
)

# The index of each map's words (`map_words`) is specific to either database: see `search.create`.
