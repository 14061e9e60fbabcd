"""Errors raised by the storage layer."""

from __future__ import annotations

from service.errors import InputError


class NoSuchMap(InputError):
    """There is no such map, or it belongs to somebody else: a caller cannot tell the two apart."""

    code = "no-such-map"

    def __init__(self, map_id: str, version: int | None = None) -> None:
        what = f"map {map_id!r}" if version is None else f"version {version} of map {map_id!r}"
        super().__init__(f"there is no {what}", hint="List the maps with GET /v1/maps.")
        self.map_id = map_id


class NoSuchDebate(NoSuchMap):
    """There is no such debate, or it belongs to somebody else."""

    code = "no-such-debate"

    def __init__(self, debate_id: str, version: int | None = None) -> None:
        what = f"debate {debate_id!r}" if version is None else f"version {version} of debate {debate_id!r}"
        InputError.__init__(self, f"there is no {what}", hint="List the debates with GET /v1/debates.")
        self.map_id = debate_id


class NotInDebate(NoSuchMap):
    code = "not-in-debate"

    def __init__(self, debate_id: str, map_id: str) -> None:
        hint = "GET /v1/debates/{id} lists its documents."
        InputError.__init__(self, f"debate {debate_id!r} has no article {map_id!r}", hint=hint)
        self.map_id = map_id


class LastArticle(InputError):
    """A debate keeps at least one article (HTTP 409)."""

    code = "last-article"

    def __init__(self, debate_id: str) -> None:
        super().__init__(
            f"debate {debate_id!r} would be left without an article",
            hint="Delete the debate, or add another article first.",
        )


class NoSuchWebhook(NoSuchMap):
    code = "no-such-webhook"

    def __init__(self, webhook_id: str) -> None:
        hint = "List the webhooks with GET /v1/webhooks."
        InputError.__init__(self, f"there is no webhook {webhook_id!r}", hint=hint)


class MapInDebate(InputError):
    """A debate points to the map, so it cannot be deleted (HTTP 409)."""

    code = "map-in-debate"

    def __init__(self, map_id: str, debates: list[str]) -> None:
        named = ", ".join(debates[:5])
        super().__init__(
            f"map {map_id!r} stands behind {len(debates)} debate(s): {named}",
            hint="Take it out there first (DELETE /v1/debates/{id}/articles/{map}), or delete the debate.",
        )


class StaleVersion(InputError):
    """A correction was based on a version that is no longer current (HTTP 409)."""

    code = "stale-version"

    def __init__(self, map_id: str, expected: int, present: int, what: str = "map") -> None:
        super().__init__(
            f"{what} {map_id!r} is at version {present}, the change was made against version {expected}",
            hint=f"Read the {what} again, make the change against its present version, and send it once more.",
        )
        self.expected = expected
        self.present = present


class NotFinished(InputError):
    """The map is still being made, so it cannot be corrected yet (HTTP 409)."""

    code = "not-finished"

    def __init__(self, map_id: str, status: str, what: str = "map") -> None:
        super().__init__(
            f"{what} {map_id!r} is {status}, so it cannot be changed yet",
            hint="Wait for its `finished` event, or cancel it first.",
        )


class HasIssues(InputError):
    """The map already has issues, so they are not searched for again (HTTP 409)."""

    code = "has-issues"

    def __init__(self, map_id: str) -> None:
        super().__init__(
            f"map {map_id!r} has issues already",
            hint="Correct them with PATCH; without any, they can be asked for again.",
        )


class KeyReused(InputError):
    """An Idempotency-Key was reused with a different request (HTTP 422)."""

    code = "idempotency-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(
            f"the idempotency key {key!r} was used for another request",
            hint="Send the same request with this key, or use a new key.",
        )


class TooManyMaps(InputError):
    """There is no room for another unfinished map or debate (HTTP 429)."""

    code = "too-many-maps"

    def __init__(self, most: int, where: str, what: str = "maps") -> None:
        super().__init__(
            f"at most {most:,} {what} {where} may be unfinished, and there is no room for more",
            hint="Send it again when some of them are finished, or cancel one.",
        )


class TooMuchKept(InputError):
    """A key has reached its limit of maps and debates (HTTP 409)."""

    code = "too-much-kept"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"a key keeps at most {most:,} maps and debates, and there is no room for more",
            hint="Delete some that are not needed any more.",
        )


class TooManyVersions(InputError):
    """A document has reached its limit of versions (HTTP 409)."""

    code = "too-many-versions"

    def __init__(self, name: str, most: int, what: str = "map") -> None:
        super().__init__(
            f"{what} {name} has {most:,} versions, and takes no more",
            hint="Send several changes in one request; or export it, and go on with a new one.",
        )


class BadCursor(InputError):
    code = "bad-cursor"

    def __init__(self) -> None:
        super().__init__("the cursor is not one that this service gave out", hint="Start again without a cursor.")
