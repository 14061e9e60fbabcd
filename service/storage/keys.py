"""API keys. Only a hash of the secret is stored; the secret is random, so plain SHA-256 resists guessing.

Maps belong to an owner, who may have several keys, successively or at once. An owner's id is that of their first
key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from service.errors import InputError
from service.storage.database import Database
from service.storage.records import ApiKey, now
from service.storage.tables import api_keys, debates, maps

_PREFIX = "argmap"
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Lock:
    """A key's id, its owner, and the hash of its secret."""

    id: str
    owner: str
    hash: str
    revoked: bool


class KeyTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str) -> tuple[ApiKey, str]:
        """Create a key for a new owner; returns it and its secret, shown only once: `argmap_ID_SECRET`.

        Raises InputError unless the name is one line of 1 to 200 characters.
        """
        if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise InputError("the name of a key is one line", hint=f"Use 1 to {_LONGEST_NAME} printable characters.")
        with self._database.write() as connection:
            return _insert(connection, name, None)

    def rotate(self, key_id: str, *, keep_old: bool = False) -> tuple[ApiKey, str]:
        """Create another key for this one's owner; returns it and its secret. Revokes the old one, unless `keep_old`.

        Also works for a revoked key, and for a key from the settings that has maps.
        """
        with self._database.write() as connection:
            row = connection.execute(sa.select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
            if row is None and not _owns_something(connection, key_id):
                raise _no_key(key_id)
            made = _insert(connection, row.name if row else key_id, row.owner if row else key_id)
            if not keep_old:
                _revoke(connection, key_id)
        return made

    def list(self) -> Sequence[ApiKey]:
        """All keys, including revoked ones, oldest first."""
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(sa.select(api_keys).order_by(api_keys.c.created))]

    def locks(self) -> Sequence[Lock]:
        """The hashes that submitted keys are checked against, including those of revoked keys."""
        with self._database.read() as connection:
            return [
                Lock(row.id, row.owner, row.hash, row.revoked is not None)
                for row in connection.execute(sa.select(api_keys))
            ]

    def revoke(self, key_id: str) -> ApiKey:
        """Revoke the key; the maps stay. Workers cancel the runs of an owner left without a key."""
        with self._database.write() as connection:
            _revoke(connection, key_id)
            row = connection.execute(sa.select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise _no_key(key_id)
        return _key(row)


def revoked_owners() -> sa.Select[tuple[str]]:
    """The owners whose keys are all revoked; never those of keys from the settings, which are not stored here."""
    left = sa.func.sum(sa.case((api_keys.c.revoked.is_(None), 1), else_=0))
    return (
        sa.select(api_keys.c.owner)
        .where(api_keys.c.owner.not_like("key-%"))
        .group_by(api_keys.c.owner)
        .having(left == 0)
    )


def opened(locks: Iterable[Lock], presented: str) -> Lock | None:
    """The lock that this secret opens, unless revoked; all are compared, in constant time."""
    prefix, _, rest = presented.partition("_")
    key_id, _, secret = rest.partition("_")
    hashed, found = _hash(secret), None
    for lock in locks:
        if hmac.compare_digest(hashed, lock.hash) and lock.id == key_id and prefix == _PREFIX and not lock.revoked:
            found = lock
    return found


def _insert(connection: sa.Connection, name: str, owner: str | None) -> tuple[ApiKey, str]:
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    key = ApiKey(key_id, owner or key_id, name, now(), None)
    connection.execute(
        sa.insert(api_keys).values(id=key.id, owner=key.owner, name=key.name, hash=_hash(secret), created=key.created)
    )
    return key, f"{_PREFIX}_{key_id}_{secret}"


def _revoke(connection: sa.Connection, key_id: str) -> None:
    connection.execute(
        sa.update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked.is_(None)).values(revoked=now())
    )


def _owns_something(connection: sa.Connection, owner: str) -> bool:
    owned = [sa.exists().where(table.c.owner == owner) for table in (maps, debates)]
    return bool(connection.execute(sa.select(sa.or_(*owned))).scalar_one())


def _no_key(key_id: str) -> InputError:
    return InputError(f"there is no API key {key_id!r}", hint="List the keys with `argmap keys list`.")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: sa.Row[Any]) -> ApiKey:
    return ApiKey(row.id, row.owner, row.name, row.created, row.revoked)
