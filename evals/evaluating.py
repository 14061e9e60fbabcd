"""One call of `argmap eval`: suites are loaded, predicted, scored, compared and judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from evals.agreement import Agreement, agreement_of
from evals.debate_suite.agreement import debate_agreement
from evals.debate_suite.predicting import DebateEnginePredictor, DebateFolderPredictor, save_debates
from evals.debate_suite.running import ScoredDebates, run_debates
from evals.debate_suite.simple import SharedWordsJudge
from evals.debate_suite.suite import DEBATES, DebateSuite, load_debates
from evals.debate_suite.suite import NAME as DEBATE_SUITE
from evals.engines import EnginePredictor, FolderPredictor, save_predictions
from evals.gates.model import Gates, load_gates
from evals.judging import Comparison, judge
from evals.metering import Meter
from evals.position import PositionEngine
from evals.recordings import RECORDINGS, RecordingStore, check_no_orphans
from evals.reports.model import Report
from evals.running import run_suite
from evals.scored import AnyRun, AnySuite
from evals.storing import StoredRun, baseline_path, check_comparable, read_run, store_run, write_run
from evals.suites import load_suite, suite_names
from service.domain.base import Frozen
from service.engines.debate_answers import Judge
from service.engines.engine import Engine
from service.engines.llm.calls import CallStore, MemoryCallStore
from service.engines.llm.chain import OFF, VERSIONS, Chain
from service.engines.llm.debate_verdicts import VERSION as JUDGE_VERSION
from service.engines.llm.debate_verdicts import LLMJudge
from service.engines.llm.engine import LLMEngine
from service.engines.offline.engine import OfflineEngine
from service.engines.offline.stages import STAGES
from service.errors import InfrastructureError, InputError
from service.settings import get_settings

EngineName = Literal["offline", "llm", "replay", "position"]


class Options(Frozen):
    """What was asked for; see the command's help. `save_baseline`: an empty path means the committed one."""

    suites: tuple[str, ...]
    engine: EngineName = "offline"
    without: tuple[str, ...] = ()
    predictions: Path | None = None
    save_predictions: Path | None = None
    gate: bool = False
    gates: Path | None = None
    baseline: Path | None = None
    save_baseline: Path | None = None
    record: bool = False
    note: str | None = None
    runs: int = 1
    fail_at: int | None = None


def evaluate(options: Options) -> list[Report]:
    """A report for each suite. Raises InputError for misuse, InfrastructureError where nothing could be judged."""
    _check(options)
    return [_evaluate(load(spec), options) for spec in options.suites]


def all_suites() -> list[str]:
    """The suites that come with the project: gold maps, and debates."""
    return sorted([*suite_names(), *([DEBATE_SUITE] if DEBATES.is_dir() else [])])


def load(spec: str) -> AnySuite:
    """A suite by name; `debates` or `debates=FOLDER`, or as `evals.suites.load_suite` has it."""
    name, _, path = spec.partition("=")
    if name == DEBATE_SUITE:
        return load_debates(Path(path) if path else DEBATES)
    return load_suite(spec)


def _check(options: Options) -> None:
    if not options.suites:
        raise InputError("there is no suite to run", hint="Name a corpus by path, such as microtexts=FILE.")
    if options.without and (options.engine != "offline" or options.predictions or options.save_baseline is not None):
        raise InputError("--without leaves a stage of the offline engine out", hint="Use it with --engine offline.")
    if wrong := sorted(set(options.without) - STAGES.keys()):
        raise InputError(f"no stage of the offline engine: {', '.join(wrong)}", hint=f"Stages: {', '.join(STAGES)}.")
    if options.record and (options.engine != "llm" or options.predictions):
        raise InputError("--record keeps a model's answers", hint="Use it with --engine llm.")
    if options.gate and options.save_baseline is not None:
        raise InputError(
            "a run that becomes the baseline cannot be gated by it", hint="Save first, then run with --gate."
        )
    if options.runs > 1 and (options.engine != "llm" or options.predictions or options.record):
        raise InputError("--runs repeats a live model", hint="The other engines always give the same maps.")


def _evaluate(suite: AnySuite, options: Options) -> Report:
    started = time.perf_counter()
    gate_file = load_gates(suite.name, [metric.id for metric in suite.metrics], options.gates)
    gates = gate_file.of(options.engine) if options.gate else None
    comparison = _comparison(suite, options, gates)
    runs = [asyncio.run(_run(suite, options)) for _ in range(options.runs)]
    _save(suite, runs[0], options)
    return judge(
        runs,
        comparison,
        gates,
        fail_at=options.fail_at or gate_file.runs.fail_at,
        seconds=time.perf_counter() - started,
    )


