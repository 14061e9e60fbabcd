"""Full-text search: which maps contain all these words, the last one as a prefix.

The distinct words of title and text are indexed, the same on both databases; the list is ordered by time, not by rank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa

_WORD = re.compile(r"\w+")
_MAX_WORDS = 50_000  # PostgreSQL limits a tsvector to 1 MB
_MAX_LENGTH = 60
_MAX_QUERY_WORDS = 16


def words_of(text: str) -> list[str]:
    """The distinct words, with case and accents folded.

    >>> words_of("Économie: the economy, THE economy!")
    ['economie', 'economy', 'the']
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    marks = {letter for letter in set(folded) if unicodedata.combining(letter)}
    bare = "".join(letter for letter in folded if letter not in marks) if marks else folded
    return sorted({word[:_MAX_LENGTH] for word in _WORD.findall(bare)})[:_MAX_WORDS]


def create(connection: sa.Connection) -> None:
    """The table of the index, which either database defines in its own way."""
    if connection.dialect.name == "sqlite":
        made = ["CREATE VIRTUAL TABLE map_words USING fts5(map_id UNINDEXED, words, tokenize='unicode61')"]
    else:
        made = [
            "CREATE TABLE map_words (map_id varchar(64) PRIMARY KEY REFERENCES maps(id) ON DELETE CASCADE,"
            " words tsvector NOT NULL)",
            "CREATE INDEX ix_map_words_words ON map_words USING gin (words)",
        ]
    for statement in made:
        connection.execute(sa.text(statement))


def index(connection: sa.Connection, map_id: str, words: Sequence[str]) -> None:
    """Replace the map's indexed words; the words are computed before the transaction, since it takes a while."""
    forget(connection, map_id)
    if connection.dialect.name == "sqlite":
        connection.execute(
            sa.text("INSERT INTO map_words (map_id, words) VALUES (:id, :words)"),
            {"id": map_id, "words": " ".join(words)},
        )
    else:
        connection.execute(
            sa.text("INSERT INTO map_words (map_id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"),
            {"id": map_id, "words": list(words)},
        )


def forget(connection: sa.Connection, map_id: str) -> None:
    connection.execute(sa.text("DELETE FROM map_words WHERE map_id = :id"), {"id": map_id})


def compact(connection: sa.Connection) -> None:
    """On SQLite, merge the index so that entries of deleted maps are purged; elsewhere, do nothing."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("INSERT INTO map_words (map_words) VALUES ('optimize')"))


def matching(query: str, dialect: str) -> sa.TextClause | None:
    """A query for the ids of the matching maps; None if `query` contains no word, so that nothing matches."""
    words = [word[:_MAX_LENGTH] for word in _in_order(query)][:_MAX_QUERY_WORDS]
    if not words:
        return None
    if dialect == "sqlite":
        pattern = " AND ".join(f'"{word}"' for word in words[:-1]) + (" AND " if words[1:] else "") + f'"{words[-1]}"*'
        return sa.text("SELECT map_id FROM map_words WHERE map_words MATCH :pattern").bindparams(pattern=pattern)
    pattern = " & ".join(f"'{word}'" for word in words) + ":*"
    return sa.text("SELECT map_id FROM map_words WHERE words @@ CAST(:pattern AS tsquery)").bindparams(pattern=pattern)


def _in_order(query: str) -> list[str]:
    found = [match.group() for match in _WORD.finditer(query)]
    return [word for part in found for word in words_of(part)]
