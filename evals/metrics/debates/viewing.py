"""From a debate and its maps to the labels that are compared."""

from __future__ import annotations

from collections.abc import Mapping

from evals.metrics.debates.labels import AnswerLabels, ChangeLabels, DebateLabels, MentionLabels
from evals.metrics.tokens import Words
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.debates.debate import Debate
from service.domain.debates.parts import UnitKey, UnitRef


def labels_of_debate(debate: Debate, maps: Mapping[str, ArgumentMap]) -> DebateLabels:
    """`maps`: map id -> map; a map has the id of its document. Units without a place in the text are left out."""
    words = {name: Words(map_.document.text) for name, map_ in maps.items()}
    units = {(name, unit.id): unit.spans for name, map_ in maps.items() for unit in map_.units if unit.spans}
    texts = {name: map_.document.text for name, map_ in maps.items()}
    mentions = tuple(
        MentionLabels(
            name_of(mention.ref),
            mention.map,
            words[mention.map].within((span.start, span.end) for span in _spans(mention, units)),
            mention.actor,
            claim.id,
            mention.stance,
            " … ".join(span.cut(texts[mention.map]) for span in _spans(mention, units)),
        )
        for claim in debate.claims
        for mention in claim.mentions
        if _spans(mention, units)
    )
    return _labels(debate, mentions)


def labels_of_given(debate: Debate, gold: DebateLabels) -> DebateLabels:
    """Of a debate whose units are the gold's mentions, under their ids."""
    mentions = tuple(
        MentionLabels(
            mention.name,
            mention.map,
            gold.by_id[mention.name].words,
            mention.actor,
            claim.id,
            mention.stance,
            gold.by_id[mention.name].text,
        )
        for claim in debate.claims
        for mention in claim.mentions
    )
    return DebateLabels(mentions, claims={item.id: item.label.text for item in debate.claims})


def name_of(ref: UnitRef) -> str:
    """The id of a mention."""
    return f"{ref.map}:{ref.name}"


def _spans(ref: UnitRef, units: Mapping[UnitKey, tuple[Span, ...]]) -> tuple[Span, ...]:
    return ref.spans or units.get(ref.key, ())


def _labels(debate: Debate, mentions: tuple[MentionLabels, ...]) -> DebateLabels:
    there = {item.id for item in mentions}
    answers = [AnswerLabels(name_of(item.from_), name_of(item.to), item.kind) for item in debate.answers]
    return DebateLabels(
        mentions=mentions,
        answers=tuple(item for item in answers if {item.source, item.target} <= there),
        changes=tuple(ChangeLabels(item.actor, item.claim, name_of(item.then), item.to) for item in debate.changes),
        actors={item.id: item.label for item in debate.actors},
        claims={item.id: item.label.text for item in debate.claims},
    )
