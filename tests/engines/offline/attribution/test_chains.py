"""The tag chains: at most one source, inside only after begin."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.engines.offline.attribution.chains import (
    CONTENT_BEGIN,
    CONTENT_INSIDE,
    CUE_INSIDE,
    CUE_OUT,
    OUT,
    SOURCE_BEGIN,
    SOURCE_INSIDE,
    SOURCE_STATES,
    cue_chain,
    role_chain,
)
from training.attribution.examples import role_path

CONTENT_PIECE = st.integers(1, 3).map(lambda n: [CONTENT_BEGIN] + [CONTENT_INSIDE] * (n - 1))
SOURCE_PIECE = st.integers(1, 3).map(lambda n: [SOURCE_BEGIN] + [SOURCE_INSIDE] * (n - 1))
LOOSE = st.lists(st.one_of(CONTENT_PIECE, st.just([OUT])), max_size=5).map(
    lambda parts: [tag for part in parts for tag in part]
)
SOURCES = st.one_of(st.just([]), SOURCE_PIECE)


@given(LOOSE, SOURCES, LOOSE)
def test_every_labelling_with_one_source_at_most_has_a_path(
    before: list[int], source: list[int], after: list[int]
) -> None:
    labels = np.array([*before, *source, *after] or [OUT])
    chain = role_chain()
    path = role_path(labels)
    assert [chain.labels[state] for state in path] == labels.tolist()
    assert chain.allowed_start[path[0]]
    assert all(chain.allowed[a, b] for a, b in itertools.pairwise(path))


def test_no_path_holds_two_sources() -> None:
    chain = role_chain()
    reached = chain.allowed[list(SOURCE_STATES)].any(axis=0)
    for _ in range(len(chain.labels)):
        reached = reached | chain.allowed[reached].any(axis=0)
    assert not reached[SOURCE_STATES[0]]


def test_a_cue_goes_on_only_from_a_cue() -> None:
    chain = cue_chain()
    assert not chain.allowed[CUE_OUT, CUE_INSIDE]
    assert not chain.allowed_start[CUE_INSIDE]
