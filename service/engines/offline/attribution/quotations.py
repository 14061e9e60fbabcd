"""Quotations: where they stand, and which of them nobody in their own paragraph is said to speak.

Quotation marks are the best evidence that words are not the author's. A quotation of a few words is a phrase in
somebody's sentence ("scare quotes").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.engines.offline.attribution.attribution import Attribution, Stretch, shared, size
from service.engines.offline.attribution.encoding import CLOSING, OPENING, quote_states
from service.engines.offline.parsing import Parsed

_SHORT = 5
"""Words below which a quotation is no speech, unless it is a sentence."""


@dataclass(frozen=True)
class Quotation:
    """A stretch in quotation marks, marks included. `is_speech`: long enough, or a sentence; `open_ended`: without a
    closing mark, up to the paragraph's end.
    """

    start: int
    end: int
    is_speech: bool
    open_ended: bool = False

    @property
    def stretch(self) -> Stretch:
        return (self.start, self.end)


def find_quotations(parsed: Parsed) -> list[Quotation]:
    """The outermost quotations of a paragraph, in text order; one in double marks may run to the paragraph's end."""
    found, opened = [], None
    for at, state in enumerate(quote_states(parsed.text)):
        if state == OPENING and opened is None:
            opened = at
        elif state == CLOSING and opened is not None:
            found.append(_quotation(parsed, opened, at + 1))
            opened = None
    if opened is not None and parsed.text[opened] != "\u2018":
        found.append(_quotation(parsed, opened, len(parsed.text), open_ended=True))
    return found


def _quotation(parsed: Parsed, start: int, end: int, *, open_ended: bool = False) -> Quotation:
    inside = parsed.text[start + 1 : end if open_ended else end - 1].strip()
    words = len(inside.split())
    whole = inside[:1].isupper() and inside[-1:] in {".", "?", "!", ","} and words > 1
    return Quotation(parsed.start + start, parsed.start + end, whole or words >= _SHORT, open_ended)


def unattributed(quotations: Sequence[Quotation], found: Sequence[Attribution]) -> Iterator[Quotation]:
    """The quotations that are speech and that no attribution covers; one whose cue is quoted itself does not."""
    for quotation in quotations:
        around = [item for item in found if item.cue is None or not shared([item.cue], [quotation.stretch])]
        least = 0.6 * (quotation.end - quotation.start)
        if quotation.is_speech and not any(shared(item.content, [quotation.stretch]) >= least for item in around):
            yield quotation


def share_in_quotation(item: Attribution, quotations: Sequence[Quotation]) -> float:
    """The share of an attribution's content that stands in quotation marks."""
    total = size(item.content)
    return shared(item.content, [quotation.stretch for quotation in quotations]) / total if total else 0.0
