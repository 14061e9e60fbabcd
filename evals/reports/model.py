"""What a report says, before it is written in any format."""

from __future__ import annotations

from dataclasses import dataclass

from evals.agreement import Agreement
from evals.corpora.published import Published
from evals.gates.checking import GateResult
from evals.scored import AnyRun
from evals.statistics.bootstrap import Interval


@dataclass(frozen=True)
class MetricRow:
    """One metric of a run. `simple`: the position-only baseline; `human`: two annotators against each other.

    `normalised`: (system - simple) / (human - simple); `stored`: the committed baseline's score, `change` against it
    with its interval, `p` and `p_holm` of the sign-flip test; `failed`: the gates that the metric failed.
    """

    id: str
    title: str
    family: str
    score: Interval
    simple: float
    human: float | None = None
    normalised: float | None = None
    stored: float | None = None
    change: Interval | None = None
    p: float | None = None
    p_holm: float | None = None
    failed: tuple[str, ...] = ()
    gated: bool = False


@dataclass(frozen=True)
class RunVerdict:
    """The gates of one run of several."""

    results: tuple[GateResult, ...]

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)


@dataclass(frozen=True)
class Leak:
    """Voice leak in numbers: of `judged` aligned claims, `leaked` were given to the wrong side of author and others."""

    leaked: int
    judged: int


@dataclass(frozen=True)
class Report:
    """`runs`: each run that was made; scores are over all of them. `gated`: whether gates decide.

    `remark`: what a reader should know, such as a baseline that could not be compared.
    """

    runs: tuple[AnyRun, ...]
    rows: tuple[MetricRow, ...]
    verdicts: tuple[RunVerdict, ...]
    fail_at: int
    gated: bool
    leaks: tuple[Leak, Leak] | None
    agreement: Agreement | None
    published: tuple[Published, ...]
    baseline: str | None = None
    remark: str | None = None
    seconds: float = 0.0

    @property
    def run(self) -> AnyRun:
        """The first run, whose documents are shown."""
        return self.runs[0]

    @property
    def failing_runs(self) -> int:
        return sum(not verdict.passed for verdict in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether fewer runs failed than `fail_at`."""
        return self.failing_runs < self.fail_at
