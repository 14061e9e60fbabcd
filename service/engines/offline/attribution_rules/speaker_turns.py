"""Who has the word, paragraph by paragraph: in transcripts and interviews, with labels or without, in debates under
headings, on pages of letters. Each paragraph of theirs is one attribution.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.domain.document import Document
from service.engines.offline.attribution_rules.raw_attributions import RawAttribution, Stretch


@dataclass(frozen=True)
class Turn:
    """What one speaker says without a break in one paragraph. `label` is null where the paragraph itself does not begin
    with one; `named_at`: where the text names the speaker (a label, a heading, a signature), null where it does not;
    `cue`: the words of a heading by which it gives the word; `introduced`: the name stands somewhere else altogether,
    in an introduction, and is no source of what is said.
    """

    paragraph: int
    speaker: str
    label: Stretch | None
    named_at: Stretch | None
    content: Stretch
    cue: Stretch | None = None
    introduced: bool = False


def attributions_of(turns: Sequence[Turn]) -> list[RawAttribution]:
    """One attribution for each turn; in the later paragraphs of an answer it has no source of its own."""
    return [
        RawAttribution(
            paragraph=turn.paragraph,
            source=turn.label,
            cue=None,
            content=(turn.content,),
            confidence=0.95,
            rule="turn",
            same_as=None if turn.label or turn.introduced else turn.named_at,
            same_cue=turn.cue,
            introduced_at=turn.named_at if turn.introduced else None,
        )
        for turn in turns
    ]


def naming_paragraphs(document: Document, places: Iterable[Stretch | None]) -> set[int]:
    """Indices of the paragraphs, of any kind, in which these names stand."""
    starts = {place[0] for place in places if place is not None}
    return {item.index for item in document.paragraphs if any(item.start <= start < item.end for start in starts)}
