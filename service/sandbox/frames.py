"""Messages between a process and its children: a header (JSON) and any number of byte strings."""

from __future__ import annotations

import json
import struct
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, BinaryIO

_COUNT = struct.Struct(">I")
_LENGTH = struct.Struct(">Q")

Header = dict[str, Any]


def pack(header: Header, parts: Sequence[bytes] = ()) -> list[bytes]:
    """The pieces of one frame, in order."""
    pieces = [json.dumps(header).encode(), *parts]
    lengths = b"".join(_LENGTH.pack(len(piece)) for piece in pieces)
    return [_COUNT.pack(len(pieces)) + lengths, *pieces]


def receive(stream: BinaryIO) -> tuple[Header, list[bytes]] | None:
    """The next frame; None if the stream has ended."""
    start = stream.read(_COUNT.size)
    if len(start) < _COUNT.size:
        return None
    (count,) = _COUNT.unpack(start)
    lengths = [_LENGTH.unpack(stream.read(_LENGTH.size))[0] for _ in range(count)]
    header, *parts = [stream.read(length) for length in lengths]
    return json.loads(header), parts


async def receive_from(read: Callable[[int], Awaitable[bytes]]) -> tuple[Header, list[bytes]]:
    """The next frame of an asyncio stream, given its `readexactly`; raises IncompleteReadError if it has ended."""
    (count,) = _COUNT.unpack(await read(_COUNT.size))
    lengths = [_LENGTH.unpack(await read(_LENGTH.size))[0] for _ in range(count)]
    header, *parts = [await read(length) for length in lengths]
    return json.loads(header), parts
