"""A paragraph in a language without a model: its sentences, as claims of the author or of the current speaker."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import AttributedStretch, StructureAnswer, UnitAnswer
from service.engines.turns import said_in
from service.reading.sentences import sentences_of
from service.reading.words import trim_unit

_LOW = 0.3
_FEWEST_LETTERS = 3


def plain_structure(document: Document, paragraph: int) -> StructureAnswer:
    """One unit per sentence, questions left out; no relations."""
    text, place = document.text, document.paragraphs[paragraph]
    language = place.language or document.language
    spoken = [(turn, said) for turn, said in said_in(document, place) if turn.speaker != AUTHOR and _claims_by(turn)]
    units: list[UnitAnswer] = []
    for turn, said in _stretches(document, paragraph):
        own = next((f"t{at}" for at, (other, _) in enumerate(spoken) if other == turn), None)
        for sentence in sentences_of(text, said, language) if _claims_by(turn) else ():
            span = trim_unit(text, sentence)
            if _claims(span.cut(text)):
                units.append(UnitAnswer(id=f"u{len(units)}", spans=(span,), attribution=own, confidence=_LOW))
    return StructureAnswer(
        paragraph=paragraph,
        attributions=tuple(
            AttributedStretch(id=f"t{at}", voice=turn.speaker, source=turn.source, content=(said,))
            for at, (turn, said) in enumerate(spoken)
        ),
        units=tuple(units),
    )


def _claims_by(turn: Turn | None) -> bool:
    return turn is None or turn.kind != "procedure"


def _stretches(document: Document, paragraph: int) -> Iterator[tuple[Turn | None, Span]]:
    """The parts of a paragraph, each with its turn; labels of speakers are left out."""
    place = document.paragraphs[paragraph]
    at = place.start
    for turn, said in said_in(document, place):
        end = min(said.start, turn.source.start) if turn.source else said.start
        if at < end:
            yield None, Span(start=at, end=end)
        yield turn, said
        at = said.end
    if at < place.end:
        yield None, Span(start=at, end=place.end)


def _claims(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= _FEWEST_LETTERS and not text.endswith(("?", "\uff1f", "\u061f"))
