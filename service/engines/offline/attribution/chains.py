"""The two label chains: outside, begin, inside for cues; source and contents of one cue, with at most one source."""

from dataclasses import dataclass

import numpy as np

from service.engines.offline.attribution.encoding import Flags

CUE_OUT, CUE_BEGIN, CUE_INSIDE = 0, 1, 2
OUT, SOURCE_BEGIN, SOURCE_INSIDE, CONTENT_BEGIN, CONTENT_INSIDE = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Chain:
    """The emission label of each state, which states may follow one another [from, to], and which may come first."""

    labels: tuple[int, ...]
    allowed: Flags
    allowed_start: Flags


def cue_chain() -> Chain:
    """The chain for cues: outside, begin, inside; inside may only follow begin or inside."""
    allowed = np.ones((3, 3), dtype=np.bool_)
    allowed[CUE_OUT, CUE_INSIDE] = False
    return Chain((CUE_OUT, CUE_BEGIN, CUE_INSIDE), allowed, np.array([True, True, False]))


# States of the role chain. Outside and content exist twice, before and after the source: so there is at most one.
_ROLE_LABELS = (OUT, CONTENT_BEGIN, CONTENT_INSIDE, SOURCE_BEGIN, SOURCE_INSIDE, OUT, CONTENT_BEGIN, CONTENT_INSIDE)
SOURCE_STATES = (3, 4)
NO_SOURCE_STATES = (0, 1, 2)
AFTER_SOURCE = 5


def role_chain() -> Chain:
    """Source and content of one cue: at most one source, any number of content pieces."""
    before, after = (0, 1, 3), (5, 6)
    follow = {0: before, 1: (2, *before), 2: (2, *before), 3: (4, *after), 4: (4, *after)}
    follow |= {5: after, 6: (7, *after), 7: (7, *after)}
    allowed = np.zeros((8, 8), dtype=np.bool_)
    for state, nexts in follow.items():
        allowed[state, list(nexts)] = True
    start = np.zeros(8, dtype=np.bool_)
    start[list(before)] = True
    return Chain(_ROLE_LABELS, allowed, start)
