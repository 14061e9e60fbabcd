"""Judges whether two units make the same point, opposite points or different ones: logistic models of a few features.

`match` tells whether they concern the same point, and `turn`, given that, whether one denies the other. Both were
fitted by `training/debates` on pairs of our own. Features depend on the words alone, never on who says them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from service.engines.offline.attribution import weights as loading
from service.engines.offline.attribution.tagger import sigmoid
from service.engines.offline.debates.cues import Cues, cues_of
from service.engines.offline.debates.sentence_vectors import Vectors
from service.engines.offline.lexicon import words

_FOLDER = Path(__file__).parent.parent / "weights" / "pairs"
_FORMAT = 1
MATCH = ("bias", "centred", "cosine", "contained", "shared", "numbers differ", "numbers agree", "modality differs",
         "names differ", "length differs")  # fmt: skip
TURN = ("bias", "negated", "poles", "negated and poles")

FEWEST_WORDS = 2
"""A unit with fewer content words ("It is not.") makes its point elsewhere; it is not judged."""
FEWEST_POINTING_BACK = 4
"""The same for a unit that opens with a reference back ("That was true in March")."""
_POINTING_BACK = frozenset({"this", "that", "these", "those", "such", "so"})

ALIKE = 0.97
"""Confidence that two units in the same words make the same point."""
BUT_FOR_FIGURES = 0.2
"""Highest confidence for two units that differ only in a figure: too low to join them."""

FORBIDDEN = 0.5
"""The same where one unit says what must not be, and the other does not."""

Weight = Callable[[str], float]
"""The weight of a stem: rare ones weigh more."""


@dataclass(frozen=True)
class Judged:
    """Probabilities; the remainder is that the units make different points."""

    same: float
    opposite: float


class PairScorer:
    """`match` and `turn`: weights in the order of MATCH and TURN."""

    def __init__(self, match: Sequence[float], turn: Sequence[float]) -> None:
        self._match = np.asarray(match)
        self._turn = np.asarray(turn)

    @classmethod
    def load(cls) -> PairScorer:
        """The packaged weights; raises WeightsUnusable if they are missing, damaged or of another version."""
        loading.check(_FOLDER, ("pairs.json",))
        settings = json.loads((_FOLDER / "pairs.json").read_text("utf-8"))
        loading.check_format(_FOLDER / "pairs.json", settings, _FORMAT)
        return cls(settings["match"], settings["turn"])

    def judge(self, a: str, b: str, cosine: float, centred: float, weight: Weight) -> Judged:
        """`cosine`: of the two vectors; `centred`: of the two minus the mean of their debate."""
        one, other = cues_of(a), cues_of(b)
        if not (says_its_point(one) and says_its_point(other)):
            return Judged(0.0, 0.0)
        if one.words == other.words:
            return Judged(ALIKE, 0.0)  # whatever the cosines are, which say little where a debate has few units
        match = sigmoid(float(self._match @ match_features(one, other, cosine, centred, weight)))
        if differ_in_figures(one, other):
            match = min(match, BUT_FOR_FIGURES)
        if _only_one_forbids(one, other):
            match = min(match, FORBIDDEN)
        turn = sigmoid(float(self._turn @ turn_features(one, other)))
        return Judged(match * (1 - turn), match * turn)


def says_its_point(cues: Cues) -> bool:
    """Whether a unit with these cues can be understood out of context."""
    points_back = cues.words[:1] and cues.words[0] in words("pronouns") | _POINTING_BACK
    return len(cues.content) >= (FEWEST_POINTING_BACK if points_back else FEWEST_WORDS)


def _only_one_forbids(one: Cues, other: Cues) -> bool:
    """A prohibition against anything but a prohibition; a permission on the same axis is still about the same point."""
    meet = {axis for axis, _ in one.direction} & {axis for axis, _ in other.direction}
    return (one.modal == "must not") != (other.modal == "must not") and not meet


def differ_in_figures(one: Cues, other: Cues) -> bool:
    """Whether only figures differ, and not just by rounding."""
    if len(one.words) != len(other.words):
        return False
    different = [(a, b) for a, b in zip(one.words, other.words, strict=True) if a != b]
    if not all(a in one.numbers and b in other.numbers for a, b in different):
        return False
    return any(not _is_rounding(a, b) for a, b in different)


def _is_rounding(one: str, other: str) -> bool:
    """Whether one figure is the other, rounded.

    >>> _is_rounding("90", "89.7"), _is_rounding("2023", "2032"), _is_rounding("90", "140")
    (True, False, False)
    """
    rough, exact = sorted((one, other), key=lambda figure: len(_digits(figure)))
    try:
        return float(f"{float(exact):.{max(len(_digits(rough)), 1)}g}") == float(rough)
    except ValueError:
        return False


def _digits(figure: str) -> str:
    """The significant digits."""
    return figure.replace(".", "").strip("0") if "." in figure else figure.strip("0")


def match_features(one: Cues, other: Cues, cosine: float, centred: float, weight: Weight) -> Vectors:
    """Features in the order of MATCH, all between 0 and 1 except the cosines."""
    both = sum(map(weight, one.content & other.content))
    sizes = sum(map(weight, one.content)), sum(map(weight, other.content))
    either = sizes[0] + sizes[1] - both
    numbers = bool(one.numbers) and bool(other.numbers)
    return np.array(
        [
            1.0,
            centred,
            cosine,
            both / max(min(sizes), 1e-6),
            both / max(either, 1e-6),
            float(numbers and not one.numbers & other.numbers),
            float(numbers and bool(one.numbers & other.numbers)),
            float(one.modal != other.modal),
            float(bool(one.names) and bool(other.names) and not one.names & other.names),
            abs(math.log(max(len(one.content), 1) / max(len(other.content), 1))) / 2,
        ],
        dtype=np.float32,
    )


def turn_features(one: Cues, other: Cues) -> Vectors:
    """Features in the order of TURN. Poles: one "rises" and the other "falls", on an odd number of axes."""
    negated = float(one.negated != other.negated)
    axes = {axis: pole for axis, pole in one.direction}
    met = [axes[axis] != pole for axis, pole in other.direction if axis in axes]
    poles = float(sum(met) % 2)
    return np.array([1.0, negated, poles, negated * poles], dtype=np.float32)


def rarity(counts: Mapping[str, int], units: int) -> Weight:
    """Inverse document frequency (Sparck Jones 1972) of stems, `counts` of `units` having them."""
    return lambda word: math.log((units + 1) / (counts.get(word, 0) + 0.5))


@lru_cache(maxsize=1)
def pair_scorer() -> PairScorer:
    """The scorer of this process."""
    return PairScorer.load()
