"""Identifies the kind of a file: by content first, then by media type and name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from service.errors import UnreadableDocument
from service.reading.readers import READERS, TEXT, Reader, usual_suffixes

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
_HEAD = 1024


def kind_of(data: bytes, *, name: str | None, media_type: str | None) -> str:
    """The kind of `data`, a key of READERS. Raises UnreadableDocument if it is clearly not a document."""
    readers = READERS.values()
    found = _by_marks(data, (reader for reader in readers if reader.takes == "bytes"))
    if found is not None:
        return found.kind
    if data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"PK\x03\x04"):
        return _archive_kind(data)
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise UnreadableDocument(f"the file is {what}, not a document", hint=_hint())
    suffix = name.rsplit(".", 1)[-1].lower() if name and "." in name else ""
    if any(suffix in reader.suffixes for reader in readers if reader.takes == "bytes"):
        raise UnreadableDocument(f"the file is named .{suffix} but is none", hint="Is it damaged, or the wrong file?")
    texts = [reader for reader in readers if reader.takes == "text" and reader.kind != TEXT]
    stated = (media_type or "").split(";")[0].strip().lower()
    found = _by_marks(data, texts) or next(
        (reader for reader in texts if stated in reader.media_types or suffix in reader.suffixes), None
    )
    return found.kind if found is not None else TEXT


def _by_marks(data: bytes, readers: Iterable[Reader]) -> Reader | None:
    return next((reader for reader in readers if reader.marks and reader.marks.search(data[:_HEAD])), None)


def unpacked_size(archive: bytes) -> int:
    """The unpacked size that a ZIP archive declares, in bytes; no more than that is ever unpacked from it."""
    return sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(archive)).infolist())


def _archive_kind(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableDocument("the file is a damaged archive", hint=_hint()) from error
    for reader in READERS.values():
        if reader.archive_with in names:
            return reader.kind
    raise UnreadableDocument("the file is a ZIP archive, not a document", hint=_hint())


def _hint() -> str:
    return f"Send {usual_suffixes()}."
