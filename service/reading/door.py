"""The one door into reading: text, bytes of any supported kind, or an address -> a Document.

The readers of marked-up files bring large libraries with them, so each is imported when its first file comes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from service.domain.document import Document, DocumentSource
from service.errors import UnreadableDocument
from service.reading.blocks import blocks_of_plain
from service.reading.build import build_document, check_length
from service.reading.decode import decode
from service.reading.fetching import Address, fetch_page, is_public
from service.reading.limits import DEFAULT_LIMITS, Limits
from service.reading.normalise import normalise
from service.reading.sniff import kind_of


def read_text(
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    name: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Plain text, as pasted. A leading headline becomes the title where none is given.

    `language`: ISO 639-1, found where it is None. Raises UnreadableDocument for an empty text or one over the limits.
    """
    normalised = normalise(text)
    check_length(normalised.strip(), limits)
    return build_document(
        blocks_of_plain(normalised),
        source=DocumentSource(kind="text", name=file_name(name)),
        limits=limits,
        title=title,
        language=language,
    )


def read_bytes(
    data: bytes,
    *,
    name: str | None = None,
    media_type: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """A file, by its content first and its name and media type second: text, Markdown, HTML, PDF or DOCX.

    Raises UnreadableDocument for any other kind, for what cannot be decoded, and for what the limits forbid.
    """
    if len(data) > limits.max_bytes:
        raise UnreadableDocument(
            f"the file has {len(data):,} bytes, more than the {limits.max_bytes:,} allowed",
            hint="Send the article in parts, or raise ARGMAP_MAX_UPLOAD.",
        )
    kind = kind_of(data, name=name, media_type=media_type)
    name = file_name(name)
    if kind == "pdf":
        from service.reading.pdf import read_pdf

        return read_pdf(data, name=name, title=title, language=language, limits=limits)
    if kind == "docx":
        from service.reading.docx import read_docx

        return read_docx(data, name=name, title=title, language=language, limits=limits)
    text = decode(data, media_type=media_type, is_html=kind == "html")
    if kind == "html":
        from service.reading.html import read_html

        return read_html(text, name=name, title=title, language=language, limits=limits)
    if kind == "markdown":
        from service.reading.markdown import read_markdown

        return read_markdown(text, name=name, title=title, language=language, limits=limits)
    return read_text(text, name=name, title=title, language=language, limits=limits)


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
    page = fetch_page(url, limits=limits, is_allowed=is_allowed)
    name = PurePosixPath(unquote(urlsplit(page.url).path)).name or None
    document = read_bytes(
        page.data, name=name, media_type=page.media_type, title=title, language=language, limits=limits
    )
    source = document.source.model_copy(update={"kind": "url", "url": document.source.url or page.url})
    return document.model_copy(update={"source": source})


def file_name(name: str | None) -> str | None:
    """The last part of a path, so that no folder of somebody's machine gets into a map."""
    return PurePath(name.replace("\\", "/")).name or None if name else None
