"""A model's brief before it is checked: each sentence in claims, each claim of one voice with its places."""

from __future__ import annotations

from service.domain.base import Frozen, Span
from service.domain.brief.brief import BriefKind


class DraftClaim(Frozen):
    """`voice`: whose claim it is, a perspective or a speaker of turns (see `voices`); `spans`: what it rests on."""

    text: str
    voice: str
    spans: tuple[Span, ...] = ()


class DraftSentence(Frozen):
    """Its text is that of its claims, one after the other."""

    kind: BriefKind
    claims: tuple[DraftClaim, ...]

    @property
    def text(self) -> str:
        return " ".join(claim.text for claim in self.claims)

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
