"""What a debate needs to know about a map: who holds which unit, and where its units lead. Pure
functions of the map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from service.domain.argument import AUTHOR, Attitude, PerspectiveKind, RelationKind
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span
from service.domain.debates.parts import UnitRef, place_name
from service.domain.debates.places import places_of
from service.domain.graph import outgoing_relations
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.supposed import modal_of

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
