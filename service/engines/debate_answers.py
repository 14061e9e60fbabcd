"""The questions about a debate, and the answers to them, the same for every engine. Ids only, never text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from service.domain.argument import Attitude, PerspectiveKind, RelationKind
from service.domain.base import Confidence, Frozen
from service.domain.debates.decisions import Naming
from service.domain.debates.parts import Member, UnitRef
from service.domain.provenance import MapWarning, Usage


class Verdict(Frozen):
    """Probabilities that the words of two units make the same point, or that one denies what the other says.

    `answer`: how `a` takes up `b`, of an earlier article, where an engine says that it does.
    """

    a: UnitRef
    b: UnitRef
    same: Confidence
    opposite: Confidence
    answer: RelationKind | None = None

    @property
    def sure(self) -> float:
        """How sure the likelier of the two is."""
        return max(self.same, self.opposite)

    @property
    def sign(self) -> int:
        """1 where they rather say the same, -1 where they rather deny each other."""
        return 1 if self.same >= self.opposite else -1


@dataclass(frozen=True)
class Statement:
    """A unit or place as an engine sees it; `holder`: who says it, by label; `article`: when and where it appeared.

    `start`: where `text` begins in its article, null where it does not stand there in one stretch.
    """

    ref: UnitRef
    text: str
    holder: str
    attitude: Attitude
    article: str = ""
    start: int | None = None


@dataclass(frozen=True)
class Holder:
    """A perspective of one article as an engine sees it; `names`: how the article calls it; `author`: its byline."""

    member: Member
    label: str
    kind: PerspectiveKind
    names: tuple[str, ...]
    parent: str | None
    author: str | None = None
    outlet: str | None = None


class Judgements(Frozen):
    """What a judge found about pairs of units, and what asking for it used.

    `facts`: of what it says that nobody demands or judges it; `wordings`: how it would call what some of them say;
    `former`: which of them tell what their holder has given up since. A verdict may be about part of a unit.
    """

    verdicts: tuple[Verdict, ...] = ()
    facts: tuple[UnitRef, ...] = ()
    wordings: tuple[Naming, ...] = ()
    former: tuple[UnitRef, ...] = ()
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()


class SameHolders(Frozen):
    """Pairs of holders that are one actor, and what asking for it used."""

    pairs: tuple[tuple[Member, Member], ...] = ()
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()


class Judge(Protocol):
    """An engine that decides pairs better than the words' likeness does; StepFailed where it gives up on a batch.

    ModelUnavailable and BudgetSpent where it gives up altogether.
    """

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    @property
    def prompts(self) -> dict[str, str]: ...

    @property
    def reads_places(self) -> bool:
        """Whether it is shown words outside units, too."""

    @property
    def spent(self) -> Usage:
        """What the run has used of its budget so far, calls that came to nothing included."""

    async def same(self, new: Sequence[Statement], earlier: Sequence[Statement]) -> Judgements:
        """Verdicts on pairs of a unit of a new article and one before it, in ids; no verdict means two points.

        `earlier`: units of earlier articles; both in the order of the text.
        """

    async def same_holders(self, new: Sequence[Holder], earlier: Sequence[Sequence[Holder]]) -> SameHolders:
        """Which holders of a new article are one of those in earlier articles of other languages.

        `earlier`: in groups that are one actor by their names. Raises as `same` does.
        """
