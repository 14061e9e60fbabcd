"""The metrics of debates by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evals.metrics.debates import claims, positions, replies
from evals.metrics.debates.pairing import DebatePair
from evals.metrics.scores import F1, BCubed, Counts, Score, Share, SharedF1


@dataclass(frozen=True)
class DebateMetric:
    """`count` measures one debate, `score` turns summed counts into a number in 0..1, 1 is best."""

    id: str
    title: str
    family: str
    score: Score
    count: Callable[[DebatePair], Counts]


DEBATE_METRICS: tuple[DebateMetric, ...] = (
    DebateMetric("mention_f1", "Mentions F1", "claims", F1(), claims.mention_counts),
    DebateMetric("claim_pair_f1", "Pairs that share a claim F1", "claims", F1(), claims.pair_counts),
    DebateMetric("shared_claim_pair_f1", "The same, shared mentions", "claims", SharedF1(), claims.shared_pair_counts),
    DebateMetric("across_pair_f1", "Pairs across languages F1", "claims", F1(), claims.across_pair_counts),
    DebateMetric(
        "across_shared_pair_f1",
        "The same, shared mentions",
        "claims",
        SharedF1(),
        claims.across_shared_pair_counts,
    ),
    DebateMetric(
        "shared_claim_pair_precision", "Precision, shared mentions", "claims", Share(), claims.shared_precision_counts
    ),
    DebateMetric("claim_bcubed", "Claims B-cubed, shared mentions", "claims", BCubed(), claims.claim_bcubed_counts),
    DebateMetric("polarity_kept", "1 - polarity flips", "claims", Share(), claims.polarity_counts),
    DebateMetric("given_claim_pair_f1", "Pairs F1, given mentions", "given", F1(), claims.given_pair_counts),
    DebateMetric(
        "given_claim_pair_precision", "Precision, given mentions", "given", Share(), claims.given_precision_counts
    ),
    DebateMetric(
        "given_polarity_kept", "1 - polarity flips, given mentions", "given", Share(), claims.given_polarity_counts
    ),
    DebateMetric("actor_accuracy", "Actor accuracy", "positions", Share(), positions.actor_counts),
    DebateMetric("cell_f1", "Cells of the matrix F1", "positions", F1(), positions.cell_counts),
    DebateMetric("shared_cell_f1", "The same, shared mentions", "positions", SharedF1(), positions.shared_cell_counts),
    DebateMetric("change_f1", "Changes of position F1", "positions", F1(), positions.change_counts),
    DebateMetric("answer_f1", "Answers F1", "answers", F1(), replies.answer_counts),
    DebateMetric("answered_f1", "Articles that answer a mention F1", "answers", F1(), replies.answered_counts),
    DebateMetric("answer_kind_accuracy", "Kind of answer", "answers", Share(), replies.answer_kind_counts),
)
