"""The API's description as a page, at `/docs`: Swagger UI, whose files are shipped (see `swagger/vendor`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response

from service.ui.assets import POLICY, SECURITY_HEADERS, Asset, answer, asset_of

_HERE = Path(__file__).parent / "swagger"
_FILES = {
    "swagger-ui-bundle.js": _HERE / "vendor" / "swagger-ui-bundle.js",
    "swagger-ui.css": _HERE / "vendor" / "swagger-ui.css",
    "start.js": _HERE / "start.js",
}
_SECURITY = SECURITY_HEADERS | {
    # Swagger UI writes markup of its own, so that trusted types cannot be asked for; all else is as strict.
    "Content-Security-Policy": POLICY.replace("; require-trusted-types-for 'script'", "")
}


def mount_documentation(app: FastAPI) -> None:
    """Serves the page and its three files."""

    @app.get("/docs", include_in_schema=False)
    async def page(request: Request) -> Response:
        return answer(request, _asset(_HERE / "page.html"), security=_SECURITY)

    @app.get("/docs/{name}", include_in_schema=False)
    async def file(request: Request, name: str) -> Response:
        path = _FILES.get(name)
        if path is None:
            raise HTTPException(404, detail=f"the page of the API has no file {name!r}")
        return answer(request, _asset(path), security=_SECURITY)


@cache
def _asset(path: Path) -> Asset:
    return asset_of(path.read_bytes(), path.suffix)
