"""Limits of requests within a minute, and of wrong API keys from one address. Counted per server process."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections import deque

from cachetools import LRUCache

from service.api.problems import ApiError

_MINUTE = 60.0
_REMEMBERED = 10_000


class LastMinute:
    """When something happened within the last minute, the most recent times only. `most`: what is allowed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._times: deque[float] = deque(maxlen=most)

    def add(self) -> None:
        self._times.append(time.monotonic())

    def check(self, code: str, detail: str, advice: str) -> None:
        """Raises a 429 ApiError if `most` was reached within the last minute."""
        moment = time.monotonic()
        while self._times and self._times[0] <= moment - _MINUTE:
            self._times.popleft()
        if len(self._times) >= self._most:
            wait = math.ceil(self._times[0] + _MINUTE - moment)
            raise ApiError(429, code, detail, hint=f"{advice} in {wait} s.", headers={"Retry-After": str(wait)})


class FailedKeys:
    """Refuses unknown keys from an address that sent too many. A key that was accepted from it before stays accepted,
    so that users who share an address or a proxy with a guesser can keep working.

    `most`: wrong keys from one address within a minute; None for no limit.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._failed: LRUCache[str, LastMinute] = LRUCache(_REMEMBERED)
        self._accepted: LRUCache[tuple[str, bytes], bool] = LRUCache(_REMEMBERED)

    def check(self, address: str, given: str) -> None:
        """429 if too many wrong keys came from this address, and this key was never accepted from it."""
        failed = self._failed.get(_network(address))
        if failed is not None and (_network(address), _digest(given)) not in self._accepted:
            detail = f"{self._most:,} wrong keys came from this address within a minute"
            failed.check("too-many-wrong-keys", detail, "Check the key and try again")

    def failed(self, address: str) -> None:
        if self._most is not None:
            self._failed.setdefault(_network(address), LastMinute(self._most)).add()

    def accepted(self, address: str, given: str) -> None:
        self._accepted[_network(address), _digest(given)] = True


def _network(address: str) -> str:
    """The address; for IPv6 its /64, since whoever holds one address holds them all."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def _digest(given: str) -> bytes:
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest()
