"""A debate against the maps that it points into: whether all it names is there, and what a mention says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.domain.argument import Unit
from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Claim, Label, UnitRef
from service.domain.violation import Violation


def unresolved(debate: Debate, maps: Mapping[str, ArgumentMap]) -> list[Violation]:
    """What the debate names and the maps (by id, in the versions it names) do not have, or have otherwise."""
    found = [*_documents(debate, maps)]
    if found:
        return found
    units = {map_id: {unit.id: unit for unit in map_.units} for map_id, map_ in maps.items()}
    return [*_actors(debate, maps), *_mentions(debate, units), *_answers(debate, units)]


_Units = Mapping[str, Mapping[str, Unit]]


def _actors(debate: Debate, maps: Mapping[str, ArgumentMap]) -> Iterator[Violation]:
    known = {map_id: {item.id for item in map_.perspectives} for map_id, map_ in maps.items()}
    for actor in debate.actors:
        for member in actor.members:
            if member.perspective not in known[member.map]:
                yield Violation("resolves", f"actor {actor.id}", f"map {member.map} has no {member.perspective}")


def _mentions(debate: Debate, units: _Units) -> Iterator[Violation]:
    holders = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    for claim in debate.claims:
        where, label = f"claim {claim.id}", claim.label
        for mention in claim.mentions:
            unit = units[mention.map].get(mention.unit)
            if unit is None:
                yield Violation("resolves", where, f"map {mention.map} has no unit {mention.unit}")
            elif holders.get((mention.map, unit.perspective)) != mention.actor:
                yield Violation("resolves", where, f"{mention.unit} is not held by {mention.actor}")
        named = units[label.map].get(label.unit) if label.map and label.unit else None
        if named is not None and named.text != label.text:
            yield Violation("resolves", where, "its label is not what its unit says")


def _answers(debate: Debate, units: _Units) -> Iterator[Violation]:
    for answer in debate.answers:
        for end in (answer.from_, answer.to):
            if end.unit not in units[end.map]:
                yield Violation("resolves", f"answer {answer.id}", f"map {end.map} has no unit {end.unit}")


def _documents(debate: Debate, maps: Mapping[str, ArgumentMap]) -> Iterator[Violation]:
    for document in debate.documents:
        map_ = maps.get(document.map)
        if map_ is None:
            yield Violation("resolves", f"document {document.id}", f"there is no map {document.map!r}")
        elif map_.version != document.version:
            yield Violation("resolves", f"document {document.id}", f"the map is version {map_.version}")


def relabelled(claim: Claim, texts: Mapping[UnitRef, str]) -> Claim:
    """The claim, its label's words those that the maps have now for the unit that the label names."""
    if claim.label.map is None or claim.label.unit is None:
        return claim
    ref = UnitRef(map=claim.label.map, unit=claim.label.unit)
    return claim.model_copy(update={"label": Label(text=texts[ref], map=ref.map, unit=ref.unit)})
