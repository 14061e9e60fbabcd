"""What storage refuses, and what it could not do."""

from __future__ import annotations

from service.errors import InputError


class NoSuchMap(InputError):
    """There is no such map, or it belongs to somebody else: a caller cannot tell the two apart."""

    code = "no-such-map"

    def __init__(self, map_id: str, version: int | None = None) -> None:
        what = f"map {map_id!r}" if version is None else f"version {version} of map {map_id!r}"
        super().__init__(f"there is no {what}", hint="List the maps with GET /v1/maps.")
        self.map_id = map_id


class StaleVersion(InputError):
    """A correction was made against a version that is no longer the present one (HTTP 409)."""

    code = "stale-version"

    def __init__(self, map_id: str, expected: int, present: int) -> None:
        super().__init__(
            f"map {map_id!r} is at version {present}, the change was made against version {expected}",
            hint="Read the map again, make the change against its present version, and send it once more.",
        )
        self.expected = expected
        self.present = present


class NotFinished(InputError):
    """The map is still being made, so it cannot be corrected yet (HTTP 409)."""

    code = "not-finished"

    def __init__(self, map_id: str, status: str) -> None:
        super().__init__(
            f"map {map_id!r} is {status}, so it cannot be changed yet",
            hint="Wait for its `finished` event, or cancel it first.",
        )


class HasIssues(InputError):
    """The map has issues already, so they are not looked for again (HTTP 409)."""

    code = "has-issues"

    def __init__(self, map_id: str) -> None:
        super().__init__(
            f"map {map_id!r} has issues already",
            hint="Correct them with PATCH; without any, they can be asked for again.",
        )


class KeyReused(InputError):
    """An Idempotency-Key came back with another request (HTTP 422)."""

    code = "idempotency-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"the idempotency key {key!r} was used for another request",
            hint="Send the same request with this key, or use a new key.",
        )


class TooManyMaps(InputError):
    """There is no room for another unfinished map (HTTP 429)."""

    code = "too-many-maps"

    def __init__(self, most: int, where: str) -> None:
        super().__init__(
            f"{most:,} maps {where} are unfinished already, and no more are taken in meanwhile",
            hint="Send it again when some of them are finished, or cancel one.",
        )


class BadCursor(InputError):
    code = "bad-cursor"

    def __init__(self) -> None:
        super().__init__("the cursor is not one that this service gave out", hint="Start again without a cursor.")
