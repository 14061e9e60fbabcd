"""Engines for tests: their answers depend on the text alone, and they can be slow or fail where a test says so."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import ClassVar

from service.domain.argument import Reference
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.domain.meaning.open_words import open_words
from service.domain.provenance import Usage
from service.engines.answers import (
    IssueAnswer,
    IssuesAnswer,
    LinksAnswer,
    ReferencesAnswer,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
    UnitReference,
    Voice,
    VoicesAnswer,
)
from service.engines.engine import Answered, Engine

Before = Callable[[str, int | None], Awaitable[None]]


async def at_once(_step: str, _paragraph: int | None) -> None:
    """Nothing happens before the answer."""


class WordEngine:
    """Each sentence is a unit, the first of a paragraph its conclusion; each paragraph supports the one before it."""

    model = None
    prompts: ClassVar[dict[str, str]] = {}

    def __init__(self, name: str = "offline", before: Before = at_once) -> None:
        self.name = name
        self.before = before
        self.found: tuple[IssueAnswer, ...] = ()
        self.asked: Counter[str] = Counter()
        self.at_once = 0
        self.most_at_once = 0

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        await self._work("voices", None)
        capitals = sorted({match.group() for match in re.finditer(r"\b[A-Z]{3,}\b", document.text)})
        voices = tuple(Voice(key=word, label=word, kind="institution") for word in capitals)
        return Answered(answer=VoicesAnswer(voices=voices), usage=Usage(calls=1))

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        await self._work(f"paragraph {paragraph}", paragraph)
        block = document.paragraphs[paragraph]
        sentences = re.finditer(r"[^.]+", document.text[block.start : block.end])
        spans = [
            Span(start=block.start + match.start(), end=block.start + match.end())
            for match in sentences
            if match.group().strip()
        ]
        units = tuple(UnitAnswer(id=f"u{number}", spans=(span,)) for number, span in enumerate(spans))
        relations = tuple(
            RelationAnswer(id=f"r{unit.id}", kind="support", sources=(unit.id,), target="u0") for unit in units[1:]
        )
        answer = StructureAnswer(paragraph=paragraph, units=units, relations=relations)
        return Answered(answer=answer, usage=Usage(calls=1))

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        await self._work("links", None)
        heads = [unit.id for unit in draft.units if unit.role == "conclusion"]
        relations = tuple(
            RelationAnswer(id=f"l{head}", kind="support", sources=(head,), target=before)
            for before, head in pairwise(heads)
        )
        answer = LinksAnswer(relations=relations, conclusion=heads[0] if heads else None)
        return Answered(answer=answer, usage=Usage(calls=1))

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """What the test put into `found`."""
        await self._work("issues", None)
        return Answered(answer=IssuesAnswer(issues=self.found), usage=Usage(calls=1))

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        """Each pronoun stands for the first word of the article."""
        await self._work("references", None)
        start = draft.document.text.index(" ")
        found = [
            UnitReference(unit=unit.id, reference=Reference(start=word.span.start, end=word.span.end, spans=(name,)))
            for unit in draft.units
            for word in open_words(unit, draft.document.text)
            if not word.span.overlaps(name := Span(start=0, end=start))
        ]
        return Answered(answer=ReferencesAnswer(references=tuple(found)))

    async def _work(self, step: str, paragraph: int | None) -> None:
        self.asked[step] += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.before(step.split()[0], paragraph)
        finally:
            self.at_once -= 1


class Source:
    """Fulfils EngineSource: `llm` is what a test is about, `offline` falls back."""

    def __init__(self, llm: Engine | None = None, offline: Engine | None = None) -> None:
        self.llm = llm or WordEngine("llm")
        self.fallback = offline or WordEngine("offline")
        self.closed = False

    async def offline(self) -> Engine:
        return self.fallback

    async def for_run(self, name: str, spent: Usage, choice: object = None, run: str | None = None) -> Engine:
        return self.llm if name == "llm" else self.fallback

    async def judge(self, name: str, spent: Usage, budget: object) -> None:
        """No model decides here which units make the same point."""

    async def aclose(self) -> None:
        self.closed = True


def slowly(seconds: float) -> Before:
    """Every step takes so long."""

    async def wait(_step: str, _paragraph: int | None) -> None:
        await asyncio.sleep(seconds)

    return wait


def article(paragraphs: int, *, tag: str = "") -> str:
    """Paragraphs of three sentences; each says its own number, so that a swapped answer shows."""
    return "\n".join(
        f"Claim {number}{tag} of the MINISTRY stands. Reason {number} is given. Also number {number} holds."
        for number in range(paragraphs)
    )
