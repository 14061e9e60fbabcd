"""What a debate needs to know about a map: who holds which unit, where its units lead, which passages beside its units
may recur (facts, figures, short verdicts), and the words behind a reference. Pure functions of the map.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from service.domain.argument import AUTHOR, Attitude, PerspectiveKind, RelationKind
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span
from service.domain.debates.parts import UnitRef, place_name
from service.domain.document import Document
from service.domain.graph import outgoing_relations
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.supposed import modal_of

_AROUND = 300
_ENDS = frozenset(".?!…")


class Quote(Frozen):
    """The words of a unit or a place; `before` and `after`: the rest of the sentence, at most 300 code points each."""

    text: str
    spans: tuple[Span, ...] = ()
    paragraph: int = 0
    before: str = ""
    after: str = ""


def quotes_of(maps: Iterable[ArgumentMap]) -> dict[UnitRef, Quote]:
    """A quote for each unit of these maps."""
    found = {}
    for map_ in maps:
        for unit in map_.units:
            before, after = _around(map_.document, unit.paragraph, unit.spans)
            found[UnitRef(map=map_.id, unit=unit.id)] = Quote(
                text=unit.text, spans=unit.spans, paragraph=unit.paragraph, before=before, after=after
            )
    return found


def quote_at(document: Document, spans: tuple[Span, ...]) -> Quote | None:
    """The quote of a place; None if the document has no such place."""
    paragraph = document.paragraph_at(spans[0].start) if spans else None
    if paragraph is None or spans[-1].end > paragraph.end:
        return None
    before, after = _around(document, paragraph.index, spans)
    text = " … ".join(span.cut(document.text) for span in spans)
    return Quote(text=text, spans=spans, paragraph=paragraph.index, before=before, after=after)


def _around(document: Document, paragraph: int, spans: tuple[Span, ...]) -> tuple[str, str]:
    if not spans:
        return "", ""
    text, block = document.text, document.paragraphs[paragraph]
    start, end = spans[0].start, spans[-1].end
    first = max(block.start, start - _AROUND)
    before = text[first:start]
    cut = max(
        (place for place, sign in enumerate(before[:-1]) if sign in _ENDS and before[place + 1].isspace()), default=-1
    )
    after = text[end : min(block.end, end + _AROUND)]
    stop = next((place for place, sign in enumerate(after) if sign in _ENDS), len(after) - 1)
    return before[cut + 1 :].lstrip(), after[: stop + 1]


_ENDS_A_SENTENCE = re.compile(r"[.?!…。！？][\"'”’»)\]]*\s*\Z")
_SAYS_A_FACT = re.compile(r"\d|(?<=[\w,;:] )[^\W\d_a-z]\w{2,}")
"""A figure, or a capital inside a sentence."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Place:
    """A stretch within one sentence, with its holder and attitude as the surrounding attributions give them."""

    span: Span
    paragraph: int
    holder: str
    attitude: Attitude


def places_of(map_: ArgumentMap) -> Iterator[Place]:
    """Body sentences without units, and stretches outside units that contain a figure or a name, in text order."""
    text = map_.document.text
    for span, paragraph, is_whole in _free_stretches(map_):
        words = span.cut(text)
        count = len(_WORD.findall(words))
        if count > 1 and (is_whole or _SAYS_A_FACT.search(words)):
            holder, attitude = holder_at(map_, span)
            yield Place(span, paragraph, holder, attitude)


def holder_at(map_: ArgumentMap, span: Span) -> tuple[str, Attitude]:
    """Who holds these words: the holder of the unit they belong to, else of the innermost attribution,
    else the author.
    """
    attitudes = {item.id: item.attitude for item in map_.attributions}
    for unit in map_.units:
        if len(unit.spans) == 1 and unit.spans[0].covers(span):
            return unit.perspective, attitudes.get(unit.attribution or "", "asserts")
    around = [
        (sum(part.length for part in item.content), item)
        for item in map_.attributions
        if any(part.covers(span) for part in item.content)
    ]
    if not around:
        return AUTHOR, "asserts"
    _, found = min(around, key=lambda item: item[0])
    return found.perspective, found.attitude


