"""Webhooks and what is told to them; use of models by owner and day; batches; which keys are the operator's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("secret", sa.String(100), nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_webhooks_owner", "webhooks", ["owner"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column(
            "webhook_id",
            sa.String(64),
            sa.ForeignKey("webhooks.id", ondelete="CASCADE", name="fk_webhook_deliveries_webhook_id"),
            nullable=False,
        ),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", sa.BigInteger),
        sa.Column("delivered", sa.BigInteger),
        sa.Column("status", sa.Integer),
        sa.Column("detail", sa.Text),
    )
    op.create_index("ix_webhook_deliveries_webhook_id_created", "webhook_deliveries", ["webhook_id", "created"])
    op.create_index("ix_webhook_deliveries_next_try", "webhook_deliveries", ["next_try"])
    op.create_table(
        "usage_by_day",
        sa.Column("owner", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("calls", "cached_calls", "input_tokens", "output_tokens", "reasoning_tokens")
        ),
        sa.Column("cost_usd", sa.Double, nullable=False),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("provider_id", sa.String(200)),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("latest", sa.BigInteger),
        sa.Column("next_look", sa.BigInteger, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
    )
    op.create_table(
        "batch_calls",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("run", sa.String(64), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("request", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("batch_id", sa.String(64)),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_batch_calls_state", "batch_calls", ["state"])
    op.create_index("ix_batch_calls_batch_id", "batch_calls", ["batch_id"])
    op.add_column("api_keys", sa.Column("operator", sa.Boolean, nullable=False, server_default=sa.false()))
