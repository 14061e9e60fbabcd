"""A run's counts as a file: the committed baseline that later runs are compared with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, ValidationError

from evals.metrics.scores import Counts
from evals.recordings import folder_name
from evals.scored import AnyRun, AnySuite
from evals.suites import ROOT
from service.domain.base import Frozen
from service.errors import InputError

BASELINES = ROOT / "baselines"
BY_MODEL = frozenset({"llm", "replay"})
"""Engines of which each model has a baseline of its own."""


class StoredRun(Frozen):
    """`gold` and `scorer` are fingerprints; `documents`: document id -> metric id -> counts."""

    suite: str
    engine: str
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    gold: str
    scorer: str
    created: datetime
    documents: dict[str, dict[str, tuple[float, ...]]]

    def counts(self, metric_id: str, names: list[str]) -> list[Counts]:
        """The metric's counts of the documents named, in that order."""
        return [self.documents[name][metric_id] for name in names]


def store_run(run: AnyRun) -> StoredRun:
    """What is kept of a run: its counts, without any text."""
    return StoredRun(
        suite=run.suite.name,
        engine=run.engine,
        model=run.model,
        prompts=dict(run.prompts),
        gold=run.suite.fingerprint,
        scorer=run.suite.scorer,
        created=datetime.now(UTC).replace(microsecond=0),
        documents={item.id: _plain(item.counts) for item in run.documents},
    )


def baseline_path(suite: str, engine: str, model: str | None = None) -> Path:
    """Where the committed baseline of a suite and an engine lies, by model where a language model answers."""
    name = f"{suite}.{engine}.{folder_name(model)}" if model and engine in BY_MODEL else f"{suite}.{engine}"
    return BASELINES / f"{name}.json"


def write_run(run: StoredRun, path: Path) -> None:
    """One line a document, so that a renewed baseline can be read in a diff."""
    head = run.model_dump(mode="json", exclude={"documents"})
    lines = [f"  {json.dumps(name)}: {json.dumps(_short(counts))}" for name, counts in run.documents.items()]
    text = json.dumps(head, indent=1)[:-2] + ',\n "documents": {\n' + ",\n".join(lines) + "\n }\n}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def read_run(path: Path) -> StoredRun:
    """Raises InputError where the file is not there or is no stored run."""
    try:
        return StoredRun.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise InputError(f"there is no baseline {path.name}", hint="Make one with --save-baseline.") from error
    except ValidationError as error:
        raise InputError(f"{path.name} is no stored run: {error.error_count()} errors", hint="Renew it.") from error


def check_comparable(stored: StoredRun, suite: AnySuite, path: Path) -> None:
    """Raises InputError (with the command that renews it) where gold or scorer are not those of the stored run."""
    changed = []
    if stored.gold != suite.fingerprint:
        changed.append("the gold")
    if stored.scorer != suite.scorer:
        changed.append("the scorer")
    if changed:
        where = "" if path == baseline_path(suite.name, stored.engine, stored.model) else f" {path}"
        raise InputError(
            f"{path.name} was made before {' and '.join(changed)} changed; its scores cannot be compared with new ones",
            hint=f"Renew it: {renewal(stored)}{where}",
        )


def renewal(stored: StoredRun) -> str:
    """The command that makes this baseline anew."""
    model = f" --model {stored.model}" if stored.engine in BY_MODEL else ""
    return f"argmap eval {stored.suite} --engine {stored.engine}{model} --save-baseline"


def _plain(counts: Mapping[str, Counts]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(float(value) for value in values) for name, values in counts.items()}


def _short(counts: Mapping[str, Counts]) -> dict[str, list[float | int]]:
    return {
        name: [int(value) if value == int(value) else round(value, 6) for value in values]
        for name, values in counts.items()
    }
