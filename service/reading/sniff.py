"""What kind of file some bytes are: by their content, then by media type and name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from service.errors import UnreadableDocument

FileKind = Literal["text", "markdown", "html", "pdf", "docx"]
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_OTHERS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an audio, video or image file"),
    (b"II*\x00", "a TIFF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "an RTF file"),
)
_READABLE = "Send .txt, .md, .html, .pdf or .docx."


def kind_of(data: bytes, *, name: str | None, media_type: str | None) -> FileKind:
    """The kind of `data`. Raises UnreadableDocument where it is plainly something else than a document."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise UnreadableDocument(f"the file is {what}, not a document", hint=_READABLE)
    suffix = name.rsplit(".", 1)[-1].lower() if name and "." in name else ""
    stated = (media_type or "").split(";")[0].strip().lower()
    if suffix in ("pdf", "docx"):
        raise UnreadableDocument(f"the file is named .{suffix} but is none", hint="Is it damaged, or the wrong file?")
    if (
        _HTML.search(head[:1024])
        or stated in ("text/html", "application/xhtml+xml")
        or suffix in ("html", "htm", "xhtml")
    ):
        return "html"
    if stated in ("text/markdown", "text/x-markdown") or suffix in ("md", "markdown", "mdown"):
        return "markdown"
    return "text"


def unpacked_size(archive: bytes) -> int:
    """Bytes that a ZIP archive says it unpacks to, which is also the most that is ever unpacked of it."""
    return sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(archive)).infolist())


def _zip_kind(data: bytes) -> FileKind:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableDocument("the file is a damaged archive", hint=_READABLE) from error
    if "word/document.xml" in names:
        return "docx"
    raise UnreadableDocument("the file is a ZIP archive, not a document", hint=_READABLE)
