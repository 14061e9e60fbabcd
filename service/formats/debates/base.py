"""What every debate format receives and returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, Quote, digest_of, quote_at, quotes_of
from service.domain.debates.parts import Actor, DebateDocument, Mention, UnitRef
from service.domain.debates.views import PLAIN, Tellings, tellings_of
from service.domain.document import Document


@dataclass(frozen=True)
class ExportedDebate:
    """A debate in another format, as bytes; `suffix`: the file name's ending."""

    data: bytes
    media_type: str
    suffix: str


@dataclass(frozen=True)
class _Article:
    digest: Digest
    document: Document
    quotes: Mapping[UnitRef, Quote]


@dataclass(frozen=True)
class Source:
    """A debate and the maps it refers to; lookups by id are built once."""

    debate: Debate
    maps: Iterable[ArgumentMap]

    @cached_property
    def _articles(self) -> Mapping[str, _Article]:
        """Each map is looked at once and not held: together they may be large."""
        return {map_.id: _Article(digest_of(map_), map_.document, quotes_of([map_])) for map_ in self.maps}

    @cached_property
    def quotes(self) -> Mapping[UnitRef, Quote]:
        found = {ref: quote for article in self._articles.values() for ref, quote in article.quotes.items()}
        ends = [end for item in self.debate.answers for end in (item.from_, item.to)]
        for ref in (*(item.ref for claim in self.debate.claims for item in claim.mentions), *ends):
            if ref.spans and ref.map in self._articles:
                quote = quote_at(self._articles[ref.map].document, ref.spans)
                found |= {} if quote is None else {ref: quote}
        return found

    @cached_property
    def digests(self) -> Mapping[str, Digest]:
        return {map_id: article.digest for map_id, article in self._articles.items()}

    def text(self, map_id: str) -> str:
        """The article's text."""
        return self._articles[map_id].document.text

    @cached_property
    def tellings(self) -> Tellings:
        return tellings_of(self.debate, {map_id: digest.told for map_id, digest in self.digests.items()})

    @property
    def title(self) -> str:
        """The debate's title, or else its question, or else its first article and the number of others."""
        debate = self.debate
        first = debate.documents[0].title if debate.documents else None
        more = f" and {len(debate.documents) - 1} more" if len(debate.documents) > 1 else ""
        return one_line(debate.title or debate.question or (f"{first}{more}" if first else "Debate"))

    @cached_property
    def actors(self) -> Mapping[str, Actor]:
        return {actor.id: actor for actor in self.debate.actors}

    @cached_property
    def documents(self) -> Mapping[str, DebateDocument]:
        return {document.map: document for document in self.debate.documents}

    def words(self, ref: UnitRef) -> str:
        """What the unit or place says; empty if its map is not in `maps`."""
        quote = self.quotes.get(ref)
        return " ".join(quote.text.split()) if quote else ""

    def where(self, map_id: str) -> str:
        """A short description of the article: outlet or title, and date."""
        document = self.documents[map_id]
        name = document.outlet or document.title or document.id
        return f"{name}, {document.published[:10]}" if document.published else name

    def side(self, actor_id: str) -> str:
        """The label of the actor's side; empty if it has none."""
        parent = self.actors[actor_id].parent if actor_id in self.actors else None
        return self.actors[parent].label if parent is not None and parent in self.actors else ""

    def how_known(self, mention: Mention) -> str:
        """`as reported by X` or `would say so` if the holder of a mention does not say so itself; otherwise empty."""
        telling = self.tellings.get(mention.key, PLAIN)
        reported = f"as reported by {', '.join(map(self.actor, telling.told_by))}" if telling.told_by else ""
        supposed = f"{telling.supposed} say so" if telling.supposed else ""
        return ", ".join(filter(None, (supposed, reported)))

    def actor(self, actor_id: str) -> str:
        return self.actors[actor_id].label if actor_id in self.actors else actor_id


FACTS = "Facts and figures"
"""The heading of facts, which stand behind all other claims."""


def one_line(text: str) -> str:
    return " ".join(text.split())
