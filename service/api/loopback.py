"""Without keys, the server answers only this machine, and refuses cross-site requests from its browser.

Another site's page may submit a form here, or have its own name resolve to loopback (DNS rebinding) and then read the
answers as same-origin. `Origin` reveals the first, `Host` the second.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from service.api.problems import ApiError

_HINT = "Ask for http://127.0.0.1:PORT, or set ARGMAP_API_KEYS to let others in."


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_strangers(headers: Headers) -> None:
    """403 for a request to a host name that is not this machine's, or from a page of another origin."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if not _is_here(f"//{host}"):
        raise ApiError(
            403, "foreign-host", f"a server without API keys does not accept the host name {host!r}", hint=_HINT
        )
    if origin is not None and not (_is_here(origin) and _port(origin) == _port(f"//{host}")):
        raise ApiError(403, "foreign-origin", f"a page of {origin!r} may not use this server", hint=_HINT)


def _port(address: str) -> int | None:
    """A page on another port of this machine belongs to another program."""
    try:
        return urlsplit(address).port or 80
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _is_here(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False
