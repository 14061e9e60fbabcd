"""CSV, one row per unit, for a spreadsheet: what it says, who holds it, and where it leads.

A cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io

from service.domain.argument_map import ArgumentMap
from service.formats.base import Exported, losses

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "unit", "paragraph", "start", "end", "role", "is_conclusion", "perspective", "holder", "attitude", "text",
    "implicit", "confidence", "relations",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def dump(map_: ArgumentMap) -> Exported:
    """`relations`: one `KIND:TARGET` per relation of the unit, with `(with u1 u2)` where premises are linked."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    labels = {item.id: item.label for item in map_.perspectives}
    attitudes = {item.id: item.attitude for item in map_.attributions}
    relations = _relations(map_)
    for unit in map_.units:
        row = (
            unit.id,
            unit.paragraph,
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
        )
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return Exported(stream.getvalue(), MEDIA_TYPE, losses(map_, kept=frozenset({"linked", "undercuts"})))


def _relations(map_: ArgumentMap) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {unit.id: [] for unit in map_.units}
    for relation in map_.relations:
        for source in relation.sources:
            others = [item for item in relation.sources if item != source]
            linked = f" (with {' '.join(others)})" if others else ""
            found[source].append(f"{relation.kind}:{relation.target}{linked}")
    return found


def safe(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
