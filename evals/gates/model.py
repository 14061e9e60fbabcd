"""The form of a gate file, `evals/gates/<suite>.yaml`.

    engines:
      offline:
        floors: {unit_f1: 0.6}            # a score below fails
        not_worse: [unit_f1]              # fails where the interval of the change lies wholly below zero
        largest_drop: {unit_f1: 0.001}    # fails where the score itself falls by more (deterministic engines)
        each_document: {unit_f1: 0.05}    # the same for every single document
      replay:
        beats: {engine: offline, metrics: [unit_f1]}  # must score higher than that engine's committed baseline
    runs: {fail_at: 2}                    # of several runs of a live model, how many must fail

Validity of 100% is always asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from evals.suites import ROOT
from service.domain.base import Frozen
from service.domain.schema_faults import reason_of
from service.errors import InputError

GATES = ROOT / "gates"


class Beats(Frozen):
    engine: str
    metrics: tuple[str, ...] = Field(min_length=1)


class Gates(Frozen):
    """What one engine has to keep in one suite."""

    floors: dict[str, float] = Field(default_factory=dict)
    not_worse: tuple[str, ...] = ()
    largest_drop: dict[str, float] = Field(default_factory=dict)
    each_document: dict[str, float] = Field(default_factory=dict)
    beats: Beats | None = None

    @property
    def needs_baseline(self) -> bool:
        return bool(self.not_worse or self.largest_drop or self.each_document)

    def named(self) -> set[str]:
        """All metrics that are named."""
        beaten = self.beats.metrics if self.beats else ()
        return {*self.floors, *self.not_worse, *self.largest_drop, *self.each_document, *beaten}


class Runs(Frozen):
    fail_at: int = Field(default=1, ge=1)


class GateFile(Frozen):
    engines: dict[Literal["offline", "llm", "replay", "predictions", "position"], Gates] = Field(default_factory=dict)
    runs: Runs = Runs()

    def of(self, engine: str) -> Gates:
        """The engine's gates; an engine without any has to be valid, no more."""
        return next((gates for name, gates in self.engines.items() if name == engine), Gates())


def load_gates(suite: str, metrics: Collection[str], chosen: Path | None = None) -> GateFile:
    """The gates of a suite; a suite without a file asks for validity only.

    `metrics`: the suite's, by name; `chosen`: a file instead of the suite's own.

    Raises InputError for a file with mistakes, or a chosen one that is not there.
    """
    path = chosen or GATES / f"{suite}.yaml"
    if not path.is_file():
        if chosen is not None:
            raise InputError(f"there is no gate file {path.name}", hint="See evals/gates/ for examples.")
        return GateFile()
    try:
        gates = GateFile.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(
            f"{path.name}: {reason_of(error)}", hint="The form is described in evals/gates/model.py."
        ) from error
    unknown = {name for item in gates.engines.values() for name in item.named()} - set(metrics)
    if unknown:
        hint = f"Metrics of this suite: {', '.join(metrics)}."
        raise InputError(f"{path.name} names no metric of this suite: {', '.join(sorted(unknown))}", hint=hint)
    return gates
