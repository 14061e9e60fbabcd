"""The mutable form of a map to which corrections are applied: parts by id, in order."""

from __future__ import annotations

from typing import Any, get_args

from service.domain.argument import (
    AUTHOR,
    Attribution,
    Perspective,
    Relation,
    RelationKind,
    Unit,
    references_within,
)
from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.base import Frozen
from service.domain.concession_settling import settle_concessions, settle_motions
from service.domain.issue import Issue
from service.domain.issue_settling import settle_issues
from service.domain.meaning.lookup import AGAINST
from service.domain.meaning.signs import turned
from service.domain.normalisation import normalise_roles, normalise_units
from service.errors import InvalidMap

_LISTS: dict[str, str] = {
    "unit": "units",
    "relation": "relations",
    "attribution": "attributions",
    "perspective": "perspectives",
    "issue": "issues",
}
_MODELS: dict[str, type[Frozen]] = {
    "unit": Unit,
    "relation": Relation,
    "attribution": Attribution,
    "perspective": Perspective,
    "issue": Issue,
}
_PREFIXES = {"unit": "u", "relation": "r", "attribution": "a", "perspective": "v", "issue": "i"}


def with_references_kept(values: dict[str, Any]) -> dict[str, Any]:
    """A unit's fields, with only those references that still lie inside its spans."""
    unit = Unit.model_validate(values)
    return {**values, "references": references_within(unit.references, unit.spans)}


class EditedMap:
    """The parts of a map by id, in order, while changes are applied."""

    def __init__(self, map_: ArgumentMap) -> None:
        self.map = map_
        self.parts: dict[str, dict[str, Any]] = {
            kind: {part.id: part for part in getattr(map_, name)} for kind, name in _LISTS.items()
        }
        self.conclusion = map_.conclusion
        self.concessions, self.motions = map_.concessions, map_.motions
        self.read: dict[str, RelationKind] = {}
        """Relation id -> its kind as it is to be read, where a change gives it so."""

    def get(self, kind: str, part_id: str) -> Any:
        if part_id not in self.parts[kind]:
            raise KeyError(f"{kind} {part_id!r}")
        return self.parts[kind][part_id]

    def new_id(self, kind: str) -> str:
        number = len(self.parts[kind])
        while f"{_PREFIXES[kind]}{number}" in self.parts[kind]:
            number += 1
        return f"{_PREFIXES[kind]}{number}"

    def id_for(self, kind: str, wanted: str | None) -> str:
        """The id of a new part: the one requested, or else a new one. Raises InvalidMap if the one
        requested is taken.
        """
        if wanted is not None and wanted in self.parts[kind]:
            raise InvalidMap(f"{kind} {wanted!r} exists already")
        return wanted or self.new_id(kind)

    def put(self, kind: str, values: dict[str, Any]) -> None:
        if kind == "relation":
            values = self._with_kind(values)
        part = _MODELS[kind].model_validate(values)
        self.parts[kind][values["id"]] = part

    def change(self, kind: str, part_id: str, /, **values: Any) -> None:
        changed = {**self.get(kind, part_id).model_dump(), **values}
        if kind == "unit" and "spans" in values and "references" not in values:
            changed = with_references_kept(changed)
        self.put(kind, changed)

    def finish(self) -> ArgumentMap:
        for unit in list(self.parts["unit"].values()):
            self._settle_holder(unit)
        units = normalise_units(self.parts["unit"].values(), self.map.document)
        known = {unit.id for unit in units}
        self._turn_signs()
        relations = list(self.parts["relation"].values())
        touched = {end for relation in relations for end in (*relation.sources, relation.target)}
        if touched <= known | set(self.parts["relation"]):
            units, relations = normalise_roles(units, relations)
        values = {name: getattr(self.map, name) for name in ArgumentMap.model_fields} | {
            "units": units,
            "relations": relations,
            "attributions": tuple(self.parts["attribution"].values()),
            "perspectives": tuple(self.parts["perspective"].values()),
            "issues": tuple(self.parts["issue"].values()),
            "conclusion": self.conclusion,
            "concessions": settle_concessions(self.concessions, units, self.parts["perspective"].values()),
            "motions": settle_motions(self.motions, self.parts["perspective"].values()),
        }
        return parse_map(values)

    def _with_kind(self, values: dict[str, Any]) -> dict[str, Any]:
        """`read` says how a relation is to be read; what it is between the bare words follows when all is changed."""
        read = values.get("read")
        if read is None:
            self.read.pop(values["id"], None)
        elif read in get_args(RelationKind):
            self.read[values["id"]] = read
            values = {**values, "kind": read}
        else:
            raise InvalidMap(f"`read` must be support, rebut or undercut, not {read!r}")
        return {name: value for name, value in values.items() if name != "read"}

    def _turn_signs(self) -> None:
        for name, read in self.read.items():
            relation = self.parts["relation"].get(name)
            if relation is None or not {*relation.sources, relation.target} <= self.parts["unit"].keys():
                continue
            against = [self._is_against(self.parts["unit"][unit]) for unit in relation.sources]
            to_against = self._is_against(self.parts["unit"][relation.target])
            kind = turned(read, from_against=all(against), to_against=to_against)
            self.parts["relation"][name] = relation.model_copy(update={"kind": kind})

    def _is_against(self, unit: Unit) -> bool:
        attribution = self.parts["attribution"].get(unit.attribution or "")
        return attribution is not None and attribution.attitude in AGAINST

    def settle_issues(self) -> None:
        """Removes from issues whatever no longer belongs in them after other parts changed."""
        if not self.parts["issue"]:
            return
        units, people = self.parts["unit"].values(), self.parts["perspective"].values()
        self.parts["issue"] = {
            issue.id: issue for issue in settle_issues(self.parts["issue"].values(), units, people).issues
        }

    def _settle_holder(self, unit: Unit) -> None:
        """A holder that was set by hand gets an attribution without source and cue, since the text has none for it."""
        attribution = self.parts["attribution"].get(unit.attribution or "")
        if unit.perspective == (attribution.perspective if attribution else AUTHOR):
            return
        if unit.perspective == AUTHOR:
            self.change("unit", unit.id, attribution=None)
            return
        name = self.new_id("attribution")
        content = [span.model_dump() for span in unit.spans]
        self.put("attribution", {"id": name, "perspective": unit.perspective, "content": content})
        self.change("unit", unit.id, attribution=name)
