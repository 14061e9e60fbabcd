"""How well the two annotators of each debate agree, by the code that scores engines."""

from __future__ import annotations

from evals.agreement import Agreement, added
from evals.debate_suite.suite import DebateSuite
from evals.metrics.debates.labels import DebateLabels
from evals.metrics.debates.pairing import DebatePair, pair_debates


def debate_agreement(suite: DebateSuite) -> Agreement | None:
    """Of the debates that two people labelled, both directions added; None where there are none."""
    both = [item for item in suite.documents if len(item.layers) >= 2]
    if not both:
        return None
    names = sorted({name for item in both for name in item.layers})[:2]
    both = [item for item in both if all(name in item.layers for name in names)]
    sides = [(item.layers[names[0]], item.layers[names[1]]) for item in both]
    pairs = [(_pair(one, other), _pair(other, one)) for one, other in sides]
    return Agreement(
        annotators=(names[0], names[1]),
        documents=tuple(item.id for item in both),
        counts={
            metric.id: [added(metric.count(one), metric.count(other)) for one, other in pairs]
            for metric in suite.metrics
        },
    )


def _pair(one: DebateLabels, other: DebateLabels) -> DebatePair:
    return pair_debates(one, other)
