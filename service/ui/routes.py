"""The web page and the API's description: static files under a strict Content-Security-Policy."""

from __future__ import annotations

import hashlib
import html
import json
import time
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from service.formats.debates import DEBATE_FORMATS
from service.reading.readers import suffixes
from service.ui.languages import STATIC, in_language, language_for, languages
from service.ui.page_format import ALL_FORMATS, ALL_TITLES, FIRST, IMPORT, SHEETS, page_source, path_of

SWAGGER = Path(__file__).parent / "swagger"
EARLY = "early.js"
"""Asks for the map while the page's other modules are on their way."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def mount_ui(app: FastAPI, *, frame_ancestors: str = "") -> None:
    """Serves the page at `/`, its files under `/static/`, and Swagger UI, whose files are shipped, at `/docs`.

    The page asks for its files under `/static/~VERSION/`, where VERSION follows from them: those may be kept for good.
    `frame_ancestors`: origins, separated by spaces, whose pages may show a map in a frame (`/embed`); none: nobody's.
    """

    async def page(request: Request) -> Response:
        return _answer(request, _page(_version(), language_for(request)), SECURITY_HEADERS)

    async def embedded(request: Request) -> Response:
        if not frame_ancestors:
            raise HTTPException(404, detail="no other page may show maps of this server (ARGMAP_FRAME_ANCESTORS)")
        source = _page(_version(), language_for(request))
        source = source.replace('<body class="at-start">', '<body class="at-start read-only embedded">')
        return _answer(request, source, _framed_by(frame_ancestors))

    async def documentation(request: Request) -> Response:
        # Swagger UI writes markup of its own, so that trusted types cannot be asked for; all else is as strict.
        policy = POLICY.replace("; require-trusted-types-for 'script'", "")
        source = (SWAGGER / "page.html").read_text("utf-8")
        return _answer(request, source, SECURITY_HEADERS | {"Content-Security-Policy": policy})

    app.add_route("/", page, include_in_schema=False)
    app.add_route("/embed", embedded, include_in_schema=False)
    app.add_route("/docs", documentation, include_in_schema=False)
    app.mount("/docs", _Files(directory=SWAGGER / "served"))
    app.mount("/static", _Files(directory=STATIC))


class _Files(StaticFiles):
    """`~VERSION/` before a path is left out; relative imports keep it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.partition("/") if path.startswith("~") else ("", "", path)
        if "\x00" in path:
            raise HTTPException(404)
        response = await super().get_response(rest, scope)
        lasting = version == f"~{_version()}"
        response.headers.update(SECURITY_HEADERS)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def _answer(request: Request, page: str, security: dict[str, str]) -> Response:
    """The page, or 304 where the browser has it."""
    etag = f'"{hashlib.sha256(page.encode()).hexdigest()[:20]}"'
    headers = {**security, "Cache-Control": "no-cache", "ETag": etag, "Vary": "Accept-Language, Cookie"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(page, headers=headers)


def _framed_by(ancestors: str) -> dict[str, str]:
    """The headers of a page that pages of these origins may show in a frame; all else stays forbidden."""
    headers = {name: value for name, value in SECURITY_HEADERS.items() if name != "X-Frame-Options"}
    policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    return headers | {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}


def _version() -> str:
    return _version_at(int(time.monotonic()))


@lru_cache(maxsize=1)
def _version_at(second: int) -> str:
    """Of all files of the page, by their sizes and times; looked up again each second, since a file may be edited."""
    stats = [(path, path.stat()) for path in sorted(STATIC.rglob("*.*"))]
    stamp = [(path.relative_to(STATIC).as_posix(), stat.st_mtime_ns, stat.st_size) for path, stat in stats]
    return hashlib.sha256(repr(stamp).encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _page(version: str, language: str) -> str:
    """With links to style sheets and first modules, so that all are asked for at once, and with what can be read."""
    base = f"/static/~{version}"
    sheets = (f'<link rel="stylesheet" href="{base}/{name}"{media}>' for name, media in SHEETS.items())
    early = f'<script type="module" async src="{base}/{EARLY}"></script>'
    modules = (f'<link rel="modulepreload" href="{base}/{name}">' for name in _first_modules())
    first = f'<script type="module" src="{base}/{FIRST}"></script>'
    files = f'<meta name="argmap-files" content="{",".join(suffixes())}">'
    spoken = f'<meta name="argmap-languages" content="{",".join(languages())}">'
    formats = {
        "maps": [
            {"name": name, "title": title, "about": about, "suffix": ALL_FORMATS[name].suffix}
            for name, (title, about) in ALL_TITLES.items()
        ],
        "debates": DEBATE_FORMATS,
    }
    known = f'<meta name="argmap-formats" content="{html.escape(json.dumps(formats))}">'
    head = "\n".join([files, spoken, known, early, *modules, first, *sheets])
    return in_language(page_source(), language).replace("<!-- head -->", head)


def _first_modules() -> list[str]:
    """What the page's entry imports, and what that imports."""
    found, pending = list[str](), [FIRST]
    while pending:
        name = pending.pop()
        needed = {path_of(name, at) for how, at in IMPORT.findall((STATIC / name).read_text("utf-8")) if "(" not in how}
        new = sorted(needed - {*found, *pending, FIRST, EARLY})
        found += new
        pending += new
    return found
