"""A paragraph in a language without a model: its sentences as units of the current speaker, or of whoever is quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import AttributedStretch, StructureAnswer, UnitAnswer, Voice
from service.engines.offline.named_quotations import NamedQuotation, named_quotations
from service.engines.turns import said_in
from service.reading.sentences import sentences_of
from service.reading.words import trim_unit

_LOW = 0.3
_FEWEST_LETTERS = 3


def plain_structure(document: Document, paragraph: int) -> StructureAnswer:
    """One unit per sentence, questions left out; of a quotation with a named speaker, only the words in its marks.

    There are no relations.
    """
    text, place = document.text, document.paragraphs[paragraph]
    language = place.language or document.language
    quotations = named_quotations(text, place, language)
    spoken = [(turn, said) for turn, said in said_in(document, place) if turn.speaker != AUTHOR and _claims_by(turn)]
    units: list[UnitAnswer] = []
    for turn, said in _stretches(document, paragraph):
        own = next((f"t{at}" for at, (other, _) in enumerate(spoken) if other == turn), None)
        for sentence in sentences_of(text, said, language) if _claims_by(turn) else ():
            for span, held in _pieces(text, sentence, quotations, own):
                units.append(UnitAnswer(id=f"u{len(units)}", spans=(span,), attribution=held, confidence=_LOW))
    return StructureAnswer(
        paragraph=paragraph,
        new_voices=tuple(
            Voice(key=f"quoted {name}", label=name, kind="person")
            for name in dict.fromkeys(item.source.cut(text) for item in quotations)
        ),
        attributions=(
            *(
                AttributedStretch(id=f"t{at}", voice=turn.speaker, source=turn.source, content=(said,))
                for at, (turn, said) in enumerate(spoken)
            ),
            *(
                AttributedStretch(
                    id=f"q{at}",
                    voice=f"quoted {item.source.cut(text)}",
                    within=next((f"t{n}" for n, (_, said) in enumerate(spoken) if said.covers(item.content)), None),
                    source=item.source,
                    cue=item.cue,
                    content=(item.content,),
                )
                for at, item in enumerate(quotations)
            ),
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


def _pieces(
    text: str, sentence: Span, quotations: Sequence[NamedQuotation], own: str | None
) -> Iterator[tuple[Span, str | None]]:
    """What a sentence claims, with its attribution: the quotations in it, or else the sentence."""
    quoted = [(f"q{at}", item.content) for at, item in enumerate(quotations) if item.content.overlaps(sentence)]
    if not quoted:
        quoted = [(own or "", sentence)]
    for held, content in quoted:
        span = trim_unit(text, Span(start=max(content.start, sentence.start), end=min(content.end, sentence.end)))
        if _claims(span.cut(text)):
            yield span, held or None


def _claims(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= _FEWEST_LETTERS and not text.endswith(("?", "\uff1f", "\u061f"))
