"""Several tests at once."""

from __future__ import annotations

import math
from collections.abc import Mapping


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """p values corrected by Holm (1979), never decreasing in the order of the raw ones; NaN takes no part.

    >>> holm({"a": 0.01, "b": 0.04, "c": 0.03})
    {'a': 0.03, 'b': 0.06, 'c': 0.06}
    """
    tested = sorted((value, name) for name, value in values.items() if not math.isnan(value))
    corrected, least = {}, 0.0
    for rank, (value, name) in enumerate(tested):
        least = max(least, min(1.0, (len(tested) - rank) * value))
        corrected[name] = least
    return {name: corrected.get(name, float("nan")) for name in values}
