"""A suite run by an engine: offline, a live model whose answers are kept on disk, a recorded one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from evals.caching import CallCache
from evals.debate_suite.predicting import DebateEnginePredictor
from evals.debate_suite.running import run_debates
from evals.debate_suite.simple import SharedWordsJudge
from evals.debate_suite.suite import DebateSuite
from evals.engines import EnginePredictor
from evals.metering import Meter
from evals.position import PositionEngine
from evals.progress import SILENT, Watcher
from evals.recordings import RecordingStore, check_no_orphans, check_recorded_prompts, folder_name
from evals.running import AT_ONCE, run_suite
from evals.scored import AnyRun, AnySuite
from evals.variants import EngineName, Variant
from service.domain.provenance import RunBudget
from service.engines.debate_answers import Judge
from service.engines.engine import Engine
from service.engines.llm.calls import CallStore
from service.engines.llm.chain import OFF, VERSIONS, Chain
from service.engines.llm.debates import VERSION as JUDGE_VERSION
from service.engines.llm.debates import LLMJudge
from service.engines.llm.engine import LLMEngine
from service.errors import BudgetSpent, InfrastructureError, InputError
from service.settings import Settings, get_settings

JUDGE_STEP = "debate_same"
"""The step of debates, whose prompt a chain of maps does not know."""
_LEAST_BUDGET = 1e-9


@dataclass
class Purse:
    """Dollars for all runs of one command. `limit`: None is no limit."""

    limit: float | None = None
    spent: float = 0.0

    @property
    def budget(self) -> RunBudget | None:
        """What the next run may use; once all is spent, only answers that are there already."""
        return None if self.limit is None else RunBudget(cost_usd=max(self.limit - self.spent, _LEAST_BUDGET))

    def exhausted(self, cause: str) -> BudgetSpent:
        """`cause`: the limit that was met, which may be one of the settings' own."""
        return BudgetSpent(
            f"{cause}; ${self.spent:.4f} spent by this command",
            hint="Nothing is lost: the same command with a larger --budget goes on from the answers that are kept.",
        )


@dataclass(frozen=True)
class LiveOptions:
    """`concurrency`: model calls, and documents, at once; `recordings`: where answers are kept for replay, None where
    they are not; `whole`: whether all documents of the suite are run, so that what nothing asked for can go."""

    cache: CallCache
    purse: Purse
    concurrency: int | None = None
    recordings: Path | None = None
    relayed: str | None = None
    whole: bool = True


async def run_engine(
    suite: AnySuite,
    engine: Engine,
    fallback: Engine,
    name: EngineName,
    judge: Callable[[], Judge | None],
    watcher: Watcher = SILENT,
    at_once: int = AT_ONCE,
) -> AnyRun:
    """`judge`: which a debate's pairs are put to, None where the offline scorer decides."""
    if isinstance(suite, DebateSuite):
        debates = await run_debates(suite, DebateEnginePredictor(engine, fallback, judge, name))
        for item in debates.documents:
            watcher.done(item.id)
        return debates
    return await run_suite(suite, EnginePredictor(engine, fallback, name), watcher, at_once)


async def run_simple(suite: AnySuite) -> AnyRun:
    """The position-only engine."""
    position = PositionEngine()
    return await run_engine(suite, position, position, "position", SharedWordsJudge)


