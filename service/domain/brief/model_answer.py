"""A model's brief before it is checked: sentences made of claims, each of one voice and with its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.base import Frozen, Span
from service.domain.brief.brief import BriefKind

_FULL_WIDTH = re.compile("(?<=[，。；：、！？」』]) (?=[^A-Za-z0-9])")
"""The space between two claims of a language that sets none."""


class ModelClaim(Frozen):
    """`voice`: who makes the claim, a perspective or a speaker of turns (see `voices`); `spans`: its sources; `shared`:
    it has the same words as the previous claim, which this voice holds as well.
    """

    text: str
    voice: str
    spans: tuple[Span, ...] = ()
    shared: bool = False


class ModelSentence(Frozen):
    """A sentence. Its text is that of its claims, concatenated."""

    kind: BriefKind
    claims: tuple[ModelClaim, ...]

    @property
    def text(self) -> str:
        return _FULL_WIDTH.sub("", " ".join(claim.text for claim in self.claims if not claim.shared))

    @property
    def openings(self) -> Iterator[ModelSentence]:
        """The sentence itself, then its leading main clauses, longest first."""
        yield self
        for end in range(len(self.claims) - 1, 0, -1):
            *before, last = self.claims[:end]
            if last.text.endswith((".", "?", "!", ";", "。", "？", "；")) and not self.claims[end].shared:
                closed = last.model_copy(update={"text": re.sub("[;；]$", ".", last.text)})
                yield self.model_copy(update={"claims": (*before, closed)})

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans that it cites, in text order, without duplicates."""
        return tuple(sorted({span for claim in self.claims for span in claim.spans}, key=lambda span: span.start))


class ModelGroup(Frozen):
    """Sentences under a heading. The first group has no heading and holds the summary sentence."""

    heading: str = ""
    sentences: tuple[ModelSentence, ...] = ()


class BriefAnswer(Frozen):
    """A model's answer, none of it trusted."""

    groups: tuple[ModelGroup, ...] = ()
