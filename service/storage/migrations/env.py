"""Alembic's entry: runs on the connection that `service.storage.migrate` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from service.storage.tables import metadata

if hasattr(context, "config"):  # only while Alembic runs this; a plain import has nothing to migrate
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    context.run_migrations()
