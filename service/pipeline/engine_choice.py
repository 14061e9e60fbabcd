"""Chooses the engine, built lazily from the settings (loading one takes a second or two)."""

from __future__ import annotations

import asyncio
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, cast

from service.domain.provenance import RunChoice, Usage
from service.engines.debate_answers import Judge
from service.engines.engine import Engine
from service.errors import InputError
from service.logs import plain_tracebacks
from service.pipeline.offline_sandbox import SandboxedOfflineEngine
from service.settings import Settings

if TYPE_CHECKING:
    from service.engines.llm.chain import Chain
    from service.storage.database import Database


NO_CHOICE = RunChoice()
_MOST_CHAINS = 16


def chosen(settings: Settings, choice: RunChoice) -> Settings:
    """The settings with one run's model."""
    return settings.model_copy(update={"model": choice.model or settings.model})


class EngineSource(Protocol):
    """Where the pipeline gets its engines; all calls come from one event loop."""

    async def offline(self) -> Engine:
        """The fallback engine."""

    async def for_run(self, name: str, spent: Usage, choice: RunChoice = NO_CHOICE, run: str | None = None) -> Engine:
        """An engine for one run, with its own limits, of which `spent` is used up.

        `run`: its id, if it may wait for a batch (see Parked).
        """

    async def judge(self, name: str, spent: Usage, choice: RunChoice | None) -> Judge | None:
        """Decides which units of a debate make the same point; None if the offline engine does."""

    async def aclose(self) -> None:
        """Closes connections."""


class Engines:
    """The engines that the settings describe. Without a database, model calls are stored in memory.

    `sandboxed`: the offline engine runs in killable processes, as in servers; otherwise in threads.
    """

    def __init__(self, settings: Settings, database: Database | None, *, sandboxed: bool = False) -> None:
        plain_tracebacks()
        self._sandboxed = sandboxed
        self._warming: asyncio.Task[None] | None = None
        self._settings = settings
        self._database = database
        self._offline: asyncio.Task[Engine] | None = None
        self._chains: dict[str, asyncio.Task[Chain]] = {}

    async def offline(self) -> Engine:
        if self._offline is None:
            self._offline = asyncio.create_task(self._load_offline())
        return await asyncio.shield(self._offline)

    async def for_run(self, name: str, spent: Usage, choice: RunChoice = NO_CHOICE, run: str | None = None) -> Engine:
        """Raises InputError if this engine is not configured."""
        if name == "offline":
            return await self.offline()
        chain = await self._chain(choice)
        from service.engines.llm.engine import LLMEngine

        if not choice.batch or self._database is None:
            return LLMEngine(chain, spent, choice, choice.words_language)
        from service.engines.llm.batches import BatchCaller
        from service.storage.batches import BatchTable

        parks = self._sandboxed  # a server's runs; a command waits
        caller = BatchCaller(chain.call_runner, BatchTable(self._database), self._settings, run or "", parks=parks)
        return LLMEngine(chain, spent, choice, choice.words_language, caller)

    async def judge(self, name: str, spent: Usage, choice: RunChoice | None) -> Judge | None:
        """Raises InputError if the engine is not configured."""
        if name != "llm":
            return None
        from service.engines.llm.debates import LLMJudge
        from service.engines.llm.engine import LLMEngine

        choice = choice or NO_CHOICE
        return LLMJudge(LLMEngine(await self._chain(choice), spent, choice, choice.words_language))

    async def _chain(self, choice: RunChoice) -> Chain:
        """One per model, cached; only the newest are kept."""
        if not self._settings.llm_configured:
            raise InputError(
                "the engine `llm` has no model to ask",
                hint="Set OPENAI_API_KEY or OPENAI_BASE_URL, or use the engine `offline`.",
            )
        key = choice.model or ""
        loading = self._chains.get(key)
        if loading is None:
            loading = self._chains[key] = asyncio.create_task(self._load_chain(choice))
            while len(self._chains) > _MOST_CHAINS:
                self._chains.pop(next(iter(self._chains)))
        return await asyncio.shield(loading)

    async def aclose(self) -> None:
        for chain in self._chains.values():
            if chain.done() and not chain.cancelled() and not chain.exception():
                await chain.result().aclose()
        if self._sandboxed and self._offline is not None and self._offline.done() and not self._offline.cancelled():
            if self._warming is not None:
                self._warming.cancel()
                await asyncio.gather(self._warming, return_exceptions=True)
            await cast(SandboxedOfflineEngine, self._offline.result()).pool.aclose()

    async def _load_offline(self) -> Engine:
        if not self._sandboxed:
            return await asyncio.to_thread(_load_offline)
        engine = SandboxedOfflineEngine(self._settings)
        if self._settings.default_engine == "offline":  # otherwise it is only the fallback, and starts when needed
            self._warming = asyncio.create_task(engine.pool.warm())
        return engine

    async def _load_chain(self, choice: RunChoice) -> Chain:
        from service.engines.llm.calls import MemoryCallStore
        from service.engines.llm.chain import Chain
        from service.pipeline.calls import StoredCalls
        from service.storage.calls import CallTable

        calls = MemoryCallStore() if self._database is None else StoredCalls(CallTable(self._database))
        return await asyncio.to_thread(Chain.from_settings, chosen(self._settings, choice), calls)


def _load_offline() -> Engine:
    return _offline_of(os.getpid())


@lru_cache(maxsize=1)
def _offline_of(_process: int) -> Engine:
    """One instance serves all runs of a process; a forked process loads its own, as threads are not inherited."""
    from service.engines.offline.engine import OfflineEngine

    return OfflineEngine.load()
