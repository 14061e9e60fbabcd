"""Scores of tagged against gold attributions: spans by role, and who says what; bootstrap over documents.

exact: the set of a document's spans of one role, a span in pieces right only with all its pieces. overlap: a span is
right if it shares a character with one of the other side. who says what: a source with a content; right if the
contents' words have an intersection over union of at least .5 and the sources overlap (or neither has one), each
gold attribution matched once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from service.engines.offline.attribution.tagger import TaggedAttribution
from training.attribution.corpus import GoldAttribution, LabelledText, Span

Pieces = tuple[Span, ...]
ROLES = ("source", "cue", "content")
PAIRS = "who says what"
MATCH = 0.5


@dataclass(frozen=True)
class Counts:
    """Right predictions, right gold items (the same but for overlaps), predicted and gold ones."""

    right: float
    found: float
    predicted: int
    gold: int


def as_gold(tagged: TaggedAttribution) -> GoldAttribution:
    """A tagged attribution in the form of a gold one."""
    return GoldAttribution(
        (tagged.source,) if tagged.source else (), ((tagged.paragraph, *tagged.cue),), tagged.content
    )


def document_counts(labelled: LabelledText, tagged: Sequence[TaggedAttribution]) -> dict[str, Counts]:
    """Every measure's counts for one document."""
    predicted = [as_gold(item) for item in tagged]
    gold = [item for item in labelled.attributions if item.content and item.cue]
    counts = {}
    for role in ROLES:
        ours = {getattr(item, role) for item in predicted} - {()}
        theirs = {getattr(item, role) for item in gold} - {()}
        common = len(ours & theirs)
        counts[f"{role} exact"] = Counts(common, common, len(ours), len(theirs))
        right = sum(any(overlaps(a, b) for b in theirs) for a in ours)
        found = sum(any(overlaps(a, b) for a in ours) for b in theirs)
        counts[f"{role} overlap"] = Counts(right, found, len(ours), len(theirs))
    right = matched_pairs(labelled.paragraphs, predicted, gold)
    counts[PAIRS] = Counts(right, right, len(predicted), len(gold))
    return counts


def overlaps(a: Pieces, b: Pieces) -> bool:
    """Whether two spans in pieces share a character."""
    return any(p == q and s < f and t < e for p, s, e in a for q, t, f in b)


def matched_pairs(
    paragraphs: Sequence[str], predicted: Sequence[GoldAttribution], gold: Sequence[GoldAttribution]
) -> int:
    """How many attributions say the same of the same holder, by optimal assignment."""
    if not predicted or not gold:
        return 0
    ours = [_words(paragraphs, item.content) for item in predicted]
    theirs = [_words(paragraphs, item.content) for item in gold]
    fits = np.zeros((len(predicted), len(gold)))
    for row, mine in enumerate(predicted):
        for column, other in enumerate(gold):
            common = len(ours[row] & theirs[column])
            if common and common >= MATCH * len(ours[row] | theirs[column]) and same_holder(mine, other):
                fits[row, column] = 1.0
    return int(fits[linear_sum_assignment(-fits)].sum())


def same_holder(a: GoldAttribution, b: GoldAttribution) -> bool:
    """Whether two attributions' sources overlap, or neither has one."""
    return overlaps(a.source, b.source) if a.source and b.source else not a.source and not b.source


def _words(paragraphs: Sequence[str], pieces: Pieces) -> set[tuple[int, int]]:
    return {
        (number, start + match.start())
        for number, start, end in pieces
        for match in re.finditer(r"\w+", paragraphs[number][start:end])
    }


@dataclass(frozen=True)
class Score:
    """An F1 with precision, recall and the 95% bootstrap interval of the F1."""

    f1: float
    precision: float
    recall: float
    low: float
    high: float


def scores(documents: Sequence[dict[str, Counts]], rounds: int = 1000, seed: int = 7) -> dict[str, Score]:
    """Micro-averaged scores of each measure over documents."""
    draws = np.random.default_rng(seed).integers(0, len(documents), (rounds, len(documents)))
    result = {}
    for name in documents[0]:
        table = np.array([[c.right, c.found, c.predicted, c.gold] for c in (d[name] for d in documents)])
        precision, recall, f1 = (float(value) for value in _f1(table.sum(axis=0)))
        low, high = np.percentile([_f1(table[draw].sum(axis=0))[2] for draw in draws], [2.5, 97.5])
        result[name] = Score(f1, precision, recall, float(low), float(high))
    return result


def _f1(row: np.ndarray) -> tuple[float, float, float]:
    right, found, predicted, gold = row
    precision, recall = right / max(predicted, 1), found / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def evaluate(
    texts: Sequence[LabelledText], tag: Callable[[Sequence[str]], Sequence[TaggedAttribution]]
) -> dict[str, Score]:
    """Tag every text and score the lot."""
    return scores([document_counts(text, tag(text.paragraphs)) for text in texts])


def table(found: dict[str, Score]) -> str:
    """Scores as a Markdown table."""
    lines = ["| measure | F1 | 95% interval | precision | recall |", "|---|---|---|---|---|"]
    for name, score in found.items():
        interval = f"{score.low:.3f} to {score.high:.3f}"
        lines.append(f"| {name} | {score.f1:.3f} | {interval} | {score.precision:.3f} | {score.recall:.3f} |")
    return "\n".join(lines)
