"""What all runs on one model share: prompts, connections, stored calls, and the concurrency limit; how it is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from service.domain.document import Document
from service.domain.provenance import MapWarning, Usage
from service.engines.engine import StepFailed
from service.engines.llm.call_runner import (
    Budget,
    Caller,
    CallRunner,
    OnCall,
    Prices,
    Retries,
    SpendingLimits,
    told_of_choice,
)
from service.engines.llm.calls import CallStore, ChatRequest, Message, StoredCall
from service.engines.llm.decoding import Decoded, Question
from service.engines.llm.model import PARAMETERS, ChatModel, Effort
from service.engines.llm.numbering import shown
from service.engines.llm.prompts import Prompt, load_prompt, render_examples
from service.engines.llm.structure import Options
from service.errors import InputError
from service.settings import Settings

T = TypeVar("T")
_TRUNCATED = frozenset({"length", "max_tokens"})
_FILTERED = frozenset({"content_filter", "safety", "prohibited_content", "blocklist", "recitation", "spii"})
_SHOWN_ERRORS = 8
_WHY_AGAIN = {"truncated": "was too long and was cut off", "empty-answer": "was empty"}
VERSIONS: Mapping[str, str] = {
    "voices": "v2",
    "structure": "v3",
    "links": "v6",
    "issues": "v4",
    "references": "v1",
    "brief": "v2",
}
"""The prompt version of each step that is in use; `off` leaves `issues`, `references` or `brief` out."""
PROCEEDINGS: Mapping[str, str] = {"voices": "v3", "structure": "v5", "links": "v8", "issues": "v5", "references": "v2"}
"""Those in use for a document that says who has the word, is not in English, or is an institution's report: the others
know of none of these."""
OFF = "off"
JUDGE = "debate_same"
"""The step of debates, which is no step of a map: `LLMJudge` has its prompt."""
_MAY_BE_OFF = frozenset({"issues", "references", "brief"})
NO_LIMITS, PATIENT, NO_OPTIONS = SpendingLimits(), Retries(), Options()
AS_IN_USE: Mapping[str, str] = {}
NO_PRICES: Prices = {}
_CITATION = re.compile(
    r"§|\bU\. ?S\. ?C\.|\b\d+ (?:U\. ?S\.|F\. ?\d?d|S\. ?Ct\.)|\bC\.?F\.?R\b|\bFed\. ?Reg\b|\bStat\. \d"
    r"|\b(?:Pub\.? ?L\.|P\.L\.) ?\d"
    r"|\b(?:H\.R\.|H\.Res\.|S\.Res\.|S\.) ?\d{2,}|\b[A-Z]\w+ v\. [A-Z]|\b(?:supra|infra|ibid)\b|\bId\.,? at \d"
    r"|\b(?:CFR|GAO-\d|Docket No|Final Rule|Executive Order \d|E\.O\. ?\d|\d+th Congress)\b"
)
_LEAST, _PER_WORD = 3, 1 / 400
"""Citations in all, and for each word."""


@dataclass(frozen=True)
class Asker:
    """Asks the questions of one step. `examples`: the few-shot examples, rendered."""

    model: str
    prompt: Prompt
    examples: str
    parameters: Mapping[str, Any]

    async def ask(
        self, question: Question[T], call_runner: Caller, budget: Budget, paragraph: int | None = None
    ) -> tuple[T, Usage, tuple[MapWarning, ...]]:
        """The decoded answer, its cost, and its warnings.

        Raises StepFailed (refused, filtered, truncated, ...) or whatever `CallRunner` raises.
        """
        request = self._request(question)
        call, usage = await call_runner.call(request, budget)
        first, reason = _outcome(question, call, usage)
        if not first.errors:
            return first.answer, usage, (*told_of_choice(usage, paragraph), *first.warnings)
        again = replace(request, messages=_with_errors(request.messages, call, first))
        why = _WHY_AGAIN.get(reason, "could not be read")
        try:
            call, more = await call_runner.call(again, budget)
            usage = usage + more
            second, _ = _outcome(question, call, usage)
        except StepFailed as failure:
            if first.answer is None:
                raise
            usage = usage + (failure.usage if failure.reason not in {"refused", "filtered"} else Usage())
            second = first
        is_worse = first.answer is not None and len(second.errors) > len(first.errors)
        best = first if second.answer is None or is_worse else second
        if best.answer is None:
            raise StepFailed(
                f"{self.prompt.step}: asked twice, the answer could not be used: {'; '.join(best.errors[:3])}",
                reason=reason,
                usage=usage,
            )
        told = MapWarning(
            paragraph=paragraph, code="asked-again", detail=f"The model was asked twice: its first answer {why}."
        )
        return best.answer, usage, (told, *told_of_choice(usage, paragraph), *best.warnings)

    async def ask_once(self, question: Question[T], call_runner: Caller, budget: Budget) -> tuple[Decoded[T], Usage]:
        """The outcome of a single attempt, with its errors. Raises as `ask` does."""
        call, usage = await call_runner.call(self._request(question), budget)
        return _outcome(question, call, usage)[0], usage

    def _request(self, question: Question[Any]) -> ChatRequest:
        messages = self.prompt.messages(question.values(), self.examples)
        return ChatRequest(self.model, self.prompt.step, messages, question.schema(), dict(self.parameters))


def _outcome(question: Question[Any], call: StoredCall, usage: Usage) -> tuple[Any, str]:
    """What decoding made of the answer, and why it is of no use if it is of none.

    Raises StepFailed if the model or a filter refused: asking again would not help.
    """
    if call.refusal:
        raise StepFailed(f"the model refused: {shown(call.refusal)[:200]}", reason="refused", usage=usage)
    if call.finish_reason in _FILTERED:
        raise StepFailed("the provider's content filter stopped the answer", reason="filtered", usage=usage)
    if call.finish_reason in _TRUNCATED:
        return Decoded(None, (), ("The answer was too long and was cut off. Answer more briefly.",)), "truncated"
    if not call.raw.strip():
        return Decoded(None, (), ("The answer was empty.",)), "empty-answer"
    return question.decode(call.raw), "bad-answer"


def _with_errors(messages: tuple[Message, ...], call: StoredCall, outcome: Decoded[Any]) -> tuple[Message, ...]:
    errors = "\n".join(f"- {error}" for error in outcome.errors[:_SHOWN_ERRORS])
    wanted = f"Your answer could not be used:\n{errors}\nGive the whole answer again, corrected."
    return (*messages, Message("assistant", call.raw.strip()[:8000] or "{}"), Message("user", wanted))


class Chain:
    """One for each model, or list of models, and event loop; each run has an `LLMEngine` of its own on it.

    `model`: one, or the first choice and those to go on with where it is overloaded. `effort`: how much they reason;
    None for the least that each takes. `calls`: where finished calls are kept. `limits`: of each run. `timeout`:
    seconds for one attempt of a call. `prices`: of those models that have one.

    `options`: whether the model is asked for words of its own (implicit premises, gists).
    `versions`: other prompt versions than those in use, by step.

    `on_call`: called with each question and its finished call.
    """

    def __init__(
        self,
        *,
        model: str | Sequence[str],
        calls: CallStore,
        base_url: str | None = None,
        api_key: str | None = None,
        limits: SpendingLimits = NO_LIMITS,
        concurrency: int = 16,
        timeout: float = 120.0,
        retries: Retries = PATIENT,
        prices: Prices = NO_PRICES,
        options: Options = NO_OPTIONS,
        versions: Mapping[str, str] = AS_IN_USE,
        max_output_tokens: int = 16_000,
        on_call: OnCall | None = None,
        effort: Effort | None = None,
    ) -> None:
        models = [model] if isinstance(model, str) else list(model)
        if limits.cost is not None and (unknown := [name for name in models if name not in prices]):
            raise InputError(
                f"a cost limit is set, but the price of {unknown[0]} is unknown",
                hint="add it to ARGMAP_PRICES, or unset ARGMAP_LLM_MAX_COST",
            )
        self.model = models[0]
        self.limits = limits
        self.options = options
        self.judge_version = versions.get(JUDGE)
        """The version chosen for debates; None for the one in use."""
        self.askers = _askers(self.model, {**VERSIONS, **versions})
        unchosen = {step: version for step, version in PROCEEDINGS.items() if step not in versions}
        self._of_proceedings = self.askers | _askers(self.model, unchosen)
        chats = [
            ChatModel(
                name,
                base_url=base_url,
                api_key=api_key,
                timeout=timeout,
                connections=concurrency,
                max_output_tokens=max_output_tokens,
                effort=effort,
            )
            for name in models
        ]
        self.call_runner = CallRunner(chats, calls, prices, retries, concurrency, on_call)

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        calls: CallStore,
        on_call: OnCall | None = None,
        versions: Mapping[str, str] = AS_IN_USE,
    ) -> Chain:
        """The chain that the settings describe. Raises InputError if they are inconsistent."""
        key = settings.openai_api_key
        return cls(
            model=settings.models,
            calls=calls,
            base_url=settings.openai_base_url,
            api_key=key.get_secret_value() if key else None,
            limits=SpendingLimits(settings.llm_max_calls, settings.llm_max_tokens, settings.llm_max_cost),
            concurrency=settings.llm_concurrency,
            timeout=settings.llm_timeout,
            prices=settings.prices,
            options=Options(settings.llm_gists, settings.llm_implicit),
            versions=versions,
            on_call=on_call,
            effort=settings.llm_effort,
        )

    @property
    def prompts(self) -> dict[str, str]:
        """Step name -> `VERSION:SHA256` of the prompt that asks about an article."""
        return {step: asker.prompt.name for step, asker in self.askers.items()}

    @property
    def prompts_of_proceedings(self) -> dict[str, str]:
        """The same for documents with turns or in another language than English."""
        return {step: asker.prompt.name for step, asker in self._of_proceedings.items()}

    def askers_for(self, document: Document) -> Mapping[str, Asker]:
        """The askers for this document, by step; an explicitly chosen version is used for every document."""
        plain = not document.turns and document.language == "en" and not is_report(document)
        return self.askers if plain else self._of_proceedings

    async def aclose(self) -> None:
        """Closes the connections to the model server."""
        for chat in self.call_runner.models:
            await chat.aclose()


def check_prompts(versions: Mapping[str, str]) -> None:
    """Raises InputError for an unknown step or version."""
    _askers("", versions)


def _askers(model: str, versions: Mapping[str, str]) -> dict[str, Asker]:
    """An asker for each step in use; raises InputError for an unknown step or version."""
    askers: dict[str, Asker] = {}
    for step, version in versions.items():
        if version == OFF and step in _MAY_BE_OFF:
            continue
        try:
            prompt = load_prompt(step, version)
        except FileNotFoundError as error:
            raise InputError(
                f"there is no prompt {step}={version}",
                hint="available prompts are prompts/STEP/VERSION.md",
            ) from error
        if step != JUDGE:
            askers[step] = Asker(model, prompt, render_examples(prompt), PARAMETERS)
    return askers


def is_report(document: Document) -> bool:
    """Whether a document repeatedly cites statutes, cases or rules, as institutions do."""
    cited = sum(1 for _ in _CITATION.finditer(document.text))
    return cited >= _LEAST and cited >= _PER_WORD * len(document.text.split())
