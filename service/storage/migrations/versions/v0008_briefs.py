"""Briefs have a table of their own; they were kept among the answers of a run, as the step `brief VERSION`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "briefs",
        sa.Column("map_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("map_id", "version", name="pk_briefs"),
        sa.ForeignKeyConstraint(["map_id"], ["maps.id"], name="fk_briefs_map_id", ondelete="CASCADE"),
    )
    op.execute(
        "INSERT INTO briefs (map_id, version, body) "
        "SELECT map_id, CAST(substr(step, 7) AS INTEGER), body FROM run_answers WHERE step LIKE 'brief %'"
    )
    op.execute("DELETE FROM run_answers WHERE step LIKE 'brief %'")
