"""A coded database of Discourse Network Analyzer: which statements share a concept, found from their words alone.

Every two statements are a pair: alike if one concept was coded for both. Long stretches are coded, so this asks much.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from evals.metrics.scores import F1
from evals.points.report import PointReport, PointRow
from evals.points.scoring import Topic, best_threshold
from evals.statistics.bootstrap import draw_weights, score_interval
from service.errors import InputError
from service.formats.debates.dna_reading import load_dna


def measure(path: Path) -> PointReport:
    """Pair F1 at the best threshold for scorer and cosine: the sample is too small to choose one elsewhere."""
    try:
        debate, maps = load_dna(path.read_bytes())
    except OSError as error:
        raise InputError(f"dna={path} cannot be read: {error}", hint="Give a .dna file.") from error
    texts, concepts = [], []
    for claim in debate.claims:
        for mention in claim.mentions:
            texts.append(maps[mention.map].unit(mention.name).text)
            concepts.append(claim.id)
    pairs = list(combinations(range(len(texts)), 2))
    labels = [concepts[a] == concepts[b] for a, b in pairs]
    judged, cosines = Topic(texts).judge(pairs)
    rows = []
    for name, scores in (("offline", [item.same + item.opposite for item in judged]), ("plain cosine", cosines)):
        threshold = best_threshold(scores, labels)
        counts = [
            (
                float(label and score >= threshold),
                float(score >= threshold),
                float(label and score >= threshold),
                float(label),
            )
            for score, label in zip(scores, labels, strict=True)
        ]
        rows.append(PointRow(f"pair F1, {name}", score_interval(F1(), counts, draw_weights(len(counts), draws=200))))
    detail = f"{len(debate.documents)} documents, {len(texts)} statements, {len(debate.claims)} concepts"
    return PointReport(f"dna {path.name}", detail, tuple(rows))
