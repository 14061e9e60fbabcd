"""How likely a unit is both cut rightly and given to its holder: what unit confidences say.

A logistic model of how likely it is cut rightly and of whether it is attributed, fitted on the gold maps by
`python -m evals.calibration DIR --engine offline --write`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from service.engines.offline.structure_model.confidence import Confidence, log_odds

TABLE = Path(__file__).with_name("holder_confidence.yaml")


@dataclass(frozen=True)
class HolderWeights:
    """In log odds. `cut`: for each of those of a right cut; `attributed`: where it is not the author's."""

    base: float
    cut: float
    attributed: float

    def confidence(self, cut: float, *, attributed: bool) -> float:
        """`cut`: the probability that the unit is cut rightly."""
        return Confidence((self.base, self.cut, self.attributed)).of((log_odds(cut), float(attributed)))

    def cut_of(self, confidence: float, *, attributed: bool) -> float:
        """The log odds of a right cut that gave this confidence."""
        return (log_odds(confidence) - self.base - self.attributed * attributed) / self.cut


@cache
def shipped_weights() -> HolderWeights:
    return HolderWeights(**yaml.safe_load(TABLE.read_text("utf-8")))
