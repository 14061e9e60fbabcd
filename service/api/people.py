"""The user of a request, as named by an authenticating proxy's header (`ARGMAP_TRUSTED_USER_HEADER`)."""

from __future__ import annotations

import hashlib
import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from fastapi import Request

from service.api.problems import ApiError
from service.settings import Settings

_LONGEST = 100


def user_of(request: Request, settings: Settings) -> str | None:
    """The name given by a trusted peer; None without the setting, or if the peer gives none.

    403 for the header from an untrusted peer, or a cross-site request with the proxy's login; 400 for an invalid name.
    """
    header = settings.trusted_user_header
    given = request.headers.getlist(header) if header else []
    if not header or not given:
        return None
    if request.client is None or not _is_trusted(request.client.host, settings.trusted_peers):
        raise ApiError(
            403,
            "untrusted-header",
            f"the header {header} is accepted only from the proxy",
            hint="Go through the proxy, or omit the header; ARGMAP_TRUSTED_PEERS lists the trusted peers.",
        )
    _refuse_other_pages(request)
    name = given[0].strip()
    if len(given) > 1 or not name or len(name) > _LONGEST or not name.isprintable():
        raise ApiError(
            400, "bad-user", f"{header} does not contain exactly one name", hint="The proxy must send one name, once."
        )
    return name


def owner_of(user: str) -> str:
    """The owner id of a user without a key."""
    plain = f"user:{user}"
    return plain if len(plain) <= 64 else f"user:{hashlib.sha256(user.encode()).hexdigest()[:32]}"


def maker_of(request: Request) -> str:
    """The author of a correction, for the version history: `user`, or `user:NAME`."""
    name: str | None = getattr(request.state, "user", None)
    return f"user:{name}" if name else "user"


def _refuse_other_pages(request: Request) -> None:
    """Cross-site requests carry the proxy's login too, so they are refused (CSRF)."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ApiError(
            403,
            "foreign-origin",
            f"a page of {origin!r} may not use this server",
            hint="The proxy must forward the Host header.",
        )


@lru_cache(maxsize=64)
def _is_trusted(address: str, peers: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(peer.strip(), strict=False) for peer in peers.split(","))
