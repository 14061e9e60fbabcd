"""Decodes bytes to text, whatever their encoding; binary data is rejected."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from charset_normalizer import from_bytes

from service.domain.word_lists import word_list
from service.errors import UnreadableDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CODECS = word_list(
    "ascii big5 big5hkscs cp037 cp437 cp500 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 "
    "cp864 cp865 cp866 cp869 cp874 cp932 cp949 cp950 cp1006 cp1026 cp1125 cp1140 cp1250 cp1251 cp1252 cp1253 "
    "cp1254 cp1255 cp1256 cp1257 cp1258 euc_jp euc_jis_2004 euc_jisx0213 euc_kr gb18030 gb2312 gbk hz "
    "iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr iso8859-1 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11 "
    "iso8859-13 iso8859-14 iso8859-15 iso8859-16 johab koi8-r koi8-t koi8-u kz1048 mac-cyrillic mac-greek mac- "
    "iceland mac-latin2 mac-roman mac-turkish ptcp154 shift_jis shift_jis_2004 shift_jisx0213 tis-620 utf-16 "
    "utf-16-be utf-16-le utf-32 utf-32-be utf-32-le utf-8 utf-8-sig"
)
"""What a stated charset may name; Python's other codecs unpack archives (bz2, zlib), or take more than linear time."""
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_SAMPLE = 100_000
_MOST_CONTROLS = 0.01
_MOST_ACCENTS = 0.08
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜŒŠŽ‘’“”„‚–—…«»€£°§©®·½\u00a0¿¡")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")


def decode(data: bytes, *, media_type: str | None = None, is_html: bool = False) -> str:
    """The text of `data`, decoded by byte order mark, as UTF-8, by the declared charset, or as charset-normalizer
    detects.

    Raises UnreadableDocument if no encoding yields text.
    """
    readings: tuple[Callable[[], str | None], ...] = (
        lambda: _by_mark(data),
        lambda: _strictly(data, "utf-8"),
        lambda: _as_stated(data, media_type, is_html),
        lambda: _as_two_bytes(data),
        lambda: _as_western(data),
        lambda: _as_guessed(data),
    )
    for reading in readings:
        text = reading()
        if text is not None and not _is_rubbish(text):
            return text
    raise UnreadableDocument(
        "the file is binary, or in an unknown encoding",
        hint="Save it as UTF-8 text, or send .md, .html, .pdf or .docx.",
    )


def _by_mark(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    return None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        codec = codecs.lookup(encoding)
        return codec.incrementaldecoder("strict").decode(data, final=True) if codec.name in _TEXT_CODECS else None
    except (UnicodeError, LookupError, TypeError, ValueError):
        return None


def _as_stated(data: bytes, media_type: str | None, is_html: bool) -> str | None:
    stated = _CHARSET.search(media_type or "")
    if stated is None and is_html:
        stated = _CHARSET.search(data[:4096].decode("ascii", "replace"))
    return _strictly(data, stated.group(1)) if stated else None


def _as_two_bytes(data: bytes) -> str | None:
    """UTF-16 without a mark: the upper byte of every space and stop is 0."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    if max(even, odd) < len(data[:_SAMPLE]) / 40:
        return None
    return _strictly(data, "utf-16-le" if odd > even else "utf-16-be")


def _as_western(data: bytes) -> str | None:
    """Windows-1252 where the few letters beyond ASCII are those of western Europe; too few for statistics to tell."""
    high = [byte for byte in data[:_SAMPLE] if byte >= 0x80]
    if len(high) > len(data[:_SAMPLE]) * _MOST_ACCENTS:
        return None
    text = _strictly(data, "cp1252")
    return text if text is not None and all(character in _WESTERN for character in text if character > "\x7f") else None


def _as_guessed(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    try:
        return data.decode(best.encoding, "strict" if len(data) <= _SAMPLE else "replace")
    except (UnicodeError, LookupError):
        return None


def _is_rubbish(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) > max(2, len(sample) * _MOST_CONTROLS)
