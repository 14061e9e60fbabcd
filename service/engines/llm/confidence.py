"""Confidence of units and relations of the LLM chain: calibrated on the gold maps, not asked of the model.

Each feature of a decision (its kind, how far it reaches, whether a connective marks it ...) has a weight in log odds,
fitted on recorded answers (`python -m evals.calibration`); their sum is the confidence.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from service.domain.argument import RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.reading.sentences import sentences_of
from service.reading.words import count_words

Features = Mapping[str, str]
"""Feature -> the value that it has."""
LEAST, MOST = 0.05, 0.98
_MARK = re.compile(
    r"\b(?:because|since|for|so|therefore|thus|hence|but|yet|still|however|nevertheless|although|though|while|whereas"
    r"|after all|for example|for instance|moreover|besides|also|indeed|of course|granted|true|admittedly|nor|instead"
    r"|that is why|this means|unless|even if|not so|on the contrary)\b",
    re.IGNORECASE,
)
_LEAD = 24
"""Code points of a unit in which a connective may stand and still open it."""


@dataclass(frozen=True)
class Weights:
    """`base`: the prior log odds; `by_feature`: feature -> value -> log odds to add, zero for unknown values."""

    base: float
    by_feature: Mapping[str, Mapping[str, float]]

    def confidence(self, features: Features) -> float:
        """Between LEAST and MOST: nothing is certain."""
        odds = self.base + sum(self.by_feature.get(feature, {}).get(value, 0.0) for feature, value in features.items())
        return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-odds)))), 2)


@cache
def weights_of(what: str) -> Weights:
    """The packaged weights for `units` or `relations`."""
    listed = yaml.safe_load(Path(__file__).with_name("confidence.yaml").read_text("utf-8"))[what]
    return Weights(listed.pop("base"), listed)


class ReadingOrder:
    """The units of a draft in text order, looked up once for all its relations."""

    def __init__(self, draft: ArgumentMap) -> None:
        self.text = draft.document.text
        self.places = {unit.id: at for at, unit in enumerate(unit for unit in draft.units if not unit.implicit)}
        self._ends = sorted(span.end for unit in draft.units for span in unit.spans)

    def end_before(self, place: int) -> int:
        """Where the last span of a unit before this position ends; 0 if there is none."""
        at = bisect_right(self._ends, place)
        return self._ends[at - 1] if at else 0


def relation_features(order: ReadingOrder, kind: RelationKind, source: Unit, target: Unit) -> Features:
    """Of the step from one unit to another; of an undercut, to the unit that the step attacked goes out from."""
    apart = abs(order.places[source.id] - order.places[target.id])
    paragraphs = abs(source.paragraph - target.paragraph)
    reach = ("neighbour" if apart == 1 else "paragraph") if paragraphs == 0 else "next" if paragraphs == 1 else "far"
    later = max(source, target, key=lambda unit: unit.spans[0].start)
    return {
        "kind": kind,
        "reach": reach,
        "marked": "yes" if _is_marked(order, later) else "no",
        "holders": "same" if source.perspective == target.perspective else "different",
        "direction": "back" if later is source else "forward",
    }


def holding(text: str, paragraph: Span, spans: Sequence[Span], frame: Sequence[Span], language: str = "en") -> str:
    """`framed` where source or cue stands in a sentence of the unit, else `carried` (said before, and gone on with)."""
    own = [item for item in sentences_of(text, paragraph, language) if any(map(item.overlaps, spans))]
    return "framed" if any(span.overlaps(sentence) for span in frame for sentence in own) else "carried"


def unit_features(
    text: str, spans: Sequence[Span], paragraph: Span, holder: str, repaired: bool, language: str = "en"
) -> Features:
    """Of a unit as it was cut; `holder`: `author`, `framed` (source or cue stands in its sentence) or `carried`."""
    bounds = sentences_of(text, paragraph, language)
    starts = {_solid(text, sentence.start) for sentence in bounds}
    ends = {_solid_end(text, sentence.end) for sentence in bounds}
    begins, stops = _solid(text, spans[0].start) in starts, _solid_end(text, spans[-1].end) in ends
    cut = "sentence" if begins and stops else "part"
    words = sum(count_words(span.cut(text)) for span in spans)
    return {
        "holder": holder,
        "cut": cut if len(spans) == 1 else "pieces",
        "length": "short" if words < 5 else "long",
        "repaired": "yes" if repaired else "no",
    }


def _is_marked(order: ReadingOrder, unit: Unit) -> bool:
    """Whether a connective stands between the unit before and this one, or opens it."""
    start = unit.spans[0].start
    lead = order.text[max(order.end_before(start), start - 80) : min(unit.spans[0].end, start + _LEAD)]
    return _MARK.search(lead) is not None


def _solid(text: str, at: int) -> int:
    """The first letter from here on."""
    while at < len(text) and not text[at].isalnum():
        at += 1
    return at


def _solid_end(text: str, at: int) -> int:
    """Behind the last letter before here."""
    while at > 0 and not text[at - 1].isalnum():
        at -= 1
    return at
