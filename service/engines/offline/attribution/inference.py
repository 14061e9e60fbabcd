"""Inference in linear-chain conditional random fields (Lafferty et al. 2001), over batches of padded sequences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from service.engines.offline.attribution.chains import CUE_BEGIN, CUE_INSIDE
from service.engines.offline.attribution.encoding import Ints

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ChainWeights:
    """Log scores of first states [S] and of transitions [from, to]; forbidden ones score far below the rest."""

    labels: tuple[int, ...]
    initial: Floats
    transitions: Floats

    def state_scores(self, emissions: Floats) -> Floats:
        """Emissions by label [B, L, labels] as emissions by state [B, L, S]."""
        return emissions[..., list(self.labels)]


def padded(rows: Sequence[npt.NDArray[Any]]) -> tuple[Floats, Ints]:
    """Sequences [length, width] as one batch [B, L, width], padded with zeros, and their lengths [B]."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    batch = np.zeros((len(rows), int(lengths.max()), rows[0].shape[1]))
    for number, row in enumerate(rows):
        batch[number, : len(row)] = row
    return batch, lengths


def spans_of(labels: Ints, begin: int, inside: int) -> list[tuple[int, int]]:
    """The spans [first, last] that start with the label `begin` and continue with `inside`."""
    spans: list[tuple[int, int]] = []
    for position, label in enumerate(labels):
        if label == begin:
            spans.append((position, position))
        elif label == inside:
            spans[-1] = (spans[-1][0], position)
    return spans


@dataclass(frozen=True)
class Marginals:
    """Scaled forward and backward messages [B, L, S], emission factors [B, L, S] and scales [B, L].

    `forward * backward` is the probability of each state.
    """

    forward: Floats
    backward: Floats
    factors: Floats
    scales: Floats
    moves: Floats

    @property
    def states(self) -> Floats:
        """Probability of each state at each step."""
        return self.forward * self.backward


def marginals(chain: ChainWeights, emissions: Floats, lengths: Ints) -> Marginals:
    """The forward-backward algorithm; emissions [B, L, labels], lengths [B] >= 1."""
    scores = chain.state_scores(emissions)
    factors = np.exp(scores - scores.max(axis=-1, keepdims=True))
    moves = np.exp(chain.transitions)
    batch, length, _ = factors.shape
    forward, backward = np.empty_like(factors), np.ones_like(factors)
    scales = np.ones((batch, length))
    message = np.exp(chain.initial) * factors[:, 0]
    for step in range(length):
        if step:
            inside = (step < lengths)[:, None]
            message = np.where(inside, (message @ moves) * factors[:, step], message)
        scales[:, step] = message.sum(axis=1)
        message = message / scales[:, step, None]
        forward[:, step] = message
    for step in range(length - 2, -1, -1):
        ahead = (backward[:, step + 1] * factors[:, step + 1] / scales[:, step + 1, None]) @ moves.T
        backward[:, step] = np.where((step + 1 < lengths)[:, None], ahead, 1.0)
    return Marginals(forward, backward, factors, scales, moves)


def best_paths(chain: ChainWeights, emissions: Floats, lengths: Ints) -> list[Ints]:
    """The likeliest state sequence of each sequence (Viterbi)."""
    scores = chain.state_scores(emissions)
    batch, length, _ = scores.shape
    back = np.zeros(scores.shape, dtype=np.int64)
    best = chain.initial + scores[:, 0]
    history = [best]
    for step in range(1, length):
        options = best[:, :, None] + chain.transitions
        back[:, step] = options.argmax(axis=1)
        best = options.max(axis=1) + scores[:, step]
        history.append(best)
    paths = []
    for row in range(batch):
        state = int(history[lengths[row] - 1][row].argmax())
        path = np.empty(lengths[row], dtype=np.int64)
        for step in range(int(lengths[row]) - 1, -1, -1):
            path[step] = state
            state = int(back[row, step, state])
        paths.append(path)
    return paths


@dataclass(frozen=True)
class Proposal:
    """A possible cue in words [first, last] of its sequence; `mass`: the probability that a cue starts around here."""

    first: int
    last: int
    mass: float


def cue_proposals(found: Marginals, row: int, length: int, floor: float, longest: int) -> list[Proposal]:
    """The likely cues of one sequence, from left to right, without overlaps.

    Each word where a cue starts with a probability of at least `floor` gives one. Of overlapping cues, the most likely
    is kept, with their summed probability.
    """
    begins = found.states[row, :length, CUE_BEGIN]
    spans = [(*_best_end(found, row, int(word), length, longest), word) for word in np.flatnonzero(begins >= floor)]
    spans.sort(key=lambda span: -span[0])
    kept: list[tuple[int, int]] = []
    masses: list[float] = []
    for _, last, first in spans:
        rivals = [number for number, (a, b) in enumerate(kept) if first <= b and a <= last]
        if rivals:
            masses[rivals[0]] += float(begins[first])
        else:
            kept.append((int(first), last))
            masses.append(float(begins[first]))
    return sorted(
        (Proposal(first, last, min(mass, 1.0)) for (first, last), mass in zip(kept, masses, strict=True)),
        key=lambda proposal: proposal.first,
    )


def _best_end(found: Marginals, row: int, first: int, length: int, longest: int) -> tuple[float, int]:
    """Probability and last word of the likeliest cue that begins at `first`."""
    inside, best, best_last = float(found.forward[row, first, CUE_BEGIN]), 0.0, first
    state = CUE_BEGIN
    for last in range(first, min(length, first + longest)):
        if last > first:
            step = found.moves[state, CUE_INSIDE] * found.factors[row, last, CUE_INSIDE]
            inside *= float(step / found.scales[row, last])
            state = CUE_INSIDE
        probability = inside
        if last + 1 < length:
            after = found.moves[state] * found.factors[row, last + 1] * found.backward[row, last + 1]
            probability *= float(np.delete(after, CUE_INSIDE).sum() / found.scales[row, last + 1])
        if probability > best:
            best, best_last = probability, last
        if inside < best:
            break
    return best, best_last
