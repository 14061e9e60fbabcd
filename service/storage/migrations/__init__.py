"""Alembic migrations, run by `service.storage.migrate` on start."""
