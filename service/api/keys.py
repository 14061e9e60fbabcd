"""Who is calling: API keys, from the settings or created with `argmap keys`; without any, one owner on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from service.api.loopback import refuse_strangers
from service.api.people import owner_of, user_of
from service.api.problems import ApiError
from service.settings import Settings
from service.storage.keys import KeyTable, Lock, opened

Owner = str | None
"""Whose maps a caller may see: the id of an owner's first key; None if the server runs without keys."""
_FRESH_SECONDS = 1.0
"""Seconds that the database's keys are cached, and that a revoked one may still be accepted."""


def configured_keys(settings: Settings) -> list[str]:
    """The keys in the settings."""
    if settings.api_keys is None:
        return []
    return [key for part in settings.api_keys.get_secret_value().split(",") if (key := part.strip())]


def key_id(key: str) -> str:
    """An id for a key from the settings that reveals nothing about it."""
    return f"key-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Opened:
    """The accepted key and the owner of its maps; both None if the server runs without keys."""

    key: str | None
    owner: Owner


class KeyRing:
    """The keys that this server accepts. Bound to one event loop."""

    def __init__(self, settings: Settings, table: KeyTable) -> None:
        self._configured = {key_id(key): key for key in configured_keys(settings)}
        self._table = table
        self._locks: Sequence[Lock] = ()
        self._read_at = -_FRESH_SECONDS
        self._reading = asyncio.Lock()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="keys")

    async def open(self, given: str) -> Opened:
        """What the key grants access to; ownerless maps if no key was ever created. Raises 401 for any other key.

        Every known key is compared, in constant time, so that response times reveal nothing about them. A revoked
        key still counts as created: revoking the last one does not open the server.
        """
        await self._refresh()
        if not self._configured and not self._locks:
            return Opened(None, None)
        found = self._find(given)
        if found is not None:
            return found
        raise ApiError(
            401,
            "no-valid-key",
            "this server wants an API key" if not given else "this API key is not known, or was revoked",
            hint="Send the header `Authorization: Bearer KEY`.",
            headers={"WWW-Authenticate": "Bearer"},
        )

    async def still_opens(self, given: str) -> bool:
        """Whether the caller's key is still accepted, for long requests such as streams."""
        await self._refresh()
        return (not self._configured and not self._locks) or self._find(given) is not None

    def _find(self, given: str) -> Opened | None:
        words = given.encode("utf-8", "surrogatepass")
        configured = [name for name, key in self._configured.items() if hmac.compare_digest(key.encode(), words)]
        stored = opened(self._locks, given)
        if configured:
            return Opened(configured[0], configured[0])
        return None if stored is None else Opened(stored.id, stored.owner)

    async def _refresh(self) -> None:
        if time.monotonic() - self._read_at < _FRESH_SECONDS:
            return
        async with self._reading:
            if time.monotonic() - self._read_at >= _FRESH_SECONDS:
                self._locks = await asyncio.get_running_loop().run_in_executor(self._threads, self._table.locks)
                self._read_at = time.monotonic()


async def identify(request: Request) -> Owner:
    """The caller's owner id: the key's, or that of the user named by a proxy.

    401 for a wrong key, 403 for a non-local caller if there are no keys.
    """
    ring: KeyRing = request.app.state.keys
    settings: Settings = request.app.state.settings
    user, given = user_of(request, settings), _given_key(request)
    if user is not None and not given:
        found = Opened(owner_of(user), owner_of(user))
    else:
        found = await ring.open(given)
    if found.key is None:
        if settings.trusted_user_header:
            raise ApiError(
                401, "no-user", "the proxy named no user", hint=f"It must send {settings.trusted_user_header}."
            )
        refuse_strangers(request.headers)
    request.state.key, request.state.user = found.key, user
    return found.owner


async def _still_opens(request: Request) -> StillOpens:
    ring: KeyRing = request.app.state.keys
    given = _given_key(request)
    if not given and user_of(request, request.app.state.settings) is not None:
        return _always
    return lambda: ring.still_opens(given)


async def _always() -> bool:
    return True


def _given_key(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return request.headers.get("x-api-key", "").strip()


StillOpens = Callable[[], Awaitable[bool]]
KeyOf = Annotated[StillOpens, Depends(_still_opens)]
"""Checks whether the caller's key is still accepted."""
Caller = Annotated[Owner, Depends(identify)]
