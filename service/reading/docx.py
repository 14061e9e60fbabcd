"""DOCX -> Document, by python-docx: styles tell headings, titles, captions and list items."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as DocxFile
from docx.table import Table
from docx.text.paragraph import Paragraph as DocxParagraph

from service.domain.document import Document, DocumentSource
from service.errors import UnreadableDocument
from service.reading.blocks import Block, Hint
from service.reading.build import Publication, build_document
from service.reading.limits import DEFAULT_LIMITS, Limits
from service.reading.sniff import unpacked_size

_MOST_UNPACKED = 30
"""Times a file's own size that it may have when unpacked; what grows more is made to exhaust memory."""
_FURNITURE_STYLE = re.compile(r"caption|header|footer|footnote|endnote|toc\b|subtitle|date|signature", re.IGNORECASE)


def read_docx(
    data: bytes,
    *,
    name: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """A Word file: its body in reading order, table cells as furniture, headers and footers left out.

    Raises UnreadableDocument where the file is damaged, protected, or unpacks to far more than its size.
    """
    _check_size(data, limits)
    try:
        opened = docx.Document(io.BytesIO(data))
        properties = opened.core_properties
        author, stated_title = properties.author or None, properties.title or None
        blocks = list(_blocks(opened))
    except Exception as error:  # a file made to do harm can make the parser raise anything
        raise UnreadableDocument(
            f"the Word file is damaged ({type(error).__name__})", hint="Open and save it again, or send its text."
        ) from error
    return build_document(
        blocks,
        source=DocumentSource(kind="docx", name=name),
        limits=limits,
        publication=Publication(author=author),
        title=title or _title(blocks) or stated_title,
        language=language,
    )


def _check_size(data: bytes, limits: Limits) -> None:
    try:
        unpacked = unpacked_size(data)
    except zipfile.BadZipFile as error:
        raise UnreadableDocument(
            "the Word file is damaged", hint="Open and save it again, or send its text."
        ) from error
    if unpacked > max(limits.max_bytes, _MOST_UNPACKED * len(data)) or unpacked > 20 * limits.max_bytes:
        raise UnreadableDocument("the Word file unpacks to far more than its size", hint="Send its text.")


def _blocks(opened: DocxFile) -> Iterator[Block]:
    items: list[str] = []
    for element in opened.iter_inner_content():
        if isinstance(element, DocxParagraph) and _is_list_item(element):
            items.append(element.text.strip())
            continue
        if items:
            yield Block("\n".join(f"- {item}" for item in items if item), "body")
            items = []
        if isinstance(element, Table):
            yield from _cells(element)
        else:
            yield Block(element.text.replace("\n", " "), _hint(element))
    if items:
        yield Block("\n".join(f"- {item}" for item in items if item), "body")


def _cells(table: Table) -> Iterator[Block]:
    for row in table.rows:
        yield Block(" | ".join(cell.text.replace("\n", " ") for cell in row.cells), "furniture")


def _style(paragraph: DocxParagraph) -> str:
    return (paragraph.style.name or "") if paragraph.style is not None else ""


def _is_list_item(paragraph: DocxParagraph) -> bool:
    return _style(paragraph).startswith("List") and bool(paragraph.text.strip())


def _hint(paragraph: DocxParagraph) -> Hint:
    style = _style(paragraph)
    if style.startswith("Heading") or style == "Title":
        return "heading"
    return "furniture" if _FURNITURE_STYLE.search(style) else "unknown"


def _title(blocks: list[Block]) -> str | None:
    return next((block.text for block in blocks[:3] if block.hint == "heading" and block.text.strip()), None)
