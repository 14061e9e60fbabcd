"""What one call of `argmap eval` is asked for, and what does not go together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evals.variants import EngineName, variants_of
from service.domain.base import Frozen
from service.engines.offline.stages import STAGES
from service.errors import InputError

_FEWEST_REPEATS = 3
"""Of a model that is tried for stability."""


class Options(Frozen):
    """What was asked for; see the command's help. `save_baseline`: an empty path means the committed one."""

    suites: tuple[str, ...]
    engine: EngineName = "offline"
    model: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    by: str | None = None
    concurrency: int | None = None
    budget: float | None = None
    cache: Path | None = None
    without: tuple[str, ...] = ()
    predictions: Path | None = None
    save_predictions: Path | None = None
    gate: bool = False
    gates: Path | None = None
    baseline: Path | None = None
    save_baseline: Path | None = None
    record: bool = False
    note: str | None = None
    repeat: int = 1
    aa: bool = False
    fail_at: int | None = None

    @property
    def repeats(self) -> int:
        return max(self.repeat, _FEWEST_REPEATS) if self.aa else self.repeat


def check_options(options: Options) -> None:
    """Raises InputError, with what to do, for the first misuse."""
    for wrong, message, hint in _misuses(options):
        if wrong:
            raise InputError(message, hint=hint)


def _misuses(options: Options) -> Iterator[tuple[bool, str, str]]:
    """(whether it is there, what is wrong, what to do) of everything that does not go together."""
    live = options.engine == "llm" and options.predictions is None
    stages = sorted(set(options.without) - STAGES.keys())
    several = len(variants_of(options.engine, options.model, options.prompts)) > 1
    yield not options.suites, "there is no suite to run", "Name a corpus by path, such as microtexts=FILE."
    yield (
        bool(options.without) and (options.engine != "offline" or bool(options.predictions or options.save_baseline)),
        "--without leaves a stage of the offline engine out",
        "Use it with --engine offline, and no --save-baseline.",
    )
    yield bool(stages), f"no stage of the offline engine: {', '.join(stages)}", f"Stages: {', '.join(STAGES)}."
    yield options.record and not live, "--record keeps a model's answers", "Use it with --engine llm."
    yield (
        options.gate and options.save_baseline is not None,
        "a run that becomes the baseline cannot be gated by it",
        "Save first, then run with --gate.",
    )
    yield (
        options.repeats > 1 and (not live or options.record),
        "--repeat and --aa ask a live model again",
        "The other engines always give the same maps.",
    )
    yield (
        bool(options.only) and (options.gate or options.save_baseline is not None),
        "gates and baselines are of whole suites",
        "Leave --only out, or --gate and --save-baseline.",
    )
    yield (
        several and bool(options.save_predictions or options.record or options.baseline or options.save_baseline),
        "several models or prompts cannot share one recording, baseline or folder of predictions",
        "Run them one by one, with one --model each.",
    )
    yield options.budget is not None and not live, "--budget is for live models", "Use it with --engine llm or --model."
