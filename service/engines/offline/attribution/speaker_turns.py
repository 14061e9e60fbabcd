"""Turns speaker turns into attributions: one for what a speaker says within one paragraph."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Turn
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch
from service.engines.turns import introducer_of, said_in
from service.reading.turns.headings import verb_of_heading

_LEAD = 60
"""The most code points before a name in a heading that introduces a speaker ("Yes: says ...")."""


class SpeakerTurns:
    """The speaker turns of one document; none if they are not `counted`."""

    def __init__(self, document: Document, *, counted: bool = True) -> None:
        self._document = document if counted else document.model_copy(update={"turns": ()})
        starts = [paragraph.start for paragraph in document.paragraphs]
        spoken = {bisect_right(starts, turn.start) - 1 for turn in self._document.turns}
        sources = {turn.source for turn in self._document.turns if turn.source is not None}
        self._named = {source for source in sources if self._gives_the_word(source, starts, spoken)}

    def _gives_the_word(self, source: Span, starts: list[int], spoken: set[int]) -> bool:
        """Whether a name stands in a label, heading or signature; in an introduction it is not the source of a turn."""
        number = bisect_right(starts, source.start) - 1
        home = self._document.paragraphs[number]
        return source.start - home.start <= _LEAD and (home.kind != "body" or number in spoken)

    def labels(self, paragraph: Paragraph) -> list[Stretch]:
        """The labels of the turns that reach into a paragraph, as stretches of the text."""
        turns = (turn for turn, _ in said_in(self._document, paragraph))
        return [(turn.source.start, turn.source.end) for turn in turns if turn.source is not None]

    def attributions(self, paragraph: Paragraph) -> list[Attribution]:
        """One attribution for each turn that reaches into a paragraph, without a source if its label stands elsewhere.

        The author's own turns and turns of mere procedure give none; a document that is read out gives one more, for
        its reader.
        """
        found = []
        for turn, span in said_in(self._document, paragraph):
            if turn.speaker == AUTHOR or turn.kind == "procedure":
                continue
            reader = introducer_of(self._document, turn)
            if reader is not None:
                found.append(replace(self._attribution(reader, span, paragraph), rule=READING))
            found.append(self._attribution(turn, span, paragraph))
        return found

    def _attribution(self, turn: Turn, span: Span, paragraph: Paragraph) -> Attribution:
        is_here = turn.source is not None and paragraph.covers(turn.source)
        named = turn.source if turn.source in self._named and not is_here else None
        return Attribution(
            paragraph=paragraph.index,
            source=_stretch(turn.source) if is_here else None,
            cue=None,
            content=((span.start, span.end),),
            rule="turn",
            same_as=_stretch(named),
            same_cue=_stretch(verb_of_heading(self._document.text, named)) if named else None,
            speaker=turn.speaker,
        )

    def claims_nothing(self, start: int) -> bool:
        """Whether this offset lies in a turn of mere procedure."""
        turn = self._document.turn_at(start)
        return turn is not None and turn.kind == "procedure"


def _stretch(span: Span | None) -> Stretch | None:
    return (span.start, span.end) if span is not None else None
