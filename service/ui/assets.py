"""A file as it is sent: compressed once, with an ETag and the headers that keep a page to itself."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response

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

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html"}


def framed_by(ancestors: str) -> dict[str, str]:
    """The headers of a page that pages of these origins may show in a frame; all else stays forbidden."""
    headers = {name: value for name, value in SECURITY_HEADERS.items() if name != "X-Frame-Options"}
    policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    return headers | {"Content-Security-Policy": policy, "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class Asset:
    """A file as it is sent. `stamp`: of the file on disk, to see whether it changed."""

    body: bytes
    zipped: bytes
    media_type: str
    etag: str
    stamp: tuple[int, int] = (0, 0)


def asset_of(body: bytes, suffix: str, stamp: tuple[int, int] = (0, 0)) -> Asset:
    media_type = _TYPES.get(suffix) or mimetypes.guess_type(f"x{suffix}")[0] or "application/octet-stream"
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(body, gzip.compress(body, 6, mtime=0), media_type, etag, stamp)


def answer(
    request: Request,
    asset: Asset,
    *,
    lasting: bool = False,
    security: Mapping[str, str] = SECURITY_HEADERS,
    vary: str = "Accept-Encoding",
) -> Response:
    """The file, or 304 where the browser has it. `lasting`: it may be kept for good; `vary`: what it depends on."""
    kept = "public, max-age=31536000, immutable" if lasting else "no-cache"
    headers = {**security, "Cache-Control": kept, "ETag": asset.etag, "Vary": vary}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", "") and asset.zipped:
        return Response(asset.zipped, headers=headers | {"Content-Encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=headers, media_type=asset.media_type)
