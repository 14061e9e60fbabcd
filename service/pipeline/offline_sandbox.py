"""The offline engine in sandboxed processes: an article that exceeds its time limit is stopped and delays no other."""

from __future__ import annotations

import asyncio
import os
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
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
from service.sandbox import Pool, ResourceLimitExceeded
from service.sandbox.pool import Account, TaskCrashed
from service.settings import Settings

Key = TypeVar("Key")
Value = TypeVar("Value")
_ANSWERS: Mapping[str, type[BaseModel]] = {"issues": IssuesAnswer, "references": ReferencesAnswer}
_MEMORY, _KEEP = 900 << 20, 600 << 20
_REMEMBERED = 16
_MOST_FOUND, _MOST_CODE_POINTS = 64, 2_000_000
"""Documents whose results are cached, and their total length in code points, at some twenty bytes each."""
_MOST_WAITING = 1 << 20
_LONG = 5 * MOST
"""Code points; an article with more than this left to analyse leaves one process free for others."""
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


@dataclass
class _Search:
    """The analysis of a document, running or finished; `waiting`: how many callers wait for it. `document`: the one
    that was last asked about, since its hash takes long.
    """

    task: asyncio.Task[Findings]
    size: int
    document: weakref.ref[Document]
    waiting: int = 0


class SandboxedOfflineEngine(FindingEngine):
    """Belongs to one event loop.

    An article is analysed section by section, each a task of a few seconds, so that articles take turns. All of
    its tasks share one time budget; an article that was stopped is refused from then on, so that its other paragraphs
    cost nothing.
    """

    def __init__(self, settings: Settings) -> None:
        self._article_seconds = settings.offline_article_seconds
        self._paragraph_seconds = settings.offline_paragraph_seconds
        self._searches: OrderedDict[tuple[str, int], _Search] = OrderedDict()
        self._accounts: OrderedDict[str, Account] = OrderedDict()
        self._refused: OrderedDict[str, str] = OrderedDict()
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
        key = next((known for known, search in self._searches.items() if search.document() is document), None)
        key = key or (document.sha256, hash(document.paragraphs))
        search = self._searches.get(key)
        if search is None or (search.task.done() and (search.task.cancelled() or search.task.exception())):
            search = _Search(asyncio.create_task(self._find(document)), len(document.text), weakref.ref(document))
        search.document = weakref.ref(document)
        self._searches[key] = search
        self._searches.move_to_end(key)
        search.waiting += 1
        self._forget_old_ones()
        try:
            return await asyncio.shield(search.task)
        finally:
            search.waiting -= 1
            if not search.waiting and not search.task.done():
                search.task.cancel()

    def _forget_old_ones(self) -> None:
        sizes = sum(search.size for search in self._searches.values())
        for key, search in list(self._searches.items()):
            if search.waiting or (len(self._searches) <= _MOST_FOUND and sizes <= _MOST_CODE_POINTS):
                continue
            sizes -= search.size
            del self._searches[key]

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
        known = self._accounts.get(document.sha256) or Account(self._seconds(document))
        _remember(self._accounts, document.sha256, known)
        return known

    def _seconds(self, document: Document) -> float:
        return min(self._article_seconds, self._paragraph_seconds * (1 + len(document.body())))

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
        _remember(self._refused, document.sha256, reason)
        return AnalysisTooSlow(reason, hint=_HINT)


def _remember(where: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    where[key] = value
    where.move_to_end(key)
    while len(where) > _REMEMBERED:
        where.popitem(last=False)


_HINT = "Send it in parts, with paragraphs as articles have them, or raise ARGMAP_OFFLINE_ARTICLE_SECONDS."
