"""Versions as differences, and articles of a debate that have still to be mapped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("map_versions", "debate_versions"):
        op.add_column(table, sa.Column("base", sa.Integer))
    op.create_table(
        "debate_inputs",
        sa.Column("debate_id", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("map_id", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("debate_id", "place", name="pk_debate_inputs"),
        sa.ForeignKeyConstraint(["debate_id"], ["debates.id"], name="fk_debate_inputs_debate_id", ondelete="CASCADE"),
    )
