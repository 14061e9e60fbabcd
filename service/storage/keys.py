"""API keys. Only a hash of the secret is kept; the secret is random, so a plain SHA-256 cannot be guessed back."""

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
from service.storage.tables import api_keys

_PREFIX = "argmap"


@dataclass(frozen=True)
class Lock:
    """A key's id and the hash of its secret."""

    id: str
    hash: str
    revoked: bool


class KeyTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str) -> tuple[ApiKey, str]:
        """A new key and its secret, which nobody can read again: `argmap_ID_SECRET`."""
        key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        created = now()
        with self._database.write() as connection:
            connection.execute(
                sa.insert(api_keys).values(id=key_id, name=name[:200], hash=_hash(secret), created=created)
            )
        return ApiKey(key_id, name[:200], created, None), f"{_PREFIX}_{key_id}_{secret}"

    def list(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too, oldest first."""
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(sa.select(api_keys).order_by(api_keys.c.created))]

    def locks(self) -> Sequence[Lock]:
        """What tells whether a key opens, for all keys, revoked ones too."""
        with self._database.read() as connection:
            return [Lock(row.id, row.hash, row.revoked is not None) for row in connection.execute(sa.select(api_keys))]

    def revoke(self, key_id: str) -> ApiKey:
        """Refuse the key from now on; its maps stay."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked.is_(None)).values(revoked=now())
            )
            row = connection.execute(sa.select(api_keys).where(api_keys.c.id == key_id)).one_or_none()
        if row is None:
            raise InputError(f"there is no API key {key_id!r}", hint="List the keys with `argmap keys list`.")
        return _key(row)


def opened(locks: Iterable[Lock], presented: str) -> str | None:
    """The id of the key that these words are the secret of, unless revoked; all are compared, in constant time."""
    prefix, _, rest = presented.partition("_")
    key_id, _, secret = rest.partition("_")
    hashed, found = _hash(secret), None
    for lock in locks:
        if hmac.compare_digest(hashed, lock.hash) and lock.id == key_id and prefix == _PREFIX and not lock.revoked:
            found = lock.id
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(row: sa.Row[Any]) -> ApiKey:
    return ApiKey(row.id, row.name, row.created, row.revoked)
