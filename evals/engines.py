"""What makes predictions: engines end to end, and folders of maps that exist already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from evals.documents import GoldDocument
from service.domain.argument_map import ArgumentMap, parse_map
from service.engines.engine import Engine
from service.errors import InputError, InvalidMap
from service.pipeline.direct import map_document
from service.reading import read_text


@dataclass(frozen=True)
class Prediction:
    """A map, or None with the reasons why there is none that can be scored."""

    map: ArgumentMap | None
    problems: tuple[str, ...] = ()


class Predictor(Protocol):
    """Makes a map of a gold document's text. What it is called goes into every report."""

    @property
    def name(self) -> str:
        """Such as `offline`, `llm`, `replay`, `predictions`, `position`."""

    @property
    def model(self) -> str | None: ...

    @property
    def prompts(self) -> Mapping[str, str]: ...

    async def predict(self, document: GoldDocument) -> Prediction:
        """Infrastructure and input errors end the run: nothing is judged then."""


@dataclass
class EnginePredictor:
    """An engine, end to end: the text is read again, furniture included. `fallback` as in the service."""

    engine: Engine
    fallback: Engine
    name: str
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.model = self.engine.model
        self.prompts = self.engine.prompts

    async def predict(self, document: GoldDocument) -> Prediction:
        read = read_text(document.text)
        map_ = await map_document(read, self.engine, self.fallback, map_id=document.id)
        return same_text(map_, document)


@dataclass(frozen=True)
class FolderPredictor:
    """Maps that exist: `DIR/<document id>.json`. A missing or broken one counts as no map, and is listed."""

    folder: Path
    name: str = "predictions"
    model: str | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise InputError(f"{self.folder} is no folder", hint="Give the folder that --save-predictions wrote.")

    async def predict(self, document: GoldDocument) -> Prediction:
        path = self.folder / f"{document.id}.json"
        if not path.is_file():
            return Prediction(None, (f"[missing] there is no {path.name}",))
        try:
            return same_text(parse_map(path.read_bytes()), document)
        except InvalidMap as error:
            listed = tuple(f"[{item['rule']}] {item['where']}: {item['detail']}" for item in error.broken)
            return Prediction(None, listed or (error.message,))


def same_text(map_: ArgumentMap, document: GoldDocument) -> Prediction:
    """A map is judged on the gold's text only: on another one its offsets would mean nothing."""
    if map_.document.text == document.text:
        return Prediction(map_)
    return Prediction(None, ("[text] the map's text is not the document's",))


def save_predictions(folder: Path, predictions: Mapping[str, Prediction]) -> None:
    """Writes `FOLDER/<document id>.json`, which `--predictions` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, prediction in predictions.items():
        if prediction.map is not None:
            content = json.loads(prediction.map.model_dump_json())
            text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
            (folder / f"{name}.json").write_text(text, "utf-8")
