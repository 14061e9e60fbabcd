"""Debates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _debate_key() -> sa.Column[str]:
    return sa.Column("debate_id", sa.String(64), nullable=False)


def _of_debate(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name=f"fk_{table}_debate_id", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "debates",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("engine", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("question", sa.Text),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("actors", sa.Integer, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("last_event", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_debates"),
    )
    op.create_index("ix_debates_owner_created", "debates", ["owner", "created", "id"])
    op.create_index("ix_debates_status", "debates", ["status"])
    op.create_table(
        "debate_versions",
        _debate_key(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("changes", sa.Text),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("debate_id", "version", name="pk_debate_versions"),
        _of_debate("debate_versions"),
    )
    _articles()
    op.create_table(
        "debate_events",
        _debate_key(),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("once", sa.String(128), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("debate_id", "seq", name="pk_debate_events"),
        sa.UniqueConstraint("debate_id", "once", name="uq_debate_events_debate_id_once"),
        _of_debate("debate_events"),
    )


def _articles() -> None:
    op.create_table(
        "debate_members",
        _debate_key(),
        sa.Column("map_id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("debate_id", "map_id", name="pk_debate_members"),
        _of_debate("debate_members"),
        sa.ForeignKeyConstraint(["map_id"], ["maps.id"], name="fk_debate_members_map_id", ondelete="RESTRICT"),
    )
    op.create_index("ix_debate_members_map_id", "debate_members", ["map_id"])
    op.create_table(
        "debate_articles",
        _debate_key(),
        sa.Column("map_id", sa.String(64), nullable=False),
        sa.Column("map_version", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("vectors", sa.LargeBinary, nullable=False),
        sa.Column("judged", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("debate_id", "map_id", name="pk_debate_articles"),
        _of_debate("debate_articles"),
    )
