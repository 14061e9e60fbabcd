"""One paragraph of an analysis -> its structure: attributions, units, relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import (
    AUTHOR,
    AttributedStretch,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
    Voice,
    VoicesAnswer,
)
from service.engines.offline.analysis import Analysis
from service.engines.offline.arguing.confidence import confidence_of_arc, confidence_of_unit
from service.engines.offline.arguing.decoding import Arc, decode
from service.engines.offline.arguing.scorer import Node, score
from service.engines.offline.arguing.signals import read_signals
from service.engines.offline.holders.registry import UNNAMED
from service.engines.offline.holders.resolve import Held
from service.engines.offline.saying.raw import covers
from service.engines.offline.units import DraftUnit
from service.engines.offline.voices import match_voices, voice_of
from service.engines.offline.whole_words import whole

THRESHOLD = 0.3
"""Arcs that score less are left out: no relation is better than a guessed one (guidelines, 6)."""
_MOST_TOGETHER = 60
"""Units that are decoded together: decoding takes time that grows faster than their number."""


def structure_of(document: Document, analysis: Analysis, voices: VoicesAnswer, paragraph: int) -> StructureAnswer:
    """The structure of one body paragraph, in the keys of `voices`."""
    held = analysis.held.get(paragraph, ())
    drafts = analysis.units.get(paragraph, ())
    keys, new = _keys(document, analysis, voices, held)
    nodes = nodes_of(drafts, held)
    arcs = arcs_of(nodes)
    kept = _kept(drafts, nodes, arcs)
    return StructureAnswer(
        paragraph=paragraph,
        new_voices=new,
        attributions=_attributions(document.text, held, keys),
        units=tuple(_unit(document.text, index, drafts[index], nodes[index]) for index in kept),
        relations=_relations(nodes, [arc for arc in arcs if arc.source in kept and arc.target in kept]),
    )


def arcs_of(nodes: Sequence[Node]) -> list[Arc]:
    """The arcs of one paragraph's units; a very long paragraph is decoded stretch by stretch."""
    if len(nodes) > _MOST_TOGETHER:
        arcs = []
        for start in range(0, len(nodes), _MOST_TOGETHER):
            stretch = [
                replace(
                    node,
                    host=None
                    if node.host is None or not 0 <= node.host - start < _MOST_TOGETHER
                    else node.host - start,
                )
                for node in nodes[start : start + _MOST_TOGETHER]
            ]
            arcs += [replace(arc, source=arc.source + start, target=arc.target + start) for arc in arcs_of(stretch)]
        return arcs
    return decode(score(nodes), THRESHOLD)[1]


def _keys(
    document: Document, analysis: Analysis, voices: VoicesAnswer, held: Sequence[Held]
) -> tuple[Mapping[str, str], tuple[Voice, ...]]:
    """Own key -> voice key for the paragraph's holders; a holder whom nobody declared is a new voice."""
    keys = dict(match_voices(analysis, voices))
    taken = {voice.key for voice in voices.voices}
    new = []
    for item in held:
        if item.holder in keys:
            continue
        voice = voice_of(document, analysis.registry[item.holder], taken)
        if voice.key in taken:
            voice = voice.model_copy(update={"key": f"offline-{voice.key}"})
        keys[item.holder] = voice.key
        taken.add(voice.key)
        new.append(voice)
    return keys, tuple(new)


def nodes_of(drafts: Sequence[DraftUnit], held: Sequence[Held]) -> list[Node]:
    """Candidate units as the scorer sees them."""
    first = {draft.clause: index for index, draft in reversed(list(enumerate(drafts)))}
    nodes = []
    for index, draft in enumerate(drafts):
        heads_clause = first[draft.clause] == index
        host = first.get(draft.parent_clause) if heads_clause and draft.parent_clause is not None else None
        opener = draft.opener if heads_clause else ""
        holder = AUTHOR if draft.attribution is None else held[draft.attribution].holder
        nodes.append(Node(read_signals(draft.cue_text, opener), draft.sentence, host, holder, opener))
    return [_as_concession(nodes, index) for index in range(len(nodes))]


def _as_concession(nodes: Sequence[Node], index: int) -> Node:
    """What nobody in particular says ("critics", "some") and the author answers at once is a concession of the
    author's.
    """
    node = nodes[index]
    if not node.holder.startswith(UNNAMED) or index + 1 == len(nodes):
        return node
    answer = nodes[index + 1]
    if answer.holder != AUTHOR or not answer.signals.contrast:
        return node
    return replace(node, holder=AUTHOR, signals=replace(node.signals, concession=True))


def _kept(drafts: Sequence[DraftUnit], nodes: Sequence[Node], arcs: Sequence[Arc]) -> list[int]:
    """Units that argue, are argued about, or state a position; bare facts and questions of the author are left out."""
    related = {arc.source for arc in arcs} | {arc.target for arc in arcs}
    kept = []
    for index, (draft, node) in enumerate(zip(drafts, nodes, strict=True)):
        signals = node.signals
        if draft.attribution is None and signals.question and not (signals.negation and index in related):
            continue
        if draft.attribution is not None or index in related or signals.stance or signals.evaluation:
            kept.append(index)
    return kept


def _attributions(text: str, held: Sequence[Held], keys: Mapping[str, str]) -> tuple[AttributedStretch, ...]:
    return tuple(
        AttributedStretch(
            id=f"a{number}",
            voice=keys[item.holder],
            within=_within(number, held),
            source=_span(text, item.raw.source),
            cue=_span(text, item.raw.cue),
            content=tuple(whole(text, piece) for piece in item.raw.content),
            attitude=item.raw.attitude,
        )
        for number, item in enumerate(held)
    )


def _within(number: int, held: Sequence[Held]) -> str | None:
    """The smallest other attribution whose content holds this one's frame and content."""
    raw = held[number].raw
    own = [part for part in (raw.source, raw.cue) if part is not None] + list(raw.content)
    outer = [
        (sum(end - start for start, end in item.raw.content), other)
        for other, item in enumerate(held)
        if other != number and item.raw.asserted and covers(item.raw.content, own) and item.raw.content != raw.content
    ]
    return f"a{min(outer)[1]}" if outer else None


def _span(text: str, stretch: tuple[int, int] | None) -> Span | None:
    return whole(text, stretch) if stretch is not None else None


def _unit(text: str, index: int, draft: DraftUnit, node: Node) -> UnitAnswer:
    return UnitAnswer(
        id=f"u{index}",
        spans=tuple(whole(text, piece) for piece in draft.spans),
        attribution=None if draft.attribution is None else f"a{draft.attribution}",
        confidence=confidence_of_unit(node),
    )


def _relations(nodes: Sequence[Node], arcs: Sequence[Arc]) -> tuple[RelationAnswer, ...]:
    attacks = {arc.source: arc for arc in arcs if arc.attack > 0}
    relations = []
    for arc in arcs:
        attacked = attacks.get(arc.target)
        undercuts = (
            arc.attack > 0 and attacked is not None and nodes[arc.source].holder == nodes[attacked.target].holder
        )
        relations.append(
            RelationAnswer(
                id=f"r{arc.source}",
                kind="undercut" if undercuts else "rebut" if arc.attack > 0 else "support",
                sources=(f"u{arc.source}",),
                target=f"r{arc.target}" if undercuts else f"u{arc.target}",
                confidence=confidence_of_arc(arc, THRESHOLD),
            )
        )
    return tuple(relations)
