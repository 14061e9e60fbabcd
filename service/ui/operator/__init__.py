"""The operator's page at `/operator`: the tables of `GET /v1/operator`, which asks for the key."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response

from service.ui.assets import Asset, answer, asset_of

_HERE = Path(__file__).parent


def mount_operator_page(app: FastAPI) -> None:
    """Serves the page and its two files; they hold nothing of the server's."""

    async def page(request: Request) -> Response:
        return answer(request, _asset("page.html"))

    async def file(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in ("page.js", "page.css"):
            raise HTTPException(404, detail=f"the operator's page has no file {name!r}")
        return answer(request, _asset(name))

    app.add_route("/operator", page, include_in_schema=False)
    app.add_route("/operator/{name}", file, include_in_schema=False)


@cache
def _asset(name: str) -> Asset:
    return asset_of((_HERE / name).read_bytes(), Path(name).suffix)