def _free_stretches(map_: ArgumentMap) -> Iterator[tuple[Span, int, bool]]:
    """Runs of segments of a sentence that no unit touches, the paragraph, and whether the run is the whole sentence."""
    text = map_.document.text
    taken: dict[int, list[Span]] = {}
    for unit in map_.units:
        taken.setdefault(unit.paragraph, []).extend(unit.spans)
    for paragraph in map_.document.body():
        run: list[Span] = []
        begins = True
        for segment in map_.document.segments_of(paragraph.index):
            ends = _ENDS_A_SENTENCE.search(segment.cut(text)) is not None
            is_free = not any(segment.overlaps(span) for span in taken.get(paragraph.index, ()))
            if is_free:
                run.append(segment)
            if run and (ends or not is_free):
                yield from _stripped(run, text, paragraph.index, begins and is_free)
                run = []
            begins = ends or (begins and is_free)
        if run:
            yield from _stripped(run, text, paragraph.index, begins)


def _stripped(run: list[Span], text: str, paragraph: int, is_whole: bool) -> Iterator[tuple[Span, int, bool]]:
    start, end = run[0].start, run[-1].end
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start < end:
        yield Span(start=start, end=end), paragraph, is_whole


_DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?$")
_FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%B %Y", "%Y/%m/%d", "%d.%m.%Y")


class DigestHolder(Frozen):
    """A perspective. `names`: its label and the other names by which the article mentions it."""

    id: str
    label: str
    kind: PerspectiveKind
    parent: str | None = None
    names: tuple[str, ...] = ()


class DigestUnit(Frozen):
    """A unit that somebody states, with its holder's perspective id; or a place, which has `spans` and its name as id.

    `end`: where the unit ends, if it is contiguous and `text` is all of it from `start`; otherwise 0.
    """

    id: str
    text: str
    holder: str
    attitude: Attitude = "asserts"
    paragraph: int = 0
    start: int = 0
    end: int = 0
    spans: tuple[Span, ...] = ()

    def part(self, span: Span) -> DigestUnit | None:
        """The place formed by these words of the unit; None if they extend beyond it, or the unit is not contiguous."""
        if not self.start <= span.start < span.end <= self.end:
            return None
        text = self.text[span.start - self.start : span.end - self.start]
        return self.model_copy(
            update={"id": place_name((span,)), "text": text, "start": span.start, "end": span.end, "spans": (span,)}
        )


class DigestTelling(Frozen):
    """A unit that its holder does not state directly: `tellers` report it, nearest first (perspectives other than the
    holder and the article's author), or it is only `supposed`, with that modal verb.
    """

    unit: str
    tellers: tuple[str, ...] = ()
    supposed: str | None = None


class DigestEdge(Frozen):
    """One unit is a reason for or against another; an undercut leads to wherever the reason it attacks leads."""

    source: str
    target: str
    kind: RelationKind


