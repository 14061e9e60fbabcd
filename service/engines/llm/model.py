"""One request to a chat model through LangChain, which is imported with the first one (it takes a second and 90 MiB).

`ARGMAP_MODEL=anthropic:NAME` names a provider with a protocol of its own; any other name is a model behind OpenAI's
protocol. An attempt answers, or fails with one of these:

CallFailed
├── Transient        worth another try: 429, 5xx, a reset or silent connection, an answer that is no chat completion
├── Rejected         a 4xx that another try will not change
└── Unreachable      wrong key, wrong address, no credit, no server: every other call would fail as well
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import structlog

from service.engines.llm.calls import ChatRequest, StoredCall

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

Effort = Literal["none", "minimal", "low", "medium", "high"]
PARAMETERS: Mapping[str, Any] = {"temperature": 0}
_log = structlog.get_logger(__name__)
_QUOTA_CODES = ("insufficient_quota", "billing", "credit", "payment")
_REFUSED = "the model declined to answer"
_TOO_LONG = (
    "context_length",
    "context length",
    "maximum context",
    "context size",
    "context window",
    "too many tokens",
    "prompt is too long",
    "maximum number of tokens",
)
_OLLAMA_CONTEXT = 32_768
"""Tokens that a local server keeps room for; it cuts off what is longer, in silence."""
_GOOGLE_TOKENS = {"none": 0, "minimal": 512, "low": 1_024, "medium": 8_192, "high": 24_576}
"""The budgets by which models before Gemini 3 are told how much to reason."""
_LEAST_EFFORT: tuple[tuple[str, Effort | None, bool], ...] = (
    (r"gpt-5[.\d]*-chat.*", None, True),
    (r"gpt-[5-9][.\d]*-pro.*", "high", False),
    (r"gpt-[5-9][.\d]*-codex.*|gpt-6\.1-sol.*|o[134](-mini)?(-\d{4}.*)?", "low", False),
    (r"gpt-5(-mini|-nano)?(-\d{4}.*)?", "minimal", False),
    (r"gpt-(5\.\d|[6-9]).*", "none", True),
    (r"anthropic:claude-(opus-5|sonnet-5|haiku-5-5)", "none", False),
    (r"anthropic:claude-(opus-5-5|sonnet-5-5|fable|mythos).*", "low", False),
    (r"google_genai:gemini-2\.5-flash.*", "none", True),
    (r"google_genai:gemini-3(\.\d)?-pro.*|google_genai:gemini-3\.[78]-flash.*", "low", True),
    (r"google_genai:gemini-(2\.5-pro|3(\.\d)?-flash).*", "minimal", True),
    (r"ollama:gpt-oss.*", "low", True),
    (r"ollama:(qwen3|deepseek-r1|deepseek-v3|magistral).*", "none", True),
)
"""Families of models, the least that they reason, and whether they then take a temperature; from the providers' model
pages, as of 2026-11-30."""
_RUNGS = (("strict", True), ("bare", True), ("bare", False), ("words", True), ("words", False))
"""How the schema is sent, and whether temperature and effort are, for servers that refuse what comes first: `bare` is
without patterns and limits, `words` stands in the prompt only."""
_REFUSABLE = frozenset({"pattern", "maxItems", "minItems", "maxLength"})


class CallFailed(Exception):
    """`reason`: a short code for warnings and StepFailed; the message says what the server did."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason


class Transient(CallFailed):
    """`retry_after`: seconds to wait, where the server says so."""

    retry_after: float | None = None


class Rejected(CallFailed):
    pass


class Unreachable(CallFailed):
    def __init__(self, message: str, *, reason: str, hint: str) -> None:
        super().__init__(message, reason=reason)
        self.hint = hint


@dataclass(frozen=True)
class Provider:
    """A package of LangChain's. `extra`: of argmap, which installs it; `keys`: the variables that may hold its key.

    `arguments`: of its client, from the model's name, the timeout and the effort.
    """

    module: str
    extra: str
    keys: tuple[str, ...]
    arguments: Callable[[str, float, Effort | None], dict[str, Any]]


def _anthropic(_: str, timeout: float, effort: Effort | None) -> dict[str, Any]:
    reasoning: dict[str, Any] = {}
    if effort == "none":
        reasoning = {"thinking": {"type": "disabled"}}
    elif effort is not None:
        reasoning = {"thinking": {"type": "adaptive"}, "effort": "low" if effort == "minimal" else effort}
    return {"timeout": timeout, "max_retries": 0, **reasoning}


