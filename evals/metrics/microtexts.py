"""The four levels of Peldszus & Stede (2015) on the gold's units: cc, ro, fu, at, each scored by macro F1.

Linked premises are chained, as in the evidence graphs that were published for this corpus. A gold unit that the
prediction missed has no level there: it counts against the gold's class only.
"""

from __future__ import annotations

from itertools import permutations

from evals.metrics.labels import Edge, Labels
from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts, class_counts

CENTRAL = ("other", "central")
SIDES = ("pro", "opp")
FUNCTIONS = ("central", "support", "attack")
ATTACHED = ("apart", "attached")


def central_counts(pair: Pair) -> Counts:
    """cc: is this unit the central claim?

    >>> from evals.metrics.examples import example_pair
    >>> central_counts(example_pair())
    (1, 1, 2, 1, 1, 1, 3)
    """
    return _compare(
        pair, {name: CENTRAL[name == pair.gold.conclusion] for name in _names(pair.gold)}, _central(pair), CENTRAL
    )


def side_counts(pair: Pair) -> Counts:
    """ro: does it speak for the central claim or against it, by the number of attacks on its way up?

    >>> from evals.metrics.examples import example_pair
    >>> side_counts(example_pair())  # the gold's opponent is taken for a proponent
    (1, 2, 2, 0, 0, 1, 3)
    """
    return _compare(pair, _sides(pair.gold), _sides(pair.predicted), SIDES)


def function_counts(pair: Pair) -> Counts:
    """fu: does it support, attack, or is it the central claim (leads nowhere)?

    >>> from evals.metrics.examples import example_pair
    >>> function_counts(example_pair())
    (1, 1, 1, 0, 1, 1, 0, 0, 1, 3)
    """
    return _compare(pair, _functions(pair.gold), _functions(pair.predicted), FUNCTIONS)


def attachment_counts(pair: Pair) -> Counts:
    """at: for every ordered pair of gold units, does an edge lead from the first to the second?

    >>> from evals.metrics.examples import example_pair
    >>> attachment_counts(example_pair())  # 6 ordered pairs, 2 of them attached; only 2 pairs have both units found
    (1, 1, 4, 1, 1, 2, 6)
    """
    gold = {(edge.source, edge.target) for edge in pair.gold.chained}
    back = {predicted: name for name, predicted in pair.units.items()}
    found = {(back.get(edge.source), back.get(edge.target)) for edge in pair.predicted.chained}
    compared: list[tuple[str, str | None]] = [
        (ATTACHED[ends in gold], ATTACHED[ends in found] if set(ends) <= pair.units.keys() else None)
        for ends in permutations(_names(pair.gold), 2)
    ]
    return class_counts(compared, ATTACHED, len(compared))


def _compare(pair: Pair, gold: dict[str, str], predicted: dict[str, str], classes: tuple[str, ...]) -> Counts:
    compared = [(level, predicted.get(pair.units.get(name, ""))) for name, level in gold.items()]
    return class_counts(compared, classes, len(compared))


def _names(labels: Labels) -> list[str]:
    return [unit.id for unit in labels.units]


def _central(pair: Pair) -> dict[str, str]:
    return {name: CENTRAL[name == pair.predicted.conclusion] for name in _names(pair.predicted)}


def _outgoing(labels: Labels) -> dict[str, Edge]:
    chosen: dict[str, Edge] = {}
    for edge in labels.chained:
        chosen.setdefault(edge.source, edge)
    return chosen


def _functions(labels: Labels) -> dict[str, str]:
    outgoing = _outgoing(labels)
    return {name: _sign(outgoing[name]) if name in outgoing else "central" for name in _names(labels)}


def _sides(labels: Labels) -> dict[str, str]:
    outgoing = _outgoing(labels)
    sides = {}
    for name in _names(labels):
        attacks, place, seen = 0, name, {name}
        while place in outgoing and outgoing[place].target not in seen:
            attacks += _sign(outgoing[place]) == "attack"
            place = outgoing[place].target
            seen.add(place)
        sides[name] = SIDES[attacks % 2]
    return sides


def _sign(edge: Edge) -> str:
    return "support" if edge.kind == "support" else "attack"
