"""Three small articles with their label sheets, by which the suite is tested: gold maps and two layers in a folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from evals.sheets.compiling import compile_sheet
from evals.sheets.model import Sheet
from service.domain.argument_map import ArgumentMap

TEXTS: dict[str, str] = {
    "01-harbour": "\n\n".join(
        [
            "Photo: Ferries at the north quay. Credit: City archive",
            "The harbour fee should stay. It pays for the dredging, and the dredging keeps the port open. "
            "Shipowners say that the fee drives traffic away. But traffic has grown every year since it began.",
            "Mayor Ida Holm argues that the port needs deeper water. Shipowners answer that nobody asked for it.",
            "So the council ought to keep the fee. Without it the port would silt up.",
        ]
    ),
    "02-library": "\n\n".join(
        [
            "The library must open on Sundays. Families have no other day. Students work on weekdays.",
            "Critics say that staff would leave. The union denies this. It says that most members want the extra pay.",
            "Ms. Roe said that the mayor believes that readers will come. Numbers from other towns support her.",
        ]
    ),
    "03-market": "\n\n".join(
        [
            "The market moved to the square on Monday. Forty stalls stood there by noon.",
            "Stallholders say that trade was good. Neighbours complain that the noise was unbearable.",
            "Read more about the square",
        ]
    ),
}


def _unit(key: str, text: str, attribution: str | None = None) -> dict[str, Any]:
    return {"id": key, "text": [text], "attribution": attribution}


def _said(key: str, who: str, source: str, cue: str, content: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "perspective": who, "source": source, "cue": cue, "content": [content], **more}


def _relation(key: str, kind: str, source: str, target: str) -> dict[str, Any]:
    return {"id": key, "kind": kind, "sources": [source], "target": target}


SHEETS: dict[str, dict[str, Any]] = {
    "01-harbour": {
        "kinds": ["furniture", "body", "body", "body"],
        "perspectives": [
            {"id": "owners", "label": "Shipowners", "kind": "group", "aliases": ["Shipowners"]},
            {"id": "holm", "label": "Ida Holm", "kind": "person", "aliases": ["Mayor Ida Holm"]},
        ],
        "paragraphs": [
            {
                "paragraph": 1,
                "attributions": [_said("a1", "owners", "Shipowners", "say", "the fee drives traffic away")],
                "units": [
                    _unit("u1", "The harbour fee should stay"),
                    _unit("u2", "It pays for the dredging"),
                    _unit("u3", "the dredging keeps the port open"),
                    _unit("u4", "the fee drives traffic away", "a1"),
                    _unit("u5", "traffic has grown every year since it began"),
                ],
                "relations": [
                    {"id": "r1", "kind": "support", "sources": ["u2", "u3"], "target": "u1"},
                    _relation("r2", "rebut", "u4", "u1"),
                    _relation("r3", "rebut", "u5", "u4"),
                ],
            },
            {
                "paragraph": 2,
                "attributions": [
                    _said("a1", "holm", "Mayor Ida Holm", "argues", "the port needs deeper water"),
                    _said("a2", "owners", "Shipowners", "answer", "nobody asked for it", attitude="denies"),
                ],
                "units": [
                    _unit("u1", "the port needs deeper water", "a1"),
                    _unit("u2", "nobody asked for it", "a2"),
                ],
                "relations": [_relation("r1", "rebut", "u2", "u1")],
            },
            {
                "paragraph": 3,
                "units": [
                    _unit("u1", "the council ought to keep the fee"),
                    _unit("u2", "Without it the port would silt up"),
                ],
                "relations": [_relation("r1", "support", "u2", "u1")],
            },
        ],
        "links": [_relation("l1", "support", "1.u1", "3.u1")],
        "conclusion": "3.u1",
    },
    "02-library": {
        "kinds": ["body", "body", "body"],
        "perspectives": [
            {"id": "critics", "label": "Critics", "kind": "unnamed", "aliases": ["Critics"]},
            {"id": "union", "label": "The union", "kind": "group", "aliases": ["The union"]},
            {"id": "roe", "label": "Ms. Roe", "kind": "person", "aliases": ["Ms. Roe"]},
            {"id": "mayor", "label": "The mayor", "kind": "person", "aliases": ["the mayor"]},
        ],
        "paragraphs": [
            {
                "paragraph": 0,
                "units": [
                    _unit("u1", "The library must open on Sundays"),
                    _unit("u2", "Families have no other day"),
                    _unit("u3", "Students work on weekdays"),
                ],
                "relations": [_relation("r1", "support", "u2", "u1"), _relation("r2", "support", "u3", "u1")],
            },
            {
                "paragraph": 1,
                "attributions": [
                    _said("a1", "critics", "Critics", "say##1", "staff would leave"),
                    _said("a2", "union", "It", "says", "most members want the extra pay"),
                ],
                "units": [
                    _unit("u1", "staff would leave", "a1"),
                    _unit("u2", "most members want the extra pay", "a2"),
                ],
                "relations": [_relation("r1", "rebut", "u2", "u1")],
            },
            {
                "paragraph": 2,
                "attributions": [
                    _said("a1", "roe", "Ms. Roe", "said", "the mayor believes that readers will come"),
                    _said("a2", "mayor", "the mayor", "believes", "readers will come", within="a1"),
                ],
                "units": [
                    _unit("u1", "readers will come", "a2"),
                    _unit("u2", "Numbers from other towns support her"),
                ],
                "relations": [_relation("r1", "support", "u2", "u1")],
            },
        ],
        "issues": [
            {
                "id": "staff",
                "question": "What would staff do?",
                "anchors": ["@1:staff"],
                "positions": [
                    {"perspective": "critics", "units": ["1.u1"]},
                    {"perspective": "union", "units": ["1.u2"]},
                ],
                "contrasts": [{"a": "critics", "b": "union", "kind": "rival"}],
            },
        ],
        "conclusion": "0.u1",
    },
    "03-market": {
        "kinds": ["body", "body", "furniture"],
        "perspectives": [
            {"id": "stalls", "label": "Stallholders", "kind": "group", "aliases": ["Stallholders"]},
            {"id": "street", "label": "Neighbours", "kind": "group", "aliases": ["Neighbours"]},
        ],
        "paragraphs": [
            {
                "paragraph": 1,
                "attributions": [
                    _said("a1", "stalls", "Stallholders", "say", "trade was good"),
                    _said("a2", "street", "Neighbours", "complain", "the noise was unbearable"),
                ],
                "units": [_unit("u1", "trade was good", "a1"), _unit("u2", "the noise was unbearable", "a2")],
            }
        ],
    },
}


@cache
def gold_map(name: str, annotator: str = "gold") -> ArgumentMap:
    """The gold map of one of the articles."""
    return compile_sheet(Sheet.model_validate({"id": name, "annotator": annotator, **SHEETS[name]}), TEXTS[name])


@cache
def second_layer(name: str) -> ArgumentMap:
    """What another annotator made of it: the last labelled paragraph has one unit less and no relations."""
    values = SHEETS[name]
    last = values["paragraphs"][-1]
    shorter = {**last, "units": last["units"][:1], "relations": []}
    changed = {**values, "paragraphs": [*values["paragraphs"][:-1], shorter], "links": []}
    return compile_sheet(Sheet.model_validate({"id": name, "annotator": "B", **changed}), TEXTS[name])


def write_suite(folder: Path, *, layers: bool = True) -> Path:
    """A suite's folder with the three maps and, where asked for, two layers; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TEXTS:
        _write(folder / f"{name}.json", gold_map(name))
        if layers:
            _write(folder / "layers" / "A" / f"{name}.json", gold_map(name, "A"))
            _write(folder / "layers" / "B" / f"{name}.json", second_layer(name))
    return folder


def _write(path: Path, map_: ArgumentMap) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(map_.model_dump_json(), "utf-8")
