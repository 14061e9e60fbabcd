"""What is fitted on texts kept from training: the biases of the decisions and the temperature of the heads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment, minimize_scalar

from service.engines.offline.structure_model.head_decoding import best_forest
from service.engines.offline.structure_model.labels import NOWHERE
from service.engines.offline.structure_model.model import Judged, Reading, StructureModel
from training.structure.corpus import Example, said_marks_of
from training.structure.packing import Biases

BEGIN_BIASES = np.arange(-3.0, 2.01, 0.25)
NOWHERE_BIASES = np.arange(-1.5, 1.51, 0.125)
LINKED_BIASES = np.arange(-3.0, 3.01, 0.25)
CONCLUSION_BIASES = np.arange(-4.0, 2.01, 0.25)
_LEAST_OVERLAP = 0.5


@dataclass(frozen=True)
class Score:
    """Right, found and wanted."""

    right: int
    found: int
    wanted: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.wanted)


def fit_biases(packed: Callable[[Biases], StructureModel], kept: Sequence[Example]) -> Biases:
    """The biases that make units, heads and conclusions best on `kept`; `packed` gives the model with some biases."""
    best = Biases()
    first = packed(best)
    readings = [read_gold(first, item) for item in kept]  # no bias changes what is read
    tried = [(_units_found(packed(Biases(begin_bias=float(b))), kept, readings).f1, float(b)) for b in BEGIN_BIASES]
    best = replace(best, begin_bias=max(tried)[1])
    plain = packed(best)
    judged = [_judged(plain, item, reading) for item, reading in zip(kept, readings, strict=True)]
    best = replace(best, temperature=_temperature(judged, kept))
    scores = [(head_score(judged, kept, float(b)).f1, float(b)) for b in NOWHERE_BIASES]
    best = replace(best, nowhere_bias=max(scores)[1])
    found = [(_conclusions(judged, kept, float(b)), -abs(float(b)), float(b)) for b in CONCLUSION_BIASES]
    best = replace(best, conclusion_bias=max(found)[2])
    joined = [(linked_score(judged, kept, float(b)).f1, -abs(float(b)), float(b)) for b in LINKED_BIASES]
    return replace(best, linked_bias=max(joined)[2])


def read_gold(model: StructureModel, example: Example) -> Reading:
    """A document as the service reads it, with the gold attributions."""
    return model.read(example.text, example.segments, said_marks_of(example, lambda: False))


def unit_score(model: StructureModel, kept: Iterable[Example]) -> Score:
    """Units found (token intersection over union of at least a half, optimal assignment)."""
    listed = list(kept)
    return _units_found(model, listed, [read_gold(model, item) for item in listed])


def _units_found(model: StructureModel, kept: Sequence[Example], readings: Sequence[Reading]) -> Score:
    right = found = wanted = 0
    for item, reading in zip(kept, readings, strict=True):
        units = [unit.words for unit in model.units(reading)]
        overlaps = np.array([[_overlap(gold, unit) for unit in units] for gold in item.units]).reshape(
            len(item.units), len(units)
        )
        rows, columns = linear_sum_assignment(-overlaps)
        right += int((overlaps[rows, columns] >= _LEAST_OVERLAP).sum())
        found += len(units)
        wanted += len(item.units)
    return Score(right, found, wanted)


def _overlap(left: Sequence[int], right: Sequence[int]) -> float:
    common = len(set(left) & set(right))
    return common / (len(left) + len(right) - common)


def judge_gold(model: StructureModel, example: Example) -> Judged:
    """What the model says of a document's gold units."""
    return _judged(model, example, read_gold(model, example))


def _judged(model: StructureModel, example: Example, reading: Reading) -> Judged:
    return model.judge(reading, list(example.units), example.holders, example.shared)


def head_score(judged: Sequence[Judged], kept: Sequence[Example], nowhere_bias: float = 0.0) -> Score:
    """Arcs between gold units, whatever their kinds; `nowhere_bias` is added to the log odds of leading nowhere."""
    right = found = wanted = 0
    for scores, item in zip(judged, kept, strict=True):
        arcs = best_forest(_biased(scores, nowhere_bias))
        right += sum(item.heads[arc.source] == arc.target for arc in arcs)
        found += len(arcs)
        wanted += int((item.heads != NOWHERE).sum())
    return Score(right, found, wanted)


def linked_score(judged: Sequence[Judged], kept: Sequence[Example], bias: float = 0.0) -> Score:
    """Pairs of gold units that lead to the same one together; `bias` is added to their log odds."""
    right = found = wanted = 0
    for scores, item in zip(judged, kept, strict=True):
        pairs = {(first, second) for first, second in siblings(item) if scores.linked[first, second] + bias > 0}
        right += len(pairs & set(item.linked))
        found += len(pairs)
        wanted += len(item.linked)
    return Score(right, found, wanted)


def siblings(example: Example) -> list[tuple[int, int]]:
    """Pairs of units that lead to the same one in the same way, the earlier first."""
    heads = np.where(example.heads == NOWHERE, -1 - np.arange(len(example.heads)), example.heads)
    same = (heads[:, None] == heads[None, :]) & (example.kinds[:, None] == example.kinds[None, :])
    return [(int(first), int(second)) for first, second in np.argwhere(np.triu(same, 1))]


def kind_share(judged: Sequence[Judged], kept: Sequence[Example]) -> float:
    """Share of gold arcs whose likeliest kind is right."""
    right = total = 0
    for scores, item in zip(judged, kept, strict=True):
        linked = np.flatnonzero(item.heads != NOWHERE)
        kinds = scores.kinds[linked, item.heads[linked]].argmax(axis=1) if len(linked) else linked
        right += int((kinds == item.kinds[linked]).sum())
        total += len(linked)
    return right / max(1, total)


def head_confidences(judged: Sequence[Judged], kept: Sequence[Example]) -> list[tuple[float, bool]]:
    """Probability of each arc of the best forests, and whether it is right."""
    return [
        (arc.probability, bool(item.heads[arc.source] == arc.target))
        for scores, item in zip(judged, kept, strict=True)
        for arc in best_forest(scores)
    ]


def _biased(judged: Judged, bias: float) -> Judged:
    heads = judged.heads.copy()
    heads[:, -1] += bias
    return replace(judged, heads=heads)


def _temperature(judged: Sequence[Judged], kept: Sequence[Example]) -> float:
    """Divides the scores so that the gold heads are likeliest (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        total = 0.0
        for scores, item in zip(judged, kept, strict=True):
            if len(item.units):
                cooled = _log_softmax(scores.heads / np.exp(log_temperature))
                wanted = np.where(item.heads == NOWHERE, len(item.units), item.heads)
                total -= float(cooled[np.arange(len(wanted)), wanted].sum())
        return total

    return float(np.exp(minimize_scalar(loss, bounds=(-1.0, 2.0), method="bounded").x))


def _log_softmax(scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    shifted = scores - scores.max(axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def _conclusions(judged: Sequence[Judged], kept: Sequence[Example], bias: float) -> int:
    """How many documents' conclusions, or their lack, are found."""
    right = 0
    for scores, item in zip(judged, kept, strict=True):
        values = scores.conclusion.copy()
        values[:-1][item.holders != 0] = -np.inf
        values[-1] += bias
        best = int(values.argmax())
        right += (best if best < len(item.units) else NOWHERE) == item.conclusion
    return right