async def run_live(
    suite: AnySuite, variant: Variant, repeat: int, offline: Engine, options: LiveOptions, watcher: Watcher
) -> AnyRun:
    """Raises BudgetSpent where the purse is empty, InfrastructureError where there is no model."""
    settings = settings_of(variant, options.concurrency)
    cached, recorded = options.cache.of(repeat), None
    if options.recordings is not None:
        folder = options.recordings / suite.name / folder_name(settings.models[0])
        texts = suite.kind == "map" or (isinstance(suite, DebateSuite) and not suite.outside)
        recorded = RecordingStore(folder, settings.models[0], record=True, texts=texts, relayed=options.relayed)
    store: CallStore = recorded or cached
    meter = Meter(settings.models[0], live=True, seconds=cached.seconds, prices=settings.prices)
    asked = {step: version for step, version in variant.prompts.items() if step != JUDGE_STEP}
    chain = Chain.from_settings(settings, store, meter.note, asked)
    engine = LLMEngine(chain, budget=options.purse.budget)
    before = options.purse.spent
    try:
        version = variant.prompts.get(JUDGE_STEP, JUDGE_VERSION)
        at_once = options.concurrency or AT_ONCE
        run = await run_engine(suite, engine, offline, "llm", lambda: LLMJudge(engine, version), watcher, at_once)
    finally:
        options.purse.spent = before + (engine.spent.cost_usd or 0.0)
        await chain.aclose()
    if any(warning.code == BudgetSpent.code for item in run.documents for warning in item.warnings):
        raise BudgetSpent("the budget ran out within a document")
    if recorded is not None:
        if options.whole:
            recorded.settle()
        others = {step: name for step, name in chain.prompts_of_proceedings.items() if step in run.prompts}
        recorded.keep_prompts(run.prompts, others)
    return replace(run, cost=meter.cost(run.words, paid=engine.spent.cost_usd))


async def run_recorded(
    suite: AnySuite, folder: Path, variant: Variant, offline: Engine, watcher: Watcher, *, whole: bool
) -> AnyRun:
    """Answers of `variant.model` from its folder. Raises RecordingMissing where it was asked something else."""
    assert variant.model is not None
    store, meter = RecordingStore(folder, variant.model), Meter()
    versions = store.head.versions | variant.prompts
    both = bool(store.head.proceedings)  # else all documents were asked the same prompts
    chosen = {
        step: version
        for step, version in versions.items()
        if step in VERSIONS and not (both and version == VERSIONS[step])
    }
    chosen |= {step: OFF for step in ("issues", "references") if versions and step not in versions}
    chosen |= {step: version for step, version in variant.prompts.items() if step in VERSIONS}
    chain = Chain(model=variant.model, calls=store, api_key="replay", versions=chosen, on_call=meter.note)
    check_recorded_prompts(store.head, chain.prompts, chain.prompts_of_proceedings)
    try:
        engine, version = LLMEngine(chain), versions.get(JUDGE_STEP, JUDGE_VERSION)
        run = await run_engine(suite, engine, offline, "replay", lambda: LLMJudge(engine, version), watcher)
    finally:
        await chain.aclose()
    if whole:
        check_no_orphans(store)
    return replace(run, cost=meter.cost(run.words), relayed=store.head.relayed)


def settings_of(variant: Variant, concurrency: int | None = None) -> Settings:
    """The process' settings with the variant's model. InfrastructureError where they name no server."""
    settings = get_settings()
    changes: dict[str, object] = {}
    if variant.model is not None:
        changes["model"] = variant.model
    if concurrency is not None:
        changes["llm_concurrency"] = concurrency
    chosen = settings.model_copy(update=changes)
    if not chosen.llm_configured:
        hint = "Set OPENAI_API_KEY or OPENAI_BASE_URL, and ARGMAP_MODEL; or use --engine replay or offline."
        raise InfrastructureError("no model is configured", hint=hint)
    return chosen


def check_prices(variants: list[Variant]) -> None:
    """Raises InputError where a budget could not be kept, since a model has no price."""
    for variant in variants:
        if variant.engine != "llm":
            continue
        settings = settings_of(variant)
        if unknown := [model for model in settings.models if model not in settings.prices]:
            raise InputError(
                f"--budget cannot be kept: the price of {unknown[0]} is not known",
                hint='Add it to ARGMAP_PRICES, such as {"NAME": [0.25, 2.0]} '
                "(dollars per million tokens of input and of output), or leave --budget out.",
            )
