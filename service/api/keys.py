"""Who is calling: API keys from the settings or made with `argmap keys`; without any, one owner on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import math
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import Depends, Request

from service.api.loopback import refuse_strangers
from service.api.problems import ApiError
from service.settings import Settings
from service.storage.keys import KeyTable, Lock, opened

Owner = str | None
"""The id of the key whose maps a caller may see; null where the server runs without keys."""
_MINUTE = 60.0
_FRESH_SECONDS = 1.0
"""For so long the keys of the database are remembered, and so long a revoked one may still open."""


def configured_keys(settings: Settings) -> list[str]:
    """The keys that the settings name."""
    if settings.api_keys is None:
        return []
    return [key for part in settings.api_keys.get_secret_value().split(",") if (key := part.strip())]


def key_id(key: str) -> str:
    """A name for a key of the settings that gives nothing of it away."""
    return f"key-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


class KeyRing:
    """The keys that open this server. Belongs to one event loop."""

    def __init__(self, settings: Settings, table: KeyTable) -> None:
        self._configured = {key_id(key): key for key in configured_keys(settings)}
        self._table = table
        self._locks: Sequence[Lock] = ()
        self._read_at = -_FRESH_SECONDS
        self._reading = asyncio.Lock()
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="keys")
        self._most_requests = settings.max_requests
        self._requests: dict[Owner, deque[float]] = defaultdict(deque)

    async def owner_of(self, given: str) -> Owner:
        """The id of the key that was given; null where no key was ever made. Raises 401 for any other key.

        Every known key is compared, in constant time, so that the time of an answer tells nothing about them. A key
        that was revoked still counts as one that was made: the server does not open when the last one goes.
        """
        await self._refresh()
        if not self._configured and not self._locks:
            return None
        words = given.encode("utf-8", "surrogatepass")
        owners = [owner for owner, key in self._configured.items() if hmac.compare_digest(key.encode(), words)]
        stored = opened(self._locks, given)
        if owners or stored:
            return owners[0] if owners else stored
        raise ApiError(
            401,
            "no-valid-key",
            "this server wants an API key" if not given else "this API key is not known, or was revoked",
            hint="Send the header `Authorization: Bearer KEY`.",
            headers={"WWW-Authenticate": "Bearer"},
        )

    def count(self, owner: Owner) -> None:
        """Note a request of this owner; raises 429 where it is one too many within a minute."""
        if self._most_requests is None:
            return
        times, moment = self._requests[owner], time.monotonic()
        while times and times[0] <= moment - _MINUTE:
            times.popleft()
        if len(times) >= self._most_requests:
            wait = math.ceil(times[0] + _MINUTE - moment)
            raise ApiError(
                429,
                "too-many-requests",
                f"this key has sent {self._most_requests:,} requests within a minute, which is its limit",
                hint=f"Go on in {wait} s.",
                headers={"Retry-After": str(wait)},
            )
        times.append(moment)

    async def _refresh(self) -> None:
        if time.monotonic() - self._read_at < _FRESH_SECONDS:
            return
        async with self._reading:
            if time.monotonic() - self._read_at >= _FRESH_SECONDS:
                self._locks = await asyncio.get_running_loop().run_in_executor(self._threads, self._table.locks)
                self._read_at = time.monotonic()


async def identify(request: Request) -> Owner:
    """The caller's owner id; 401 for a key that does not open, 403 for a stranger where there are no keys, 429 for
    one that asks too often."""
    ring: KeyRing = request.app.state.keys
    owner = await ring.owner_of(_given_key(request))
    if owner is None:
        refuse_strangers(request.headers)
    request.state.key = owner
    ring.count(owner)
    return owner


def _given_key(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return request.headers.get("x-api-key", "").strip()


Caller = Annotated[Owner, Depends(identify)]
