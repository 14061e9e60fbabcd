"""Brings a database to the current tables, safely even when several processes start at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.errors import DatabaseUnusable
from service.storage import search
from service.storage.database import Database
from service.storage.tables import metadata

_LOCK = 7_268_411_530_042_711  # an arbitrary number, the same in every process
_BEFORE_RELEASE = {f"000{number}" for number in range(1, 9)}
"""Revisions that the first migration takes the place of."""


def migrate(database: Database) -> None:
    """Create the tables of a new database, or run the pending migrations of an older one.

    Raises DatabaseUnusable if a newer argmap has migrated this database.
    """
    config = Config()
    config.set_main_option("script_location", f"{__package__}:migrations")
    config.set_main_option("path_separator", "os")
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        present = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if present is None:
            metadata.create_all(connection)
            search.create(connection)
            command.stamp(config, "head")
            return
        if present in _BEFORE_RELEASE:
            command.stamp(config, "base", purge=True)
        elif present not in known:
            raise DatabaseUnusable(
                f"the database is at revision {present!r}, which this argmap does not know",
                hint="Run the newer argmap that made it, or restore a backup from before.",
            )
        command.upgrade(config, "head")
