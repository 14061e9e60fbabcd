"""The simplest engine that a score can be judged against: position-only structure, verb-list attribution.

Each sentence is a unit, the first of a paragraph its conclusion, the others support it; whoever stands beside a verb of
saying said the rest of the sentence; the article argues for its first sentence that is the author's.
"""

from __future__ import annotations

import re

from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.domain.issue import Contrast, Position
from service.engines.answers import (
    AttributedStretch,
    IssueAnswer,
    IssuesAnswer,
    LinksAnswer,
    QuestionAnswer,
    ReferencesAnswer,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
    Voice,
    VoicesAnswer,
)
from service.engines.engine import Answered
from service.reading import trim_unit
from service.reading.sentences import sentences_of

_VERBS = (
    "said|says|say|told|argued|argues|argue|claimed|claims|believes|believe|warned|warns|insists|added|wrote|called"
)
_SOURCE = r"(?:[Tt]he )?(?:[A-Z][\w.’'-]*)(?: (?:of |the )*[A-Z][\w.’'-]*)*|[Hh]e|[Ss]he|[Tt]hey|[A-Z]?[a-z]+s"
_BEFORE = re.compile(rf"(?P<source>{_SOURCE}) (?P<cue>{_VERBS})\b(?: that)?[:,]? (?P<content>\S.*)", re.DOTALL)
_AFTER = re.compile(rf"(?P<content>.*\S),[”\"’]? (?P<source>{_SOURCE}) (?P<cue>{_VERBS})\b", re.DOTALL)
_ACCORDING = re.compile(rf"(?P<cue>[Aa]ccording to) (?P<source>{_SOURCE}), (?P<content>\S.*)", re.DOTALL)


class PositionEngine:
    """Fulfils `service.engines.engine.Engine` without looking at what a text means."""

    name = "position"
    model: str | None = None
    prompts: dict[str, str] = {}  # noqa: RUF012 - the protocol's type

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        """One voice for each different source."""
        found: dict[str, list[Span]] = {}
        for paragraph in document.body():
            for sentence in sentences_of(document.text, paragraph):
                match = _match(document.text, sentence)
                if match is not None:
                    found.setdefault(_key(match), []).append(_span(match, "source"))
        voices = [Voice(key=key, label=key, kind="unnamed", mentions=tuple(spans)) for key, spans in found.items()]
        return Answered(answer=VoicesAnswer(voices=tuple(voices)))

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        """The sentences of a paragraph: the first is supported by all others."""
        units, attributions = [], []
        known = {voice.key for voice in voices.voices}
        for number, sentence in enumerate(sentences_of(document.text, document.paragraphs[paragraph])):
            match = _match(document.text, sentence)
            span, held = sentence, None
            if match is not None and _key(match) in known:
                span, held = _span(match, "content"), f"a{number}"
                content = trim_unit(document.text, span)
                attributions.append(
                    AttributedStretch(
                        id=held,
                        voice=_key(match),
                        source=_span(match, "source"),
                        cue=_span(match, "cue"),
                        content=(content,),
                    )
                )
            units.append(UnitAnswer(id=f"u{number}", spans=(trim_unit(document.text, span),), attribution=held))
        relations = [
            RelationAnswer(id=f"r{unit.id}", kind="support", sources=(unit.id,), target=units[0].id)
            for unit in units[1:]
        ]
        answer = StructureAnswer(
            paragraph=paragraph, attributions=tuple(attributions), units=tuple(units), relations=tuple(relations)
        )
        return Answered(answer=answer)

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        """No links; the first unit of the author's is what the article argues for."""
        first = next((unit.id for unit in draft.units if unit.perspective == AUTHOR), None)
        return Answered(answer=LinksAnswer(conclusion=first))

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """One issue: the first units of the two perspectives that hold the most, as rivals."""
        held: dict[str, list[str]] = {}
        for unit in draft.units:
            held.setdefault(unit.perspective, []).append(unit.id)
        two = sorted(held, key=lambda name: -len(held[name]))[:2]
        if len(two) < 2:
            return Answered(answer=IssuesAnswer())
        issue = IssueAnswer(
            id="i0",
            question=QuestionAnswer(text="What is right?"),
            positions=tuple(Position(perspective=name, units=(held[name][0],)) for name in two),
            contrasts=(Contrast(a=two[0], b=two[1], kind="rival"),),
        )
        return Answered(answer=IssuesAnswer(issues=(issue,)))

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        """None."""
        return Answered(answer=ReferencesAnswer())


def _match(text: str, sentence: Span) -> re.Match[str] | None:
    for pattern in (_ACCORDING, _AFTER, _BEFORE):
        match = pattern.search(text, sentence.start, sentence.end)
        if match is not None:
            return match
    return None


def _key(match: re.Match[str]) -> str:
    return match["source"].removeprefix("the ").removeprefix("The ")


def _span(match: re.Match[str], group: str) -> Span:
    return Span(start=match.start(group), end=match.end(group))
