"""Forward-backward and Viterbi against the sum over every path."""

import itertools

import numpy as np
import pytest

from service.engines.offline.attribution.chains import CUE_BEGIN, CUE_INSIDE, Chain, cue_chain, role_chain
from service.engines.offline.attribution.inference import (
    ChainWeights,
    Floats,
    best_paths,
    cue_proposals,
    marginals,
)

FORBIDDEN = -1e4


def weights_for(chain: Chain, seed: int) -> ChainWeights:
    random = np.random.default_rng(seed)
    states = len(chain.labels)
    initial = np.where(chain.allowed_start, random.normal(size=states), FORBIDDEN)
    return ChainWeights(chain.labels, initial, np.where(chain.allowed, random.normal(size=(states, states)), FORBIDDEN))


def every_path(weights: ChainWeights, emissions: Floats) -> dict[tuple[int, ...], float]:
    """The probability of each state sequence of one short sequence of emissions."""
    found = {}
    for path in itertools.product(range(len(weights.labels)), repeat=len(emissions)):
        score = weights.initial[path[0]] + sum(weights.transitions[a, b] for a, b in itertools.pairwise(path))
        score += sum(emissions[step, weights.labels[state]] for step, state in enumerate(path))
        found[path] = float(np.exp(score))
    total = sum(found.values())
    return {path: value / total for path, value in found.items()}


@pytest.mark.parametrize("chain", [cue_chain(), role_chain()], ids=["cues", "roles"])
@pytest.mark.parametrize("seed", [1, 2])
def test_marginals_and_best_paths_are_those_of_all_paths(chain: Chain, seed: int) -> None:
    weights = weights_for(chain, seed)
    lengths = np.array([4, 1, 3])
    emissions = np.random.default_rng(seed + 10).normal(scale=2, size=(3, 4, max(chain.labels) + 1))
    found = marginals(weights, emissions, lengths).states
    paths = best_paths(weights, emissions, lengths)
    for row, length in enumerate(lengths):
        truth = every_path(weights, emissions[row, :length])
        assert tuple(paths[row]) == max(truth, key=lambda path: truth[path])
        for step in range(length):
            for state in range(len(chain.labels)):
                expected = sum(value for path, value in truth.items() if path[step] == state)
                assert found[row, step, state] == pytest.approx(expected, abs=1e-9)


def test_a_proposal_is_the_likeliest_span_and_carries_the_mass_of_its_rivals() -> None:
    chain = cue_chain()
    free = np.where(chain.allowed, 0.0, FORBIDDEN)
    weights = ChainWeights(chain.labels, np.where(chain.allowed_start, 0.0, FORBIDDEN), free)
    emissions = np.full((1, 5, 3), -4.0)
    emissions[0, :, 0] = 2.0
    emissions[0, 1] = [0.0, 1.0, -2.0]
    emissions[0, 2] = [-2.0, 1.0, 2.5]
    lengths = np.array([5])
    found = marginals(weights, emissions, lengths)
    proposals = cue_proposals(found, 0, 5, 0.02, 4)
    truth = every_path(weights, emissions[0])
    spans: dict[tuple[int, int], float] = {}
    for path, value in truth.items():
        for first in (1, 2):
            if path[first] == CUE_BEGIN:
                last = first
                while last + 1 < 5 and path[last + 1] == CUE_INSIDE:
                    last += 1
                spans[first, last] = spans.get((first, last), 0.0) + value
    assert len(proposals) == 1
    assert (proposals[0].first, proposals[0].last) == max(spans, key=lambda span: spans[span])
    begins = found.states[0, :, CUE_BEGIN]
    assert begins[[1, 2]].min() > 0.1
    assert proposals[0].mass == pytest.approx(min(1.0, begins[1] + begins[2]))
