"""Five-fold scores on ArgUNSC by meeting, each step with gold input, as published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import f1_score  # type: ignore[import-untyped]

from training.structure.speech_network import Look, SpeechNet, look, mean, train
from training.structure.speeches import ATTACK, CLAIM, PREMISE, Speech, folds_by_meeting

NETWORKS = 5
"""For each fold; each leaves out another part of the speeches to learn from, on which thresholds are fitted."""
_NEVER = -1e4
_PROBABILITIES = np.arange(0.04, 0.8, 0.02)


@dataclass(frozen=True)
class Thresholds:
    """Least log odds of arguing and of attacking; least probabilities of edges, without and with gold roles."""

    argues: float = 0.0
    attack: float = 0.0
    edge: float = 0.5
    edge_of_roles: float = 0.5


@dataclass
class Tally:
    """Gold and predicted labels of speeches, laid end to end, and edges: right, found, wanted."""

    argues: tuple[list[bool], list[bool]] = field(default_factory=lambda: ([], []))
    roles: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    attacks: tuple[list[bool], list[bool]] = field(default_factory=lambda: ([], []))
    edges: tuple[int, int, int] = (0, 0, 0)
    edges_of_roles: tuple[int, int, int] = (0, 0, 0)

    def add(self, speech: Speech, seen: Look, thresholds: Thresholds) -> None:
        """Each step with gold input: sentences from the text, roles, edges between gold units (and once more with gold
        roles), kinds of gold relations.
        """
        self.argues[0].extend(speech.argues.tolist())
        self.argues[1].extend((seen.argues > thresholds.argues).tolist())
        self.roles[0].extend(speech.roles.tolist())
        self.roles[1].extend(seen.roles.argmax(axis=1).tolist())
        for source, target, kind in speech.edges:
            self.attacks[0].append(kind == ATTACK)
            self.attacks[1].append(bool(seen.attacks[source, target] > thresholds.attack))
        gold = {(source, target) for source, target, _ in speech.edges}
        self.edges = _counted(self.edges, gold, edges_of(seen, thresholds.edge))
        of_roles = edges_of_roles(seen, speech.roles, thresholds.edge_of_roles)
        self.edges_of_roles = _counted(self.edges_of_roles, gold, of_roles)

    def scores(self) -> dict[str, float]:
        """As published: macro, weighted, macro F1, and F1 of edges within the speech."""
        return {
            "segmentation macro F1": f1_score(*self.argues, average="macro"),
            "claim/premise weighted F1": f1_score(*self.roles, average="weighted"),
            "support/attack macro F1": f1_score(*self.attacks, average="macro"),
            "edge F1": _f1(self.edges),
            "edge F1, gold roles": _f1(self.edges_of_roles),
        }


def edges_of(seen: Look, least: float) -> set[tuple[int, int]]:
    """The edges that are as probable; a unit may lead to several."""
    return _pairs(_softmax(seen.heads)[:, :-1] > least)


def edges_of_roles(seen: Look, roles: npt.NDArray[np.int64], least: float) -> set[tuple[int, int]]:
    """From each premise to the likeliest claim, and to others that are as probable, if claims alone may be led to."""
    scores = np.where(roles[None] == CLAIM, seen.heads[:, :-1], _NEVER)
    if not (roles == CLAIM).any():
        return set()
    likely = _softmax(scores)
    chosen = (likely > least) | (likely == likely.max(axis=1, keepdims=True))
    return _pairs(chosen & (roles == PREMISE)[:, None])


def _softmax(scores: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.floating[Any]]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: npt.NDArray[np.floating[Any]] = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _pairs(chosen: npt.NDArray[np.bool_]) -> set[tuple[int, int]]:
    return {(int(source), int(target)) for source, target in np.argwhere(chosen)}


def _counted(
    counts: tuple[int, int, int], gold: set[tuple[int, int]], found: set[tuple[int, int]]
) -> tuple[int, int, int]:
    return counts[0] + len(found & gold), counts[1] + len(found), counts[2] + len(gold)


def _f1(counts: tuple[int, int, int]) -> float:
    return 2 * counts[0] / max(1, counts[1] + counts[2])


def fit_thresholds(speeches: Sequence[Speech], seen: Sequence[Look]) -> Thresholds:
    """Those that score best on speeches as networks see them that did not learn from them."""

    def best(metric: str, values: Iterable[float], made: Callable[[float], Thresholds]) -> float:
        tried = ((_tally(speeches, seen, made(float(value))).scores()[metric], float(value)) for value in values)
        return max((score, -abs(value), value) for score, value in tried)[2]

    odds = np.arange(-3, 3.1, 0.25)
    return Thresholds(
        best("segmentation macro F1", odds / 2, lambda value: Thresholds(argues=value)),
        best("support/attack macro F1", odds, lambda value: Thresholds(attack=value)),
        best("edge F1", _PROBABILITIES, lambda value: Thresholds(edge=value)),
        best("edge F1, gold roles", _PROBABILITIES, lambda value: Thresholds(edge_of_roles=value)),
    )


def _tally(speeches: Sequence[Speech], seen: Sequence[Look], thresholds: Thresholds) -> Tally:
    tally = Tally()
    for speech, view in zip(speeches, seen, strict=True):
        tally.add(speech, view, thresholds)
    return tally


def cross_validate(
    speeches: Sequence[Speech], fresh: Callable[[int], SpeechNet], passes: int, seed: int, log: Callable[[str], None]
) -> dict[str, float]:
    """Tallies each meeting once: the mean of several networks that learnt from other meetings alone."""
    total = Tally()
    for number, fold in enumerate(folds_by_meeting(speeches), start=1):
        scored = [speech for speech in speeches if speech.meeting in fold]
        rest = [speech for speech in speeches if speech.meeting not in fold]
        kept: list[Speech] = []
        of_kept: list[Look] = []
        of_scored: list[list[Look]] = []
        for part in range(NETWORKS):
            model = fresh(seed + part)
            train(model, [speech for at, speech in enumerate(rest) if at % NETWORKS != part], passes, seed + part)
            kept += rest[part::NETWORKS]
            of_kept += [look(model, speech) for speech in rest[part::NETWORKS]]
            of_scored.append([look(model, speech) for speech in scored])
        thresholds = fit_thresholds(kept, of_kept)
        for speech, looks in zip(scored, zip(*of_scored, strict=True), strict=True):
            total.add(speech, mean(looks), thresholds)
        log(f"fold {number} {sorted(fold)} {thresholds} so far {total.scores()}")
    return total.scores()
