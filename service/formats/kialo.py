"""Kialo's text export, import only: a thesis "1." followed by numbered claims, each Pro or Con its parent.

arguebuf is not used, because it cannot be installed alongside current releases of lxml and protobuf.
"""

from __future__ import annotations

import re
from collections import defaultdict

from service.domain.argument import RelationKind
from service.errors import FormatError
from service.formats.base import Imported
from service.formats.imported_parts import ImportedRelation, ImportedUnit
from service.formats.map_builder import MapBuilder

_TITLE = re.compile(r"Discussion (?:Title|Name):\s*(.+)")
_CLAIM = re.compile(r"\s*(?P<number>(?:\d+\.)+)\s*(?:(?P<stance>Pro|Con):)?\s*(?P<text>.*)$")
_REFERENCE = re.compile(r"-> See (?P<number>(?:\d+\.)+)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\((?:[^()\[\]\n]|\([^()\[\]\n]*\))*\)")


def load(text: str) -> Imported:
    """The map of a Kialo export. Raises FormatError if it has no numbered claim, or a claim that
    precedes its parent.
    """
    builder = MapBuilder("Kialo")
    units: dict[str, ImportedUnit] = {}
    current: ImportedUnit | None = None
    more: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        title = _TITLE.match(line)
        claim = _CLAIM.match(line)
        if title and not units:
            builder.title = title.group(1).strip()
        elif claim:
            current = _claim(builder, units, claim, number)
        elif current is not None and line.strip():
            more[current.id].append(_LINK.sub(r"\1", line.strip()))
    if not units:
        raise FormatError("the Kialo text has no numbered claim", hint="Export the discussion as text.")
    builder.units = list(units.values())
    for unit in builder.units:
        unit.text = " ".join([unit.text, *more[unit.id]])
    return builder.finish()


def _claim(builder: MapBuilder, units: dict[str, ImportedUnit], claim: re.Match[str], line: int) -> ImportedUnit | None:
    number = claim["number"]
    parent = number.rstrip(".").rpartition(".")[0]
    if parent and f"{parent}." not in units:
        raise FormatError(
            f"Kialo line {line}: claim {number} has no parent {parent}.", hint="Check that the export is complete."
        )
    kind: RelationKind = "rebut" if claim["stance"] == "Con" else "support"
    reference = _REFERENCE.search(claim["text"])
    if reference:
        source = units.get(reference["number"])
        if source is None or not parent:
            builder.warn(f"line {line}: a reference to claim {reference['number']}, which does not exist, was left out")
        else:
            builder.relations.append(ImportedRelation(f"r{line}", kind, [source.id], units[f"{parent}."].id))
        return None
    if number in units:
        builder.warn(f"line {line}: claim {number} occurs twice; only the first was kept")
        return None
    unit = ImportedUnit(f"k{number.rstrip('.')}", _LINK.sub(r"\1", claim["text"]))
    units[number] = unit
    if parent:
        builder.relations.append(ImportedRelation(f"r{line}", kind, [unit.id], units[f"{parent}."].id))
    return unit