def _google(name: str, timeout: float, effort: Effort | None) -> dict[str, Any]:
    reasoning: dict[str, Any] = {}
    if effort is not None:
        by_budget = effort == "none" or name.startswith("gemini-2")
        reasoning = {"thinking_budget": _GOOGLE_TOKENS[effort]} if by_budget else {"thinking_level": effort}
    return {"timeout": timeout, "max_retries": 1, **reasoning}


def _mistral(_: str, timeout: float, effort: Effort | None) -> dict[str, Any]:
    reasoning = {"reasoning_effort": "none" if effort == "none" else "high"} if effort is not None else {}
    return {"timeout": math.ceil(timeout), "max_retries": 1, "model_kwargs": reasoning}


def _ollama(name: str, timeout: float, effort: Effort | None) -> dict[str, Any]:
    by_name = effort if name.startswith("gpt-oss") else effort != "none"
    reasoning = {"reasoning": by_name} if effort is not None else {}
    return {"client_kwargs": {"timeout": timeout}, "num_ctx": _OLLAMA_CONTEXT, **reasoning}


PROVIDERS: Mapping[str, Provider] = {
    "anthropic": Provider("langchain_anthropic", "anthropic", ("ANTHROPIC_API_KEY",), _anthropic),
    "google_genai": Provider("langchain_google_genai", "google", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), _google),
    "mistralai": Provider("langchain_mistralai", "mistral", ("MISTRAL_API_KEY",), _mistral),
    "ollama": Provider("langchain_ollama", "ollama", (), _ollama),
}


def provider_of(model: str) -> tuple[str | None, str]:
    """Provider and name of `provider:name`; no provider if the prefix is not one (`qwen2.5:7b` is a plain name)."""
    prefix, colon, name = model.partition(":")
    return (prefix, name) if colon and name and prefix in PROVIDERS else (None, model)


def effort_for(model: str, wanted: Effort | None) -> tuple[Effort | None, bool]:
    """The effort to send, by default the least that a known family takes, and whether a temperature goes with it."""
    for names, least, with_temperature in _LEAST_EFFORT:
        if re.fullmatch(names, model):
            return wanted or least, with_temperature and (wanted in (None, least) or not model.startswith("gpt"))
    return wanted, True


