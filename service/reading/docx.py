"""Reads DOCX with python-docx: styles identify headings, titles, captions and list items."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as DocxFile
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.blocks import Block, Hint
from service.reading.build import Publication, build_document
from service.reading.options import Limits, Options
from service.reading.sniff import unpacked_size

_MOST_UNPACKED = 30
"""Times a file's own size that it may have when unpacked; what grows more is made to exhaust memory."""
_MOST_ELEMENTS = 50
"""Times the paragraphs that a document may have: the paragraphs, cells and runs of a file, empty ones too."""
_FURNITURE_STYLE = re.compile(r"caption|header|footer|footnote|endnote|toc\b|subtitle|date|signature", re.IGNORECASE)


def read_docx(data: bytes, options: Options) -> Document:
    """A Word file: its body in reading order, table cells as furniture, without headers and footers.

    Raises UnreadableDocument if the file is damaged, protected, or unpacks to far more than its size.
    """
    _check_size(data, options.limits)
    try:
        opened = docx.Document(io.BytesIO(data))
        properties = opened.core_properties
        author, stated_title = properties.author or None, properties.title or None
        _check_count(opened, options.limits)
        blocks = list(_blocks(opened))
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as error:  # a file made to do harm can make the parser raise anything
        raise UnreadableDocument(
            f"the Word file is damaged ({type(error).__name__})", hint="Open and save it again, or send its text."
        ) from error
    return build_document(
        blocks,
        options,
        kind="docx",
        publication=Publication(author=author),
        title=_title(blocks) or stated_title,
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


def _check_count(opened: DocxFile, limits: Limits) -> None:
    most = _MOST_ELEMENTS * limits.max_paragraphs
    for number, _ in enumerate(opened.element.body.iter(qn("w:p"), qn("w:tc"), qn("w:r"))):
        if number >= most:
            raise UnreadableDocument(
                f"the Word file has more than {most:,} paragraphs, table cells and runs",
                hint="Send the article in parts.",
            )


def _blocks(opened: DocxFile) -> Iterator[Block]:
    styles = {style.style_id: style.name or "" for style in opened.styles}
    items: list[str] = []
    for element in opened.iter_inner_content():
        if isinstance(element, Table):
            found = list(_cells(element))
        else:
            text, style = element.text.replace("\n", " "), _style(element, styles)
            if style.startswith("List") and text.strip():
                items.append(text.strip())
                continue
            found = [Block(text, _hint(style))] if text.strip() else []
        if items:
            yield Block("\n".join(f"- {item}" for item in items), "body")
            items = []
        yield from found
    if items:
        yield Block("\n".join(f"- {item}" for item in items), "body")


def _cells(table: Table) -> Iterator[Block]:
    """Each cell once, however many columns it says that it spans."""
    for row in table._tbl.tr_lst:
        texts = [_Cell(cell, table).text.replace("\n", " ").strip() for cell in row.tc_lst]
        yield Block(" | ".join(text for text in texts if text), "furniture")


def _style(paragraph: DocxParagraph, styles: dict[str, str]) -> str:
    """The style's name; `Normal` where none is given, or one that the file does not have."""
    return styles.get(paragraph._p.style or "", "Normal")


def _hint(style: str) -> Hint:
    if style.startswith("Heading") or style == "Title":
        return "heading"
    return "furniture" if _FURNITURE_STYLE.search(style) else "unknown"


def _title(blocks: list[Block]) -> str | None:
    return next((block.text for block in blocks[:3] if block.hint == "heading" and block.text.strip()), None)
