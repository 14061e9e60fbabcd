"""Bytes and JSON values, changed by chance."""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Any

_TOKENS: tuple[bytes, ...] = (
    *(b"<script>alert(1)</script>", b"<!--", b"]]>", b"&#x110000;", b"&#0;", b"<a href='javascript:x'>", b"<table>"),
    *(b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>', b"&c;", b"</p>", b"<p>" * 200, b"<div>" * 3000),
    *(b"%PDF-1.7", b"endobj", b"stream\n", b"endstream", b"/Length 99999999", b"/Kids [1 0 R]", b"<<" * 500),
    *(b"/Count 2147483647", b"xref", b"trailer", b"9999999999 0 R", b"/Filter [/FlateDecode /FlateDecode]"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\r", b"\r\n\r\n"),
    *(b"[" * 5000, b"{" * 500, b"(" * 3000, b"> " * 1000, b"* " * 500, b"|-" * 500, b"`" * 50, b"_" * 999, b"- " * 400),
    *(b"null", b"true", b"1e999", b"-1", b"999999999999999999999", b'"\\ud800"', b"NaN", b"{}", b"[]", b'""', b"\\"),
    *(b"w1", b"1-2", b"9999-1", b"A", b"s1", b"r1", b"u1", b"->", b"+>", b"<-", b"[a]: ", b"1.1. Pro: ", b"-> See 1."),
)
_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**30, 1.5, 1e308, "", "x", "\ud800", "\x00", "a" * 10_000, [], {}, [[]], {"a": None}),
    *("author", "u0", "r0", "u1", "1-2", "w1-w9999999", "١", "1" * 50, ["u0"], "support", "undercut", "javascript:x"),
)
LONGEST = 400_000


class Mutator:
    """One source of chance; the same seed makes the same changes."""

    def __init__(self, rng: random.Random, seeds: Sequence[bytes]) -> None:
        self._rng = rng
        self._seeds = seeds

    def next(self) -> bytes:
        """One of the seeds, changed in one to eight places."""
        data = self._rng.choice(self._seeds)
        for _ in range(self._rng.randint(1, 8)):
            data = self._in_parts(data) if data[:2] == b"PK" and self._rng.random() < 0.8 else self._changed(data)
        return data[:LONGEST]

    def _changed(self, data: bytes) -> bytes:
        if data[:1] in (b"{", b"[") and self._rng.random() < 0.6:
            try:
                return json.dumps(self._value(json.loads(data))).encode()
            except (ValueError, RecursionError):
                pass
        ways: list[Callable[[bytes], bytes]] = [self._flip, self._cut, self._repeat, self._insert, self._splice]
        return self._rng.choice(ways)(data)

    def _in_parts(self, data: bytes) -> bytes:
        """Changes one file in a zip archive."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
            return self._changed(data)
        name = self._rng.choice(["word/document.xml", *parts])
        parts[name] = self._changed(parts.get(name, b""))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return packed.getvalue()

    def _value(self, value: Any) -> Any:
        """The JSON value with one of its inner values replaced, doubled, renamed or dropped."""
        at = value
        while isinstance(at, dict | list) and at and self._rng.random() < 0.85:
            key = self._rng.choice(list(at) if isinstance(at, dict) else range(len(at)))
            inside = at[key]
            if not isinstance(inside, dict | list) or not inside or self._rng.random() < 0.3:
                self._replace(at, key)
                return value
            at = inside
        return value if isinstance(value, dict | list) else self._rng.choice(_VALUES)

    def _replace(self, at: Any, key: Any) -> None:
        way = self._rng.random()
        if way < 0.6:
            at[key] = self._rng.choice(_VALUES)
        elif way < 0.7:
            del at[key]
        elif isinstance(at, list):
            at.append(at[key])
        else:
            at[self._rng.choice([*at, "unknown"])] = at[key]

    def _place(self, data: bytes) -> tuple[int, int]:
        start = self._rng.randrange(len(data) + 1)
        return start, min(len(data), start + self._rng.choice([1, 4, 20, 200, 4000]))

    def _flip(self, data: bytes) -> bytes:
        if not data:
            return b"\x00"
        at = self._rng.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << self._rng.randrange(8)]) + data[at + 1 :]

    def _cut(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:start] if self._rng.random() < 0.2 else data[:start] + data[end:]

    def _repeat(self, data: bytes) -> bytes:
        start, end = self._place(data)
        return data[:end] + data[start:end] * self._rng.choice([1, 2, 10, 50]) + data[end:]

    def _insert(self, data: bytes) -> bytes:
        start, _ = self._place(data)
        token = self._rng.choice([*_TOKENS, self._rng.randbytes(8)])
        return data[:start] + token + data[start:]

    def _splice(self, data: bytes) -> bytes:
        other = self._rng.choice(self._seeds)
        start, end = self._place(other)
        at, _ = self._place(data)
        return data[:at] + other[start:end] + data[at:]
