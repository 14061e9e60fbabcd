"""The entry point for reading: converts text, bytes of any supported kind, or a URL to a Document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.fetching import Address, Page, fetch_page, is_public
from service.reading.files import read_file, read_pasted
from service.reading.options import DEFAULT_LIMITS, Limits, Options
from service.reading.sandboxed import may_cost_much, read_in_sandbox
from service.reading.sniff import kind_of


def read_text(
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Pasted plain text or subtitles. A leading headline becomes the title if none is given.

    `language`: ISO 639-1, detected if None. Raises UnreadableDocument for empty text or text over the limits.
    """
    return read_pasted(text, Options(file_name(name), title, language, limits=limits))


def read_bytes(
    data: bytes,
    *,
    name: str | None = None,
    media_type: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """A file of any kind in `readers.READERS`, identified by its content first, then by name and media type.

    Raises UnreadableDocument for any other kind, for undecodable data, and for files over the limits.
    """
    check_size(data, limits)
    kind = kind_of(data, name=name, media_type=media_type)
    options = Options(file_name(name), title, language, media_type, limits)
    return read_in_sandbox(data, options) if may_cost_much(kind, data) else read_file(kind, data, options)


def check_size(data: bytes, limits: Limits) -> None:
    """Raises UnreadableDocument if a file has too many bytes."""
    if len(data) > limits.max_bytes:
        raise UnreadableDocument(
            f"the file has {len(data):,} bytes, more than the {limits.max_bytes:,} allowed",
            hint="Send the article in parts, or raise ARGMAP_MAX_UPLOAD.",
        )


def read_url(
    url: str,
    *,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    is_allowed: Callable[[Address], bool] = is_public,
) -> Document:
    """The article at an http(s) URL: a page, or a file of any kind that `read_bytes` accepts.

    `is_allowed` decides which network addresses may be reached; by default only public ones. Raises UnreadableDocument
    as `fetch_page` and `read_bytes` do.
    """
    page = asyncio.run(fetch_page(url, limits=limits, is_allowed=is_allowed))
    document = read_bytes(
        page.data, name=name_of(page), media_type=page.media_type, title=title, language=language, limits=limits
    )
    return from_page(document, page)


def name_of(page: Page) -> str | None:
    """The file name in a URL."""
    return PurePosixPath(unquote(urlsplit(page.url).path)).name or None


def from_page(document: Document, page: Page) -> Document:
    """The document, with its URL as its source."""
    source = document.source.model_copy(update={"kind": "url", "url": document.source.url or page.url})
    return document.model_copy(update={"source": source})


def file_name(name: str | None) -> str | None:
    """The last component of a path, so that no local folder names end up in a map."""
    return PurePath(name.replace("\\", "/")).name or None if name else None
