"""Single cases that a score stands for: claims in the wrong mouth, and main claims that are missing."""

from __future__ import annotations

from collections.abc import Iterator

from evals.metrics.coverage import main_claims
from evals.metrics.labels import Labels, UnitLabels
from evals.reports.model import Report
from evals.running import ScoredDocument
from service.domain.argument import AUTHOR

_LONGEST = 90


def misattributions(report: Report) -> list[str]:
    """Each claim that was put into the mouth of somebody who does not hold it, with its words."""
    return [line for item in report.run.documents if isinstance(item, ScoredDocument) for line in _misattributed(item)]


def missing_main_claims(report: Report) -> list[str]:
    """Each main claim of the gold that is no main claim of the prediction, with its words."""
    return [line for item in report.run.documents if isinstance(item, ScoredDocument) for line in _missing(item)]


def _misattributed(item: ScoredDocument) -> Iterator[str]:
    gold, predicted = _names(item.pair.gold), _names(item.pair.predicted)
    for one, other in item.pair.aligned_units:
        if other.holder != AUTHOR and item.pair.holder_of(other) != one.holder:
            given, owner = predicted.get(other.holder, other.holder), gold.get(one.holder, one.holder)
            yield f"{item.id} {one.id}: given to {given}, held by {owner}{_words(item, one)}"


def _missing(item: ScoredDocument) -> Iterator[str]:
    wanted, found = main_claims(item.pair.gold), main_claims(item.pair.predicted)
    for unit in item.pair.gold.units:
        if unit.id in wanted and item.pair.units.get(unit.id) not in found:
            why = "not found" if unit.id not in item.pair.units else "found, but no main claim"
            yield f"{item.id} {unit.id}: {why}{_words(item, unit)}"


def _names(labels: Labels) -> dict[str, str]:
    return {holder.id: holder.label for holder in labels.holders}


def _words(item: ScoredDocument, unit: UnitLabels) -> str:
    """The unit's words, where the text may be shown: not of a corpus, whose units have no stretches."""
    map_ = item.prediction.map
    if map_ is None or not unit.stretches:
        return ""
    text = " … ".join(map_.document.text[start:end] for start, end in unit.stretches)
    return f": “{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"
