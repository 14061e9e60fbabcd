"""One call of `argmap eval`: suites are loaded, predicted, scored, compared and judged."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Literal

from evals.engines import EnginePredictor, FolderPredictor, save_predictions
from evals.gates.model import Gates, load_gates
from evals.judging import Comparison, judge
from evals.metering import Meter
from evals.position import PositionEngine
from evals.recordings import RECORDINGS, RecordingStore, check_no_orphans
from evals.reports.model import Report
from evals.running import ScoredSuite, run_suite
from evals.storing import StoredRun, baseline_path, check_comparable, read_run, store_run, write_run
from evals.suites import Suite, load_suite
from service.domain.base import Frozen
from service.engines.engine import Engine
from service.engines.llm.calls import CallStore, MemoryCallStore
from service.engines.llm.chain import OFF, Chain
from service.engines.llm.engine import LLMEngine
from service.engines.offline.engine import OfflineEngine
from service.errors import InfrastructureError, InputError
from service.settings import get_settings

EngineName = Literal["offline", "llm", "replay", "position"]


class Options(Frozen):
    """What was asked for; see the command's help. `save_baseline`: an empty path means the committed one."""

    suites: tuple[str, ...]
    engine: EngineName = "offline"
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
    return [_evaluate(load_suite(spec), options) for spec in options.suites]


def _check(options: Options) -> None:
    if not options.suites:
        raise InputError("there is no suite to run", hint="Name a corpus by path, such as microtexts=FILE.")
    if options.record and (options.engine != "llm" or options.predictions):
        raise InputError("--record keeps a model's answers", hint="Use it with --engine llm.")
    if options.gate and options.save_baseline is not None:
        raise InputError(
            "a run that becomes the baseline cannot be gated by it", hint="Save first, then run with --gate."
        )
    if options.runs > 1 and (options.engine != "llm" or options.predictions or options.record):
        raise InputError("--runs repeats a live model", hint="The other engines always give the same maps.")


def _evaluate(suite: Suite, options: Options) -> Report:
    started = time.perf_counter()
    gate_file = load_gates(suite.name, suite.kind, options.gates)
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


async def _run(suite: Suite, options: Options) -> ScoredSuite:
    if options.predictions is not None:
        several = len(options.suites) > 1
        return await run_suite(
            suite, FolderPredictor(options.predictions / suite.name if several else options.predictions)
        )
    offline = OfflineEngine.load() if options.engine != "position" else PositionEngine()
    if options.engine in ("offline", "position"):
        return await run_suite(suite, EnginePredictor(offline, offline, options.engine))
    return await _run_model(suite, offline, options)


async def _run_model(suite: Suite, offline: Engine, options: Options) -> ScoredSuite:
    replay = options.engine == "replay"
    store: CallStore = MemoryCallStore()
    if replay or options.record:
        texts = suite.kind == "map"
        store = RecordingStore(RECORDINGS / suite.name, record=options.record, texts=texts, note=options.note)
    meter = Meter()
    chain = _replaying(suite, store, meter) if replay and isinstance(store, RecordingStore) else _live(store, meter)
    try:
        run = await run_suite(suite, EnginePredictor(LLMEngine(chain), offline, options.engine))
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


def _replaying(suite: Suite, store: RecordingStore, meter: Meter) -> Chain:
    """The chain of the recorded model and prompts; it has no address to call, and the store answers or refuses."""
    if len(store.models) != 1:
        found = f"answers of {len(store.models)} models" if store.models else "no recordings"
        hint = "Record one model: argmap eval SUITE --engine llm --record."
        raise InfrastructureError(f"there are {found} for suite {suite.name!r}", hint=hint)
    versions = {"issues": OFF, "references": OFF, **store.versions} if store.versions else {}
    return Chain(model=store.models[0], calls=store, api_key="replay", versions=versions, on_call=meter.note)


def _comparison(suite: Suite, options: Options, gates: Gates | None) -> Comparison:
    position = PositionEngine()
    simple = asyncio.run(run_suite(suite, EnginePredictor(position, position, "position")))
    rival = None
    if gates is not None and gates.beats is not None:
        rival = _read_comparable(suite, baseline_path(suite.name, gates.beats.engine))
    path = options.baseline or baseline_path(suite.name, options.engine)
    renewing = options.save_baseline is not None and options.baseline is None
    wanted = options.baseline is not None or (gates is not None and gates.needs_baseline)
    if renewing or not (wanted or path.is_file()):
        return Comparison(simple, rival=rival)
    try:
        return Comparison(simple, _read_comparable(suite, path), path.name, rival)
    except InputError as error:
        if wanted:
            raise
        return Comparison(simple, rival=rival, remark=f"{error.message}. {error.hint}")


def _read_comparable(suite: Suite, path: Path) -> StoredRun:
    stored = read_run(path)
    check_comparable(stored, suite, path)
    return stored


def _save(suite: Suite, run: ScoredSuite, options: Options) -> None:
    several = len(options.suites) > 1
    if options.save_predictions is not None:
        save_predictions(
            options.save_predictions / suite.name if several else options.save_predictions, run.predictions
        )
    if options.save_baseline is not None:
        chosen = options.save_baseline
        write_run(store_run(run), baseline_path(suite.name, options.engine) if chosen == Path() else chosen)
