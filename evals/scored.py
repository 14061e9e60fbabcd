"""What is scored and judged, whether a suite of maps or one of debates."""

from __future__ import annotations

from evals.debate_suite.running import ScoredDebate, ScoredDebates
from evals.debate_suite.suite import DebateSuite
from evals.metrics.debates.registry import DebateMetric
from evals.metrics.registry import Metric
from evals.running import ScoredDocument, ScoredSuite
from evals.suites import Suite

AnySuite = Suite | DebateSuite
AnyMetric = Metric | DebateMetric
AnyRun = ScoredSuite | ScoredDebates
AnyScored = ScoredDocument | ScoredDebate
