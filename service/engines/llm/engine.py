"""The engine that asks a language model: voices, structure, links, issues, and what pronouns stand for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from service.domain.argument_map import ArgumentMap
from service.domain.brief.model_answer import BriefAnswer
from service.domain.document import Document
from service.domain.provenance import MapWarning, RunBudget, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answered, AnswerT, StepFailed
from service.engines.llm import brief, issues, links, references, structure, voices
from service.engines.llm.call_runner import Budget, Caller, told_of_choice
from service.engines.llm.chain import Asker, Chain
from service.engines.llm.decoding import Decoded, Question, concatenated
from service.engines.sure_references import sure_references
from service.engines.turns import speakers_of
from service.errors import Cancelled

T = TypeVar("T")
_Asked = tuple[T, Usage, tuple[MapWarning, ...]]
_Structure = Answered[StructureAnswer]


class LLMEngine:
    """Implements `service.engines.engine.BatchingEngine` for one run, on a chain that other runs share.

    `spent`: what the run has used already, where it goes on after a restart. `budget`: of this run, where it has one of
    its own beside the limits of all. `words_language`: ISO 639-1, of the model's own words, where it is not the
    article's. `caller`: what makes its calls, where that is not the chain's own.
    """

    name = "llm"

    def __init__(
        self,
        chain: Chain,
        spent: Usage = Usage(),
        budget: RunBudget | None = None,
        words_language: str | None = None,
        caller: Caller | None = None,
    ) -> None:
        self.chain = chain
        self._askers: Mapping[str, Asker] = chain.askers
        self._document: Document | None = None
        self._caller: Caller = caller or chain.call_runner
        self.words_language = words_language
        self._budget = Budget(chain.limits.within(budget) if budget else chain.limits, spent)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._cancelled = False

    @property
    def model(self) -> str:
        """Name of the model behind it."""
        return self.chain.model

    @property
    def prompts(self) -> dict[str, str]:
        """Step name -> `VERSION:SHA256` of the prompts that make a map; a brief has its own."""
        return {step: name for step, name in self._names.items() if step != "brief"}

    @property
    def brief_prompt(self) -> str | None:
        """`VERSION:SHA256` of the prompt that words briefs; None where none does."""
        return self._names.get("brief")

    @property
    def _names(self) -> dict[str, str]:
        return {step: asker.prompt.name for step, asker in self._askers.items()}

    @property
    def spent(self) -> Usage:
        """What this run has used, including failed calls."""
        return self._budget.spent

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        """Who speaks in this article; one call, or one per window of a very long article."""
        self._read_as(document)
        known = speakers_of(document) if self._form("voices") == structure.TURNS else ()
        asked = await self._ask_all("voices", voices.questions_of(document, known))
        return _answered(voices.merged(_answers(asked)), asked)

    def batches(self, document: Document) -> tuple[tuple[int, ...], ...]:
        """The body paragraphs, in the groups that are asked about together."""
        return structure.batches_of(document)

    async def structures(
        self, document: Document, voices: VoicesAnswer, batch: Sequence[int]
    ) -> list[_Structure | StepFailed]:
        """How each paragraph of a group argues; one call, plus one for each paragraph whose answer is unusable."""
        self._read_as(document)
        if len(batch) < 2:
            return await self._all([self._alone(document, voices, paragraph) for paragraph in batch])
        question = structure.question_together(document, voices, batch, self.chain.options, self._form("structure"))
        answers, usage = await self._together_once(question)
        bad = {
            paragraph: item for paragraph, item in zip(batch, answers, strict=True) if not item.answer or item.errors
        }
        again = await self._all([self._again(document, voices, *item) for item in bad.items()])
        second = dict(zip(bad, again, strict=True))
        outcomes: list[_Structure | StepFailed] = [
            Answered(answer=item.answer, warnings=(*told_of_choice(usage, paragraph), *item.warnings))
            if paragraph not in bad and item.answer
            else second[paragraph]
            for paragraph, item in zip(batch, answers, strict=True)
        ]
        return _charged(outcomes, usage)

    async def _together_once(
        self, question: structure.TogetherQuestion
    ) -> tuple[Sequence[Decoded[StructureAnswer]], Usage]:
        """What one answer says of each paragraph. After a refusal none has an answer, since any of them may be the
        cause.
        """
        asker = self._askers["structure"]
        try:
            [(found, usage)] = await self._all([asker.ask_once(question, self._caller, self._budget)])
        except StepFailed as failure:
            return [Decoded(None, (), (failure.message,))] * len(question.shown), failure.usage
        return found.answer or [Decoded(None, (), found.errors)] * len(question.shown), usage

    async def _again(
        self, document: Document, voices: VoicesAnswer, paragraph: int, found: Decoded[StructureAnswer]
    ) -> _Structure | StepFailed:
        outcome = await self._alone(document, voices, paragraph)
        if isinstance(outcome, StepFailed):
            return outcome
        told = "The model was asked about this paragraph again: its first answer could not be read."
        warning = MapWarning(paragraph=paragraph, code="asked-again", detail=told)
        return outcome.model_copy(update={"warnings": (warning, *outcome.warnings)})

    async def _alone(self, document: Document, voices: VoicesAnswer, paragraph: int) -> _Structure | StepFailed:
        try:
            return await self.structure(document, voices, paragraph)
        except StepFailed as failure:
            return failure

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        """How one body paragraph argues; one call, unless the paragraph is very long."""
        self._read_as(document)
        questions = structure.questions_of(document, voices, paragraph, self.chain.options, self._form("structure"))
        asked = await self._ask_all("structure", questions, paragraph)
        detail = f"read in {len(questions)} parts, between which no relation was looked for"
        parts = [MapWarning(paragraph=paragraph, code="long-paragraph", detail=detail)] if len(questions) > 1 else []
        return _answered(concatenated([StructureAnswer(paragraph=paragraph), *_answers(asked)]), asked, *parts)

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        """How the paragraphs are linked; one call, or for a very long article one per window and a final one.

        None for an article of fewer than two units: there is nothing to ask.
        """
        self._read_as(draft.document)
        known = links.answer_without_model(draft)
        if known is not None:
            return Answered(answer=known)
        asked = await self._ask_all("links", links.questions_of(draft))
        answers = _answers(asked)
        conclusion = next((answer.conclusion for answer in answers if answer.conclusion), None)
        last = links.conclusion_question(draft, answers)
        if last is not None:
            self._read_as(draft.document)  # another document may have been asked about meanwhile
            final = await self._ask_all("links", [last])
            conclusion = final[0][0].conclusion or conclusion
            asked = [*asked, *final]
        return _answered(links.merged(answers, conclusion), asked)

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """What the sides disagree about; one call, or one per window of a very long article.

        None if fewer than two perspectives have units, or if there is no prompt for it.
        """
        self._read_as(draft.document)
        if "issues" not in self._askers:
            return Answered(answer=IssuesAnswer())
        language = self.words_language or draft.document.language
        asked = await self._ask_all("issues", issues.questions_of(draft, self._form("issues"), language))
        return _answered(concatenated([IssuesAnswer(), *_answers(asked)]), asked)

    async def references(self, draft: ArgumentMap) -> Answered[ReferencesAnswer]:
        """What words refer to that keep units from being read alone; one call for those that no
        attribution resolves.
        """
        self._read_as(draft.document)
        known = sure_references(draft)
        if "references" not in self._askers:
            return Answered(answer=known)
        asked = await self._ask_all("references", references.questions_of(draft, known))
        return _answered(concatenated([known, *_answers(asked)]), asked)

    async def brief(self, map_: ArgumentMap) -> Answered[BriefAnswer]:
        """What the article says in two hundred words; one call, and one more where a check or its length fails."""
        if "brief" not in self._askers:
            raise StepFailed("no prompt for briefs is available", reason="off", hint="Ask for one without brief=off.")
        asked = await self._ask_all("brief", [brief.BriefQuestion(map_, self.words_language)])
        return _answered(asked[0][0], asked)

    async def ask_all(self, asker: Asker, questions: Sequence[Question[T]]) -> list[_Asked[T]]:
        """Answers to another step's questions, charged to this run: answer, usage and warnings of each."""
        return await self._all([asker.ask(item, self._caller, self._budget) for item in questions])

    def _read_as(self, document: Document) -> None:
        """From here on the prompts are those for this kind of document."""
        if document is not self._document:  # telling its kind reads all of it
            self._document, self._askers = document, self.chain.askers_for(document)

    def _form(self, step: str) -> str | None:
        """The form of question of the step's prompt."""
        return self._askers[step].prompt.form

    def cancel(self) -> None:
        """Cancels this run: calls in flight stop at once, and every further question raises Cancelled."""
        self._cancelled = True
        for task in self._tasks:
            task.cancel()

    async def _ask_all(
        self, step: str, questions: Sequence[Question[T]], paragraph: int | None = None
    ) -> list[_Asked[T]]:
        asker = self._askers[step]
        return await self._all([asker.ask(item, self._caller, self._budget, paragraph) for item in questions])

    async def _all(self, work: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
        """The results of all, run concurrently; the first failure, or cancellation of the run, cancels the rest."""
        tasks = [asyncio.ensure_future(item) for item in work]
        self._tasks.update(tasks)
        try:
            if self._cancelled:
                raise asyncio.CancelledError
            return list(await asyncio.gather(*tasks))
        except asyncio.CancelledError as error:
            if not self._cancelled:
                raise
            raise Cancelled("the run was cancelled") from error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tasks.difference_update(tasks)


def _answers(asked: Sequence[_Asked[T]]) -> list[T]:
    return [answer for answer, _, _ in asked]


def _answered(answer: AnswerT, asked: Sequence[_Asked[Any]], *warnings: MapWarning) -> Answered[AnswerT]:
    found: tuple[MapWarning, ...] = tuple(warning for item in asked for warning in item[2])
    return Answered(answer=answer, usage=sum((used for _, used, _ in asked), Usage()), warnings=(*warnings, *found))


def _charged(outcomes: list[_Structure | StepFailed], usage: Usage) -> list[_Structure | StepFailed]:
    """The outcomes, what their common call cost booked on the first."""
    first, *others = outcomes
    if isinstance(first, StepFailed):
        first.usage = first.usage + usage
        return [first, *others]
    return [first.model_copy(update={"usage": first.usage + usage}), *others]
