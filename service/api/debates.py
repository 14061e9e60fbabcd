"""Stored debates as the API reads and corrects them: views in threads, exports and corrections in child processes.

A debate is loaded for each answer; what its maps say is kept for the next one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from service.api.bodies import of_article, read_document
from service.api.debate_views import VIEWS, Look, MapWords
from service.api.request_executor import RequestExecutor
from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import stored_debate
from service.domain.debates.digest import Digest
from service.domain.debates.views import Selection
from service.domain.document import Document
from service.domain.pieces import parse_in_pieces
from service.pipeline.runs import Runs
from service.reading import Limits
from service.schema import ArticleRequest, MapRequest
from service.storage.debates import DebateStore
from service.storage.records import Writable

_MAPS = 100
"""Maps whose words are kept."""


class DebateViews:
    """One per process."""

    def __init__(self, store: DebateStore) -> None:
        self._store = store
        self._words_of = lru_cache(_MAPS)(self._read_words)

    async def view(
        self,
        executor: RequestExecutor,
        debate_id: str,
        caller: str | None,
        selection: Selection,
        view: str,
        **options: Any,
    ) -> bytes:
        """The view's JSON. Raises NoSuchDebate, or NoSuchPart for an actor, issue or claim that does not exist."""

        def work() -> bytes:
            return to_json(VIEWS[view](self._look(debate_id, caller, selection), **options))

        return await executor.on_debate(work, caller)

    async def export(
        self, executor: RequestExecutor, debate_id: str, caller: str | None, selection: Selection, format: str
    ) -> tuple[dict[str, str], bytes]:
        """`media_type` and `suffix`, and the debate, or what is selected of it, in the format."""

        def parts() -> list[bytes]:
            part = self._look(debate_id, caller, selection).part
            maps = [self._store.map_body(item.map, item.version) for item in part.documents]
            return [json.dumps({"format": format}).encode(), part.model_dump_json().encode(), *maps]

        about, body = await executor.do("debate-export", *await executor.on_debate(parts, caller), owner=caller)
        return json.loads(about), body

    def _look(self, debate_id: str, caller: str | None, selection: Selection) -> Look:
        whole = stored_debate(self._store.get(debate_id, caller).body)
        return Look(whole, selection, lambda: self._digests(debate_id), self._words_of)

    def _digests(self, debate_id: str) -> list[Digest]:
        return [Digest.model_validate_json(body) for body in self._store.digests(debate_id)]

    def _read_words(self, map_id: str, version: int) -> MapWords:
        return MapWords(parse_in_pieces(ArgumentMap, self._store.map_body(map_id, version)))


async def corrected_debate(
    executor: RequestExecutor, caller: str | None, bodies: Sequence[bytes], version: int, changes: list[dict[str, Any]]
) -> Writable:
    """The debate of the first body with these changes, as the given version; or the second, restored under it."""
    options = json.dumps({"version": version, "changes": changes}).encode()
    return Writable.parse(await executor.do("debate-correct", options, *bodies, owner=caller))


async def check_maps(runs: Runs, map_ids: Sequence[str], caller: str | None) -> None:
    """NoSuchMap, before anything else is processed."""
    for map_id in map_ids:
        await asyncio.to_thread(runs.map_summary, map_id, caller)


async def read_all(
    articles: Sequence[ArticleRequest], limits: Limits, executor: RequestExecutor, caller: str | None
) -> list[Document]:
    """All documents, or the problem of the first unreadable one, with its number."""
    found = []
    for number, article in enumerate(articles):
        with of_article(number):
            found.append(await _read(article, limits, executor, caller))
    return found


async def _read(article: ArticleRequest, limits: Limits, executor: RequestExecutor, caller: str | None) -> Document:
    wanted = MapRequest(text=article.text, url=article.url, title=article.title)
    document = await read_document(wanted, limits, executor, caller)
    given = {name: getattr(article, name) for name in ("outlet", "author", "published")}
    return document.model_copy(update={name: value for name, value in given.items() if value})
