"""Speaker turns as attributions: what a speaker says in one paragraph is one attribution."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Turn
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch
from service.engines.turns import introducer_of, said_in
from service.reading.turns.headings import verb_of_heading

_ASKS = re.compile(
    r"(?:^|[.!?;:—–-]\s|,\s)(?:(?:and|but|so|then|now),? )?(?:is|are|was|were|does|do|did|will|would|has|have|had|can|"
    r"could|should|may)(?: not|n['’]t)? (?:the |my |our |his |her )?(?:right )?(?:hon\. |hon )?(?:and \w+ )?$",
    re.IGNORECASE,
)
_MUST_KNOW = re.compile(
    r"(?:will|must|should|may|can|would)\b.{0,20}\b(?:aware|know|appreciate|recall|remember|recogni[sz]e|understand|agree|"
    r"accept|confirm|note)\b",
    re.IGNORECASE,
)
_LEAD = 60
"""Code points that stand before a name in the heading that gives it the word, at most ("Yes: says ...")."""


class SpeakerTurns:
    """The turns of one document; none of one that is analysed without them."""

    def __init__(self, document: Document, *, counted: bool = True) -> None:
        self._document = document if counted else document.model_copy(update={"turns": ()})
        starts = [paragraph.start for paragraph in document.paragraphs]
        spoken = {bisect_right(starts, turn.start) - 1 for turn in self._document.turns}
        sources = {turn.source for turn in self._document.turns if turn.source is not None}
        self._named = {source for source in sources if self._gives_the_word(source, starts, spoken)}

    def _gives_the_word(self, source: Span, starts: list[int], spoken: set[int]) -> bool:
        """Whether a name is a label, a heading or a signature; in an introduction it is no source of what is said."""
        number = bisect_right(starts, source.start) - 1
        home = self._document.paragraphs[number]
        return source.start - home.start <= _LEAD and (home.kind != "body" or number in spoken)

    def labels(self, paragraph: Paragraph) -> list[Stretch]:
        """Where the labels of what is said in a paragraph stand."""
        turns = (turn for turn, _ in said_in(self._document, paragraph))
        return [(turn.source.start, turn.source.end) for turn in turns if turn.source is not None]

    def attributions(self, paragraph: Paragraph) -> list[Attribution]:
        """One for each turn that reaches into a paragraph; where its label stands elsewhere, without a source.

        The author's own turns, and those that only lead through a sitting, are none.
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
            confidence=0.95,
            rule="turn",
            same_as=_stretch(named),
            same_cue=_stretch(verb_of_heading(self._document.text, named)) if named else None,
            speaker=turn.speaker,
        )

    def puts_to_another(self, item: Attribution) -> bool:
        """Whether a speaker only puts it to somebody ("Does the Minister accept that p?", "He will be aware that p"):
        what is put is the speaker's own.
        """
        if item.source is None or item.cue is None:
            return False
        text = self._document.text
        before = text[max(0, item.source[0] - _LEAD) : item.source[0]]
        frame = text[item.source[1] : item.cue[1]] if item.source[1] <= item.cue[0] else ""
        return _ASKS.search(before) is not None or _MUST_KNOW.match(frame.strip()) is not None

    def claims_nothing(self, start: int) -> bool:
        """Whether what begins at this place only leads through a sitting."""
        turn = self._document.turn_at(start)
        return turn is not None and turn.kind == "procedure"


def _stretch(span: Span | None) -> Stretch | None:
    return (span.start, span.end) if span is not None else None
