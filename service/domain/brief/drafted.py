"""A model's brief before it is checked: each sentence in claims, each claim of one voice with its places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.base import Frozen, Span
from service.domain.brief.brief import BriefKind

_FULL_WIDTH = re.compile("(?<=[，。；：、！？」』]) (?=[^A-Za-z0-9])")
"""The space between two claims of a language that sets none."""


class DraftClaim(Frozen):
    """`voice`: whose claim it is, a perspective or a speaker of turns (see `voices`); `spans`: what it rests on;
    `shared`: its words are those of the claim before, which this voice holds, too."""

    text: str
    voice: str
    spans: tuple[Span, ...] = ()
    shared: bool = False


class DraftSentence(Frozen):
    """Its text is that of its claims, one after the other."""

    kind: BriefKind
    claims: tuple[DraftClaim, ...]

    @property
    def text(self) -> str:
        return _FULL_WIDTH.sub("", " ".join(claim.text for claim in self.claims if not claim.shared))

    @property
    def openings(self) -> Iterator[DraftSentence]:
        """The sentence shortened to its first main clauses, the longest first, itself before."""
        yield self
        for end in range(len(self.claims) - 1, 0, -1):
            *before, last = self.claims[:end]
            if last.text.endswith((".", "?", "!", ";", "。", "？", "；")) and not self.claims[end].shared:
                closed = last.model_copy(update={"text": re.sub("[;；]$", ".", last.text)})
                yield self.model_copy(update={"claims": (*before, closed)})

    @property
    def spans(self) -> tuple[Span, ...]:
        """All stretches that it cites, in text order, each once."""
        return tuple(sorted({span for claim in self.claims for span in claim.spans}, key=lambda span: span.start))


class DraftGroup(Frozen):
    """The first group has no heading and holds the sentence that says the whole."""

    heading: str = ""
    sentences: tuple[DraftSentence, ...] = ()


class BriefAnswer(Frozen):
    """What a model answers; nothing in it is trusted."""

    groups: tuple[DraftGroup, ...] = ()
