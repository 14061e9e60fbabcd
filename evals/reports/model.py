"""What a report says, before it is written in any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evals.agreement import Agreement
from evals.corpora.published import Published
from evals.gates.checking import GateResult
from evals.scored import AnyRun
from evals.statistics.bootstrap import Interval

TOO_OFTEN = 0.05
"""Share of flips above which a gate is reported as one that cannot be trusted."""


@dataclass(frozen=True)
class MetricRow:
    """One metric of a run. `simple`: the position-only baseline; `human`: two annotators against each other.

    `normalised`: (system - simple) / (human - simple); `stored`: the committed baseline's score, `change` against it
    with its interval, `p` and `p_holm` of the sign-flip test; `failed`: the gates that the metric failed;
    `spread`: greatest minus least score, of repeats of a live model or of several recordings.
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
    spread: float | None = None


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
class Fallen:
    """A document that scores less than in the baseline: the mean change of its metrics."""

    document: str
    change: float


@dataclass(frozen=True)
class Flip:
    """`rate`: how often a comparing gate fails though nothing changed; of a floor, how often its verdict is the rarer
    one.
    """

    gate: str
    metric: str
    rate: float

    @property
    def too_often(self) -> bool:
        return self.rate > TOO_OFTEN


@dataclass(frozen=True)
class Unstable:
    """A document whose mean headline score moves by `spread` between runs."""

    document: str
    spread: float


@dataclass(frozen=True)
class Stability:
    """`flips`: of each gate, most frequent first; `unstable`: documents, worst first."""

    runs: int
    flips: tuple[Flip, ...]
    unstable: tuple[Unstable, ...]


@dataclass(frozen=True)
class Report:
    """`runs`: each run that was made; scores are over all of them. `gated`: whether gates decide.

    `label`: model and prompts, in words; `baseline_made`: when; `fallen`: documents below the baseline, worst first.
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
    baseline_made: datetime | None = None
    fallen: tuple[Fallen, ...] = ()
    stability: Stability | None = None
    label: str = ""
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
