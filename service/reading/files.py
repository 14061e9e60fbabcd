"""A file of a known kind -> a Document, in this process.

The readers of marked-up files bring large libraries with them, so each is imported when its first file comes.
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
    """What is known of a file beside its bytes; `language`: ISO 639-1. `is_text`: it was pasted, whatever it holds."""

    name: str | None = None
    title: str | None = None
    language: str | None = None
    media_type: str | None = None
    limits: Limits = DEFAULT_LIMITS
    is_text: bool = False

    def dump(self) -> bytes:
        """One line of JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def parse(cls, line: bytes) -> Options:
        options = cls(**json.loads(line))
        return replace(options, limits=Limits(**options.limits))  # type: ignore[arg-type]


def read_any(data: bytes, options: Options) -> Document:
    """A file, by its content first, its name and media type second. UnreadableDocument as `read_file` has it."""
    if options.is_text:
        known = {"name": options.name, "title": options.title, "language": options.language}
        return read_pasted(data.decode("utf-8", "surrogatepass"), **known, limits=options.limits)
    return read_file(kind_of(data, name=options.name, media_type=options.media_type), data, options)


def read_file(kind: str, data: bytes, options: Options) -> Document:
    """UnreadableDocument where it cannot be decoded, is damaged, or holds more than the limits allow."""
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
    """The function that reads files of this kind, from bytes or from text as the kind's row says."""
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
    """Pasted text: plain text, unless it begins as subtitles do, whose times would else be taken for words."""
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
    """Plain text. A leading headline becomes the title where none is given."""
    normalised = normalise(text)
    check_length(normalised.strip(), limits)
    return build_document(
        blocks_of_plain(without_inline_marks(normalised)),
        source=DocumentSource(kind="text", name=name),
        limits=limits,
        title=title,
        language=language,
    )