class ChatModel:
    """A model behind an endpoint. `timeout`: seconds for a whole request, no matter how slowly the answer trickles in.

    `effort`: how much it reasons; None for the least that it takes.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        timeout: float = 120.0,
        connections: int = 16,
        max_output_tokens: int = 16_000,
        effort: Effort | None = None,
    ) -> None:
        self.model = model
        self.effort, self._with_temperature = effort_for(model, effort)
        self._provider, self._name = provider_of(model)
        self._base_url = None if self._provider else base_url
        self._api_key = api_key
        self._timeout = timeout
        self._connections = connections
        self._most = max_output_tokens
        self._chats: dict[bool, Any] = {}
        self._closing: Any = None
        self._connecting = asyncio.Lock()
        self._rung = 0
        self._proven = False

    async def ask(self, request: ChatRequest) -> StoredCall:
        """One attempt, or one for each thing that the server refuses. Raises CallFailed; a cancelled task closes its
        connection at once.
        """
        while True:
            rung = self._rung
            try:
                reply = await self._ask(request, *_RUNGS[rung])
            except Rejected as failure:
                if failure.reason != "bad-request" or self._proven or rung + 1 == len(_RUNGS):
                    raise
                _log.info("model.plainer", model=self.model, detail=failure.message[:200])
                self._rung = max(self._rung, rung + 1)
            else:
                self._proven = True
                return reply

    async def _ask(self, request: ChatRequest, form: str, with_options: bool) -> StoredCall:
        chat = await self._connected(with_options)
        messages: list[tuple[str, Any]] = [(message.role, message.content) for message in request.messages]
        if form == "words":
            schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
            told = "Answer with nothing but one JSON object that satisfies this JSON schema:"
            messages[0] = (messages[0][0], f"{messages[0][1]}\n\n{told}\n{schema}")
        if self._provider == "anthropic" and messages[0][0] == "system":  # it caches only what is marked
            marked = {"type": "text", "text": messages[0][1], "cache_control": {"type": "ephemeral"}}
            messages[0] = ("system", [marked])
        if form != "words":
            chat = self._structured(chat, request.step, request.schema if form == "strict" else _bare(request.schema))
        try:
            async with asyncio.timeout(self._timeout):
                answer = await chat.ainvoke(messages)
        except TimeoutError as error:
            raise Transient(f"no answer within {self._timeout:g} s", reason="timeout") from error
        except Exception as error:
            raise failure_of(error, self._key) from error
        return _finished(request, self.model, answer["raw"] if isinstance(answer, dict) else answer)

    def _structured(self, chat: Any, step: str, schema: Mapping[str, Any]) -> Any:
        if self._provider is not None:
            return chat.with_structured_output({"title": step, **schema}, method="json_schema", include_raw=True)
        # with_structured_output() of ChatOpenAI raises on a truncated answer, whose text is to be kept
        return chat.bind(extra_body={"response_format": _response_format(step, schema)})

    @property
    def _key(self) -> str | None:
        """The variable with the provider's API key."""
        return next(iter(PROVIDERS[self._provider].keys), None) if self._provider else "OPENAI_API_KEY"

    async def _connected(self, with_options: bool) -> Any:
        async with self._connecting:
            if with_options not in self._chats:
                self._chats[with_options] = await asyncio.to_thread(self._connect, with_options)
            return self._chats[with_options]

    def _connect(self, with_options: bool) -> Any:
        """LangChain's client, its own retries off. Raises Unreachable if its package or key is missing."""
        effort = self.effort if with_options else None
        extra = PARAMETERS if with_options and self._with_temperature else {}
        if self._provider is None:
            arguments = self._openai_arguments(effort)
        else:
            provider = PROVIDERS[self._provider]
            if importlib.util.find_spec(provider.module) is None:
                message = f"the provider of {self._name!r} needs the package {provider.module.replace('_', '-')}"
                hint = f"pip install 'argmap[{provider.extra}]'"
                raise Unreachable(message, reason="missing-package", hint=hint)
            if provider.keys and not any(map(os.environ.get, provider.keys)):
                raise Unreachable(f"{self._key} is not set", reason="not-authorised", hint=f"set {self._key}")
            arguments = provider.arguments(self._name, self._timeout, effort)
        limit = {"num_predict" if self._provider == "ollama" else "max_tokens": self._most}
        build = importlib.import_module("langchain.chat_models").init_chat_model
        try:
            return build(self._name, model_provider=self._provider or "openai", **limit, **arguments, **extra)
        except ValueError as error:
            hint = f"set {self._key}" if self._key else "check the model's name"
            message = f"{self.model} cannot be used: {str(error)[:200]}"
            raise Unreachable(message, reason="not-authorised", hint=hint) from error

    def _openai_arguments(self, effort: Effort | None) -> dict[str, Any]:
        httpx = importlib.import_module("httpx2")
        limits = httpx.Limits(max_connections=self._connections, max_keepalive_connections=self._connections)
        self._closing = self._closing or httpx.AsyncClient(limits=limits, timeout=self._timeout, follow_redirects=True)
        return {
            "base_url": self._base_url,
            "api_key": self._api_key or "none",
            "timeout": self._timeout,
            "max_retries": 0,
            "use_responses_api": False,
            "http_async_client": self._closing,
            **({"reasoning_effort": effort} if effort else {}),
        }

    async def aclose(self) -> None:
        """Closes the connections; the next call opens new ones."""
        client, self._closing, self._chats = self._closing, None, {}
        if client is not None:
            await client.aclose()


def openai_body(request: ChatRequest, most_tokens: int) -> dict[str, Any]:
    """The request as a line of a batch has it."""
    with_temperature = effort_for(request.model, None)[1]
    return {
        "model": request.model,
        "messages": [{"role": item.role, "content": item.content} for item in request.messages],
        "max_completion_tokens": most_tokens,
        "response_format": _response_format(request.step, request.schema),
        **(PARAMETERS if with_temperature else {}),
        **({"reasoning_effort": request.effort} if request.effort else {}),
    }


