"""The rules that every argument map keeps, each with a name that errors and tests refer to.

unique-ids          ids are unique within their kind
paragraphs          in order, disjoint, inside the text, indexed 0..n-1
segments            tile each body paragraph (imported documents may have none)
turns               in order, disjoint, inside the text; the label stands outside of what is said
times               in order, disjoint, inside the text
sha256              is the text's own
spans               lie inside the text; the pieces of one thing are in order and do not overlap
references          every id that is referred to exists; parents and nesting do not run in circles
unit-text           is what the spans cut from the text; an implicit unit has none, any other has some
unit-references     a unit's references stand inside it, one after the other, and name other words of the text
unit-paragraph      a unit's spans lie in its paragraph, and that paragraph is body
holder              a unit is held by the perspective of its attribution; without one, by the author
relation-ends       no source twice or as its own target; undercuts aim at relations, others at units
acyclic             the relation graph has no circle
scope               `paragraph` exactly where all that the relation touches is in one paragraph
role                `premise` exactly where the unit's relation in the trees stays in the paragraph
concessions         grant something to somebody else: units of the holder's own side, or of the side it grants to
motions             have words in the text, in order; a mover that exists
issue-question      at most twelve words on one plain line; with spans, made of the words that they cut
issue-positions     of at least two perspectives, one each, held by it or its members; one that holds has units, or
                    words that are no unit of its own; silent and rejects have no units
issue-units         a unit is in one issue at most
issue-contrasts     between two listed positions, one for each pair
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from service.domain.argument import AUTHOR, references_within
from service.domain.base import Span, text_of
from service.domain.concession_settling import may_be_granted
from service.domain.graph import find_cycle, outgoing_relations, role_of, scope_of
from service.domain.issue_rules import (
    issue_contrasts,
    issue_positions,
    issue_questions,
    issue_references,
    one_issue_a_unit,
)
from service.domain.sides import broken_chains
from service.domain.violation import Violation, first_violations, repeated_ids

if TYPE_CHECKING:
    from service.domain.argument_map import ArgumentMap


def find_violations(map_: ArgumentMap) -> list[Violation]:
    """All rules that the map breaks, in the order of the module's list. Later rules presuppose the earlier ones."""
    return first_violations(map_, (_BASIC, _RELATIONAL))


def _unique_ids(map_: ArgumentMap) -> Iterator[Violation]:
    yield from repeated_ids(
        {
            "segment": (item.id for item in map_.document.segments),
            "perspective": (item.id for item in map_.perspectives),
            "attribution": (item.id for item in map_.attributions),
            "unit": (item.id for item in map_.units),
            "relation": (item.id for item in map_.relations),
            "issue": (item.id for item in map_.issues),
        }
    )


def _paragraphs(map_: ArgumentMap) -> Iterator[Violation]:
    document = map_.document
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.index != number:
            yield Violation("paragraphs", f"paragraph {number}", f"has index {paragraph.index}")
    yield from _stretches("paragraphs", "paragraph", document.paragraphs, len(document.text))


def _segments(map_: ArgumentMap) -> Iterator[Violation]:
    document = map_.document
    by_paragraph: dict[int, list[Span]] = {}
    for segment in document.segments:
        by_paragraph.setdefault(segment.paragraph, []).append(segment)
    for number in by_paragraph:
        if number >= len(document.paragraphs):
            yield Violation("segments", f"paragraph {number}", "has segments but does not exist")
    for paragraph in document.paragraphs:
        tiles = by_paragraph.get(paragraph.index, [])
        if not tiles and (paragraph.kind != "body" or document.source.kind == "import"):
            continue
        bounds = [paragraph.start, *(tile.end for tile in tiles)]
        starts = [*(tile.start for tile in tiles), paragraph.end]
        if bounds != starts:
            yield Violation("segments", f"paragraph {paragraph.index}", "its segments do not tile it")


def _turns(map_: ArgumentMap) -> Iterator[Violation]:
    document = map_.document
    yield from _stretches("turns", "turn", document.turns, len(document.text))
    for number, turn in enumerate(document.turns):
        if turn.source is not None and (turn.source.overlaps(turn) or turn.source.end > len(document.text)):
            yield Violation("turns", f"turn {number}", "its label overlaps the speech, or is outside the text")


def _times(map_: ArgumentMap) -> Iterator[Violation]:
    yield from _stretches("times", "cue", map_.document.times, len(map_.document.text))


