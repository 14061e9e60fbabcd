"""Errors that the text itself shows in an answer about a paragraph: repaired where the repair is clear, else asked
again.

Each repair is described in words that a reader of the map understands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from service.domain.base import Span
from service.engines.answers import AUTHOR
from service.engines.llm.boundaries import before_cue, is_whole_quotation, says_something, stump, within_sentence
from service.engines.llm.decoding import Repairs
from service.engines.llm.steps.structure_attributions import Attributed
from service.reading.sentences import sentences_of

_SAYING = re.compile(r"\b(?:said|says|told|tells|added|adds|wrote|writes|argued|argues|insisted|insists|asked|asks)\b")
_ENDORSED = re.compile(r"\bas\s+$", re.IGNORECASE)
_SHOWN = 60


def in_one_sentence(text: str, piece: Span, repairs: Repairs, language: str = "en") -> Span:
    """A piece named by words, without a word of the sentence before or after it."""
    moved = within_sentence(text, piece, language)
    if moved != piece:
        repairs.warn("moved-edge", f"a claim began or ended in another sentence; it is now {_quote(text, moved)}")
    return moved


def what_is_said(
    text: str,
    paragraph: Span,
    name: str,
    pieces: Sequence[Span],
    frames: Iterable[Sequence[Span]],
    repairs: Repairs,
    language: str = "en",
) -> tuple[Span, ...]:
    """The pieces, or what stands before the cue where only words of saying are left; none where that is nothing."""
    framed = [span for frame in frames for span in frame]
    if not framed or says_something(text, pieces, framed):
        return tuple(pieces)
    cue = max(framed, key=lambda span: span.start)
    before = before_cue(text, paragraph, cue, language)
    if before is None or not says_something(text, [before], framed):
        repairs.errors.append(f"Unit {name} holds only words of saying: name what is said, or leave it out.")
        return ()
    told = f"a claim held only the words of saying; what is said stands before them: {_quote(text, before)}"
    repairs.warn("moved-unit", told)
    return (before,)


def check_whole(text: str, name: str, pieces: Sequence[Span], repairs: Repairs) -> None:
    """Asks again about a unit that is cut short at an edge."""
    edge = stump(text, Span(start=pieces[0].start, end=pieces[-1].end)) if pieces else None
    if edge is not None:
        repairs.errors.append(
            f"Unit {name} is cut short at {edge!r}: give the whole clause, with its subject and verb."
        )


def holder_of_quotation(
    text: str,
    paragraph: Span,
    name: str,
    pieces: Sequence[Span],
    attributions: Mapping[str, Attributed],
    repairs: Repairs,
    language: str = "en",
) -> str | None:
    """The letter of whoever the sentence says is quoted, for a unit given to the author; None where nobody is."""
    if not is_whole_quotation(text, pieces):
        return None
    sentences = [item for item in sentences_of(text, paragraph, language) if any(map(item.overlaps, pieces))]
    near = [
        item
        for item in attributions.values()
        if item.voice != AUTHOR
        and any(_inside(span, sentences) for span in item.frame)
        and not _is_endorsed(text, item)
    ]
    if len({item.voice for item in near}) == 1:
        told = f"the quotation {_quote(text, pieces[0])} was given to the author; the sentence names another"
        repairs.warn("quotation-holder", told)
        return near[-1].letter
    outside = " ".join(_without(text, item, pieces) for item in sentences)
    if not near and _SAYING.search(outside):
        repairs.errors.append(
            f"Unit {name} is a quotation, and its sentence says whose: give it the letter of a row of said."
        )
    return None


def _inside(span: Span, sentences: Sequence[Span]) -> bool:
    return any(sentence.covers(span) for sentence in sentences)


def _is_endorsed(text: str, attributed: Attributed) -> bool:
    """`as X says`: the author takes it over."""
    start = min(span.start for span in attributed.frame)
    return _ENDORSED.search(text, max(0, start - 5), start) is not None


def _without(text: str, sentence: Span, pieces: Sequence[Span]) -> str:
    return "".join(
        letter
        for at, letter in enumerate(sentence.cut(text), start=sentence.start)
        if not any(piece.start <= at < piece.end for piece in pieces)
    )


def _quote(text: str, span: Span) -> str:
    words = " ".join(span.cut(text).split())
    return f"“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”"
