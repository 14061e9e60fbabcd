"""Where a score stands between the simple baseline and people."""

from __future__ import annotations

import math


def between(system: float, baseline: float, human: float | None) -> float | None:
    """(system - baseline) / (human - baseline): 0 is the baseline, 1 is a second annotator.

    None where people are not better than the baseline, or one of the three is not known.

    >>> between(0.6, 0.4, 0.8)
    0.5
    >>> between(0.6, 0.8, 0.7) is None
    True
    """
    if human is None or any(math.isnan(value) for value in (system, baseline, human)) or human <= baseline:
        return None
    return round((system - baseline) / (human - baseline), 12)
