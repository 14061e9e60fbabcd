"""The entry to reading: text, bytes of any supported kind, or an address -> a Document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.fetching import Address, Page, fetch_page, is_public
from service.reading.files import Options, read_file, read_pasted
from service.reading.limits import DEFAULT_LIMITS, Limits
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
    """Plain text, or subtitles, as pasted. A leading headline becomes the title where none is given.

    `language`: ISO 639-1, found where it is None. Raises UnreadableDocument for an empty text or one over the limits.
    """
    return read_pasted(text, name=file_name(name), title=title, language=language, limits=limits)


def read_bytes(
    data: bytes,
    *,
    name: str | None = None,
    media_type: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """A file, by its content first and its name and media type second: any kind of `readers.READERS`.

    Raises UnreadableDocument for any other kind, for what cannot be decoded, and for what the limits forbid.
    """
    check_size(data, limits)
    kind = kind_of(data, name=name, media_type=media_type)
    options = Options(file_name(name), title, language, media_type, limits)
    return read_in_sandbox(data, options) if may_cost_much(kind, data) else read_file(kind, data, options)


def check_size(data: bytes, limits: Limits) -> None:
    """UnreadableDocument where a file has more bytes than it may."""
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
    """The article behind an http(s) address: a page, or a file of any kind that `read_bytes` reads.

    `is_allowed` says which network addresses may be reached; by default only those of the open internet. Raises
    UnreadableDocument as `fetch_page` and `read_bytes` do.
    """
    page = asyncio.run(fetch_page(url, limits=limits, is_allowed=is_allowed))
    document = read_bytes(
        page.data, name=name_of(page), media_type=page.media_type, title=title, language=language, limits=limits
    )
    return from_page(document, page)


def name_of(page: Page) -> str | None:
    """The file name in a page's address."""
    return PurePosixPath(unquote(urlsplit(page.url).path)).name or None


def from_page(document: Document, page: Page) -> Document:
    """The document, with its address as its source."""
    source = document.source.model_copy(update={"kind": "url", "url": document.source.url or page.url})
    return document.model_copy(update={"source": source})


def file_name(name: str | None) -> str | None:
    """The last part of a path, so that no folder of somebody's machine gets into a map."""
    return PurePath(name.replace("\\", "/")).name or None if name else None
