"""What is wrong in one document, each error with its kind: for the page that shows gold and prediction side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evals.metrics.attributions import aligned_attributions, same_source
from evals.metrics.issues import contrasts_in_both, positions_of
from evals.metrics.labels import Edge
from evals.metrics.pairing import Pair

ErrorKind = Literal[
    "missed-unit",
    "extra-unit",
    "wrong-holder",
    "voice-leak",
    "wrong-head",
    "wrong-label",
    "extra-relation",
    "missed-attribution",
    "extra-attribution",
    "wrong-source",
    "wrong-conclusion",
    "missed-position",
    "extra-position",
    "wrong-contrast",
    "wrong-furniture",
    "invalid",
]
DebateErrorKind = Literal[
    "missed-mention",
    "extra-mention",
    "other-claim",
    "wrong-actor",
    "flipped",
    "missed-answer",
    "extra-answer",
    "missed-change",
    "extra-change",
]


@dataclass(frozen=True)
class Mistake:
    """`gold`, `predicted`: ids of the unit or attribution on either side that shows it; `detail`: in words."""

    kind: ErrorKind | DebateErrorKind
    gold: str | None
    predicted: str | None
    detail: str


def mistakes_of(pair: Pair, problems: tuple[str, ...] = ()) -> list[Mistake]:
    """All errors of a prediction.

    >>> from evals.metrics.examples import example_pair
    >>> kinds = [mistake.kind for mistake in mistakes_of(example_pair())]
    >>> kinds[:5]
    ['missed-unit', 'extra-unit', 'voice-leak', 'wrong-label', 'wrong-head']
    >>> kinds[5:]
    ['extra-relation', 'missed-attribution', 'missed-position', 'extra-position', 'wrong-furniture']
    """
    invalid = [Mistake("invalid", None, None, problem) for problem in problems]
    return [
        *invalid,
        *_units(pair),
        *_holders(pair),
        *_relations(pair),
        *_attributions(pair),
        *_issues(pair),
        *_document(pair),
    ]


def _units(pair: Pair) -> Iterator[Mistake]:
    for unit in pair.gold.units:
        if unit.id not in pair.units:
            yield Mistake("missed-unit", unit.id, None, "no predicted unit covers it")
    found = set(pair.units.values())
    for unit in pair.predicted.units:
        if unit.id not in found:
            yield Mistake("extra-unit", None, unit.id, "no gold unit is there")


def _holders(pair: Pair) -> Iterator[Mistake]:
    gold = {item.id: item.label for item in pair.gold.holders}
    predicted = {item.id: item.label for item in pair.predicted.holders}
    for one, other in pair.aligned_units:
        if pair.holder_of(other) == one.holder:
            continue
        leaks = "author" in (one.holder, other.holder)
        detail = f"held by {gold.get(one.holder, '?')}, predicted {predicted.get(other.holder, '?')}"
        yield Mistake("voice-leak" if leaks else "wrong-holder", one.id, other.id, detail)


def _relations(pair: Pair) -> Iterator[Mistake]:
    right = pair.right_edges
    for one, other in right:
        if one.kind != other.kind:
            detail = f"{one.kind} of {one.target}, predicted {other.kind}"
            yield Mistake("wrong-label", one.source, other.source, detail)
    found = {(edge.source, edge.target) for edge, _ in right}
    for edge in pair.gold.edges:
        if (edge.source, edge.target) not in found:
            yield _missed_edge(pair, edge)
    taken = {(edge.source, edge.target) for _, edge in right}
    back = {name: gold for gold, name in pair.units.items()}
    leading = {edge.source for edge in pair.gold.edges}
    for edge in pair.predicted.edges:
        if (edge.source, edge.target) not in taken and back.get(edge.source) not in leading:
            detail = f"{edge.kind} of {edge.target}; the gold's unit leads nowhere"
            yield Mistake("extra-relation", back.get(edge.source), edge.source, detail)


def _missed_edge(pair: Pair, edge: Edge) -> Mistake:
    source = pair.units.get(edge.source)
    heads = [other.target for other in pair.predicted.edges if other.source == source] if source else []
    said = f"predicted {', '.join(heads)}" if heads else "predicted none"
    return Mistake("wrong-head", edge.source, source, f"{edge.kind} of {edge.target}, {said}")


def _attributions(pair: Pair) -> Iterator[Mistake]:
    aligned = aligned_attributions(pair)
    for one, other in aligned:
        if not same_source(one, other):
            yield Mistake("wrong-source", one.id, other.id, "the sources do not overlap")
    gold, found = {one.id for one, _ in aligned}, {other.id for _, other in aligned}
    for item in pair.gold.attributions:
        if item.content and item.id not in gold:
            yield Mistake("missed-attribution", item.id, None, "no predicted attribution has this content")
    for item in pair.predicted.attributions:
        if item.content and item.id not in found:
            yield Mistake("extra-attribution", None, item.id, "no gold attribution has this content")


def _issues(pair: Pair) -> Iterator[Mistake]:
    gold, predicted = positions_of(pair.gold), positions_of(pair.predicted)
    back = {name: unit for unit, name in pair.units.items()}
    for unit in sorted(gold):
        if pair.units.get(unit) not in predicted:
            yield Mistake("missed-position", unit, pair.units.get(unit), "no position in any predicted issue")
    for unit in sorted(predicted):
        if back.get(unit) not in gold:
            yield Mistake("extra-position", back.get(unit), unit, "no position in any issue of the gold")
    for one, other, wanted, found in contrasts_in_both(pair):
        if wanted != found:
            yield Mistake("wrong-contrast", one, pair.units[one], f"{wanted} with {other}, predicted {found}")


def _document(pair: Pair) -> Iterator[Mistake]:
    gold, predicted = pair.gold.conclusion, pair.predicted.conclusion
    if predicted != (pair.units.get(gold, "") if gold else None):
        yield Mistake(
            "wrong-conclusion", gold, predicted, f"argues for {gold or 'nothing'}, predicted {predicted or 'nothing'}"
        )
    kinds = {(block.start, block.end): block.kind for block in pair.predicted.blocks}
    for number, block in enumerate(pair.gold.blocks):
        other = kinds.get((block.start, block.end), "other bounds")
        if block.kind != "sentence" and other != block.kind:
            yield Mistake("wrong-furniture", None, None, f"paragraph {number} is {block.kind}, predicted {other}")
