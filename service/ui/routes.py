"""The web page: static files with an ETag, gzip and a strict Content-Security-Policy."""

from __future__ import annotations

import hashlib
import html
import json
import time
from collections.abc import Callable

from fastapi import FastAPI, HTTPException, Request, Response

from service.formats.debates import DEBATE_FORMATS
from service.reading.readers import suffixes
from service.ui.assets import Asset, answer, asset_of, framed_by
from service.ui.bundle import APART, FIRST, first_modules, later
from service.ui.bundle import joined as join_first
from service.ui.languages import in_language, language_for, languages
from service.ui.page_format import ALL_FORMATS, ALL_TITLES
from service.ui.standalone import PRINT, SHEETS, STATIC, page_source

_BY_LANGUAGE = "Accept-Encoding, Accept-Language, Cookie"
LOOK_AGAIN = 0.25
"""Seconds."""


def mount_ui(app: FastAPI, *, frame_ancestors: str = "") -> None:
    """Serves the page at `/` and its files under `/static/`. Nothing of it appears in the API's description.

    The page asks for its files under `/static/~VERSION/`, where VERSION follows from their contents: those may be kept
    for good, so that a second visit asks for the page alone. `frame_ancestors`: origins, separated by spaces, whose
    pages may show a map in a frame (`/embed`); none: nobody's may.
    """
    files = _Files()

    async def page(request: Request) -> Response:
        return answer(request, files.page(language_for(request)), vary=_BY_LANGUAGE)

    async def embedded(request: Request) -> Response:
        if not frame_ancestors:
            raise HTTPException(404, detail="no other page may show maps of this server (ARGMAP_FRAME_ANCESTORS)")
        asset = files.embedded(language_for(request))
        return answer(request, asset, security=framed_by(frame_ancestors), vary=_BY_LANGUAGE)

    async def static_file(request: Request) -> Response:
        version, path = _split_version(request.path_params["path"])
        if "\x00" in path:
            raise HTTPException(404, detail="the page has no such file")
        asset = files.named(path, joined=version is not None)
        if asset is None:
            raise HTTPException(404, detail=f"the page has no file {path!r}")
        return answer(request, asset, lasting=version is not None and version == files.version)

    # Plain routes: some fifty small files are asked for at once, and none needs what an API route does.
    app.add_route("/", page, include_in_schema=False)
    app.add_route("/embed", embedded, include_in_schema=False)
    app.add_route("/static/{path:path}", static_file, include_in_schema=False)


def _split_version(path: str) -> tuple[str | None, str]:
    """`~0123abcd/main.js` as `0123abcd` and `main.js`. Relative imports keep the version."""
    if not path.startswith("~"):
        return None, path
    version, _, name = path[1:].partition("/")
    return version, name


class _Files:
    """The static files in memory, each read and compressed once and again only when it changes on disk."""

    def __init__(self) -> None:
        self._known: dict[str, Asset] = {}
        self._made: dict[str, Asset] = {}
        self._looked: tuple[float, tuple[int, int]] = (-1.0, (0, 0))
        self.version = ""
        """Of the files that the page now links to."""

    def named(self, name: str, *, joined: bool = False) -> Asset | None:
        """A file as it is on disk, or, for a page that has the first modules in one file, as it fits to that."""
        if joined and name == FIRST:
            return self._made_from(FIRST, join_first, ".js")
        if joined and name.endswith(".js") and self._exists(name):
            return self._made_from(name, lambda: later(name, self._joined()), ".js")
        return self._read(name)

    def _joined(self) -> frozenset[str]:
        return frozenset([*first_modules(), APART])

    @staticmethod
    def _exists(name: str) -> bool:
        path = (STATIC / name).resolve()
        return path.is_relative_to(STATIC) and path.is_file()

    def _read(self, name: str) -> Asset | None:
        path = (STATIC / name).resolve()
        if not path.is_relative_to(STATIC) or not path.is_file():
            return None
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(name)
        if known is None or known.stamp != stamp:
            known = asset_of(path.read_bytes(), path.suffix, stamp)
            self._known[name] = known
        return known

    def page(self, language: str) -> Asset:
        return self._made_from(f"page.{language}", lambda: self._make_page(language))

    def embedded(self, language: str) -> Asset:
        """The page as another page shows it in a frame: one view, to be read."""
        at_start = '<body class="at-start">'
        return self._made_from(
            f"embedded.{language}",
            lambda: self._make_page(language).replace(at_start, '<body class="at-start read-only embedded">'),
        )

    def _make_page(self, language: str) -> str:
        contents = hashlib.sha256()
        for path in sorted(STATIC.rglob("*.*")):
            contents.update(path.read_bytes())
        self.version = contents.hexdigest()[:12]
        page = in_language(page_source(), language)
        return _with_links(page, f"/static/~{self.version}")

    def _stamp_of_all(self) -> tuple[int, int]:
        """Looked up again after a quarter of a second: a page asks for several files at once."""
        now = time.monotonic()
        if now - self._looked[0] > LOOK_AGAIN:
            stats = [path.stat() for path in STATIC.rglob("*") if path.is_file()]
            self._looked = (now, (max(stat.st_mtime_ns for stat in stats), sum(stat.st_size for stat in stats)))
        return self._looked[1]

    def _made_from(self, name: str, make: Callable[[], str], suffix: str = ".html") -> Asset:
        """A page built from several files, and built again when one of them changes."""
        stamp = self._stamp_of_all()
        made = self._made.get(name)
        if made is None or made.stamp != stamp:
            made = asset_of(make().encode("utf-8"), suffix, stamp)
            self._made[name] = made
        return made


def _with_links(page: str, base: str) -> str:
    """Style sheets and the two scripts of the first drawing, so that all are asked for at once; what can be read."""
    sheets = [
        f'<link rel="stylesheet" href="{base}/{name}"{" media=print" if name == PRINT else ""}>' for name in SHEETS
    ]
    early = f'<script type="module" async src="{base}/{APART}"></script>'
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
    return page.replace("<!-- head -->", "\n".join([files, spoken, known, early, first, *sheets]))