def _stretches(rule: str, what: str, spans: Sequence[Span], size: int) -> Iterator[Violation]:
    at = 0
    for number, span in enumerate(spans):
        if span.start < at or span.end > size:
            yield Violation(rule, f"{what} {number}", "overlaps the one before it or runs past the text")
        at = span.end


def _sha256(map_: ArgumentMap) -> Iterator[Violation]:
    if hashlib.sha256(map_.document.text.encode("utf-8", "surrogatepass")).hexdigest() != map_.document.sha256:
        yield Violation("sha256", "document", "is not the hash of the text")


def _pieces(where: str, spans: Sequence[Span], size: int) -> Iterator[Violation]:
    at = 0
    for span in spans:
        if span.end > size:
            yield Violation("spans", where, f"[{span.start}, {span.end}) runs past the text ({size} code points)")
        if span.start < at:
            yield Violation("spans", where, f"[{span.start}, {span.end}) is out of order or overlaps another piece")
        at = span.end


def _spans(map_: ArgumentMap) -> Iterator[Violation]:
    size = len(map_.document.text)
    for perspective in map_.perspectives:
        yield from _pieces(f"perspective {perspective.id} mentions", perspective.mentions, size)
    for attribution in map_.attributions:
        where = f"attribution {attribution.id}"
        yield from _pieces(f"{where} content", attribution.content, size)
        for name, span in (("source", attribution.source), ("cue", attribution.cue)):
            if span is not None:
                yield from _pieces(f"{where} {name}", (span,), size)
    for unit in map_.units:
        yield from _pieces(f"unit {unit.id}", unit.spans, size)
    for number, concession in enumerate(map_.concessions):
        yield from _pieces(f"concession {number} cue", (concession.cue,) if concession.cue else (), size)
    for number, motion in enumerate(map_.motions):
        yield from _pieces(f"motion {number}", motion.spans, size)
        yield from _pieces(f"motion {number} outcome", motion.outcome.spans, size)


def _references(map_: ArgumentMap) -> Iterator[Violation]:
    parents = {item.id: item.parent for item in map_.perspectives}
    within = {item.id: item.within for item in map_.attributions}
    yield from broken_chains("perspective", "parent", parents)
    yield from broken_chains("attribution", "within", within)
    yield from broken_chains("issue", "parent", {item.id: item.parent for item in map_.issues})
    for attribution in map_.attributions:
        if attribution.perspective not in parents:
            yield _missing(f"attribution {attribution.id}", "perspective", attribution.perspective)
    for unit in map_.units:
        if unit.perspective not in parents:
            yield _missing(f"unit {unit.id}", "perspective", unit.perspective)
        if unit.attribution is not None and unit.attribution not in within:
            yield _missing(f"unit {unit.id}", "attribution", unit.attribution)
    units, relations = {item.id for item in map_.units}, {item.id for item in map_.relations}
    yield from _named_by_concessions_and_motions(map_, parents, units)
    if map_.conclusion is not None and map_.conclusion not in units:
        yield _missing("conclusion", "unit", map_.conclusion)
    for relation in map_.relations:
        where = f"relation {relation.id}"
        yield from (_missing(where, "source unit", source) for source in relation.sources if source not in units)
        aims_at, known = ("relation", relations) if relation.kind == "undercut" else ("unit", units)
        if relation.target not in known:
            yield _missing(where, f"target {aims_at}", relation.target)


def _named_by_concessions_and_motions(
    map_: ArgumentMap, perspectives: Collection[str], units: Collection[str]
) -> Iterator[Violation]:
    for number, concession in enumerate(map_.concessions):
        where = f"concession {number}"
        people = [name for name in (concession.by, concession.to) if name is not None and name not in perspectives]
        yield from (_missing(where, "perspective", name) for name in people)
        yield from (_missing(where, "unit", name) for name in concession.units if name not in units)
    for number, motion in enumerate(map_.motions):
        if motion.mover is not None and motion.mover not in perspectives:
            yield _missing(f"motion {number}", "perspective", motion.mover)


def _missing(where: str, what: str, name: str) -> Violation:
    return Violation("references", where, f"names {what} {name!r}, which does not exist")


def _unit_text(map_: ArgumentMap) -> Iterator[Violation]:
    for unit in map_.units:
        where = f"unit {unit.id}"
        if unit.implicit == bool(unit.spans):
            yield Violation("unit-text", where, "an implicit unit has no spans, any other has at least one")
        elif not unit.implicit and unit.text != text_of(unit.spans, map_.document.text):
            yield Violation("unit-text", where, "its text differs from the document at its spans")


