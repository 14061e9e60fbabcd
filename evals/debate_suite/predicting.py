"""What makes debates: an engine end to end, from the articles' texts, and folders of debates that exist already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from evals.debate_suite.given import debate_of_mentions
from evals.debate_suite.suite import GoldDebate
from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.debates.debate import Debate, parse_debate
from service.domain.debates.rules import unresolved
from service.domain.provenance import Provenance
from service.engines.debate_answers import Judge
from service.engines.engine import Engine
from service.errors import InputError
from service.pipeline.debates.direct import debate_of, with_meta
from service.pipeline.direct import map_document


@dataclass(frozen=True)
class DebatePrediction:
    """`maps`: document id -> map; `given`: the debate of the gold's own mentions, where the engine could be asked."""

    debate: Debate | None
    maps: Mapping[str, ArgumentMap] = field(default_factory=dict)
    given: Debate | None = None
    problems: tuple[str, ...] = ()


class DebatePredictor(Protocol):
    """As `evals.engines.Predictor`, for debates."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    @property
    def prompts(self) -> Mapping[str, str]: ...

    async def predict(self, gold: GoldDebate) -> DebatePrediction:
        """Infrastructure and input errors end the run: nothing is judged then."""


@dataclass
class DebateEnginePredictor:
    """Maps of all articles, and the debate of the maps. `judge`: a model to ask about pairs, or None."""

    engine: Engine
    fallback: Engine
    judge: Callable[[], Judge | None]
    name: str
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.model = self.engine.model
        judge = self.judge()
        self.prompts = {**self.engine.prompts, **(judge.prompts if judge else {})}

    async def predict(self, gold: GoldDebate) -> DebatePrediction:
        made = await asyncio.gather(*(self._map(gold, item.id) for item in gold.documents))
        maps = {
            item.id: with_meta(map_, item.model_dump(exclude={"id"}))
            for item, map_ in zip(gold.documents, made, strict=True)
        }
        now = datetime.now(UTC)
        provenance = Provenance(engine=self.name, model=self.model, started=now, finished=now)
        debate, given = await asyncio.gather(
            debate_of(
                list(maps.values()), debate_id=gold.id, title=gold.id, question=gold.question, judge=self.judge()
            ),
            debate_of_mentions(gold, self.judge(), provenance),
        )
        return DebatePrediction(debate, maps, given)

    async def _map(self, gold: GoldDebate, name: str) -> ArgumentMap:
        return await map_document(gold.texts[name], self.engine, self.fallback, map_id=name)


@dataclass(frozen=True)
class DebateFolderPredictor:
    """Debates that exist: `DIR/<debate id>/debate.json` and `maps/<document id>.json`, as `argmap debate -o` writes."""

    folder: Path
    name: str = "predictions"
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise InputError(f"{self.folder} is no folder", hint="Give the folder that --save-predictions wrote.")

    async def predict(self, gold: GoldDebate) -> DebatePrediction:
        place = self.folder / gold.id
        if not (place / "debate.json").is_file():
            return DebatePrediction(None, problems=(f"[missing] there is no {gold.id}/debate.json",))
        try:
            debate = parse_debate((place / "debate.json").read_bytes())
            maps = {path.stem: parse_map(path.read_bytes()) for path in sorted((place / "maps").glob("*.json"))}
        except InputError as error:
            return DebatePrediction(None, problems=(f"[invalid] {error.message}",))
        return checked(DebatePrediction(debate, maps), gold)


def checked(prediction: DebatePrediction, gold: GoldDebate) -> DebatePrediction:
    """The prediction, or what is wrong with it: it must stand on these articles, and point at what is there."""
    debate, maps = prediction.debate, prediction.maps
    if debate is None:
        return prediction
    other = [name for name, read in gold.texts.items() if name not in maps or maps[name].document.text != read.text]
    if other:
        return DebatePrediction(None, problems=(f"[other-text] no map of the text of {', '.join(other)}",))
    problems = tuple(str(item) for item in unresolved(debate, maps))
    return DebatePrediction(debate, maps, prediction.given, problems)


def save_debates(folder: Path, predictions: Mapping[str, DebatePrediction]) -> None:
    """In the form that `DebateFolderPredictor` reads."""
    for name, item in predictions.items():
        if item.debate is None:
            continue
        maps = folder / name / "maps"
        maps.mkdir(parents=True, exist_ok=True)
        (folder / name / "debate.json").write_text(item.debate.model_dump_json(indent=1) + "\n", "utf-8")
        for document, map_ in item.maps.items():
            (maps / f"{document}.json").write_text(map_.model_dump_json(indent=1) + "\n", "utf-8")
