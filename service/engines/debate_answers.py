"""The questions asked about a debate and the answers to them, the same for every engine. Only ids, never text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from service.domain.argument import Attitude, PerspectiveKind, RelationKind
from service.domain.base import Confidence, Frozen
from service.domain.debates.debate import Naming
from service.domain.debates.parts import Member, UnitRef
from service.domain.provenance import MapWarning, Usage


class Verdict(Frozen):
    """Probabilities that the words of two units make the same point, or that one denies the other.

    `answer`: how `a` responds to `b`, a unit of an earlier article, if an engine says that it does.
    """

    a: UnitRef
    b: UnitRef
    same: Confidence
    opposite: Confidence
    answer: RelationKind | None = None

    @property
    def sure(self) -> float:
        """The probability of the likelier of the two."""
        return max(self.same, self.opposite)

    @property
    def sign(self) -> int:
        """1 if they more likely say the same, -1 if they more likely deny each other."""
        return 1 if self.same >= self.opposite else -1


@dataclass(frozen=True)
class Statement:
    """A unit or place as an engine sees it; `holder`: the speaker's label; `article`: when and where it was published.

    `start`: the offset of `text` in its article, None if it is not contiguous there.
    """

    ref: UnitRef
    text: str
    holder: str
    attitude: Attitude
    article: str = ""
    start: int | None = None


@dataclass(frozen=True)
class DebateHolder:
    """A perspective of one article as an engine sees it; `names`: how the article refers to it;
    `author`: its byline.
    """

    member: Member
    label: str
    kind: PerspectiveKind
    names: tuple[str, ...]
    parent: str | None
    author: str | None = None
    outlet: str | None = None


class Judgements(Frozen):
    """A judge's findings about pairs of units, and what they cost.

    `facts`: units that nobody demands or judges; `wordings`: suggested labels for some of them; `former`: units that
    state a position which the holder has abandoned. A verdict may concern part of a unit.
    """

    verdicts: tuple[Verdict, ...] = ()
    facts: tuple[UnitRef, ...] = ()
    wordings: tuple[Naming, ...] = ()
    former: tuple[UnitRef, ...] = ()
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()


class SameHolders(Frozen):
    """Pairs of holders that are the same actor, and what asking cost."""

    pairs: tuple[tuple[Member, Member], ...] = ()
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()


class Judge(Protocol):
    """An engine that judges pairs better than word similarity does.

    Raises StepFailed if it gives up on a batch, ModelUnavailable or BudgetSpent if it gives up altogether.
    """

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str | None: ...

    @property
    def prompts(self) -> dict[str, str]: ...

    @property
    def reads_places(self) -> bool:
        """Whether it should also be shown words outside units."""

    @property
    def spent(self) -> Usage:
        """What the run has used of its budget so far, including failed calls."""

    async def same(self, new: Sequence[Statement], earlier: Sequence[Statement]) -> Judgements:
        """Verdicts on pairs of a unit in a new article and an earlier one, in ids; no verdict means different points.

        `earlier`: units of earlier articles. Both are in text order.
        """

    async def same_holders(self, new: Sequence[DebateHolder], earlier: Sequence[Sequence[DebateHolder]]) -> SameHolders:
        """Which holders of a new article are the same actors as holders of earlier articles in other languages.

        `earlier`: grouped into actors by their names. Raises as `same` does.
        """
