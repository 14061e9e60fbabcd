"""The simplest judge to hold a score against: two units make one point where they share half of their words."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.provenance import Usage
from service.engines.debate_answers import DebateHolder, Judgements, SameHolders, Statement, Verdict
from service.engines.offline.debates.cues import cues_of

HALF = 0.5


class SharedWordsJudge:
    """Fulfils `service.engines.debate_answers.Judge`; knows nothing of negation."""

    name = "position"
    model: str | None = None
    prompts: dict[str, str] = {}  # noqa: RUF012 - the protocol's type
    reads_places = False
    spent = Usage()

    async def same(self, new: Sequence[Statement], earlier: Sequence[Statement]) -> Judgements:
        pairs = [(one, old) for place, one in enumerate(new) for old in (*earlier, *new[:place])]
        return Judgements(
            verdicts=tuple(
                Verdict(a=one.ref, b=old.ref, same=1.0, opposite=0.0)
                for one, old in pairs
                if _overlap(one.text, old.text) >= HALF
            )
        )

    async def same_holders(self, new: Sequence[DebateHolder], earlier: Sequence[Sequence[DebateHolder]]) -> SameHolders:
        return SameHolders()


def _overlap(one: str, other: str) -> float:
    """Jaccard index of the stems of content words."""
    a, b = cues_of(one).content, cues_of(other).content
    return len(a & b) / max(len(a | b), 1)
