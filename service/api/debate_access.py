"""Views, exports and corrections of stored debates, computed in threads or child processes (`debate_tasks`)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from service.api.debate_reader import DEBATE, DIGESTS
from service.api.request_executor import KeyConcurrency, RequestExecutor
from service.domain.debates.selecting import Selection
from service.errors import WorkFailed
from service.pipeline.together import SingleFlight
from service.storage.debate_records import DebateSummary
from service.storage.debates import DebateStore
from service.storage.records import Writable

_AT_ONCE, _TRIES = 2, 8
"""Concurrent views per key; rounds in which a view may request missing data."""
SMALL_CLAIMS = 1_000
"""Larger debates are viewed in a child process only."""


class View(NamedTuple):
    """An answer. `key` is different for every different body."""

    key: str
    about: dict[str, str]
    body: bytes


class DebateViews:
    """One per process. Concurrent requests for the same view are computed once."""

    def __init__(self, store: DebateStore, executor: RequestExecutor) -> None:
        self._store = store
        self._executor = executor
        self._slots = KeyConcurrency(_AT_ONCE)
        self._flights: SingleFlight[View] = SingleFlight()

    async def view(self, debate_id: str, caller: str | None, view: str, selection: Selection, **options: Any) -> View:
        """Raises NoSuchDebate, or NoSuchPart for an actor, issue or claim that does not exist."""
        summary = await asyncio.to_thread(self._store.summary, debate_id, caller)
        wanted = {
            "key": f"{debate_id} {summary.etag}",
            "view": view,
            "selection": selection.model_dump(),
            "options": options,
        }
        key = json.dumps(wanted)
        return await self._flights.run(key, lambda: self._view(key, wanted, summary, caller))

    async def _view(self, key: str, wanted: dict[str, Any], summary: DebateSummary, caller: str | None) -> View:
        given: dict[str, bytes] = {}
        async with self._slots.slot(caller):
            for _ in range(_TRIES):
                request = json.dumps({**wanted, "given": list(given)}).encode()
                missing, *found = await self._executor.do(
                    "debate-view",
                    request,
                    *given.values(),
                    owner=caller,
                    debate=summary.id,
                    large=summary.claims > SMALL_CLAIMS,
                )
                names = json.loads(missing)
                if not names:
                    return View(key, json.loads(found[0]), found[1])
                given |= await asyncio.to_thread(self._bring, summary, names)
        raise WorkFailed("the debate changed too often while it was read", hint="Ask again.")

    def _bring(self, summary: DebateSummary, names: Sequence[str]) -> dict[str, bytes]:
        """Fetch the data that a view is missing."""
        found = {}
        for name in names:
            if name == DEBATE:
                found[name] = self._store.get(summary.id, summary.owner).body
            elif name == DIGESTS:
                found[name] = b"[%s]" % b",".join(self._store.digests(summary.id))
            else:
                _, map_id, version = name.split()
                found[name] = self._store.map_body(map_id, int(version))
        return found

    async def corrected(
        self, debate_id: str, caller: str | None, bodies: Sequence[bytes], version: int, changes: list[dict[str, Any]]
    ) -> Writable:
        """The debate of the first body with these changes, as the given version; or the second, restored under it."""
        options = json.dumps({"version": version, "changes": changes}).encode()
        async with self._slots.slot(caller):
            parts = await self._executor.do("debate-correct", options, *bodies, owner=caller, debate=debate_id)
        return Writable.parse(parts)
