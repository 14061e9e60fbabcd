"""Migrates a database to the current tables, safely even when several processes start at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.errors import DatabaseUnusable
from service.storage.database import Database

_LOCK = 7_268_411_530_042_711  # an arbitrary number, the same in every process


def migrate(database: Database, revision: str = "head") -> None:
    """Run the pending migrations. Raises DatabaseUnusable if a newer argmap has migrated this database."""
    config = Config()
    config.set_main_option("script_location", f"{__package__}:migrations")
    config.set_main_option("path_separator", "os")
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        present = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if present is not None and present not in known:
            raise DatabaseUnusable(
                f"the database is at revision {present!r}, which this argmap does not know",
                hint="Run the newer argmap that made it, or restore a backup from before.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
