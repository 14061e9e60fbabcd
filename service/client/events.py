"""Server-sent events, line by line (the WHATWG's format): id, kind, data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MapEvent:
    """Something that happened to a map. `id`: pass it to `follow` to resume after this event."""

    id: str
    kind: str
    data: dict[str, Any]


class EventLines:
    """Takes the lines of a stream, and yields an event at each blank line that ends one."""

    def __init__(self) -> None:
        self._fields: dict[str, list[str]] = {}
        self._last_id = ""

    def take(self, line: str) -> MapEvent | None:
        if not line:
            return self._finished()
        if not line.startswith(":"):
            name, _, value = line.partition(":")
            self._fields.setdefault(name, []).append(value.removeprefix(" "))
        return None

    def _finished(self) -> MapEvent | None:
        fields, self._fields = self._fields, {}
        self._last_id = fields["id"][-1] if "id" in fields else self._last_id
        if "data" not in fields:
            return None
        try:
            data = json.loads("\n".join(fields["data"]))
        except ValueError:
            data = {"text": "\n".join(fields["data"])}
        kind = fields["event"][-1] if "event" in fields else "message"
        return MapEvent(self._last_id, kind, data if isinstance(data, dict) else {"value": data})
