"""What can go wrong between a program and the server."""

from __future__ import annotations

import httpx

from service.errors import ArgmapError, InfrastructureError, WorkFailed


class ApiProblem(ArgmapError):
    """The server refused and said why (RFC 9457). `status`: HTTP status; `type`: stable name of the problem."""

    def __init__(self, status: int, type_: str, detail: str, hint: str) -> None:
        super().__init__(f"{status} {detail}", hint=hint)
        self.status = status
        self.type = type_
        self.code = type_.rpartition(":")[2] or "error"


class ServerUnreachable(InfrastructureError):
    """No answer after all retries."""


class NotFinishedInTime(WorkFailed):
    """The map is still being made; `map_id` is where it will be."""

    def __init__(self, map_id: str, seconds: float) -> None:
        super().__init__(
            f"map {map_id} was not finished within {seconds:g} s", hint="Call wait_for again, or follow it."
        )
        self.map_id = map_id


def problem_of(response: httpx.Response) -> ApiProblem:
    """The problem in a response; for one that is no problem document, the best description available."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return ApiProblem(response.status_code, "about:blank", response.text[:200], "Is this an argmap server?")
    return ApiProblem(
        response.status_code,
        str(body.get("type", "about:blank")),
        str(body.get("detail") or body.get("title") or "no reason given"),
        str(body.get("hint", "")),
    )
