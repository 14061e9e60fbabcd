"""Texts that are made to cost: each is read (or refused) in linear time."""

from __future__ import annotations

import bz2
import contextlib
import time
import tracemalloc

import pytest

from service.errors import UnreadableDocument
from service.reading import read_bytes, read_text

SECONDS = 3.0
"""Of the processor, for 80,000 characters."""
CASES = {
    "addresses": "a@" * 40_000,
    "addresses without end": "a@b." * 20_000,
    "name": "By " + "A" * 80_000,
    "names": "Ann " * 20_000,
    "capitals": "A" * 80_000,
    "stops": "." * 80_000,
    "stops and letters": "a." * 40_000,
    "brackets": "(" * 40_000 + "]" * 40_000,
    "quotations": '"It fails," said ' * 4_000,
    "spaces": " x" + " " * 80_000 + "x",
    "dashes": "A" + "-" * 80_000,
    "credits": "Photo: " * 11_000,
    "underscores": "a" + "_" * 80_000,
    "slashes": "a/b " * 20_000,
    "bylines": "Ann Lee\n\n" * 1_900,
    "labels": "AB\n\n" * 1_900,
}


@pytest.mark.parametrize("case", CASES)
def test_in_linear_time(case: str) -> None:
    begun = time.thread_time()
    with contextlib.suppress(UnreadableDocument):
        read_text(CASES[case])
    assert time.thread_time() - begun < SECONDS


@pytest.mark.parametrize("charset", ["bz2", "zlib_codec", "punycode", "idna", "unicode_escape", "undefined", "uu"])
def test_only_text_codecs_are_used(charset: str) -> None:
    """A kilobyte of bz2 made 3.8 GB of text."""
    data = bz2.compress(b"\xe4" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(UnreadableDocument):
        read_bytes(data, media_type=f"text/plain; charset={charset}")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
