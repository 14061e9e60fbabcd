"""A gold debate and its prediction, aligned once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.metrics.alignment import THRESHOLD, assign
from evals.metrics.debates.labels import DebateLabels, MentionLabels
from evals.metrics.tokens import iou

OTHER = {"for": "against", "against": "for"}
_SAME_LABEL = 1.5
"""Counts as so many shared mentions."""
_SAME_ACTOR = 0.05


@dataclass(frozen=True)
class DebatePair:
    """`mentions`: gold mention -> predicted mention; `actors`, `claims`: predicted -> gold, one to one.

    `turned`: predicted claims that are put the other way round than the gold's ("the line pays", "it does not pay"),
    which is as good: who is for one is against the other. `given`: the same for the debate that the engine made when
    it was given the gold's mentions, where it was.
    """

    gold: DebateLabels
    predicted: DebateLabels
    mentions: Mapping[str, str]
    actors: Mapping[str, str]
    claims: Mapping[str, str]
    turned: frozenset[str] = frozenset()
    given: DebatePair | None = None

    @cached_property
    def shared(self) -> dict[str, str]:
        """Gold mention -> predicted mention, of the mentions that both sides take for such."""
        return {
            one: other
            for one, other in self.mentions.items()
            if one in self.gold.taken_up and other in self.predicted.taken_up
        }

    def stance(self, predicted: str, claim: str) -> str:
        """A stance on a predicted claim, as one on the gold's."""
        return OTHER[predicted] if claim in self.turned else predicted

    def mapped(self, names: frozenset[str]) -> frozenset[str] | None:
        """Gold mentions as the prediction's; None where one of them is not there."""
        found = frozenset(self.mentions[name] for name in names if name in self.mentions)
        return found if len(found) == len(names) else None


def pair_debates(gold: DebateLabels, predicted: DebateLabels, given: DebateLabels | None = None) -> DebatePair:
    """Aligns mentions by their words, then actors and claims by the mentions that they share.

    Of two mentions with the same words (whoever reports them, and whoever shares them), the one by the same actor is
    taken. `given`: a prediction whose mentions have the gold's ids.
    """
    first = _align(gold, predicted, lambda one, other: 0.0)
    actors = _match_actors(gold, predicted, first)
    mentions = _align(gold, predicted, lambda one, other: _SAME_ACTOR * (actors.get(other.actor) == one.actor))
    inner = None
    if given is not None:
        inner = _paired(gold, given, {item.id: item.id for item in gold.mentions if item.id in given.by_id}, None)
    return _paired(gold, predicted, mentions, inner)


def _paired(
    gold: DebateLabels, predicted: DebateLabels, mentions: Mapping[str, str], given: DebatePair | None
) -> DebatePair:
    pairs = [(gold.by_id[one], predicted.by_id[other]) for one, other in mentions.items()]
    claims = _match(Counter((found.claim, wanted.claim) for wanted, found in pairs))
    agreeing = Counter[str]()
    for wanted, found in pairs:
        if claims.get(found.claim) == wanted.claim:
            agreeing[found.claim] += 1 if wanted.stance == found.stance else -1
    turned = frozenset(claim for claim, surplus in agreeing.items() if surplus < 0)
    return DebatePair(gold, predicted, mentions, _match_actors(gold, predicted, mentions), claims, turned, given)


def _align(
    gold: DebateLabels, predicted: DebateLabels, extra: Callable[[MentionLabels, MentionLabels], float]
) -> dict[str, str]:
    """Within each document one to one, with the greatest summed token IoU; pairs of IoU >= .5 stay."""

    def likeness(one: MentionLabels, other: MentionLabels) -> float:
        overlap = iou(one.words, other.words)
        return overlap + extra(one, other) if overlap >= THRESHOLD else 0.0

    found: dict[str, str] = {}
    for document in dict.fromkeys(item.document for item in gold.mentions):
        ours, theirs = _of(gold.mentions, document), _of(predicted.mentions, document)
        found |= {ours[row].id: theirs[column].id for row, column in assign(ours, theirs, likeness, THRESHOLD)}
    return found


def _of(mentions: Iterable[MentionLabels], document: str) -> list[MentionLabels]:
    return [item for item in mentions if item.document == document]


def _match_actors(gold: DebateLabels, predicted: DebateLabels, mentions: Mapping[str, str]) -> dict[str, str]:
    """By shared mentions, and by name."""
    votes: dict[tuple[str, str], float] = dict(
        Counter((predicted.by_id[other].actor, gold.by_id[one].actor) for one, other in mentions.items())
    )
    called = {label.casefold(): actor for actor, label in gold.actors.items()}
    for actor, label in predicted.actors.items():
        if label.casefold() in called:
            pair = actor, called[label.casefold()]
            votes[pair] = votes.get(pair, 0) + _SAME_LABEL
    return _match(votes)


def _match(votes: Mapping[tuple[str, str], float]) -> dict[str, str]:
    """One to one, with most votes."""
    rows = list(dict.fromkeys(one for one, _ in votes))
    columns = list(dict.fromkeys(other for _, other in votes))
    pairs = assign(rows, columns, lambda one, other: votes.get((one, other), 0.0), 1.0)
    return {rows[row]: columns[column] for row, column in pairs}
