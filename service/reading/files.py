"""Reads a file of a known kind into a Document, in this process.

Readers of markup formats need large libraries, so each reader is imported when the first file of its kind arrives.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from service.domain.document import Document
from service.reading.blocks import blocks_of_plain
from service.reading.build import build_document, check_length
from service.reading.decode import decode
from service.reading.inline_marks import without_inline_marks
from service.reading.normalise import normalise
from service.reading.options import Options
from service.reading.readers import READERS, TEXT
from service.reading.sniff import kind_of

_PASTED, _HEAD = ("vtt", "srt"), 200


def read_any(data: bytes, options: Options) -> Document:
    """Reads a file, identified by its content first, then by name and media type. Raises UnreadableDocument as
    `read_file`.
    """
    if options.is_text:
        return read_pasted(data.decode("utf-8", "surrogatepass"), options)
    return read_file(kind_of(data, name=options.name, media_type=options.media_type), data, options)


def read_file(kind: str, data: bytes, options: Options) -> Document:
    """Raises UnreadableDocument if the file cannot be decoded, is damaged, or exceeds the limits."""
    given: bytes | str = data
    if READERS[kind].takes == "text":
        given = decode(data, media_type=options.media_type, is_html=kind == "html")
    document: Document = reader_of(kind)(given, options)
    return document


def reader_of(kind: str) -> Any:
    """The reader for files of this kind; it takes bytes or text, as `READERS[kind].takes` says."""
    if kind == TEXT:
        return read_plain
    return getattr(import_module(f".{kind}", __package__), f"read_{kind}")


def read_pasted(text: str, options: Options) -> Document:
    """Pasted text: plain text, unless it begins like subtitles, whose times would otherwise be read as words."""
    start = text[:_HEAD].encode("utf-8", "replace")
    kind = next((kind for kind in _PASTED if (marks := READERS[kind].marks) and marks.search(start)), TEXT)
    document: Document = reader_of(kind)(text, options)
    return document


def read_plain(text: str, options: Options) -> Document:
    """Plain text. A leading headline becomes the title if none is given."""
    normalised = normalise(text)
    check_length(normalised.strip(), options.limits)
    return build_document(blocks_of_plain(without_inline_marks(normalised)), options, kind="text")