def _response_format(step: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": step, "strict": True, "schema": schema}}


def _bare(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {key: _bare(value) for key, value in schema.items() if key not in _REFUSABLE}
    return [_bare(item) for item in schema] if isinstance(schema, list) else schema


def _finished(request: ChatRequest, model: str, answer: AIMessage) -> StoredCall:
    usage: Mapping[str, Any] = answer.usage_metadata or {}
    meta = answer.response_metadata
    named = (meta.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
    reason = next((str(name).lower() for name in named if name), "stop")
    return StoredCall(
        key=request.key,
        step=request.step,
        model=model,
        raw=str(answer.text),
        finish_reason=reason,
        refusal=answer.additional_kwargs.get("refusal") or (_REFUSED if reason == "refusal" else None),
        input_tokens=usage.get("input_tokens", 0),
        cached_input_tokens=(usage.get("input_token_details") or {}).get("cache_read") or 0,
        output_tokens=usage.get("output_tokens", 0),
        reasoning_tokens=(usage.get("output_token_details") or {}).get("reasoning") or 0,
        served_by=meta.get("model_name") or meta.get("model"),
    )


def failure_of(error: Exception, key: str | None = "OPENAI_API_KEY") -> CallFailed:
    """Translates an exception of the client. Duck-typed, since each LangChain provider has exceptions of its own.

    `key`: the variable with the provider's API key, named in the message if it is rejected or missing.
    """
    status = next((found for cause in _causes(error) if (found := _status_of(cause)) is not None), None)
    if status is not None:
        return _status_failure(status, error, key)
    kinds = {kind.__name__ for cause in _causes(error) for kind in type(cause).__mro__}
    if any("Authentication" in kind for kind in kinds) or "authentication failed" in str(error).casefold():
        return Unreachable(str(error)[:300], reason="not-authorised", hint=f"check {key}")
    if "ConnectError" in kinds or "ConnectTimeout" in kinds:
        return Transient("no connection to the model server", reason="no-connection")
    if any("Timeout" in kind for kind in kinds):
        return Transient("the model server did not answer in time", reason="timeout")
    if "APIConnectionError" in kinds or "TransportError" in kinds:
        return Transient("the connection to the model server broke off", reason="connection-reset")
    if isinstance(error, IndexError):
        return Transient("the answer contains no choice", reason="empty-answer")
    if isinstance(error, ValueError | AttributeError | TypeError | KeyError):
        return Transient(f"the answer is not a chat completion: {str(error)[:200]}", reason="not-a-completion")
    return Transient(f"{type(error).__name__}: {str(error)[:200]}", reason="server-error")


def _status_of(error: BaseException) -> int | None:
    """The HTTP status that an exception carries, wherever its package keeps it."""
    places = (error, getattr(error, "response", None))
    found = [getattr(place, name, None) for place in places for name in ("status_code", "code")]
    return next((status for status in found if isinstance(status, int) and 400 <= status < 600), None)


def _status_failure(status: int, error: Exception, key: str | None) -> CallFailed:
    said = f"HTTP {status}: {_words_of(error)}"
    code = f"{getattr(error, 'code', None) or ''} {getattr(error, 'type', None) or ''} {said}".casefold()
    if status == 402 or (status == 429 and any(word in code for word in _QUOTA_CODES)):
        hint = "add credit at the provider, or use another key; what is finished is kept"
        return Unreachable(said, reason="quota-spent", hint=hint)
    if status == 429:
        limited = Transient(said, reason="rate-limited")
        limited.retry_after = _retry_after(error)
        return limited
    if status in {401, 403}:
        return Unreachable(said, reason="not-authorised", hint=f"check {key}" if key else "check the server's rights")
    if status == 404:
        return Unreachable(
            said,
            reason="not-found",
            hint="check ARGMAP_MODEL and the server's address (OPENAI_BASE_URL usually ends in /v1)",
        )
    if status in {408, 409, 425} or status >= 500:
        return Transient(said, reason="server-error")
    if status == 413 or any(word in code for word in _TOO_LONG):
        return Rejected(said, reason="too-long")
    if "content_filter" in code or "content management policy" in code:
        return Rejected(said, reason="filtered")
    return Rejected(said, reason="bad-request")


def _words_of(error: Exception) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, Mapping):
        return str(body.get("message") or body)[:300]
    return str(error)[:300]


def _retry_after(error: Exception) -> float | None:
    responses = (getattr(cause, "response", None) for cause in _causes(error))
    headers: Mapping[str, str] = next(
        (found for response in responses if (found := getattr(response, "headers", None))), {}
    )
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except (TypeError, ValueError):
        return None


def _causes(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
