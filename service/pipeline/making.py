"""Makes a map, the same way for the command line, the evals and durable runs; only the journal differs."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Protocol, TypeVar

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.engines.engine import AnswerT, Engine
from service.errors import BudgetSpent, ModelUnavailable
from service.pipeline.asking import ask_despite, ask_step, ask_structures, batches_of
from service.pipeline.progress import Progress, step_name
from service.pipeline.steps import STAGES, VOICES, Done, Step
from service.pipeline.together import all_or_first_failure

Result = TypeVar("Result")
OnEvent = Callable[[str, dict[str, Any]], None]


class Journal(Protocol):
    """Where a run's answers are stored, keyed by step name, never by order of arrival."""

    @property
    def open(self) -> bool:
        """Whether another question may be asked; false if this process is shutting down."""

    async def read(self, known: frozenset[str]) -> Mapping[str, Done[Any]]:
        """The stored answers except those `known`. Raises CancelledError if the journal is not open."""

    async def keep(self, step: str, done: Done[Any], kind: str, data: dict[str, Any]) -> None:
        """Stores an answer with its event. A step's first answer stands; `done` becomes the count of its kind."""

    async def do(self, engine: Engine, work: Callable[[], Awaitable[Result]]) -> Result:
        """The result of an engine's work."""

    def shown(self, progress: Progress) -> AbstractAsyncContextManager[None]:
        """Inside the block, readers see the map so far."""


class MemoryJournal:
    """The answers of a run that is never resumed. `on_event`: called after each finished step."""

    open = True

    def __init__(self, on_event: OnEvent | None = None) -> None:
        self._on_event = on_event
        self._answers: dict[str, Done[Any]] = {}
        self._counts: Counter[str] = Counter()

    async def read(self, known: frozenset[str]) -> Mapping[str, Done[Any]]:
        return {name: done for name, done in self._answers.items() if name not in known}

    async def keep(self, step: str, done: Done[Any], kind: str, data: dict[str, Any]) -> None:
        self._answers[step] = done
        self._counts[kind] += 1
        self.tell(kind, event_data(done, data | ({"done": self._counts[kind]} if "done" in data else {})))

    async def do(self, engine: Engine, work: Callable[[], Awaitable[Result]]) -> Result:
        return await work()

    def shown(self, progress: Progress) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    def tell(self, kind: str, data: dict[str, Any]) -> None:
        if self._on_event is not None:
            self._on_event(kind, data)


def event_data(done: Done[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The event data of a finished step, with the engine that did it and what went wrong."""
    return {**data, "engine": done.engine, "warning": done.warning}


async def make_map(
    map_id: str, document: Document, engine: Engine, fallback: Engine, journal: Journal, *, at_once: int
) -> ArgumentMap:
    """The document's map, starting from the journal's answers. `at_once`: paragraph groups in flight at once.

    Raises what ends a run: ModelUnavailable, BudgetSpent, Cancelled, and what the journal raises.
    """
    run = _Run(Progress.begin(map_id, document, engine), engine, fallback, journal)
    await run.read()
    async with journal.shown(run.progress):
        await run.stage((VOICES,))
        await run.paragraphs(at_once)
    for stage in STAGES:
        await run.stage(stage)
    return await asyncio.to_thread(run.progress.finished)


async def answer_step(
    step: Step[AnswerT], draft: ArgumentMap, engine: Engine, fallback: Engine, journal: Journal
) -> Done[AnswerT]:
    """Answer one step, for a draft or a finished map.

    If the model is unreachable or the budget is spent, the fallback answers a step that has `lost`; any other step
    raises ModelUnavailable or BudgetSpent.
    """
    try:
        return await journal.do(engine, lambda: ask_step(step, draft, engine, fallback))
    except (ModelUnavailable, BudgetSpent) as error:
        if step.lost is None:
            raise
        ended = error
        return await journal.do(fallback, lambda: ask_despite(ended, step, draft, fallback))


class _Run:
    def __init__(self, progress: Progress, engine: Engine, fallback: Engine, journal: Journal) -> None:
        self.progress = progress
        self._engine = engine
        self._fallback = fallback
        self._journal = journal
        self._total = len(progress.document.body())

    async def read(self) -> None:
        self.progress.answers |= await self._journal.read(frozenset(self.progress.answers))

    async def stage(self, steps: Sequence[Step[Any]]) -> None:
        """Runs the unanswered steps concurrently, and stores the answers in step order."""
        missing = [step for step in steps if step.name not in self.progress.answers]
        if not missing:
            return
        draft = await asyncio.to_thread(self.progress.draft)
        asked = [answer_step(step, draft, self._engine, self._fallback, self._journal) for step in missing]
        for step, done in zip(missing, await all_or_first_failure(asked), strict=True):
            await self._journal.keep(step.name, done, step.name, step.told(done.answer))
        await self.read()

    async def paragraphs(self, at_once: int) -> None:
        """Asks about the unanswered paragraphs, group by group."""
        groups = [group for group in batches_of(self._engine, self.progress.document) if not self._has(group)]
        waiting = iter(groups)

        async def take_turns() -> None:
            for group in waiting:
                if not self._journal.open:
                    return
                if not self._has(group):  # another process may have answered in the meantime
                    await self._group(group)

        await all_or_first_failure([take_turns() for _ in range(min(at_once, len(groups)))])
        await self.read()

    def _has(self, group: Sequence[int]) -> bool:
        return all(step_name(paragraph) in self.progress.answers for paragraph in group)

    async def _group(self, group: Sequence[int]) -> None:
        document, voices = self.progress.document, self.progress.voices
        answers = await self._journal.do(
            self._engine, lambda: ask_structures(document, voices, group, self._engine, self._fallback)
        )
        for paragraph, done in zip(group, answers, strict=True):
            data = {"paragraph": paragraph, "done": 0, "total": self._total}
            await self._journal.keep(step_name(paragraph), done, "paragraph", data)
