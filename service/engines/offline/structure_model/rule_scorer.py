"""Scores of arcs between units: which claim a paragraph argues for, what each unit leads to, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.engines.offline.structure_model.signals import Signals

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Node:
    """A unit as the scorer sees it. `host`: index of the node on whose clause it hangs in its sentence, or null;
    `holder`: key of whoever holds it.
    """

    signals: Signals
    sentence: int
    host: int | None
    holder: str
    opener: str = ""


@dataclass(frozen=True)
class Scored:
    """`arcs[i, j]`: score of i -> j (natural log odds, roughly); `attack[i, j]`: log odds that it attacks;
    `roots[i]`.
    """

    roots: Scores
    arcs: Scores
    attack: Scores
    sides: list[bool]


def score(nodes: Sequence[Node]) -> Scored:
    """Scores all arcs of one paragraph's units, in text order."""
    roots = np.array([root_score(nodes, index) for index in range(len(nodes))], dtype=float)
    root = int(np.argmax(roots)) if len(nodes) else 0
    sides = opposing(nodes, root)
    size = len(nodes)
    arcs, attack = np.full((size, size), -np.inf), np.zeros((size, size))
    for source in range(size):
        for target in range(size):
            if source != target:
                arcs[source, target] = _arc(nodes, source, target, root, sides)
                attack[source, target] = _attack(nodes, source, target, root, sides)
    return Scored(roots=roots, arcs=arcs, attack=attack, sides=sides)


def root_score(nodes: Sequence[Node], index: int) -> float:
    """How likely a unit is what the others argue for."""
    signals, size = nodes[index].signals, len(nodes)
    value = 0.0
    value += 2.0 * signals.deontic + 0.5 * signals.stance + 0.4 * signals.first_person + 0.2 * signals.evaluation
    value += 1.2 * (index == 0) + 1.0 * (index == size - 1)
    value += 2.5 * signals.result
    value -= 2.0 * (signals.reason or signals.concession) + 1.5 * signals.example + 0.7 * signals.addition
    value -= (
        0.7 * (signals.contrast and not signals.deontic)
        + 1.5 * signals.question
        + 1.0 * (signals.anaphor and not signals.result)
    )
    value -= 1.5 * (signals.condition and nodes[index].host is not None)
    return value


def opposing(nodes: Sequence[Node], root: int) -> list[bool]:
    """Whether each unit speaks against the root: the sides change at every contrast, and a concession is always
    against.
    """
    sides = [False] * len(nodes)
    for index in range(root + 1, len(nodes)):
        signals = nodes[index].signals
        before, turns = index - 1, _turns(nodes, index)
        if turns and before > root and not sides[before] and _may_be_opposed(nodes[before].signals):
            sides[before] = True
        sides[index] = signals.concession or (sides[before] != turns)
    for index in range(root - 1, -1, -1):
        after = nodes[index + 1].signals
        turns = _turns(nodes, index + 1) or (after.concession and not nodes[index].signals.concession)
        sides[index] = nodes[index].signals.concession or (sides[index + 1] != turns)
    return sides


def _turns(nodes: Sequence[Node], index: int) -> bool:
    """Whether a unit turns to the other side: by its own words, or as the main clause of an "although"."""
    before = nodes[index - 1] if index else None
    return nodes[index].signals.contrast or (before is not None and before.signals.concession and before.host == index)


def _may_be_opposed(signals: Signals) -> bool:
    """Whether a unit that a contrast follows may be the view that is answered: nothing marks it as a step of one's
    own.
    """
    return not (signals.reason or signals.result or signals.example or signals.addition or signals.contrast)


def _arc(nodes: Sequence[Node], source: int, target: int, root: int, sides: list[bool]) -> float:
    node, other = nodes[source], nodes[target]
    distance = source - target
    value = 2.0 * (target == root) - 0.15 * abs(distance) + 0.3 * (distance == 1)
    value += _within_sentence(node, other, distance, target)
    value += _by_connective(nodes, source, target)
    value += (
        _by_side(nodes, source, target, root, sides) if node.holder == other.holder else _across(node, other, distance)
    )
    if node.signals.words and other.signals.words:
        value += (
            1.0 * len(node.signals.words & other.signals.words) / min(len(node.signals.words), len(other.signals.words))
        )
    return float(value)


def _across(node: Node, other: Node, distance: int) -> float:
    """Between two holders: an answer that the text marks as one, else next to nothing."""
    if node.signals.contrast and distance == 1:
        return 0.5
    return -3.0


def _within_sentence(node: Node, other: Node, distance: int, target: int) -> float:
    if node.sentence != other.sentence:
        return 0.0
    value = 0.4
    if node.host == target and node.opener in {
        "because",
        "since",
        "as",
        "for",
        "although",
        "though",
        "while",
        "whereas",
        "if",
        "unless",
    }:
        value += 3.0
    if other.opener == "so" and distance == -1:
        value += 2.0
    return value


def _by_connective(nodes: Sequence[Node], source: int, target: int) -> float:
    signals, distance = nodes[source].signals, source - target
    value = 0.0
    if signals.reason and distance == (-1 if _opens_sentence(nodes, source) else 1):
        value += 2.0
    if signals.example and distance == 1:
        value += 2.0
    if signals.anaphor and distance == 1:
        value += 0.5
    if nodes[target].signals.result and distance == -1:
        value += 1.5
    if signals.addition and distance == 1 and not signals.contrast:
        value -= 0.5
    return value


def _opens_sentence(nodes: Sequence[Node], index: int) -> bool:
    """Whether a reason stands before the clause that it is for ("Since A, B")."""
    sentence = nodes[index].sentence
    first = index == 0 or nodes[index - 1].sentence != sentence
    followed = index + 1 < len(nodes) and nodes[index + 1].sentence == sentence
    return first and followed and nodes[index].opener in {"since", "because", "as"}


def _by_side(nodes: Sequence[Node], source: int, target: int, root: int, sides: list[bool]) -> float:
    signals, distance = nodes[source].signals, source - target
    if signals.contrast and distance == 1 and sides[target] and not sides[source] and source != root:
        return 2.5
    if sides[source] and sides[target] and distance == 1:
        return 0.5 if signals.addition else 2.2
    if not sides[source] and sides[target]:
        return -1.5
    if sides[source] and not sides[target] and target != root:
        return -0.5
    return 0.0


def _attack(nodes: Sequence[Node], source: int, target: int, root: int, sides: list[bool]) -> float:
    if nodes[source].holder != nodes[target].holder:
        return 2.0 if nodes[source].signals.contrast else -2.0
    value = 3.0 if sides[source] != sides[target] else -3.0
    if nodes[source].signals.contrast and source - target == 1:
        value += 1.0
    if nodes[source].signals.reason:
        value -= 1.5
    return value
