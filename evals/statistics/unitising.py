"""Krippendorff's alpha for unitising: do observers cut the same stretches out of a continuum?

After K. Krippendorff, Content Analysis (2004), section 11.6: one category, any number of observers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from evals.metrics.scores import Floats

Stretch = tuple[int, int]
"""A half-open stretch `[start, end)` of the continuum's smallest parts (here: words)."""


def unitising_alpha(length: int, observers: Sequence[Iterable[Stretch]], cuts: Sequence[int] = ()) -> float:
    """Alpha of the units that each observer cut out of a continuum of `length` parts; NaN where nobody cut any.

    An observer's units must not overlap. `cuts`: places that no gap reaches across, such as ends of documents.
    Category c of the book's example (two observers, 300 parts): a unit shifted at both ends, one in two pieces.

    >>> one, other = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    >>> f"{observed_disagreement(300, [one, other]):.4f} {expected_disagreement(300, [one, other]):.4f}"
    '0.0144 0.0532'
    >>> round(unitising_alpha(300, [one, other]), 4)
    0.7286
    >>> unitising_alpha(300, [one, one])
    1.0
    """
    expected = expected_disagreement(length, observers, cuts)
    if expected == 0:
        return float("nan")
    return 1 - observed_disagreement(length, observers, cuts) / expected


def observed_disagreement(length: int, observers: Sequence[Iterable[Stretch]], cuts: Sequence[int] = ()) -> float:
    """D_o: squared differences of overlapping units, and squared lengths of units inside another's gap."""
    sections = [_sections(length, units, cuts) for units in observers]
    sizes = len(sections) * (len(sections) - 1) * length**2
    pairs = [(one, other) for place, one in enumerate(sections) for other in sections[:place] + sections[place + 1 :]]
    return sum(_difference(one, other) for one, other in pairs) / sizes


def expected_disagreement(length: int, observers: Sequence[Iterable[Stretch]], cuts: Sequence[int] = ()) -> float:
    """D_e: what D_o would be if the units and gaps found were laid anywhere on the continuum."""
    sections = [_sections(length, units, cuts) for units in observers]
    sizes = np.concatenate([unit[:, 1] - unit[:, 0] for unit, _ in sections])
    room = np.concatenate([gap[:, 1] - gap[:, 0] for _, gap in sections])
    fits = np.where(room >= sizes[:, None], room - sizes[:, None] + 1, 0).sum(axis=1)
    apart = (len(sizes) - 1) / 3 * (2 * sizes**3 - 3 * sizes**2 + sizes)
    parts = len(sections) * length
    return float(2 / length * (apart + sizes**2 * fits).sum() / (parts * (parts - 1) - (sizes * (sizes - 1)).sum()))


def _difference(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> float:
    """Of one observer's sections to another's. Gaps of the one are met when the two change places."""
    units, others, gaps = one[0][:, None, :], other[0], other[1]
    starts, ends = units[..., 0], units[..., 1]
    overlap = (starts < others[:, 1]) & (others[:, 0] < ends)
    apart = (starts - others[:, 0]) ** 2 + (ends - others[:, 1]) ** 2
    inside = (gaps[:, 0] <= starts) & (ends <= gaps[:, 1])
    # a unit in a gap counts once from either side
    return float((apart * overlap).sum() + 2 * ((ends - starts) ** 2 * inside).sum())


def _sections(length: int, units: Iterable[Stretch], cuts: Sequence[int]) -> tuple[Floats, Floats]:
    """Units and the gaps between them, each an array of shape (n, 2)."""
    found = sorted(units)
    gaps, at = [], 0
    for start, end in [*found, (length, length)]:
        inner = [at, *(cut for cut in sorted(cuts) if at < cut < start), start]
        gaps += [(a, b) for a, b in pairwise(inner) if a < b]
        at = end
    return np.array(found, dtype=float).reshape(-1, 2), np.array(gaps, dtype=float).reshape(-1, 2)
