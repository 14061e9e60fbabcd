"""The engine behind which a language model answers: voices, then each paragraph's structure, then links."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Answered
from service.engines.llm.asking import Asker
from service.engines.llm.budget import Budget, Limits
from service.engines.llm.caller import Caller, Retries
from service.engines.llm.calls import CallStore
from service.engines.llm.decoding import Question
from service.engines.llm.dialect import dialect_of
from service.engines.llm.examples import render_examples
from service.engines.llm.limiter import AdaptiveLimiter
from service.engines.llm.model import ChatModel
from service.engines.llm.prices import Prices, load_prices
from service.engines.llm.prompts import load_prompt
from service.engines.llm.steps import links, structure, voices
from service.errors import Cancelled, InputError
from service.settings import Settings

VERSIONS: Mapping[str, str] = {"voices": "v1", "structure": "v2", "links": "v4"}
"""The prompt version of each step that is in use."""
PARAMETERS: Mapping[str, Any] = {"temperature": 0}
NO_LIMITS = Limits()
PATIENT = Retries()
T = TypeVar("T")
_Asked = tuple[T, Usage, tuple[MapWarning, ...]]


class LLMEngine:
    """Fulfils `service.engines.engine.Engine`. One engine serves one event loop; `for_run` gives each run its budget.

    `calls`: where finished calls are kept. `gists`, `implicit`: whether the model is asked for words of its own.
    `timeout`: seconds for one attempt of a call. `versions`: other prompt versions than those in use, by step.
    """

    name = "llm"

    def __init__(
        self,
        *,
        model: str,
        calls: CallStore,
        base_url: str | None = None,
        api_key: str | None = None,
        limits: Limits = NO_LIMITS,
        concurrency: int = 16,
        timeout: float = 120.0,
        retries: Retries = PATIENT,
        prices: Prices | None = None,
        gists: bool = False,
        implicit: bool = False,
        versions: Mapping[str, str] = VERSIONS,
        prompts: Path | None = None,
        max_output_tokens: int = 16_000,
    ) -> None:
        prices = prices or load_prices()
        if limits.cost is not None and model not in prices.by_model:
            raise InputError(
                f"a limit of cost is set, but the price of {model} is not known",
                hint="add it to the file that ARGMAP_PRICES names, or unset ARGMAP_LLM_MAX_COST",
            )
        self._model = model
        self._limits = limits
        self._options = {"gists": gists, "implicit": implicit}
        loaded = {step: load_prompt(step, version, prompts) for step, version in {**VERSIONS, **versions}.items()}
        self._prompts = {step: prompt.name for step, prompt in loaded.items()}
        self._askers = {
            step: Asker(model, prompt, render_examples(prompt), PARAMETERS) for step, prompt in loaded.items()
        }
        self._chat = ChatModel(model, base_url=base_url, api_key=api_key, timeout=timeout, connections=concurrency)
        self._caller = Caller(
            chat=self._chat,
            store=calls,
            dialect=dialect_of(base_url or "", model),
            limiter=AdaptiveLimiter(concurrency),
            prices=prices,
            retries=retries,
            max_output_tokens=max_output_tokens,
        )
        self._budget = Budget(limits)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._cancelled = False

    @classmethod
    def from_settings(cls, settings: Settings, calls: CallStore) -> LLMEngine:
        """The engine that the settings describe. InputError where they do not fit together."""
        key = settings.openai_api_key
        return cls(
            model=settings.model,
            calls=calls,
            base_url=settings.openai_base_url,
            api_key=key.get_secret_value() if key else None,
            limits=Limits(
                settings.llm_max_calls, settings.llm_max_tokens, settings.llm_max_cost, settings.llm_deadline
            ),
            concurrency=settings.llm_concurrency,
            timeout=settings.llm_timeout,
            prices=load_prices(settings.prices),
            gists=settings.llm_gists,
            implicit=settings.llm_implicit,
        )

    def for_run(self, spent: Usage = Usage()) -> LLMEngine:
        """The same engine with a budget of its own; connections and the limit of calls at once are shared.

        `spent`: what the run has used already, where it goes on after a restart.
        """
        run = object.__new__(LLMEngine)
        run.__dict__.update(self.__dict__)
        run._budget = Budget(self._limits, spent)
        run._tasks = set()
        run._cancelled = False
        return run

    @property
    def model(self) -> str:
        """Name of the model behind it."""
        return self._model

    @property
    def prompts(self) -> dict[str, str]:
        """Step name -> `VERSION:SHA256` of its prompt."""
        return dict(self._prompts)

    @property
    def spent(self) -> Usage:
        """What this run has used, calls that came to nothing included."""
        return self._budget.spent

    async def voices(self, document: Document) -> Answered[VoicesAnswer]:
        """Who speaks in this article; one call, or one for each window of a very long article."""
        asked = await self._ask_all("voices", voices.questions_of(document))
        answer = voices.merged([answer for answer, _, _ in asked])
        return Answered(answer=answer, usage=_usage(asked), warnings=_warnings(asked))

    async def structure(self, document: Document, voices: VoicesAnswer, paragraph: int) -> Answered[StructureAnswer]:
        """How one body paragraph argues; one call, unless the paragraph is very long."""
        questions = structure.questions_of(
            document, voices, paragraph, reasoning=self._askers["structure"].prompt.reasoning, **self._options
        )
        asked = await self._ask_all("structure", questions, paragraph)
        answer = structure.merged(paragraph, [answer for answer, _, _ in asked])
        warnings = _warnings(asked)
        if len(questions) > 1:
            detail = f"read in {len(questions)} parts, between which no relation was looked for"
            warnings = (MapWarning(paragraph=paragraph, code="long-paragraph", detail=detail), *warnings)
        return Answered(answer=answer, usage=_usage(asked), warnings=warnings)

    async def links(self, draft: ArgumentMap) -> Answered[LinksAnswer]:
        """What links the paragraphs; one call, or one for each window of a very long article and one at the end.

        None for an article of one paragraph with one claim of the author's: there is nothing to ask.
        """
        known = links.answer_without_model(draft)
        if known is not None:
            return Answered(answer=known)
        asked = await self._ask_all("links", links.questions_of(draft))
        answers = [answer for answer, _, _ in asked]
        conclusion = next((answer.conclusion for answer in answers if answer.conclusion), None)
        last = links.conclusion_question(draft, answers)
        if last is not None:
            final = await self._ask_all("links", [last])
            conclusion = final[0][0].conclusion or conclusion
            asked = [*asked, *final]
        answer = links.merged(answers, conclusion)
        return Answered(answer=answer, usage=_usage(asked), warnings=_warnings(asked))

    async def issues(self, draft: ArgumentMap) -> Answered[IssuesAnswer]:
        """What the sides disagree about; this engine finds none yet."""
        return Answered(answer=IssuesAnswer())

    async def ask_all(self, asker: Asker, questions: Sequence[Question[T]]) -> list[_Asked[T]]:
        """The answers to another step's questions, at this run's cost: answer, usage, warnings of each."""
        return await self._all([asker.ask(item, self._caller, self._budget) for item in questions])

    def learn(self, spent: Usage) -> None:
        """Counts what the run has used so far, here and in other processes, against its budget."""
        self._budget.learn(spent)

    def cancel(self) -> None:
        """Ends this run: calls under way are broken off at once, and every question raises Cancelled from now on."""
        self._cancelled = True
        for task in self._tasks:
            task.cancel()

    async def aclose(self) -> None:
        """Closes the connections to the model server."""
        await self._chat.aclose()

    async def _ask_all(
        self, step: str, questions: Sequence[Question[T]], paragraph: int | None = None
    ) -> list[_Asked[T]]:
        asker = self._askers[step]
        return await self._all([asker.ask(item, self._caller, self._budget, paragraph) for item in questions])

    async def _all(self, work: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
        """The results of all of it, at once; the first failure, and a cancelled run, breaks off the rest."""
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


def _usage(asked: Sequence[_Asked[Any]]) -> Usage:
    return sum((used for _, used, _ in asked), Usage())


def _warnings(asked: Sequence[_Asked[Any]]) -> tuple[MapWarning, ...]:
    return tuple(warning for _, _, found in asked for warning in found)
