"""Lookup tables for one map, built once and shared by everything derived from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from service.domain.argument import Attribution, Perspective, Relation, RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.graph import outgoing_relations
from service.domain.sides import is_of_side, line_of

AGAINST = frozenset({"denies", "doubts"})


class Lookup:
    """Lookups by id, built once for a map."""

    def __init__(self, map_: ArgumentMap) -> None:
        self.map = map_
        self.units: dict[str, Unit] = {unit.id: unit for unit in map_.units}
        self.relations: dict[str, Relation] = {relation.id: relation for relation in map_.relations}
        self.attributions: dict[str, Attribution] = {item.id: item for item in map_.attributions}
        self.perspectives: dict[str, Perspective] = {item.id: item for item in map_.perspectives}
        self.parents: dict[str, str | None] = {item.id: item.parent for item in map_.perspectives}
        self.leading: dict[str, Relation] = outgoing_relations(map_.relations)
        """Unit id -> the relation that leads it on in the trees."""
        self.kinds_as_read: dict[str, RelationKind] = {}
        """By relation id, of those that were asked for (see `signs`): each is asked for many times."""
        self.incoming: dict[str, list[Relation]] = defaultdict(list)
        """Relations by the id of the unit, or for an undercut of the relation, that they aim at."""
        self.outgoing: dict[str, list[Relation]] = defaultdict(list)
        """Relations by the id of each source."""
        for relation in map_.relations:
            self.incoming[relation.target].append(relation)
            for source in relation.sources:
                self.outgoing[source].append(relation)

    @cached_property
    def sides(self) -> dict[str, str]:
        """Perspective id -> its topmost ancestor."""
        return {name: list(line_of(name, self.parents))[-1] for name in self.parents}

    @cached_property
    def positions(self) -> frozenset[str]:
        """The ids of all units in positions of issues."""
        return frozenset(unit for issue in self.map.issues for unit in issue.units)

    @cached_property
    def granted_by_holder(self) -> frozenset[str]:
        """The ids of all units that a listed concession grants in the holder's own words."""
        return frozenset(
            unit
            for item in self.map.concessions
            for unit in item.units
            if is_of_side(self.units[unit].perspective, item.by, self.parents)
        )

    @cached_property
    def _followers(self) -> dict[str, Unit]:
        """Unit id -> the unit with words that stands next in its paragraph."""
        placed = sorted((unit for unit in self.map.units if unit.spans), key=lambda unit: unit.spans[0].start)
        return {one.id: other for one, other in pairwise(placed) if one.paragraph == other.paragraph}

    def following(self, unit: Unit) -> Unit | None:
        """The next unit in the paragraph; None at its end."""
        return self._followers.get(unit.id)

    def side_of(self, unit: Unit) -> str:
        return self.sides[unit.perspective]

    def target_of(self, relation: Relation) -> Unit:
        """The unit that a relation ultimately bears on: for an undercut, the target of the step that it attacks."""
        while relation.kind == "undercut":
            relation = self.relations[relation.target]
        return self.units[relation.target]

    def attacked_by(self, relation: Relation) -> Unit:
        """The unit that a relation addresses: its target, or for an undercut, the first source of the
        step it attacks.
        """
        if relation.kind == "undercut":
            return self.units[self.relations[relation.target].sources[0]]
        return self.units[relation.target]

    def tellers(self, unit: Unit) -> Iterator[Attribution]:
        """The reports that enclose the unit's own attribution, nearest first."""
        own = self.attributions.get(unit.attribution or "")
        while own is not None and own.within is not None:
            own = self.attributions[own.within]
            yield own

    def attitude(self, unit: Unit) -> str | None:
        attribution = self.attributions.get(unit.attribution or "")
        return attribution.attitude if attribution else None
