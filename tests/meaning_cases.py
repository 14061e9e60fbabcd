"""The table of cases `meaning_cases.json` as maps: what the domain finds and what the page shows is tested by it.

A unit is [id, holder, attitude, paragraph, teller, mode, what leads it in]; a concession [by, to, units]; a relation
[id, kind, source, target, confidence]; an issue positions by holder and contrasts. Each unit is one
sentence; `teller`: whose report the attribution stands within.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from service.domain.argument import Attribution, Concession, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Segment
from service.domain.issue import Contrast, Issue, Position, Question
from service.domain.normalisation import normalise_roles
from service.domain.provenance import Provenance

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("meaning_cases.json").read_text("utf-8"))


def map_of(case: dict[str, Any]) -> ArgumentMap:
    """The map that a case describes."""
    rows = [[*row, *("author", "asserts", 0, None, None, "")[len(row) - 1 :]] for row in case["units"]]
    document, spans = _document(rows)
    attributions: list[Attribution] = []
    units: list[Unit] = []
    for (name, holder, attitude, paragraph, teller, mode, _), span in zip(rows, spans, strict=True):
        within = None
        if teller is not None:
            attributions.append(Attribution(id=f"t{name}", perspective=teller, content=(span,)))
            within = f"t{name}"
        said = f"a{name}" if holder != "author" else None
        if said:
            values = {"perspective": holder, "within": within, "content": (span,), "attitude": attitude, "mode": mode}
            attributions.append(Attribution.model_validate({"id": said, **values}))
        units.append(
            Unit(
                id=name,
                paragraph=paragraph,
                spans=(span,),
                text=span.cut(document.text),
                role="conclusion",
                perspective=holder,
                attribution=said,
            )
        )
    relations = [
        Relation.model_validate(
            {"id": name, "kind": kind, "sources": (source,), "target": target, "confidence": (*more, 1.0)[0]}
        )
        for name, kind, source, target, *more in case["relations"]
    ]
    units, relations = normalise_roles(units, relations)
    people = [Perspective(id="author", label="The author", kind="author")]
    people += [Perspective(id=name, label=name, kind="group", parent=up) for name, up in case["holders"].items()]
    return ArgumentMap(
        id="case",
        document=document,
        perspectives=tuple(people),
        attributions=tuple(attributions),
        units=tuple(units),
        relations=tuple(relations),
        concessions=tuple(
            Concession(by=by, to=to, units=tuple(names)) for by, to, names in case.get("concessions", [])
        ),
        issues=tuple(_issue(number, issue) for number, issue in enumerate(case.get("issues", []))),
        conclusion=case["conclusion"],
        provenance=Provenance(engine="test"),
    )


def _issue(number: int, given: dict[str, Any]) -> Issue:
    return Issue(
        id=f"i{number}",
        question=Question(text="What is right?"),
        positions=tuple(Position(perspective=who, units=tuple(held)) for who, held in given["positions"].items()),
        contrasts=tuple(Contrast(a=a, b=b, kind=kind) for a, b, kind in given["contrasts"]),
    )


def _document(rows: list[list[Any]]) -> tuple[Document, list[Span]]:
    last = max(row[3] for row in rows)
    blocks, segments, text = [], [], ""
    places: dict[str, Span] = {}
    for index in range(last + 1):
        start = len(text)
        for name, lead in [(row[0], row[6]) for row in rows if row[3] == index]:
            text += f"{lead} " if lead else ""
            said = f"Claim {name} stands"
            places[name] = Span(start=len(text), end=len(text) + len(said))
            text += f"{said}. "
        text = text.rstrip() or "Nothing is claimed here."
        blocks.append(Paragraph(index=index, start=start, end=len(text)))
        segments.append(Segment(id=f"s{index}", paragraph=index, start=start, end=len(text)))
        text += "\n\n" if index < last else ""
    document = Document(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        paragraphs=tuple(blocks),
        segments=tuple(segments),
    )
    return document, [places[row[0]] for row in rows]
