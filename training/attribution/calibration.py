"""Thresholds and probabilities from documents that were kept out of training."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.engines.offline.attribution.conventions import Convention
from service.engines.offline.attribution.tagger import (
    AttributionTagger,
    Candidate,
    TaggedAttribution,
    confidence_features,
    keep_features,
    sigmoid,
)
from service.engines.offline.attribution.weights import Calibration, Weights
from training.attribution.corpus import GoldAttribution, LabelledText
from training.attribution.metrics import PAIRS, Counts, as_gold, document_counts, overlaps, same_holder, scores

Floats = npt.NDArray[np.float64]
THRESHOLDS = [round(0.2 + 0.025 * step, 3) for step in range(21)]
RIDGE = 1e-2


@dataclass(frozen=True)
class Judged:
    """A candidate with content as tagged, its features, and what gold says of its cue and of cue and holder."""

    tagged: TaggedAttribution
    keep: tuple[float, ...]
    confidence: tuple[float, ...]
    cue_right: bool
    holder_right: bool


def judge(weights: Weights, convention: Convention, texts: Sequence[LabelledText]) -> list[list[Judged]]:
    """Every candidate of each text, with the verdict of gold."""
    tagger = AttributionTagger(weights, convention)
    judged = []
    for labelled in texts:
        encoded = tagger.encode(labelled.paragraphs)
        candidates: list[Candidate] = list(tagger.candidates(encoded))
        found = []
        for candidate, roles in zip(candidates, tagger.roles(candidates), strict=True):
            if roles.content:
                tagged = tagger.attribution(encoded.text, candidate, roles)
                features = keep_features(candidate), confidence_features(candidate, roles)
                found.append(Judged(tagged, *features, *_verdict(as_gold(tagged), labelled.attributions)))
        judged.append(found)
    return judged


def _verdict(tagged: GoldAttribution, gold: Sequence[GoldAttribution]) -> tuple[bool, bool]:
    same_cue = [item for item in gold if overlaps(tagged.cue, item.cue)]
    return bool(same_cue), any(same_holder(tagged, item) for item in same_cue)


def calibrate(judged: Sequence[Sequence[Judged]], texts: Sequence[LabelledText]) -> Calibration:
    """Fit both logistic models and choose the threshold with the best mean of cue F1 and who-says-what F1."""
    flat = [item for found in judged for item in found]
    keep = fit_logistic(np.array([i.keep for i in flat]), np.array([i.cue_right for i in flat]))

    def worth(threshold: float) -> float:
        counts = counts_at(judged, texts, keep, threshold)
        found = scores(counts, rounds=2)
        return found["cue exact"].f1 + found[PAIRS].f1

    threshold = max(THRESHOLDS, key=worth)
    kept = [item for item in flat if sigmoid(np.dot(item.keep, keep)) >= threshold]
    confidence = fit_logistic(np.array([i.confidence for i in kept]), np.array([i.holder_right for i in kept]))
    return Calibration(tuple(keep.tolist()), tuple(confidence.tolist()), threshold)


def counts_at(
    judged: Sequence[Sequence[Judged]], texts: Sequence[LabelledText], keep: Floats, threshold: float
) -> list[dict[str, Counts]]:
    """The counts of each document if candidates above a threshold were reported."""
    return [
        document_counts(text, [i.tagged for i in found if sigmoid(np.dot(i.keep, keep)) >= threshold])
        for text, found in zip(texts, judged, strict=True)
    ]


def fit_logistic(features: Floats, right: npt.NDArray[np.bool_]) -> Floats:
    """Ridge logistic regression by Newton's method; the first feature is the constant."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        spread = expected * (1 - expected)
        gradient = features.T @ (right - expected) - RIDGE * weights
        curvature = (features * spread[:, None]).T @ features + RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def calibration_error(tagged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error: the mean gap between confidence and share of right ones, over equal bins."""
    ordered = sorted(tagged, key=lambda pair: pair[0])
    parts = np.array_split(np.array(ordered, dtype=np.float64), min(bins, max(1, len(ordered))))
    return float(sum(len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts) / len(ordered))
