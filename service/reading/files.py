"""Reads a file of a known kind into a Document, in this process.

Readers of markup formats need large libraries, so each reader is imported when the first file of its kind arrives.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from typing import Any

from service.domain.document import Document, DocumentSource
from service.reading.blocks import blocks_of_plain
from service.reading.build import build_document, check_length
from service.reading.decode import decode
from service.reading.inline_marks import without_inline_marks
from service.reading.limits import DEFAULT_LIMITS, Limits
from service.reading.normalise import normalise
from service.reading.readers import READERS, TEXT
from service.reading.sniff import kind_of

_PASTED, _HEAD = ("vtt", "srt"), 200


@dataclass(frozen=True)
class Options:
    """What is known about a file besides its bytes; `language`: ISO 639-1. `is_text`: it was pasted, whatever it
    contains.
    """

    name: str | None = None
    title: str | None = None
    language: str | None = None
    media_type: str | None = None
    limits: Limits = DEFAULT_LIMITS
    is_text: bool = False

    def dump(self) -> bytes:
        """The options as one line of JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def parse(cls, line: bytes) -> Options:
        options = cls(**json.loads(line))
        return replace(options, limits=Limits(**options.limits))  # type: ignore[arg-type]


def read_any(data: bytes, options: Options) -> Document:
    """Reads a file, identified by its content first, then by name and media type. Raises UnreadableDocument as
    `read_file`.
    """
    if options.is_text:
        known = {"name": options.name, "title": options.title, "language": options.language}
        return read_pasted(data.decode("utf-8", "surrogatepass"), **known, limits=options.limits)
    return read_file(kind_of(data, name=options.name, media_type=options.media_type), data, options)


def read_file(kind: str, data: bytes, options: Options) -> Document:
    """Raises UnreadableDocument if the file cannot be decoded, is damaged, or exceeds the limits."""
    given: dict[str, Any] = {
        "name": options.name,
        "title": options.title,
        "language": options.language,
        "limits": options.limits,
    }
    document: Document
    if READERS[kind].takes == "bytes":
        document = reader_of(kind)(data, **given)
    else:
        text = decode(data, media_type=options.media_type, is_html=kind == "html")
        document = reader_of(kind)(text, **given)
    return document


def reader_of(kind: str) -> Any:
    """The reader for files of this kind; it takes bytes or text, as `READERS[kind].takes` says."""
    if kind == TEXT:
        return read_plain
    return getattr(import_module(f".{kind}", __package__), f"read_{kind}")


def read_pasted(
    text: str,
    *,
    name: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Pasted text: plain text, unless it begins like subtitles, whose times would otherwise be read as words."""
    start = text[:_HEAD].encode("utf-8", "replace")
    kind = next((kind for kind in _PASTED if (marks := READERS[kind].marks) and marks.search(start)), TEXT)
    document: Document = reader_of(kind)(text, name=name, title=title, language=language, limits=limits)
    return document


def read_plain(
    text: str,
    *,
    name: str | None = None,
    title: str | None = None,
    language: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Plain text. A leading headline becomes the title if none is given."""
    normalised = normalise(text)
    check_length(normalised.strip(), limits)
    return build_document(
        blocks_of_plain(without_inline_marks(normalised)),
        source=DocumentSource(kind="text", name=name),
        limits=limits,
        title=title,
        language=language,
    )
