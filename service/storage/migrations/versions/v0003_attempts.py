"""How often a run was taken up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_inputs", sa.Column("attempts", sa.Integer, nullable=False, server_default="0"))
