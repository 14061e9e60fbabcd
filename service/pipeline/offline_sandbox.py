"""The offline engine in sandboxed processes: an article that exceeds its time limit is stopped and delays no other."""

from __future__ import annotations

import asyncio
import os
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from cachetools import LRUCache
from pydantic import BaseModel

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.pieces import dump_in_pieces
from service.engines.answers import IssuesAnswer, ReferencesAnswer
from service.engines.engine import StepFailed
from service.engines.offline.engine import FindingEngine
from service.engines.offline.findings import Findings
from service.engines.offline.sections import MOST, joined, sections_of
from service.errors import WorkFailed
from service.pipeline.together import SingleFlight
from service.sandbox import Pool, ResourceLimitExceeded
from service.sandbox.pool import Account, TaskCrashed
from service.settings import Settings

_ANSWERS: Mapping[str, type[BaseModel]] = {"issues": IssuesAnswer, "references": ReferencesAnswer}
_MEMORY, _KEEP = 900 << 20, 600 << 20
_REMEMBERED = 16
PARAGRAPH_SECONDS = 20.0
"""Of the processor, which an article may take for each of its paragraphs."""
_MOST_FOUND, _MOST_CODE_POINTS = 64, 2_000_000
"""Documents whose results are cached, and their total length in code points, at some twenty bytes each."""
_MOST_WAITING = 1 << 20
_LONG = 5 * MOST
"""Code points; an article with more than this left to analyse leaves one process free for others."""
_Key = tuple[str, int]
"""Hashes of a document's text, and of its paragraphs."""
_for_whom: ContextVar[str | None] = ContextVar("for_whom", default=None)
_log = structlog.get_logger(__name__)


class AnalysisTooSlow(WorkFailed):
    """The offline engine was stopped: the article takes more time or memory than allowed."""

    code = "too-slow"


@contextmanager
def working_for(owner: str | None) -> Iterator[None]:
    """Inside the block, the engine works for this key; no key ever occupies all processes at once."""
    token = _for_whom.set(owner)
    try:
        yield
    finally:
        _for_whom.reset(token)


class SandboxedOfflineEngine(FindingEngine):
    """Belongs to one event loop.

    An article is analysed section by section, each a task of a few seconds, so that articles take turns. All of
    its tasks share one time budget; an article that was stopped is refused from then on, so that its other paragraphs
    cost nothing.
    """

    def __init__(self, settings: Settings) -> None:
        self._article_seconds = settings.offline_article_seconds
        self._flights: SingleFlight[Findings] = SingleFlight()
        self._found: LRUCache[_Key, tuple[Findings, int]] = LRUCache(_MOST_CODE_POINTS, getsizeof=lambda kept: kept[1])
        self._keys: LRUCache[int, tuple[weakref.ref[Document], _Key]] = LRUCache(_REMEMBERED)
        self._accounts: LRUCache[str, Account] = LRUCache(_REMEMBERED)
        self._refused: LRUCache[str, str] = LRUCache(_REMEMBERED)
        threads = max(1, (os.cpu_count() or 1) // settings.worker_concurrency)
        self.pool = Pool(
            f"{__package__}.offline_tasks",
            size=settings.worker_concurrency,
            memory=_MEMORY,
            keep=_KEEP,
            waiting=_MOST_WAITING,
            short=MOST,
            long=_LONG,
            environment={"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)},
        )

    async def find(self, document: Document) -> Findings:
        """Concurrent callers share one analysis, which is cancelled once none of them is waiting."""
        key = self._key(document)
        if key in self._found:
            return self._found[key][0]
        found = await self._flights.run(key, lambda: self._find(document))
        size = max(len(document.text), _MOST_CODE_POINTS // _MOST_FOUND)
        if size <= _MOST_CODE_POINTS:
            self._found[key] = (found, size)
        return found

    def _key(self, document: Document) -> _Key:
        """Computed once for a document that is at hand, since its hash takes long."""
        seen = self._keys.get(id(document))
        if seen is None or seen[0]() is not document:
            seen = self._keys[id(document)] = (weakref.ref(document), (document.sha256, hash(document.paragraphs)))
        return seen[1]

    async def _find(self, document: Document) -> Findings:
        self._accounts.pop(document.sha256, None)
        sections = await asyncio.to_thread(sections_of, document)
        left = len(document.text)
        found = []
        for section in sections:
            body = await asyncio.to_thread(dump_in_pieces, section.document)
            answer = await self._ask("find", document, left, str(section.offset).encode(), body)
            found.append(await asyncio.to_thread(Findings.model_validate_json, answer))
            left -= len(section.document.text)
        return await asyncio.to_thread(joined, sections, found)

    async def compute(self, step: str, draft: ArgumentMap) -> Any:
        body = await asyncio.to_thread(dump_in_pieces, draft)
        answer = await self._ask("compute", draft.document, len(draft.document.text), step.encode(), body)
        return await asyncio.to_thread(_ANSWERS[step].model_validate_json, answer)

    def _account(self, document: Document) -> Account:
        """The time budget of the whole article: its paragraphs' budgets together, plus a start-up allowance."""
        if document.sha256 not in self._accounts:
            self._accounts[document.sha256] = Account(self._seconds(document))
        return self._accounts[document.sha256]

    def _seconds(self, document: Document) -> float:
        return min(self._article_seconds, PARAGRAPH_SECONDS * (1 + len(document.body())))

    async def _ask(self, task: str, document: Document, size: int, *parts: bytes) -> bytes:
        key, account = document.sha256, self._account(document)
        if key in self._refused:
            raise AnalysisTooSlow(self._refused[key], hint=_HINT)
        for attempt in (1, 2):
            try:
                (body,) = await self.pool.ask(task, *parts, seconds=account, group=_for_whom.get(), size=size)
                return body
            except ResourceLimitExceeded as error:
                if error.what == "crash" and attempt == 1:
                    continue  # such as a process killed by the system or an operator
                raise self._refuse(document, error.what) from error
            except TaskCrashed as error:
                _log.error("engine.crashed", task=task, traceback=error.message)
                raise StepFailed("the offline engine made a mistake", reason="internal-error") from error
        raise AssertionError

    def _refuse(self, document: Document, what: str) -> AnalysisTooSlow:
        reason = {
            "time": "the offline engine was stopped: the article takes more than the "
            f"{self._seconds(document):g} s that it may take",
            "memory": "the offline engine was stopped: the article takes more memory than it may",
            "crash": "the offline engine's process died over this article twice",
        }[what]
        self._refused[document.sha256] = reason
        return AnalysisTooSlow(reason, hint=_HINT)


_HINT = "Send it in parts, with paragraphs as articles have them, or raise ARGMAP_OFFLINE_ARTICLE_SECONDS."
