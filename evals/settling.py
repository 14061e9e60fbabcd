"""Two annotators' layers become gold: every difference is put as a question, and the answers are built into one map.

The first layer is the ground on which the answers are built; the second one's units take the ids of those that they are
aligned with, and others get ids of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from evals.adding import as_gold
from evals.metrics.labels import Edge
from evals.metrics.pairing import Pair, pair
from evals.metrics.viewing import labels_of
from service.domain.argument import AUTHOR, Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.normalisation import normalise_roles
from service.errors import InputError

Choice = Literal[1, 2]
Kind = Literal["unit", "words", "holder", "relation", "conclusion"]
Answers = set[tuple[Kind, str]]
"""Kinds and units of the differences in which the second layer is right."""
_SECOND = "b-"


@dataclass(frozen=True)
class Difference:
    """One question. `kind`: unit, words, holder, relation or conclusion; `unit`: where, by the first layer's ids (of a
    unit that only the second has, its new one); `first`, `second`: what each says, in words.
    """

    kind: Kind
    unit: str
    quote: str
    first: str
    second: str


@dataclass
class Settlement:
    """The differences of two layers, and the map that answers to them give. Raises InputError for two texts."""

    first: ArgumentMap
    second: ArgumentMap
    _pair: Pair = field(init=False)
    _edges: Mapping[str, Edge] = field(init=False)
    _other_edges: Mapping[str, Edge] = field(init=False)
    _names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        if self.first.document.text != self.second.document.text:
            raise InputError("the two layers were labelled on different texts", hint="Label one text twice.")
        one, other = labels_of(self.first), labels_of(self.second)
        self._pair = pair(one, other)
        aligned = {theirs: ours for ours, theirs in self._pair.units.items()}
        self._names = {unit.id: aligned.get(unit.id, _SECOND + unit.id) for unit in self.second.units}
        self._edges = {edge.source: edge for edge in one.edges}
        self._other_edges = {
            self._names[edge.source]: Edge(self._names[edge.source], self._names[edge.target], edge.kind)
            for edge in other.edges
        }

    def differences(self) -> list[Difference]:
        """In the order of the text, of each unit first whether it is one; the conclusion last."""
        order = {unit.id: unit.spans[0].start for unit in self.first.units if unit.spans}
        order |= {self._names[unit.id]: unit.spans[0].start for unit in self.second.units if unit.spans}
        found = [*self._of_units(), *self._of_relations()]
        found.sort(key=lambda item: order[item.unit])
        return [*found, *self._of_conclusion()]

    def settled(self, answers: Mapping[Difference, Choice], name: str, by: str) -> ArgumentMap:
        """The map; what has no answer is as in the first layer. Raises InvalidMap where answers contradict each other,
        such as two reasons that support each other.
        """
        second: Answers = {(item.kind, item.unit) for item, choice in answers.items() if choice == 2}
        units, attributions, holders = self._chosen_units(second)
        kept = {unit.id for unit in units}
        edges = {**self._edges, **{n: e for n, e in self._other_edges.items() if n.startswith(_SECOND)}}
        for kind, unit in second:
            if kind == "relation":
                edges.pop(unit, None)
                if unit in self._other_edges:
                    edges[unit] = self._other_edges[unit]
        edges = {source: edge for source, edge in edges.items() if {source, edge.target} <= kept}
        conclusion = self.first.conclusion
        if ("conclusion", "") in second:
            conclusion = self._names[self.second.conclusion] if self.second.conclusion else None
        ordered = sorted(units, key=lambda unit: unit.spans[0].start)
        units, relations = normalise_roles(ordered, self._relations(list(edges.values()), second))
        values = self.first.model_dump() | {
            "perspectives": [item.model_dump() for item in holders],
            "attributions": [item.model_dump() for item in attributions],
            "units": [item.model_dump() for item in units],
            "relations": [item.model_dump() for item in relations],
            "conclusion": conclusion if conclusion in kept else None,
            "concessions": [],
            "issues": [],
        }
        return as_gold(parse_map(values), name, by)

    def _of_units(self) -> Iterator[Difference]:
        names = _labels(self.first), _labels(self.second)
        others = {unit.id: unit for unit in self.second.units}
        for unit in self.first.units:
            if unit.id not in self._pair.units:
                yield Difference("unit", unit.id, unit.text, "a claim", "no claim")
                continue
            other = others[self._pair.units[unit.id]]
            if other.spans != unit.spans:
                yield Difference("words", unit.id, unit.text, unit.text, other.text)
            if self._pair.holders.get(other.perspective) != unit.perspective:
                one, two = names[0][unit.perspective], names[1][other.perspective]
                yield Difference("holder", unit.id, unit.text, one, two)
        for other in self.second.units:
            if self._names[other.id].startswith(_SECOND):
                yield Difference("unit", self._names[other.id], other.text, "no claim", "a claim")

    def _of_relations(self) -> Iterator[Difference]:
        for unit in self.first.units:
            one, two = self._edges.get(unit.id), self._other_edges.get(unit.id)
            both = unit.id in self._pair.units
            if both and (one and (one.target, one.kind)) != (two and (two.target, two.kind)):
                yield Difference("relation", unit.id, unit.text, self._told(one), self._told(two))

    def _of_conclusion(self) -> Iterator[Difference]:
        one, two = self.first.conclusion, self.second.conclusion
        named = self._names[two] if two else None
        if named != one:
            told = [self._quote(name) if name else "it argues for nothing" for name in (one, named)]
            yield Difference("conclusion", "", "what the whole article argues for", told[0], told[1])

    def _told(self, edge: Edge | None) -> str:
        if edge is None:
            return "leads nowhere"
        verb = {"support": "supports", "rebut": "rebuts", "undercut": "undercuts the step of"}[edge.kind]
        return f"{verb}: {self._quote(edge.target)}"

    def _quote(self, name: str) -> str:
        ours = {unit.id: unit.text for unit in self.first.units}
        return ours.get(name) or self.second.unit(name.removeprefix(_SECOND)).text

    def _chosen_units(self, second: Answers) -> tuple[list[Unit], list[Attribution], list[Perspective]]:
        holders = {holder.id: holder for holder in self.first.perspectives}
        attributions = {item.id: item for item in self.first.attributions}
        others = {self._names[unit.id]: unit for unit in self.second.units}
        units = []
        for unit in self.first.units:
            if ("unit", unit.id) in second:
                continue
            if ("words", unit.id) in second:
                unit = unit.model_copy(update={"spans": others[unit.id].spans, "text": others[unit.id].text})
            if ("holder", unit.id) in second:
                unit = self._with_holder(unit, others[unit.id], holders, attributions)
            units.append(unit)
        for name, other in others.items():
            if name.startswith(_SECOND) and ("unit", name) in second:
                units.append(self._with_holder(other.model_copy(update={"id": name}), other, holders, attributions))
        return units, list(attributions.values()), list(holders.values())

    def _with_holder(
        self, unit: Unit, other: Unit, holders: dict[str, Perspective], attributions: dict[str, Attribution]
    ) -> Unit:
        """The unit as the second layer holds it; its holder and attribution come along where the first has none."""
        attribution = other.attribution and self._taken(other.attribution, holders, attributions)
        holder = self._holder(other.perspective, holders)
        return unit.model_copy(update={"perspective": holder, "attribution": attribution or None})

    def _holder(self, name: str, holders: dict[str, Perspective]) -> str:
        known = self._pair.holders.get(name)
        if known is not None:
            return known
        theirs = next(item for item in self.second.perspectives if item.id == name)
        parent = self._holder(theirs.parent, holders) if theirs.parent else None
        holders.setdefault(_SECOND + name, theirs.model_copy(update={"id": _SECOND + name, "parent": parent}))
        return _SECOND + name

    def _taken(self, name: str, holders: dict[str, Perspective], attributions: dict[str, Attribution]) -> str:
        theirs = next(item for item in self.second.attributions if item.id == name)
        within = self._taken(theirs.within, holders, attributions) if theirs.within else None
        changed = {"id": _SECOND + name, "perspective": self._holder(theirs.perspective, holders), "within": within}
        attributions.setdefault(_SECOND + name, theirs.model_copy(update=changed))
        return _SECOND + name

    def _relations(self, edges: Sequence[Edge], second: Answers) -> list[Relation]:
        """Edges as relations: linked premises stay linked where all of them are as their layer had them."""
        groups = {source: item.id for item in self.first.relations for source in item.sources}
        for item in self.second.relations:
            for source in (self._names[source] for source in item.sources):
                if ("relation", source) in second or source.startswith(_SECOND):
                    groups[source] = _SECOND + item.id
        joined: dict[tuple[str, str, str], list[str]] = {}
        for edge in edges:
            joined.setdefault((groups[edge.source], edge.kind, edge.target), []).append(edge.source)
        named = {key: f"r{number}" for number, key in enumerate(joined)}
        leading = {source: named[key] for key, sources in joined.items() for source in sources}
        return [
            Relation(
                id=named[group, kind, target],
                kind=kind,
                sources=tuple(sources),
                target=leading[target] if kind == "undercut" else target,
            )
            for (group, kind, target), sources in joined.items()
            if kind != "undercut" or target in leading
        ]


def _labels(map_: ArgumentMap) -> dict[str, str]:
    return {holder.id: holder.label for holder in map_.perspectives} | {AUTHOR: "the author"}
