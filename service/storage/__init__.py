"""Persistence: maps and their versions, events, model calls, keys. The same code on SQLite and PostgreSQL."""
