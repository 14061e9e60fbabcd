"""A debate as its views see it, in a child process or a thread: parsed once, with derived data cached.

Nothing here reads the database. Missing data is named (`Missing`), fetched by the caller, and passed to the next try.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cachetools import LRUCache, cached, cachedmethod
from pydantic import TypeAdapter

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate, stored_debate
from service.domain.debates.digest import Digest
from service.domain.debates.parts import Claim, DebateDocument, UnitRef
from service.domain.debates.quoting import Quote, quote_at, quotes_of
from service.domain.debates.selecting import Selection, select
from service.domain.debates.stances import MatrixOrder, matrix_order
from service.domain.debates.telling import Tellings, tellings_of
from service.domain.document import Document
from service.domain.meaning.claim_wording import every_wording
from service.domain.pieces import parse_in_pieces
from service.errors import NoSuchPart

DEBATE, DIGESTS = "debate", "digests"
_MOST_DEBATES, _MOST_PARTS, _MOST_MAPS = 4, 8, 200
_DIGESTS: TypeAdapter[list[Digest]] = TypeAdapter(list[Digest])
Given = Mapping[str, bytes]
"""Keyed by the names in `Missing`: JSON of a debate, of its digests (a list), of maps."""
_GIVEN: ContextVar[Given] = ContextVar("given", default={})  # noqa: B039  never changed
"""The data passed to this thread's task; two threads may share a reader."""


class Missing(Exception):
    """What a view needs but was not given."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names[:3]))
        self.names = list(names)


def name_of_map(document: DebateDocument) -> str:
    return f"map {document.map} {document.version}"


@dataclass(frozen=True)
class _Words:
    """For each unit of a map its stand-alone wording and its quote; and the article, for places."""

    alone: Mapping[str, str]
    quotes: Mapping[UnitRef, Quote]
    article: Document

    def quote(self, ref: UnitRef) -> Quote | None:
        return quote_at(self.article, ref.spans) if ref.spans else self.quotes.get(ref)


def reader_of(key: str, given: Given) -> DebateReader:
    """The reader of a debate, parsed unless cached in this process. `key`: different for every different debate."""
    _GIVEN.set(given)
    return _reader(key)


@cached(LRUCache(_MOST_DEBATES), lock=threading.Lock())
def _reader(_key: str) -> DebateReader:
    return DebateReader(stored_debate(_given(DEBATE)))


def _given(name: str) -> bytes:
    given = _GIVEN.get()
    if name not in given:
        raise Missing([name])
    return given[name]


class DebateReader:
    """One debate, `whole`, and the data its views share."""

    def __init__(self, whole: Debate) -> None:
        self.whole = whole
        self._parts: LRUCache[Any, Debate] = LRUCache(_MOST_PARTS)
        self._orders: LRUCache[Any, MatrixOrder] = LRUCache(_MOST_PARTS)
        self._lock = threading.Lock()

    @cachedmethod(lambda self: self._parts, lock=lambda self: self._lock)
    def part(self, selection: Selection) -> Debate:
        """The selected part."""
        return select(self.whole, selection)

    @cachedmethod(lambda self: self._orders, lock=lambda self: self._lock)
    def order(self, selection: Selection) -> MatrixOrder:
        """The selected part's matrix order."""
        return matrix_order(self.part(selection))

    @cached_property
    def digests(self) -> list[Digest]:
        return _DIGESTS.validate_json(_given(DIGESTS))

    @cached_property
    def tellings(self) -> Tellings:
        """Mentions not plainly asserted by their holder."""
        return tellings_of(self.whole, {digest.map: digest.told for digest in self.digests})

    @cached_property
    def _documents(self) -> Mapping[str, DebateDocument]:
        return {item.map: item for item in self.whole.documents}

    def labels(self, claims: Iterable[Claim]) -> dict[str, str]:
        """Claim id -> its label worded to be read on its own, as on a map's cards."""
        known = list(claims)
        words = self._words({claim.label.map for claim in known if claim.label.map})
        return {
            claim.id: words[claim.label.map].alone.get(claim.label.unit or "", claim.label.text)
            if claim.label.map in words
            else claim.label.text
            for claim in known
        }

    def quotes(self, wanted: Iterable[UnitRef]) -> dict[UnitRef, Quote]:
        """The words of these units and places."""
        refs = sorted(set(wanted), key=lambda ref: ref.key)
        words = self._words({ref.map for ref in refs})
        return {ref: quote for ref in refs if ref.map in words if (quote := words[ref.map].quote(ref)) is not None}

    def _words(self, maps: set[str]) -> dict[str, _Words]:
        documents = [self._documents[name] for name in sorted(maps) if name in self._documents]
        found, missing = {}, list[str]()
        for document in documents:
            name = name_of_map(document)
            try:
                found[document.map] = _words_of(name)
            except Missing:
                missing.append(name)
        if missing:
            raise Missing(missing)
        return found

    def maps(self, part: Debate) -> Mapping[str, ArgumentMap]:
        """The maps of the part, each parsed on access, since together they may be large."""
        return _Maps(part.documents)

    def check(self, selection: Selection) -> None:
        """Raises NoSuchPart for an actor or issue that does not exist."""
        actor = selection.actor
        if actor is not None and all(item.id != actor for item in self.whole.actors):
            raise NoSuchPart(f"the debate has no actor {actor!r}", hint="See /actors.").called("no-such-actor")
        if selection.issue is not None and all(item.id != selection.issue for item in self.whole.issues):
            found = NoSuchPart(f"the debate has no issue {selection.issue!r}", hint="See /issues.")
            raise found.called("no-such-issue")


@cached(LRUCache(_MOST_MAPS), lock=threading.Lock())
def _words_of(name: str) -> _Words:
    map_ = parse_in_pieces(ArgumentMap, _given(name))
    alone = {item.unit: " ".join(item.text.split()) for item in every_wording(map_)}
    return _Words(alone, quotes_of([map_]), map_.document)


class _Maps(Mapping[str, ArgumentMap]):
    def __init__(self, documents: Sequence[DebateDocument]) -> None:
        self._names = {item.map: name_of_map(item) for item in documents}
        self._given = _GIVEN.get()

    def __getitem__(self, map_id: str) -> ArgumentMap:
        name = self._names[map_id]
        if name not in self._given:
            raise Missing(list(self._names.values()))
        return parse_in_pieces(ArgumentMap, self._given[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
