"""Three small articles, by which the suite is tested: gold maps and two annotators' layers in a folder."""

from __future__ import annotations

import json
from pathlib import Path

from service.domain.argument_map import ArgumentMap, parse_map

_KNOWN = json.loads(Path(__file__).with_name("small.json").read_text("utf-8"))
TEXTS: dict[str, str] = {name: map_["document"]["text"] for name, map_ in _KNOWN["gold"].items()}


def gold_map(name: str, annotator: str = "gold") -> ArgumentMap:
    """The gold map of one of the articles."""
    return parse_map(_KNOWN["gold"][name] | {"provenance": {"engine": annotator}})


def second_layer(name: str) -> ArgumentMap:
    """What another annotator made of it: the last labelled paragraph has one unit less and no relations."""
    return parse_map(_KNOWN["second"][name] | {"provenance": {"engine": "B"}})


def write_suite(folder: Path, *, layers: bool = True) -> Path:
    """A suite's folder with the three maps and, where asked for, two layers; the folder."""
    for name in TEXTS:
        _write(folder / f"{name}.json", gold_map(name))
        if layers:
            _write(folder / "layers" / "A" / f"{name}.json", gold_map(name, "A"))
            _write(folder / "layers" / "B" / f"{name}.json", second_layer(name))
    return folder


def _write(path: Path, map_: ArgumentMap) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(map_.model_dump_json(), "utf-8")
