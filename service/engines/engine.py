"""The interface that every engine implements; the pipeline knows engines only through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar, runtime_checkable

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.brief.model_answer import BriefAnswer
from service.domain.document import Document
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.errors import WorkFailed

AnswerT = TypeVar("AnswerT", VoicesAnswer, StructureAnswer, LinksAnswer, IssuesAnswer, ReferencesAnswer, BriefAnswer)


class Answered(Frozen, Generic[AnswerT]):
    """An answer, what it cost, and the repairs made to it."""

    answer: AnswerT
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()


class StepFailed(WorkFailed):
    """An engine gave up on a step for good; the pipeline lets the offline engine do it and says so in the map.

    `reason`: a short code such as `refused`, `truncated`, `bad-answer`; `usage`: what the attempt cost.
    """

    code = "step-failed"

    def __init__(self, message: str, *, reason: str, usage: Usage = Usage(), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.usage = usage


class Parked(Exception):
    """The work is waiting for something slow. It stops, releases its place in the queue, and is queued again after
    `seconds`, or as soon as what it waits for arrives.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Engine(Protocol):
    """Answers each question or raises StepFailed; ModelUnavailable, BudgetSpent and Cancelled end the whole run."""

    @property
    def name(self) -> str:
        """`offline` or `llm`."""

    @property
    def model(self) -> str | None:
        """Name of the model behind it, or None."""

    @property
    def prompts(self) -> dict[str, str]:
        """Step name -> `VERSION:sha256...` of its prompt; empty where there are none."""

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        """Who speaks in this article."""

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        """How one body paragraph argues. `voices` may be another engine's answer."""

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        """How the paragraphs are linked, given the map without such links; in ids of the draft."""

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """What the sides disagree about, given the map with its links; in ids of the draft."""

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        """What pronouns and the like refer to in units that cannot be read alone, given the map's units."""


@runtime_checkable
class BatchingEngine(Engine, Protocol):
    """An engine that handles several paragraphs at once; a failure in one paragraph does not affect the others."""

    def batches(self, document: Document) -> tuple[tuple[int, ...], ...]:
        """The body paragraphs, in the groups in which they are processed, each paragraph in one; deterministic."""

    async def structures(
        self, document: Document, voices: VoicesAnswer, batch: Sequence[int]
    ) -> list[Answered[StructureAnswer] | StepFailed]:
        """For each paragraph of a group, how it argues, or why this engine gave up on it. Raises as `Engine` does."""


@runtime_checkable
class BriefingEngine(Engine, Protocol):
    """An engine that writes briefs; with any other engine, the brief is the template's."""

    @property
    def words_language(self) -> str | None:
        """ISO 639-1 code of the language for the model's own words; None for the article's language."""

    @property
    def brief_prompt(self) -> str | None:
        """`VERSION:sha256...` of the prompt for briefs, or None."""

    async def brief(self, map_: ArgumentMap) -> Answered[BriefAnswer]:
        """What the article says in two hundred words, given its map; checked by `service.domain.brief`."""