async def _run(suite: AnySuite, options: Options) -> AnyRun:
    if options.predictions is not None:
        folder = options.predictions / suite.name if len(options.suites) > 1 else options.predictions
        if isinstance(suite, DebateSuite):
            return await run_debates(suite, DebateFolderPredictor(folder))
        return await run_suite(suite, FolderPredictor(folder))
    if options.engine == "position":
        return await _run_simple(suite)
    offline = OfflineEngine.load(options.without)
    if options.engine == "offline":
        return await _run_engine(suite, offline, offline, options.engine, lambda: None)
    return await _run_model(suite, offline, options)


async def _run_simple(suite: AnySuite) -> AnyRun:
    position = PositionEngine()
    return await _run_engine(suite, position, position, "position", SharedWordsJudge)


async def _run_engine(
    suite: AnySuite, engine: Engine, fallback: Engine, name: EngineName, judge: Callable[[], Judge | None]
) -> AnyRun:
    """`judge`: which a debate's pairs are put to, null where the offline scorer decides."""
    if isinstance(suite, DebateSuite):
        return await run_debates(suite, DebateEnginePredictor(engine, fallback, judge, name))
    return await run_suite(suite, EnginePredictor(engine, fallback, name))


async def _run_model(suite: AnySuite, offline: Engine, options: Options) -> AnyRun:
    replay = options.engine == "replay"
    store: CallStore = MemoryCallStore()
    if replay or options.record:
        texts = suite.kind in ("map", "debate")
        store = RecordingStore(RECORDINGS / suite.name, record=options.record, texts=texts, note=options.note)
    meter = Meter()
    chain = _replaying(suite, store, meter) if replay and isinstance(store, RecordingStore) else _live(store, meter)
    try:
        engine, version = LLMEngine(chain), JUDGE_VERSION
        if replay and isinstance(store, RecordingStore):
            version = store.versions.get("debate_same", JUDGE_VERSION)
        run = await _run_engine(suite, engine, offline, options.engine, lambda: LLMJudge(engine, version))
    finally:
        await chain.aclose()
    if isinstance(store, RecordingStore):
        if options.record:
            store.remove_orphans()
            store.keep_versions(run.prompts)
        check_no_orphans(store)
    return replace(run, cost=meter.cost(run.words))


def _live(store: CallStore, meter: Meter) -> Chain:
    settings = get_settings()
    if not settings.llm_configured:
        hint = "Set OPENAI_API_KEY or OPENAI_BASE_URL, and ARGMAP_MODEL; or use --engine replay or offline."
        raise InfrastructureError("no model is configured", hint=hint)
    return Chain.from_settings(settings, store, meter.note)


def _replaying(suite: AnySuite, store: RecordingStore, meter: Meter) -> Chain:
    """The chain of the recorded model and prompts; it has no address to call, and the store answers or refuses."""
    if len(store.models) != 1:
        found = f"answers of {len(store.models)} models" if store.models else "no recordings"
        hint = "Record one model: argmap eval SUITE --engine llm --record."
        raise InfrastructureError(f"there are {found} for suite {suite.name!r}", hint=hint)
    known = {step: version for step, version in store.versions.items() if step in VERSIONS}
    versions = {"issues": OFF, "references": OFF, **known} if known else {}
    return Chain(model=store.models[0], calls=store, api_key="replay", versions=versions, on_call=meter.note)


def _comparison(suite: AnySuite, options: Options, gates: Gates | None) -> Comparison:
    simple, human, rival = asyncio.run(_run_simple(suite)), _human(suite), None
    if gates is not None and gates.beats is not None:
        rival = _read_comparable(suite, baseline_path(suite.name, gates.beats.engine))
    path = options.baseline or baseline_path(suite.name, options.engine)
    renewing = options.save_baseline is not None and options.baseline is None
    wanted = options.baseline is not None or (gates is not None and gates.needs_baseline)
    if renewing or not (wanted or path.is_file()):
        return Comparison(simple, human, rival=rival)
    try:
        return Comparison(simple, human, _read_comparable(suite, path), path.name, rival)
    except InputError as error:
        if wanted:
            raise
        return Comparison(simple, human, rival=rival, remark=f"{error.message}. {error.hint}")


def _human(suite: AnySuite) -> Agreement | None:
    return debate_agreement(suite) if isinstance(suite, DebateSuite) else agreement_of(suite)


def _read_comparable(suite: AnySuite, path: Path) -> StoredRun:
    stored = read_run(path)
    check_comparable(stored, suite, path)
    return stored


def _save(suite: AnySuite, run: AnyRun, options: Options) -> None:
    several = len(options.suites) > 1
    if options.save_predictions is not None:
        folder = options.save_predictions / suite.name if several else options.save_predictions
        if isinstance(run, ScoredDebates):
            save_debates(folder, {item.id: item.prediction for item in run.documents})
        else:
            save_predictions(folder, {item.id: item.prediction for item in run.documents})
    if options.save_baseline is not None:
        chosen = options.save_baseline
        write_run(store_run(run), baseline_path(suite.name, options.engine) if chosen == Path() else chosen)
