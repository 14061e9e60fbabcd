"""One call of `argmap eval`: suites are loaded, predicted, scored, compared and judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rich.console import Console

from evals.agreement import Agreement, agreement_of
from evals.caching import CallCache
from evals.debate_suite.agreement import debate_agreement
from evals.debate_suite.predicting import DebateFolderPredictor, save_debates
from evals.debate_suite.running import ScoredDebates, run_debates
from evals.debate_suite.suite import DebateSuite
from evals.engine_runs import (
    LiveOptions,
    Purse,
    check_prices,
    run_engine,
    run_live,
    run_recorded,
    run_simple,
    settings_of,
)
from evals.engines import FolderPredictor, save_predictions
from evals.gates.model import GateFile, Gates, load_gates
from evals.judging import Comparison, judge
from evals.loading import load_all, with_only
from evals.options import Options, check_options
from evals.progress import Progress
from evals.ranking import Ranking, rank
from evals.recordings import RECORDINGS, folder_name, recorded_models
from evals.reports.model import Report
from evals.running import run_suite
from evals.scored import AnyRun, AnySuite
from evals.stability import stability
from evals.storing import BY_MODEL, StoredRun, baseline_path, check_comparable, read_run, store_run, write_run
from evals.variants import Variant, variants_of
from evals.writers import with_spread
from service.engines.llm.chain import check_prompts
from service.engines.offline.engine import OfflineEngine
from service.errors import BudgetSpent, InfrastructureError, InputError


@dataclass(frozen=True)
class Outcome:
    """`reports`: one for each suite and variant; `rankings`: one for each suite that several variants ran."""

    reports: tuple[Report, ...]
    rankings: tuple[Ranking, ...]


_RECORD = "Record one model: argmap eval SUITE --engine llm --record."


def evaluate(options: Options) -> Outcome:
    """Raises InputError for misuse, InfrastructureError where nothing could be judged, BudgetSpent."""
    check_options(options)
    suites = [with_only(suite, options.only) for suite in load_all(options.suites)]
    combined = [(suite, _variants(suite, options)) for suite in suites]
    for _, variants in combined:
        for variant in variants:
            check_prompts(variant.prompts)
    if options.budget is not None:
        check_prices([variant for _, variants in combined for variant in variants])
    keeps = options.engine == "llm" and not options.record
    with closing(CallCache(options.cache if keeps else None)) as cache:
        evaluation = _Evaluation(options, cache, combined)
        try:
            return evaluation.outcome()
        except BudgetSpent as error:
            raise evaluation.purse.exhausted(error.message) from error


def _variants(suite: AnySuite, options: Options) -> list[Variant]:
    """Of a replay without a model: all that are recorded for the suite."""
    models = options.model
    if options.engine == "replay" and not models and not options.predictions:
        models = tuple(recorded_models(suite.name, RECORDINGS))
        if not models:
            raise InfrastructureError(f"there are no recordings for suite {suite.name!r}", hint=_RECORD)
    return variants_of(options.engine, models, options.prompts)


@cache
def _offline(without: tuple[str, ...]) -> OfflineEngine:
    """Loaded once, since it takes a second."""
    return OfflineEngine.load(without)


@dataclass
class _Evaluation:
    """One call: what its runs share."""

    options: Options
    cache: CallCache
    combined: Sequence[tuple[AnySuite, Sequence[Variant]]]

    def __post_init__(self) -> None:
        self.purse = Purse(self.options.budget)
        self.offline = _offline(self.options.without)
        repeats = self.options.repeats
        total = sum(len(suite.documents) * len(variants) * repeats for suite, variants in self.combined)
        self.progress = Progress(Console(stderr=True), total, lambda: self.purse.spent, self.options.budget)

    def outcome(self) -> Outcome:
        reports: list[Report] = []
        rankings = []
        for suite, variants in self.combined:
            base = Comparison(asyncio.run(run_simple(suite)), _human(suite))
            made = with_spread([self._report(suite, variant, base) for variant in variants])
            reports += made
            if len(made) > 1:
                rankings.append(rank(made, variants, self.options.by))
        return Outcome(tuple(reports), tuple(rankings))

    def _report(self, suite: AnySuite, variant: Variant, base: Comparison) -> Report:
        options, started = self.options, time.perf_counter()
        gate_file = load_gates(suite.name, [metric.id for metric in suite.metrics], options.gates)
        gates = gate_file.of(variant.engine)
        comparison = _compared(suite, variant, options, gates if options.gate else None, base)
        repeats = options.repeats if variant.engine == "llm" else 1
        runs = [asyncio.run(self._run(suite, variant, repeat)) for repeat in range(repeats)]
        runs[0] = _with_all_paid(runs)
        _save(suite, runs[0], options)
        return judge(
            runs,
            comparison,
            gates if options.gate else None,
            fail_at=_fail_at(options, gate_file),
            seconds=time.perf_counter() - started,
            label=variant.label,
            stability=stability(runs, gates) if options.aa and repeats > 1 else None,
        )

    async def _run(self, suite: AnySuite, variant: Variant, repeat: int) -> AnyRun:
        options = self.options
        if options.predictions is not None:
            folder = options.predictions / suite.name if len(options.suites) > 1 else options.predictions
            if isinstance(suite, DebateSuite):
                return await run_debates(suite, DebateFolderPredictor(folder))
            return await run_suite(suite, FolderPredictor(folder))
        if variant.engine == "position":
            return await run_simple(suite)
        if variant.engine == "offline":
            return await run_engine(suite, self.offline, self.offline, "offline", lambda: None)
        again = f", repeat {repeat + 1}" if options.repeats > 1 else ""
        self.progress.begin(f"{suite.name}: {variant.label}{again}")
        if variant.engine == "replay":
            folder = RECORDINGS / suite.name / folder_name(variant.model or "")
            return await run_recorded(suite, folder, variant, self.offline, self.progress, whole=not options.only)
        live = LiveOptions(
            self.cache,
            self.purse,
            options.concurrency,
            RECORDINGS if options.record else None,
            options.note,
            whole=not options.only,
        )
        return await run_live(suite, variant, repeat, self.offline, live, self.progress)


def _with_all_paid(runs: Sequence[AnyRun]) -> AnyRun:
    """The first repeat, with what all of them paid."""
    first, paid = runs[0], [run.cost.paid for run in runs if run.cost and run.cost.paid is not None]
    return replace(first, cost=replace(first.cost, paid=sum(paid))) if first.cost and paid else first


def _fail_at(options: Options, gate_file: GateFile) -> int:
    return options.fail_at or (gate_file.runs.fail_at if options.repeats > 1 else 1)


def _model_of(variant: Variant, options: Options) -> str | None:
    """Whose baseline it is; None where no model answers."""
    if options.predictions is not None or variant.engine not in BY_MODEL:
        return None
    return variant.model or settings_of(variant).models[0]


def _compared(suite: AnySuite, variant: Variant, options: Options, gates: Gates | None, base: Comparison) -> Comparison:
    """`base` with what else the variant is held against."""
    comparison = base if gates is None else _with_rival(suite, base, gates)
    path = options.baseline or baseline_path(suite.name, variant.engine, _model_of(variant, options))
    renewing = options.save_baseline is not None and options.baseline is None
    wanted = options.baseline is not None or (gates is not None and gates.needs_baseline)
    if renewing or not (wanted or path.is_file()):
        return comparison
    try:
        return replace(comparison, stored=_read_comparable(suite, path), stored_name=path.name)
    except InputError as error:
        if wanted:
            raise
        return replace(comparison, remark=f"{error.message}. {error.hint}")


def _with_rival(suite: AnySuite, comparison: Comparison, gates: Gates) -> Comparison:
    """With the engine that these gates say has to be beaten."""
    if gates.beats is None or comparison.rival is not None:
        return comparison
    return replace(comparison, rival=_read_comparable(suite, baseline_path(suite.name, gates.beats.engine)))


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
        committed = baseline_path(suite.name, run.engine, run.model)
        write_run(store_run(run), committed if chosen == Path() else chosen)
