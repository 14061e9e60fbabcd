"""Who holds what: actors, the cells of the matrix, and changes of position."""

from __future__ import annotations

from collections.abc import Iterable

from evals.metrics.debates.labels import MentionLabels
from evals.metrics.debates.pairing import DebatePair
from evals.metrics.scores import Counts
from service.domain.debates.views import position_of

Cells = set[tuple[str, str, str]]
"""Actor, claim, position."""


def actor_counts(pair: DebatePair) -> Counts:
    """Right actors of the gold's mentions that stand in the prediction at all (for `Share`).

    An actor of the prediction stands for one of the gold, so one actor in two parts is wrong in the smaller one.

    >>> from evals.metrics.debates.examples import example_pair
    >>> actor_counts(example_pair())  # m3 is Ben's, and Ann's in the prediction
    (3, 4, 5)
    """
    named = [(pair.gold.by_id[one].actor, pair.predicted.by_id[other].actor) for one, other in pair.mentions.items()]
    return sum(pair.actors.get(other) == one for one, other in named), len(named), len(pair.gold.mentions)


def cell_counts(pair: DebatePair) -> Counts:
    """Cells of the matrix of claims that recur, end to end (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> cell_counts(example_pair())  # right is Ann for c0, of five wanted and four predicted
    (1, 4, 1, 5)
    """
    gold = [item for item in pair.gold.mentions if item.claim in pair.gold.recurring]
    predicted = [item for item in pair.predicted.mentions if item.claim in pair.predicted.recurring]
    return _cells(pair, gold, predicted)


def shared_cell_counts(pair: DebatePair) -> Counts:
    """Cells of the matrix, of the mentions that both sides have (for `SharedF1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> shared_cell_counts(example_pair())  # wanted four, predicted four; Ann for c0 is right
    (1, 4, 1, 4, 5)
    """
    gold = [pair.gold.by_id[one] for one in pair.shared]
    predicted = [pair.predicted.by_id[other] for other in pair.shared.values()]
    wanted = {(item.actor, item.claim) for item in pair.gold.mentions if item.claim in pair.gold.recurring}
    return (*_cells(pair, gold, predicted), len(wanted))


def change_counts(pair: DebatePair) -> Counts:
    """Changes of position: who, on what, to which stance, end to end (for `F1`).

    >>> from evals.metrics.debates.examples import example_pair
    >>> change_counts(example_pair())  # Cem's change is not seen
    (0, 0, 0, 1)
    """
    gold = {(item.actor, item.claim, item.to) for item in pair.gold.changes}
    predicted = {
        (
            pair.actors.get(item.actor),
            pair.claims.get(item.claim),
            pair.stance(item.to, item.claim),
            item.actor,
            item.claim,
        )
        for item in pair.predicted.changes
    }
    found = len(gold & {item[:3] for item in predicted})
    return found, len(predicted), found, len(gold)


def _cells(pair: DebatePair, gold: Iterable[MentionLabels], predicted: Iterable[MentionLabels]) -> Counts:
    """Predicted cells under the gold's names; an actor or a claim that stands for none of the gold keeps its own."""
    wanted = _filled((item.actor, item.claim, item.stance) for item in gold)
    there = _filled(
        (
            pair.actors.get(item.actor, f"-{item.actor}"),
            pair.claims.get(item.claim, f"-{item.claim}"),
            pair.stance(item.stance, item.claim),
        )
        for item in predicted
    )
    found = len(wanted & there)
    return found, len(there), found, len(wanted)


def _filled(stances: Iterable[tuple[str, str, str]]) -> Cells:
    held: dict[tuple[str, str], list[str]] = {}
    for actor, claim, stance in stances:
        held.setdefault((actor, claim), []).append(stance)
    return {(actor, claim, position_of(taken)) for (actor, claim), taken in held.items()}
