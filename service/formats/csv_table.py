"""CSV for spreadsheets, one row per unit: what it says, who holds it, and where it leads.

Cells that a spreadsheet would interpret as formulas are prefixed with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from service.domain.argument import is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.base import text_of
from service.domain.issue import Issue, Position
from service.domain.meaning import meaning_of
from service.formats.base import Exported, losses
from service.formats.wording import Wording

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "unit", "paragraph", "start", "end", "role", "is_conclusion", "perspective", "holder", "attitude", "text",
    "implicit", "confidence", "relations", "told_by", "granted", "issue", "question", "whose_words", "position_of",
    "rivals", "stance", "seconds",
)  # fmt: skip
_OF_POSITION = COLUMNS[COLUMNS.index("issue") : COLUMNS.index("seconds")]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORMULA_WITHIN = re.compile(r"(?<=[;\t\r\n])(?=[=+\-@])")
"""What begins a cell for a program that divides at semicolons, tabs or line ends, quotes or not."""


def dump(map_: ArgumentMap) -> Exported:
    """The table. `paragraph`: numbered from 1, as on the page.

    `relations`: one `KIND:TARGET` per relation of the unit, with `(with u1 u2)` for linked premises and `(doubtful)` if
    it is more likely wrong than right; kinds are those between the bare words. `issue`: the question that the unit
    answers, with the perspective whose position it is (`position_of`) and those with rival positions; `stance`: of that
    position. A position shown only by words that are not a unit has a row without a unit, at the end. `seconds`: when
    the unit is spoken, for transcripts with times.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    labels = {item.id: item.label for item in map_.perspectives}
    attitudes = {item.id: item.attitude for item in map_.attributions}
    relations = _relations(map_)
    wording, granted = Wording(map_), set(meaning_of(map_).granted)
    positions = {unit: (issue, item) for issue in map_.issues for item in issue.positions for unit in item.units}
    for unit in map_.units:
        row = (
            unit.id,
            unit.paragraph + 1,
            unit.spans[0].start if unit.spans else "",
            unit.spans[-1].end if unit.spans else "",
            unit.role,
            "yes" if unit.id == map_.conclusion else "",
            unit.perspective,
            labels[unit.perspective],
            attitudes.get(unit.attribution or "", ""),
            unit.text,
            "yes" if unit.implicit else "",
            unit.confidence,
            "; ".join(relations[unit.id]),
            "; ".join(wording.tellers(unit)),
            "yes" if unit.id in granted else "",
            *_position(positions.get(unit.id), labels),
            "" if (seconds := wording.seconds(unit)) is None else seconds,
        )
        writer.writerow(_safe_row(row))
    writer.writerows(_safe_row(row) for row in _stances(map_, labels))
    return Exported(stream.getvalue(), MEDIA_TYPE, (*_partly_lost(map_), *losses(map_, kept=_KEPT)))


_KEPT = frozenset({"linked", "undercuts", "issues", "stances", "spans", "attributions", "confidence"})


def _partly_lost(map_: ArgumentMap) -> Iterator[str]:
    """What is missing of the parts that have columns."""
    if any(len(unit.spans) > 1 for unit in map_.units):
        yield "not kept: where a unit's words are interrupted (start and end are there)"
    if any(item.source or item.cue or item.content for item in map_.attributions):
        yield "not kept: source, cue and content of attributions (the attitude is there)"
    if any(relation.confidence < 1 for relation in map_.relations):
        yield "not kept: the confidence of relations (that of units is there, and which relations are doubtful)"


def _position(found: tuple[Issue, Position] | None, labels: Mapping[str, str]) -> tuple[str, ...]:
    if found is None:
        return ("",) * 6
    issue, position = found
    pairs = [(item.a, item.b) for item in issue.contrasts if item.kind == "rival"]
    rivals = [labels[b if a == position.perspective else a] for a, b in pairs if position.perspective in (a, b)]
    whose = "text" if issue.question.spans else "model"
    return issue.id, issue.question.text, whose, labels[position.perspective], "; ".join(rivals), position.stance


def _stances(map_: ArgumentMap, labels: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """A row for each position that words show which are no unit; cells that only units have stay empty."""
    document = map_.document
    for issue in map_.issues:
        for item in issue.positions:
            if not item.spans:
                continue
            start, end = item.spans[0].start, item.spans[-1].end
            paragraph = document.paragraph_at(start)
            cells: dict[str, object] = {
                "paragraph": "" if paragraph is None else paragraph.index + 1,
                "start": start,
                "end": end,
                "perspective": item.perspective,
                "holder": labels[item.perspective],
                "text": text_of(item.spans, document.text),
                **dict(zip(_OF_POSITION, _position((issue, item), labels), strict=True)),
                "seconds": "" if (seconds := document.seconds_at(start)) is None else seconds,
            }
            yield tuple(cells.get(name, "") for name in COLUMNS)


def _safe_row(row: tuple[object, ...]) -> list[object]:
    return [safe(cell) if isinstance(cell, str) else cell for cell in row]


def _relations(map_: ArgumentMap) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {unit.id: [] for unit in map_.units}
    for relation in map_.relations:
        for source in relation.sources:
            others = [item for item in relation.sources if item != source]
            linked = f" (with {' '.join(others)})" if others else ""
            doubtful = " (doubtful)" if is_doubtful(relation) else ""
            found[source].append(f"{relation.kind}:{relation.target}{linked}{doubtful}")
    return found


def safe(cell: str) -> str:
    """The cell, prefixed with an apostrophe if a spreadsheet would interpret it as a formula, whatever
    its delimiter.
    """
    cell = _FORMULA_WITHIN.sub("'", cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
