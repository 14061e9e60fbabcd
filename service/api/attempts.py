"""Rate-limits wrong API keys by address: beyond a number per minute, unknown keys from it are refused.

A key that was accepted from an address before stays accepted from it, so that users who share an address or a proxy
with a guesser can keep working. Counted per server process.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict, deque

from service.api.problems import ApiError

_MINUTE = 60.0
_REMEMBERED = 10_000


class FailedKeys:
    """`most`: wrong keys from one address within a minute; null for no limit."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()
        self._welcome: OrderedDict[tuple[str, bytes], None] = OrderedDict()

    def check(self, address: str, given: str) -> None:
        """429 if too many wrong keys came from this address, and this key was never accepted from it."""
        times = self._failed.get(_network(address))
        if self._most is None or times is None or (_network(address), _digest(given)) in self._welcome:
            return
        moment = time.monotonic()
        while times and times[0] <= moment - _MINUTE:
            times.popleft()
        if len(times) >= self._most:
            wait = math.ceil(times[0] + _MINUTE - moment)
            raise ApiError(
                429,
                "too-many-wrong-keys",
                f"{self._most:,} wrong keys came from this address within a minute",
                hint=f"Check the key and try again in {wait} s.",
                headers={"Retry-After": str(wait)},
            )

    def failed(self, address: str) -> None:
        self._failed.setdefault(_network(address), deque(maxlen=self._most or 1)).append(time.monotonic())
        self._failed.move_to_end(_network(address))
        _forget_oldest(self._failed)

    def opened(self, address: str, given: str) -> None:
        seen = (_network(address), _digest(given))
        self._welcome[seen] = None
        self._welcome.move_to_end(seen)
        _forget_oldest(self._welcome)


def _forget_oldest(known: OrderedDict[str, deque[float]] | OrderedDict[tuple[str, bytes], None]) -> None:
    while len(known) > _REMEMBERED:
        known.popitem(last=False)


def _network(address: str) -> str:
    """The address; for IPv6 its /64, since whoever holds one address holds them all."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def _digest(given: str) -> bytes:
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest()
