"""Who is calling: API keys from the settings or made with `argmap keys`; without any, one owner on loopback."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, Request

from service.api.problems import ApiError
from service.settings import Settings
from service.storage.keys import KeyTable

Owner = str | None
"""The id of the key whose maps a caller may see; null where the server runs without keys."""


def keys_are_set(settings: Settings) -> bool:
    """Whether the settings name API keys, so that other machines may be let in."""
    return bool(_configured(settings))


def key_id(key: str) -> str:
    """A name for a key that gives nothing of it away."""
    return f"key-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def _configured(settings: Settings) -> list[str]:
    if settings.api_keys is None:
        return []
    return [key for part in settings.api_keys.get_secret_value().split(",") if (key := part.strip())]


def identify(request: Request) -> Owner:
    """The caller's owner id. Raises 401 where the server wants a key and the request has none that it knows.

    Every known key is compared, in constant time, so that the time of an answer tells nothing about them.
    """
    settings: Settings = request.app.state.settings
    known = _configured(settings)
    table: KeyTable = request.app.state.keys
    if not known and not any(key.revoked is None for key in table.list()):
        return None
    given = _given_key(request)
    matches = [key for key in known if hmac.compare_digest(key.encode(), given.encode("utf-8", "surrogatepass"))]
    stored = table.verify(given) if given and not matches else None
    owner = key_id(matches[0]) if matches else stored.id if stored else None
    if owner is None:
        raise ApiError(
            401,
            "no-valid-key",
            "this server wants an API key" if not given else "this API key is not known, or was revoked",
            hint="Send the header `Authorization: Bearer KEY`.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return owner


def _given_key(request: Request) -> str:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return request.headers.get("x-api-key", "").strip()


Caller = Annotated[Owner, Depends(identify)]
