"""Issues: which units are positions, who rivals whom, and how positions stand to each other.

A pair is two units that are positions of two perspectives in one issue. Whether two questions are worded alike plays no
part: what the positions are says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from evals.metrics.labels import Labels
from evals.metrics.pairing import Pair
from evals.metrics.scores import Counts

Contrasts = dict[frozenset[str], str]
"""Two unit ids -> kind of contrast of their positions, `none` where the map names none."""
NONE, RIVAL = "none", "rival"


def position_counts(pair: Pair) -> Counts:
    """Units that are positions in an issue, end to end (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> position_counts(example_pair())  # gold: u0, u1, u2; predicted p0 (u0), p1 (u1), p2 (no gold unit)
    (2, 3, 2, 3)
    """
    gold, predicted = positions_of(pair.gold), positions_of(pair.predicted)
    found = sum(pair.units.get(unit) in predicted for unit in gold)
    return found, len(predicted), found, len(gold)


def rival_counts(pair: Pair) -> Counts:
    """Pairs of rival units, end to end (for `F1`).

    >>> from evals.metrics.examples import example_pair
    >>> rival_counts(example_pair())  # gold: u0-u1, u2-u1; predicted: p0-p1
    (1, 1, 1, 2)
    """
    return _found_pairs(pair, _rivals(pair.gold), _rivals(pair.predicted))


def shared_rival_counts(pair: Pair) -> Counts:
    """Pairs of rival units, both of which both sides take for positions (for `SharedF1`).

    >>> from evals.metrics.examples import example_pair
    >>> shared_rival_counts(example_pair())  # u2 is no shared position
    (1, 1, 1, 1, 2)
    """
    predicted = positions_of(pair.predicted)
    shared = {unit for unit in positions_of(pair.gold) if pair.units.get(unit) in predicted}
    answered = {pair.units[unit] for unit in shared}
    rivals = _rivals(pair.gold)
    counts = _found_pairs(
        pair,
        {names for names in rivals if names <= shared},
        {names for names in _rivals(pair.predicted) if names <= answered},
    )
    return (*counts, len(rivals))


def contrast_counts(pair: Pair) -> Counts:
    """Kinds of contrast on the pairs that both sides have in one issue (for `Share`).

    >>> from evals.metrics.examples import example_pair
    >>> contrast_counts(example_pair())  # of the gold's two pairs one is there, and rightly called rival
    (1, 1, 2)
    """
    both = list(contrasts_in_both(pair))
    return sum(wanted == found for _, _, wanted, found in both), len(both), len(contrasts_of(pair.gold))


def contrasts_in_both(pair: Pair) -> Iterator[tuple[str, str, str, str]]:
    """(gold unit, gold unit, kind, predicted kind) of the pairs that both sides have in one issue."""
    predicted = contrasts_of(pair.predicted)
    for names, kind in contrasts_of(pair.gold).items():
        there = _mapped(pair, names)
        if there is not None and there in predicted:
            one, other = sorted(names)
            yield one, other, kind, predicted[there]


def contrasts_of(labels: Labels) -> Contrasts:
    """All pairs of a map.

    >>> from evals.metrics.examples import example_prediction
    >>> sorted((sorted(names), kind) for names, kind in contrasts_of(example_prediction()).items())
    [(['p0', 'p1'], 'rival'), (['p0', 'p2'], 'none')]
    """
    found: Contrasts = {}
    for issue in labels.issues:
        for (one, units), (other, others) in combinations(issue.positions, 2):
            kind = issue.contrasts.get(frozenset((one, other)), NONE)
            found |= {frozenset(names): kind for names in product(units, others)}
    return found


def positions_of(labels: Labels) -> set[str]:
    """The ids of all units that are positions."""
    return {unit for issue in labels.issues for _, units in issue.positions for unit in units}


def _rivals(labels: Labels) -> set[frozenset[str]]:
    return {names for names, kind in contrasts_of(labels).items() if kind == RIVAL}


def _found_pairs(pair: Pair, gold: Iterable[frozenset[str]], predicted: set[frozenset[str]]) -> Counts:
    wanted = list(gold)
    found = sum(_mapped(pair, names) in predicted for names in wanted)
    return found, len(predicted), found, len(wanted)


def _mapped(pair: Pair, names: frozenset[str]) -> frozenset[str] | None:
    units: Mapping[str, str] = pair.units
    return frozenset(units[name] for name in names) if all(name in units for name in names) else None