class DigestIssue(Frozen):
    """A question of the map and the units that answer it; `rivals`: perspectives whose answers cannot both be right."""

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    parent: str | None = None
    units: tuple[str, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()


class Digest(Frozen):
    """One article of a debate. Implicit units are omitted: nobody stated them.

    `places`: words that are not a unit but may still be a mention (`places_of`).
    """

    map: str
    version: int
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    language: str = "en"
    sha256: str = ""
    holders: tuple[DigestHolder, ...] = ()
    units: tuple[DigestUnit, ...] = ()
    places: tuple[DigestUnit, ...] = ()
    told: tuple[DigestTelling, ...] = ()
    edges: tuple[DigestEdge, ...] = ()
    issues: tuple[DigestIssue, ...] = ()

    def ref(self, said: DigestUnit) -> UnitRef:
        return UnitRef(map=self.map, unit=None if said.spans else said.id, spans=said.spans)

    @property
    def said(self) -> tuple[DigestUnit, ...]:
        """Units and places."""
        return self.units + self.places

    def place(self, ref: UnitRef) -> DigestUnit | None:
        """The place at these spans, or the part of a unit or place; None if the digest has neither."""
        whole = next((place for place in self.places if place.spans == ref.spans), None)
        parts = (said.part(ref.spans[0]) for said in self.said if len(ref.spans) == 1)
        return whole or next(filter(None, parts), None)


def digest_of(map_: ArgumentMap) -> Digest:
    """The map's digest. An unparsable date is omitted."""
    document, text = map_.document, map_.document.text
    attitudes = {item.id: item.attitude for item in map_.attributions}
    return Digest(
        map=map_.id,
        version=map_.version,
        title=document.title,
        outlet=document.outlet,
        author=document.author,
        published=iso_date(document.published),
        language=document.language,
        sha256=document.sha256,
        holders=tuple(
            DigestHolder(
                id=item.id,
                label=item.label,
                kind=item.kind,
                parent=item.parent,
                names=tuple(dict.fromkeys((item.label, *(span.cut(text) for span in item.mentions)))),
            )
            for item in map_.perspectives
        ),
        units=tuple(
            DigestUnit(
                id=unit.id,
                text=unit.text,
                holder=unit.perspective,
                attitude=attitudes.get(unit.attribution or "", "asserts"),
                paragraph=unit.paragraph,
                start=unit.spans[0].start if unit.spans else 0,
                end=unit.spans[0].end if len(unit.spans) == 1 and unit.spans[0].cut(text) == unit.text else 0,
            )
            for unit in map_.units
            if not unit.implicit
        ),
        places=tuple(
            DigestUnit(
                id=place_name((place.span,)),
                text=place.span.cut(text),
                holder=place.holder,
                attitude=place.attitude,
                paragraph=place.paragraph,
                start=place.span.start,
                end=place.span.end,
                spans=(place.span,),
            )
            for place in places_of(map_)
        ),
        told=tuple(_told(map_)),
        edges=tuple(_edges(map_)),
        issues=tuple(
            DigestIssue(
                id=issue.id,
                text=issue.question.text,
                spans=issue.question.spans,
                parent=issue.parent,
                units=issue.units,
                rivals=tuple((item.a, item.b) for item in issue.contrasts if item.kind == "rival"),
            )
            for issue in map_.issues
        ),
    )


def _told(map_: ArgumentMap) -> Iterator[DigestTelling]:
    look = Lookup(map_)
    for unit in map_.units:
        if unit.attribution is None or unit.implicit:
            continue
        names = (outer.perspective for outer in look.tellers(unit))
        tellers = tuple(dict.fromkeys(name for name in names if name not in (AUTHOR, unit.perspective)))
        supposed = modal_of(look, unit)
        if tellers or supposed:
            yield DigestTelling(unit=unit.id, tellers=tellers, supposed=supposed)


def _edges(map_: ArgumentMap) -> list[DigestEdge]:
    relations = {relation.id: relation for relation in map_.relations}
    found = []
    for unit_id, first in outgoing_relations(map_.relations).items():
        relation, seen = first, {first.id}
        while relation.kind == "undercut" and relation.target in relations and relation.target not in seen:
            relation = relations[relation.target]
            seen.add(relation.id)
        target = relation.target
        if target != unit_id:
            found.append(DigestEdge(source=unit_id, target=target, kind=first.kind))
    return found


def iso_date(text: str | None) -> str | None:
    """The date in ISO 8601, or None if it cannot be parsed.

    >>> iso_date("3 March 2024"), iso_date("2024-03"), iso_date("last May")
    ('2024-03-03', '2024-03', None)
    """
    given = (text or "").strip()
    if _DATE.match(given):
        return given if _is_real(given) else None
    for form in _FORMATS:
        try:
            found = datetime.strptime(given, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        return found.isoformat()[:7] if form == "%B %Y" else found.isoformat()
    return None


def _is_real(iso: str) -> bool:
    try:
        date.fromisoformat(f"{iso}-01-01"[:10] if len(iso) < 10 else iso[:10])
    except ValueError:
        return False
    return True
