"""Links of the whole article added to a draft's relations: units moved or freed, undercuts aimed, no circle closed."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.argument import Relation
from service.domain.graph import find_cycle, outgoing_relations, taken_back
from service.engines.answers import RelationAnswer
from service.engines.llm.decoding import Repairs


class Linking:
    """The draft's relations while links are added and relations taken back, never with a circle."""

    def __init__(self, drafted: Sequence[Relation], repairs: Repairs) -> None:
        self.drafted = drafted
        self.repairs = repairs
        self.relations: list[RelationAnswer] = []
        self.moved: list[str] = []

    def free(self, unit: str) -> None:
        if unit in outgoing_relations(self.drafted):
            self.moved.append(unit)

    def link(self, relation: RelationAnswer, said: str) -> None:
        """`relation`: from one unit to another; an undercut is aimed at what goes out from that unit."""
        unit = relation.sources[0]
        if unit == relation.target:
            self.repairs.warn("self-target", f"{said} aims at itself; it was left out")
        elif any(unit in other.sources for other in self.relations) or unit in self.moved:
            self.repairs.warn(
                "second-relation", f"{said} goes out from a unit that has a link already; it was left out"
            )
        else:
            self._add(self._aimed(relation, said), said)

    def _aimed(self, relation: RelationAnswer, said: str) -> RelationAnswer:
        if relation.kind != "undercut":
            return relation
        links = {source: link.id for link in self.relations for source in link.sources}
        target = links.get(relation.target)
        if target is None and relation.target not in self.moved:
            drafted = outgoing_relations(self.drafted).get(relation.target)
            target = drafted.id if drafted else None
        if target is None:
            self.repairs.warn("undercut-of-nothing", f"{said} aims at no relation; it was read as a rebuttal")
            return relation.model_copy(update={"kind": "rebut"})
        return relation.model_copy(update={"target": target})

    def _add(self, relation: RelationAnswer, said: str) -> None:
        unit = relation.sources[0]
        moves = [*self.moved, unit] if unit in outgoing_relations(self.drafted) else self.moved
        if find_cycle([*taken_back(self.drafted, moves), *map(as_relation, (*self.relations, relation))]):
            self.repairs.warn("cycle-cut", f"{said} closes a circle; it was left out")
        else:
            self.relations.append(relation)
            self.moved = moves


def as_relation(answer: RelationAnswer) -> Relation:
    """As a map would hold it; the scope is provisional."""
    return Relation(**answer.model_dump(), scope="document")
