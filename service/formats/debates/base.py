"""What every format of a debate receives and returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.digest import digest_of
from service.domain.debates.parts import Actor, DebateDocument, UnitRef
from service.domain.debates.quoting import Quote, quotes_of
from service.domain.debates.resting import Edges


@dataclass(frozen=True)
class ExportedDebate:
    """A debate in a foreign format, as bytes; `suffix` ends its file's name."""

    data: bytes
    media_type: str
    suffix: str


@dataclass(frozen=True)
class Source:
    """A debate and the maps that it points into; lookups by id are made once."""

    debate: Debate
    maps: Mapping[str, ArgumentMap]

    @cached_property
    def quotes(self) -> Mapping[UnitRef, Quote]:
        return quotes_of(self.maps.values())

    @cached_property
    def edges(self) -> Edges:
        return {map_id: digest_of(map_).edges for map_id, map_ in self.maps.items()}

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        return {actor.id: actor for actor in self.debate.actors}

    @cached_property
    def documents(self) -> Mapping[str, DebateDocument]:
        return {document.map: document for document in self.debate.documents}

    def words(self, ref: UnitRef) -> str:
        """What the unit says; empty where `maps` lacks its map."""
        quote = self.quotes.get(ref)
        return " ".join(quote.text.split()) if quote else ""

    def where(self, map_id: str) -> str:
        """The article in a few words: outlet or title, and date."""
        document = self.documents[map_id]
        name = document.outlet or document.title or document.id
        return f"{name}, {document.published[:10]}" if document.published else name

    def side(self, actor_id: str) -> str:
        """The label of the actor's side; empty where it has none."""
        parent = self.actors[actor_id].parent if actor_id in self.actors else None
        return self.actors[parent].label if parent is not None and parent in self.actors else ""

    def actor(self, actor_id: str) -> str:
        return self.actors[actor_id].label if actor_id in self.actors else actor_id


def one_line(text: str) -> str:
    return " ".join(text.split())
