"""Versions as deltas: which pieces an earlier JSON shares with a later one, plus the rest.

A correction changes a few items of thousands. Pieces end where a JSON object ends, so that a changed item costs only
itself, and both directions take linear time.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator

_PIECE = re.compile(rb"[^}]*}|[^}]+")
_MARK = b"~"


def difference(body: bytes, base: bytes) -> bytes:
    """The delta from which `applied` restores `body`, given the same `base`. Both are JSON in UTF-8."""
    places: dict[bytes, int] = {}
    at = 0
    for piece in _pieces(base):
        places.setdefault(piece, at)
        at += len(piece)
    steps: list[list[int] | str] = []
    for piece in _pieces(body):
        place, last = places.get(piece), steps[-1] if steps else None
        if place is not None:
            if isinstance(last, list) and sum(last) == place:
                last[1] += len(piece)
            else:
                steps.append([place, len(piece)])
        elif isinstance(last, str):
            steps[-1] = last + piece.decode()
        else:
            steps.append(piece.decode())
    return _MARK + zlib.compress(json.dumps(steps).encode(), 6)


def whole(body: bytes) -> bytes:
    """The body, compressed, without a base."""
    return zlib.compress(body, 6)


def applied(stored: bytes, base: bytes) -> bytes:
    """The body of a row stored plain, compressed, or as a delta against `base`."""
    if stored.startswith(b"{"):
        return stored
    if not stored.startswith(_MARK):
        return zlib.decompress(stored)
    steps = json.loads(zlib.decompress(stored[1:]))
    return b"".join(base[step[0] : sum(step)] if isinstance(step, list) else step.encode() for step in steps)


def _pieces(body: bytes) -> Iterator[bytes]:
    return (found.group() for found in _PIECE.finditer(body))
