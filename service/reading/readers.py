"""The kinds of files that can be read. A reader is a module of this package named after its kind, and a row of this
table.

The module `KIND.py` has `read_KIND(data_or_text, options) -> Document`. It is imported when the first file of its kind
arrives, since some readers need large libraries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

TEXT = "text"
"""What every other file is taken for, as long as it can be decoded."""
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_PDF = re.compile(rb"%PDF-")
_VTT = re.compile(rb"\A(?:\xef\xbb\xbf)?WEBVTT(?=\s|\Z)")
_SRT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\d+[ \t]*\r?\n\d+:\d\d:\d\d[,.]\d+ --> \d")
_XML = re.compile(rb"<(?:\w+:)?(?:akomaNtoso|hansard|housecommons|houselords|publicwhip)[\s>]")


@dataclass(frozen=True)
class Reader:
    """`suffixes` (without a dot, the usual one first) and `media_types` are looked at behind the content.

    `takes`: the file's bytes, or its decoded text. `marks`: stands in the first 1,024 bytes of every such file.
    `archive_with`: the name of a member, where such files are ZIP archives. `sandbox_above`: bytes above which a file
    is read in a process of its own, since it may cost much time or memory; 0: always; None: never.
    """

    kind: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    takes: Literal["bytes", "text"]
    marks: re.Pattern[bytes] | None = None
    archive_with: str | None = None
    sandbox_above: int | None = None


READERS: dict[str, Reader] = {
    reader.kind: reader
    for reader in (
        Reader(TEXT, ("txt", "text"), ("text/plain",), "text"),
        Reader(
            "html",
            ("html", "htm", "xhtml"),
            ("text/html", "application/xhtml+xml"),
            "text",
            marks=_HTML,
            sandbox_above=500_000,
        ),
        Reader("markdown", ("md", "markdown", "mdown"), ("text/markdown", "text/x-markdown"), "text"),
        Reader("pdf", ("pdf",), ("application/pdf",), "bytes", marks=_PDF, sandbox_above=0),
        Reader(
            "docx",
            ("docx",),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
            "bytes",
            archive_with="word/document.xml",
            sandbox_above=0,
        ),
        Reader("vtt", ("vtt",), ("text/vtt",), "text", marks=_VTT, sandbox_above=500_000),
        Reader("srt", ("srt",), ("application/x-subrip", "text/srt"), "text", marks=_SRT, sandbox_above=500_000),
        Reader("json", ("json",), ("application/json",), "text", sandbox_above=500_000),
        Reader("xml", ("xml",), ("application/xml", "text/xml"), "text", marks=_XML, sandbox_above=500_000),
    )
}


def suffixes() -> tuple[str, ...]:
    """The suffixes of all supported file types, including the leading dot."""
    return tuple(f".{suffix}" for reader in READERS.values() for suffix in reader.suffixes)


def usual_suffixes() -> str:
    """For display: ".txt, .html or .pdf"."""
    *most, last = [f".{reader.suffixes[0]}" for reader in READERS.values()]
    return f"{', '.join(most)} or {last}"
