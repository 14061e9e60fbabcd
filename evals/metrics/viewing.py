"""From an argument map to the labels that are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from evals.metrics.edges import chained_edges, native_edges, signed
from evals.metrics.labels import AttributionLabels, Block, HolderLabels, IssueLabels, Labels, UnitLabels
from evals.metrics.tokens import Stretch, Words
from service.domain.argument import Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.brief import template_brief
from service.domain.graph import units_touched
from service.domain.issue import Issue
from service.domain.meaning.answers import objections_of
from service.domain.meaning.camps import main_claim_of
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.supposed import modal_of

EdgeForm = Literal["native", "signed"]


def labels_of(map_: ArgumentMap, form: EdgeForm = "native") -> Labels:
    """The labels of a map; implicit units, which stand nowhere in the text, are left out.

    `form`: `signed` knows support and attack only, as the corpora do.
    """
    words, look = Words(map_.document.text), Lookup(map_)
    units = [_unit(unit, words) for unit in map_.units if not unit.implicit]
    order = {unit.id: unit.stretches[0][0] for unit in units}
    relations = [item for item in map_.relations if _stands_in_text(item, map_.relations, order)]
    edges = native_edges(relations, order)
    return Labels(
        units=tuple(units),
        edges=tuple(signed(edges) if form == "signed" else edges),
        chained=tuple(chained_edges(relations, order)),
        attributions=tuple(_attribution(item, words) for item in map_.attributions),
        holders=tuple(_holder(item, map_.attributions, words) for item in map_.perspectives),
        issues=tuple(_issue(item, order) for item in map_.issues),
        conclusion=map_.conclusion,
        briefed=frozenset(name for sentence in template_brief(map_).sentences for name in sentence.cites.units),
        replies=frozenset(_replies(look)),
        granted=frozenset(unit.id for unit in map_.units if is_granted(look, unit)),
        supposed=frozenset(unit.id for unit in map_.units if modal_of(look, unit)),
        chief=frozenset(main.id for side in {*look.sides.values()} if (main := main_claim_of(look, side)) is not None),
        blocks=tuple(Block(item.start, item.end, item.kind) for item in map_.document.paragraphs),
        violations=tuple(_cut_words(map_, words)),
    )


def _replies(look: Lookup) -> Iterator[tuple[str, str]]:
    for objection in objections_of(look):
        if objection.between_sides:
            for unit in look.relations[objection.relation].sources:
                yield from ((unit, answer) for answer in objection.answers)


def _stands_in_text(relation: Relation, relations: tuple[Relation, ...], order: Mapping[str, int]) -> bool:
    by_id = {item.id: item for item in relations}
    return all(name in order for name in units_touched(relation, by_id))


def _stretch(span: Span | None) -> Stretch | None:
    return None if span is None else (span.start, span.end)


def _unit(unit: Unit, words: Words) -> UnitLabels:
    stretches = tuple((span.start, span.end) for span in unit.spans)
    return UnitLabels(unit.id, words.within(stretches), unit.role, unit.perspective, stretches)


def _attribution(item: Attribution, words: Words) -> AttributionLabels:
    content = tuple((span.start, span.end) for span in item.content)
    return AttributionLabels(
        id=item.id,
        holder=item.perspective,
        source=_stretch(item.source),
        cue=_stretch(item.cue),
        content=content,
        content_words=words.within(content),
        attitude=item.attitude,
        within=item.within,
    )


def _holder(item: Perspective, attributions: tuple[Attribution, ...], words: Words) -> HolderLabels:
    sources = [a.source for a in attributions if a.perspective == item.id and a.source is not None]
    places = [(span.start, span.end) for span in (*item.mentions, *sources)]
    return HolderLabels(item.id, item.label, words.within(places), item.parent)


def _issue(item: Issue, order: Mapping[str, int]) -> IssueLabels:
    return IssueLabels(
        item.id,
        tuple(
            (position.perspective, tuple(unit for unit in position.units if unit in order))
            for position in item.positions
        ),
        {frozenset((contrast.a, contrast.b)): contrast.kind for contrast in item.contrasts},
    )


def _cut_words(map_: ArgumentMap, words: Words) -> Iterator[str]:
    """Spans that start or end inside a word: engines point at whole words, so a shifted span shows here."""
    named = [(f"unit {unit.id}", span) for unit in map_.units for span in unit.spans]
    for item in map_.attributions:
        parts = (item.source, item.cue, *item.content)
        named += [(f"attribution {item.id}", span) for span in parts if span is not None]
    for where, span in named:
        if words.cuts_word(span.start) or words.cuts_word(span.end):
            yield f"[whole-words] {where}: [{span.start}, {span.end}) starts or ends inside a word"
