"""All metrics by name, and which of them each kind of suite reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from evals.metrics import (
    attributions,
    coverage,
    documents,
    exchanges,
    issues,
    microtexts,
    relations,
    speeches,
    units,
    voices,
)
from evals.metrics.pairing import Pair
from evals.metrics.scores import F1, BCubed, ClassF1, Counts, Score, Share, SharedF1

SuiteKind = Literal["map", "microtexts", "argunsc", "polnear"]


@dataclass(frozen=True)
class Metric:
    """`count` measures one document, `score` turns summed counts into a number in 0..1, 1 is best."""

    id: str
    title: str
    family: str
    score: Score
    count: Callable[[Pair], Counts]


def _spans() -> tuple[Metric, ...]:
    ways = {
        "exact": attributions.exact_counts,
        "overlap": attributions.overlap_counts,
        "character": attributions.character_counts,
    }
    return tuple(
        Metric(f"{part}_{way}_f1", f"{part.capitalize()} F1, {way}", "attributions", F1(), counts(part))
        for part in attributions.PARTS
        for way, counts in ways.items()
    )


_VALID = Metric("validity", "Validity", "document", Share(), documents.validity_counts)
_UNITS = Metric("unit_f1", "Unit F1", "units", F1(), units.unit_counts)
_BOUNDS = Metric("unit_boundaries", "Unit boundaries (mean IoU)", "units", Share(), units.boundary_counts)
_ROLES = Metric("role_macro_f1", "Role macro F1", "units", ClassF1(2), units.role_counts)
_HEADS = Metric("head_accuracy", "Head accuracy", "relations", Share(), relations.head_counts)
_LABELS = Metric("label_accuracy", "Label accuracy", "relations", Share(), relations.label_counts)
_EDGES = Metric("edge_f1", "Edge F1", "relations", F1(), relations.edge_counts)
_LABELLED = Metric("labelled_edge_f1", "Labelled edge F1", "relations", F1(), relations.labelled_edge_counts)
_ROOT = Metric("root_accuracy", "Root accuracy", "relations", Share(), relations.root_counts)
_WHO_SAYS_WHAT = Metric("who_says_what_f1", "Who says what F1", "attributions", F1(), attributions.who_says_what_counts)
_VOICES = (
    Metric("holder_accuracy", "Holder accuracy", "voices", Share(), voices.holder_counts),
    Metric("attributed_unit_f1", "Attributed unit F1", "voices", F1(), voices.attributed_unit_counts),
    Metric("others_kept", "1 - voice leak, others' claims", "voices", Share(), voices.others_kept_counts),
    Metric("author_kept", "1 - voice leak, author's claims", "voices", Share(), voices.author_kept_counts),
    Metric("own_mouth", "1 - misattribution", "voices", Share(), voices.own_mouth_counts),
    Metric("perspective_bcubed", "Perspectives B-cubed", "voices", BCubed(), voices.cluster_counts),
)
_ISSUES = (
    Metric("position_unit_f1", "Units that are positions F1", "issues", F1(), issues.position_counts),
    Metric("rival_f1", "Rivals F1", "issues", F1(), issues.rival_counts),
    Metric("shared_rival_f1", "Rivals F1, shared positions", "issues", SharedF1(), issues.shared_rival_counts),
    Metric("contrast_accuracy", "Contrast accuracy", "issues", Share(), issues.contrast_counts),
)
_EXCHANGES = (
    Metric("reply_f1", "Objections with their replies F1", "relations", F1(), exchanges.reply_counts),
    Metric("concession_f1", "Concessions F1", "relations", F1(), exchanges.concession_counts),
    Metric("supposed_f1", "Supposed, not said F1", "attributions", F1(), exchanges.supposed_counts),
    Metric("holder_main_claim", "Each side's main claim", "coverage", Share(), exchanges.main_claim_of_holder_counts),
)
_FURNITURE = Metric("furniture_accuracy", "Furniture accuracy", "document", Share(), documents.furniture_counts)

METRICS: dict[SuiteKind, tuple[Metric, ...]] = {
    "map": (
        _VALID,
        _UNITS,
        _BOUNDS,
        _ROLES,
        _HEADS,
        _LABELS,
        _EDGES,
        _LABELLED,
        _ROOT,
        Metric("main_claim_coverage", "Main claims covered", "coverage", Share(), coverage.main_claim_coverage_counts),
        Metric(
            "main_claim_precision", "Main claims, precision", "coverage", Share(), coverage.main_claim_precision_counts
        ),
        Metric("brief_coverage", "Brief, coverage", "issues", Share(), coverage.brief_coverage_counts),
        Metric("brief_mouths", "Brief, right mouths", "voices", Share(), coverage.brief_mouth_counts),
        *_EXCHANGES,
        *_VOICES,
        *_spans(),
        _WHO_SAYS_WHAT,
        Metric("attitude_accuracy", "Attitude accuracy", "attributions", Share(), attributions.attitude_counts),
        Metric("nesting_f1", "Nested attributions F1", "attributions", F1(), attributions.nesting_counts),
        *_ISSUES,
        _FURNITURE,
    ),
    "microtexts": (
        _VALID,
        _UNITS,
        _BOUNDS,
        _HEADS,
        _LABELS,
        _EDGES,
        _LABELLED,
        Metric("chained_edge_f1", "Edge F1, linked premises chained", "relations", F1(), relations.chained_edge_counts),
        _ROOT,
        Metric("cc_macro_f1", "cc (central claim) macro F1", "levels", ClassF1(2), microtexts.central_counts),
        Metric("ro_macro_f1", "ro (pro or opp) macro F1", "levels", ClassF1(2), microtexts.side_counts),
        Metric("fu_macro_f1", "fu (function) macro F1", "levels", ClassF1(3), microtexts.function_counts),
        Metric("at_macro_f1", "at (attachment) macro F1", "levels", ClassF1(2), microtexts.attachment_counts),
    ),
    "argunsc": (
        _VALID,
        _UNITS,
        _BOUNDS,
        Metric("segmentation_macro_f1", "Segmentation macro F1", "units", ClassF1(2), speeches.sentence_counts),
        Metric(
            "claim_premise_weighted_f1",
            "Claim/premise weighted F1",
            "units",
            ClassF1(2, weighted=True),
            speeches.claim_counts,
        ),
        _HEADS,
        _EDGES,
        _LABELLED,
        Metric(
            "support_attack_macro_f1", "Support/attack macro F1", "relations", ClassF1(2), relations.edge_kind_counts
        ),
    ),
    "polnear": (_VALID, *_spans(), _WHO_SAYS_WHAT),
}


def metric(kind: SuiteKind, metric_id: str) -> Metric:
    """The metric of this name in a kind of suite; KeyError where there is none."""
    for item in METRICS[kind]:
        if item.id == metric_id:
            return item
    raise KeyError(metric_id)
