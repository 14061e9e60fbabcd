"""Checks a debate against the maps it refers to: whether everything it names exists, and what each mention says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.parts import UnitRef
from service.domain.debates.places import holder_at
from service.domain.debates.quoting import quote_at
from service.domain.violation import Violation


def unresolved(debate: Debate, maps: Mapping[str, ArgumentMap]) -> list[Violation]:
    """Names in the debate that are missing from the maps (by id, in the versions it names), or that differ there."""
    found = [*_documents(debate, maps)]
    if found:
        return found
    said = _Said(maps)
    return [*_actors(debate, maps), *_mentions(debate, said), *_answers(debate, said)]


class _Said:
    """What a reference names in these maps: its text and the perspective that holds it; None where it is not there."""

    def __init__(self, maps: Mapping[str, ArgumentMap]) -> None:
        self._maps = maps
        self._units = {
            (name, unit.id): (unit.text, unit.perspective) for name, map_ in maps.items() for unit in map_.units
        }

    def at(self, ref: UnitRef) -> tuple[str, str] | None:
        if not ref.spans:
            return self._units.get(ref.key)
        map_ = self._maps[ref.map]
        quote = quote_at(map_.document, ref.spans)
        return None if quote is None else (quote.text, holder_at(map_, ref.spans[0])[0])


def _actors(debate: Debate, maps: Mapping[str, ArgumentMap]) -> Iterator[Violation]:
    known = {map_id: {item.id for item in map_.perspectives} for map_id, map_ in maps.items()}
    for actor in debate.actors:
        for member in actor.members:
            if member.perspective not in known[member.map]:
                yield Violation("resolves", f"actor {actor.id}", f"map {member.map} has no {member.perspective}")


def _mentions(debate: Debate, said: _Said) -> Iterator[Violation]:
    holders = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    for claim in debate.claims:
        where = f"claim {claim.id}"
        for mention in claim.mentions:
            found = said.at(mention)
            if found is None:
                yield Violation("resolves", where, f"map {mention.map} has no {mention.called}")
                continue
            text, holder = found
            if holders.get((mention.map, holder)) != mention.actor:
                yield Violation("resolves", where, f"{mention.name} is not held by {mention.actor}")
            if mention.key == claim.label.key and text != claim.label.text:
                yield Violation("resolves", where, "its label differs from the words of its mention")


def _answers(debate: Debate, said: _Said) -> Iterator[Violation]:
    for answer in debate.answers:
        for end in (answer.from_, answer.to):
            if said.at(end) is None:
                yield Violation("resolves", f"answer {answer.id}", f"map {end.map} has no {end.called}")


def _documents(debate: Debate, maps: Mapping[str, ArgumentMap]) -> Iterator[Violation]:
    for document in debate.documents:
        map_ = maps.get(document.map)
        if map_ is None:
            yield Violation("resolves", f"document {document.id}", f"there is no map {document.map!r}")
        elif map_.version != document.version:
            yield Violation("resolves", f"document {document.id}", f"the map is version {map_.version}")
