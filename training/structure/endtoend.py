"""What the engine makes of texts that have gold maps: its own units, what it thinks of them, what gold says.

Units are aligned as the evals do it: the one-to-one assignment with the greatest sum of intersection over union, of
which pairs with at least a half stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from spacy.language import Language

from service.domain.argument_map import ArgumentMap
from service.engines.offline.analysis import Analyst
from service.engines.offline.attribution.attribution import Stretch, shared, size
from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.structure_model.confidence import about_arc, about_unit
from service.engines.offline.structure_model.head_decoding import Arc, best_forest
from service.engines.offline.structure_model.labels import NOWHERE
from service.engines.offline.structure_model.model import Judged, Reading, StructureModel, Unit
from training.attribution.calibration import calibration_error
from training.structure.corpus import Floats, gold_heads

LEAST_OVERLAP = 0.5
_BINS = 5


@dataclass(frozen=True)
class Observed:
    """One text. `units`: the engine's; `arcs`: the best forest of them; `concluded`: which one the article argues for;
    `aligned`: number of a unit -> of the gold unit that it is; `heads` [gold units]: where they lead; `conclusion`: a
    gold unit or NOWHERE.
    """

    units: tuple[Unit, ...]
    arcs: tuple[Arc, ...]
    concluded: int | None
    aligned: dict[int, int]
    heads: Ints
    conclusion: int

    def right(self, arc: Arc) -> bool:
        """Whether gold has this arc, of any kind."""
        source, target = self.aligned.get(arc.source), self.aligned.get(arc.target)
        return source is not None and target is not None and int(self.heads[source]) == target

    def known(self, arc: Arc) -> tuple[float, ...]:
        """What the confidence of an arc is made of."""
        source, target = self.units[arc.source], self.units[arc.target]
        return about_arc(arc.probability, source.probability, target.probability)

    @property
    def finds_conclusion(self) -> bool:
        """Whether the right unit, or rightly none, is the conclusion."""
        found = NOWHERE if self.concluded is None else self.aligned.get(self.concluded, NOWHERE - 1)
        return found == self.conclusion


class _Raw(Analyst):
    """Leaves the units' probabilities as the model gives them."""

    def _sure(self, unit: Unit) -> Unit:
        return unit


def observe(
    model: StructureModel, tagger: AttributionTagger, nlp: Language, maps: Iterable[ArgumentMap]
) -> list[Observed]:
    """Every text of more than one paragraph that is judged at once."""
    judgements: list[Judged] = []

    def judge(reading: Reading, units: list[tuple[int, ...]], holders: Ints, shared: Floats) -> Judged:
        judgements.append(model.judge(reading, units, holders, shared))
        return judgements[-1]

    recording = copy(model)
    recording.judge = judge  # type: ignore[method-assign]
    analyst = _Raw(nlp, tagger, recording)
    observed = []
    for item in maps:
        judgements.clear()
        analysis = analyst.analyse(item.document)
        if len(judgements) == 1:
            observed.append(_observed(item, analysis.units, tuple(best_forest(judgements[0])), analysis.conclusion))
    return observed


def _observed(gold: ArgumentMap, units: tuple[Unit, ...], arcs: tuple[Arc, ...], concluded: int | None) -> Observed:
    wanted = [unit for unit in gold.units if not unit.implicit]
    index = {unit.id: number for number, unit in enumerate(wanted)}
    spans: list[list[Stretch]] = [[(span.start, span.end) for span in unit.spans] for unit in wanted]
    overlaps = np.array([[_overlap(left, unit.spans) for unit in units] for left in spans])
    rows, columns = linear_sum_assignment(-overlaps.reshape(len(wanted), len(units)))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return Observed(
        units,
        arcs,
        concluded,
        {column: row for row, column in pairs if overlaps[row, column] >= LEAST_OVERLAP},
        gold_heads(gold.relations, index)[0],
        index.get(gold.conclusion or "", NOWHERE),
    )


def _overlap(left: Sequence[Stretch], right: Sequence[Stretch]) -> float:
    common = shared(left, right)
    return common / (size(left) + size(right) - common)


@dataclass(frozen=True)
class Figures:
    """Scores from end to end. `sure_*`: of arcs with a confidence of at least a half."""

    unit_f1: float
    edge_f1: float
    root: float
    sure_precision: float
    sure_recall: float
    arc_calibration_error: float
    unit_calibration_error: float


def figures(model: StructureModel, observed: Sequence[Observed]) -> Figures:
    """The scores of what the model decides; calibration errors over five equal bins."""
    arcs = [(model.arc_confidence.of(item.known(arc)), item.right(arc)) for item in observed for arc in item.arcs]
    units = [
        (model.unit_confidence.of(about_unit(unit.probability, len(unit.words))), number in item.aligned)
        for item in observed
        for number, unit in enumerate(item.units)
    ]
    wanted_arcs = sum(int((item.heads != NOWHERE).sum()) for item in observed)
    wanted_units = sum(len(item.heads) for item in observed)
    sure = [right for confidence, right in arcs if confidence >= 0.5]
    return Figures(
        unit_f1=2 * sum(right for _, right in units) / max(1, len(units) + wanted_units),
        edge_f1=2 * sum(right for _, right in arcs) / max(1, len(arcs) + wanted_arcs),
        root=sum(item.finds_conclusion for item in observed) / max(1, len(observed)),
        sure_precision=sum(sure) / max(1, len(sure)),
        sure_recall=sum(sure) / max(1, wanted_arcs),
        arc_calibration_error=calibration_error(arcs, _BINS),
        unit_calibration_error=calibration_error(units, _BINS),
    )