def _unit_references(map_: ArgumentMap) -> Iterator[Violation]:
    size = len(map_.document.text)
    for unit in map_.units:
        where = f"unit {unit.id}"
        if unit.references != references_within(unit.references, unit.spans):
            yield Violation(
                "unit-references", where, "a reference leaves the unit, overlaps another or is out of order"
            )
        for reference in unit.references:
            yield from _pieces(f"{where} reference", reference.spans, size)
            if any(span.overlaps(reference) for span in reference.spans):
                yield Violation("unit-references", where, "a reference refers to itself")


def _unit_paragraph(map_: ArgumentMap) -> Iterator[Violation]:
    paragraphs = map_.document.paragraphs
    for unit in map_.units:
        if unit.paragraph >= len(paragraphs):
            yield Violation("unit-paragraph", f"unit {unit.id}", f"there is no paragraph {unit.paragraph}")
        elif paragraphs[unit.paragraph].kind != "body":
            yield Violation("unit-paragraph", f"unit {unit.id}", f"paragraph {unit.paragraph} is not body text")
        elif not all(paragraphs[unit.paragraph].covers(span) for span in unit.spans):
            yield Violation("unit-paragraph", f"unit {unit.id}", f"a span leaves paragraph {unit.paragraph}")


def _holder(map_: ArgumentMap) -> Iterator[Violation]:
    holders = {attribution.id: attribution.perspective for attribution in map_.attributions}
    for unit in map_.units:
        holder = AUTHOR if unit.attribution is None else holders.get(unit.attribution, unit.perspective)
        if unit.perspective != holder:
            yield Violation(
                "holder",
                f"unit {unit.id}",
                f"is held by {unit.perspective!r}, its attribution says {holder!r}",
            )


def _relation_ends(map_: ArgumentMap) -> Iterator[Violation]:
    for relation in map_.relations:
        if len(set(relation.sources)) < len(relation.sources):
            yield Violation("relation-ends", f"relation {relation.id}", "names a source twice")
        if relation.target in (relation.sources if relation.kind != "undercut" else (relation.id,)):
            yield Violation("relation-ends", f"relation {relation.id}", "aims at itself")


def _acyclic(map_: ArgumentMap) -> Iterator[Violation]:
    cycle = find_cycle(map_.relations)
    if cycle:
        yield Violation("acyclic", "relations", " -> ".join(cycle))


def _scope(map_: ArgumentMap) -> Iterator[Violation]:
    relations = {relation.id: relation for relation in map_.relations}
    units = {unit.id: unit for unit in map_.units}
    for relation in map_.relations:
        scope = scope_of(relation, relations, units)
        if relation.scope != scope:
            yield Violation("scope", f"relation {relation.id}", f"is {relation.scope}, what it touches says {scope}")


def _role(map_: ArgumentMap) -> Iterator[Violation]:
    outgoing = outgoing_relations(map_.relations)
    for unit in map_.units:
        role = role_of(unit.id, outgoing)
        if unit.role != role:
            yield Violation("role", f"unit {unit.id}", f"is a {unit.role}, its relation in the trees makes it a {role}")


def _concessions(map_: ArgumentMap) -> Iterator[Violation]:
    units, parents = {unit.id: unit for unit in map_.units}, {item.id: item.parent for item in map_.perspectives}
    for number, concession in enumerate(map_.concessions):
        if concession.by == concession.to:
            yield Violation("concessions", f"concession {number}", "grants something to its own holder")
        for name in concession.units:
            if not may_be_granted(units[name].perspective, concession, parents):
                yield Violation(
                    "concessions",
                    f"concession {number}",
                    f"unit {name!r} is neither its holder's nor whom it grants to",
                )


_Check = Callable[["ArgumentMap"], Iterator[Violation]]
_BASIC: tuple[_Check, ...] = (
    _unique_ids,
    _paragraphs,
    _segments,
    _turns,
    _times,
    _sha256,
    _spans,
    _references,
    issue_references,
)
_RELATIONAL: tuple[_Check, ...] = (
    _unit_text,
    _unit_references,
    _unit_paragraph,
    _holder,
    _relation_ends,
    _acyclic,
    _scope,
    _role,
    _concessions,
    issue_questions,
    issue_positions,
    one_issue_a_unit,
    issue_contrasts,
)
