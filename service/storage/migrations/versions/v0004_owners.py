"""Owners that outlive keys: whose maps a key opens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("owner", sa.String(64), nullable=False, server_default=""))
    op.execute("UPDATE api_keys SET owner = id")
