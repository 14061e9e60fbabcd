"""`argmap eval turns` and `turns=FOLDER`: scored beside the suites of maps, with gates of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evals.turns.gold import OWN, TurnsText, load_turns, second_layer
from evals.turns.scoring import Aligned, agreement, boundaries, joined, outermost_holder, right_speaker
from service.domain.argument_map import ArgumentMap, parse_map
from service.engines.engine import Engine
from service.engines.offline.engine import OfflineEngine
from service.errors import InputError
from service.pipeline.direct import map_document
from service.reading import read_bytes

if TYPE_CHECKING:
    from rich.console import Console

NAME = "turns"
MEASURES: dict[str, Callable[[Aligned], tuple[float, float]]] = {
    "characters": right_speaker,
    "boundaries": boundaries,
    "joined": joined,
}
GATES = {"characters": 0.98, "holders": 0.95}
"""Least shares over all texts."""


@dataclass(frozen=True)
class ScoredText:
    """`shares`: by measure, what is right and of how much."""

    name: str
    shares: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class TurnsReport:
    """`between_annotators`: by measure, how far a second annotator agrees with the gold; {} where there is none."""

    engine: str
    texts: tuple[ScoredText, ...]
    between_annotators: Mapping[str, float] = field(default_factory=dict)

    def share(self, measure: str) -> float:
        """Over all texts; 1 where there is nothing to judge."""
        right, total = (sum(text.shares.get(measure, (0.0, 0.0))[at] for text in self.texts) for at in (0, 1))
        return right / total if total else 1.0

    @property
    def passed(self) -> bool:
        return all(self.share(measure) >= least for measure, least in GATES.items())


def split_turns(specs: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The folders of texts with turns among the suites named, and the other suites."""
    folders = [Path(spec.partition("=")[2] or OWN) for spec in specs if spec.partition("=")[0] == NAME]
    return folders, [spec for spec in specs if spec.partition("=")[0] != NAME]


def turns_by(folder: Path, engine: str, predictions: object) -> TurnsReport:
    """The texts of a folder by the offline engine, or by maps that exist. Raises InputError for another engine."""
    if isinstance(predictions, Path):
        return score_turns(folder, None, predictions)
    if engine != "offline":
        raise InputError(
            f"texts with turns are not mapped by --engine {engine}",
            hint="Give the maps that it made: --predictions DIR.",
        )
    return score_turns(folder, OfflineEngine.load())


def score_turns(folder: Path, engine: Engine | None, predictions: Path | None = None) -> TurnsReport:
    """Reading alone where there are no maps; `predictions`: maps that exist, `NAME.json` each. Raises InputError."""
    texts = load_turns(folder)
    name = "predictions" if predictions else engine.name if engine else "reading"
    return TurnsReport(name, tuple(_scored(text, engine, predictions) for text in texts), _between_annotators(folder))


def _between_annotators(folder: Path) -> dict[str, float]:
    each = [agreement(text, second) for text, second in second_layer(folder)]
    return {
        name: sum(item[name][0] for item in each) / sum(item[name][1] for item in each)
        for name in (each[0] if each else ())
    }


def _scored(text: TurnsText, engine: Engine | None, predictions: Path | None) -> ScoredText:
    document = read_bytes(text.text.encode(), name=f"{text.name}{text.suffix}")
    map_: ArgumentMap | None = None
    if predictions is not None:
        path = predictions / f"{text.name}.json"
        if not path.is_file():
            raise InputError(f"there is no {path.name} in {predictions}", hint="Each text needs its map.")
        map_ = parse_map(path.read_bytes())
    elif engine is not None:
        map_ = asyncio.run(map_document(document, engine, engine, map_id=text.name))
    aligned = Aligned(text, map_.document if map_ else document)
    shares = {name: measure(aligned) for name, measure in MEASURES.items()}
    if map_ is not None:
        shares["holders"] = outermost_holder(aligned, map_)
    return ScoredText(text.name, shares)


def print_turns(report: TurnsReport, console: Console) -> None:
    """A line a text: the share of each measure; the last line is over all."""
    names = [*MEASURES, "holders"] if any("holders" in text.shares for text in report.texts) else [*MEASURES]
    console.print(f"turns: {report.engine}, {len(report.texts)} texts", highlight=False)
    console.print(f"  {'':40}" + "".join(f"{name:>12}" for name in names), highlight=False)
    for text in report.texts:
        found = (text.shares[name] for name in names)
        cells = "".join(f"{right / total:12.3f}" if total else f"{'-':>12}" for right, total in found)
        console.print(f"  {text.name:40}{cells}", highlight=False)
    console.print(f"  {'all':40}" + "".join(f"{report.share(name):12.3f}" for name in names), highlight=False)
    if report.between_annotators:
        told = ", ".join(f"{name} {share:.3f}" for name, share in report.between_annotators.items())
        console.print(f"Two annotators: {told}.", highlight=False)
