"""One call to a chat model through LangChain, with the raw answer, its usage and the reason for its end kept.

The only module, with `providers`, that knows LangChain, which is imported with the first call (it takes a second and
90 MiB). Nothing is retried here: an attempt answers or fails, and a failure is one of `failures`.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.engines.llm.calls import ChatRequest
from service.engines.llm.dialect import Dialect
from service.engines.llm.failures import CallFailed, OutOfDate, RateLimited, Rejected, Transient, Unreachable
from service.engines.llm.freshness import check_before_body, check_freshness
from service.engines.llm.providers import provider_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

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


@dataclass(frozen=True)
class Reply:
    """A model's raw answer, with tokens as counted by the server; cached tokens are part of the input, those for hidden
    reasoning part of the output.
    """

    raw: str
    finish_reason: str
    refusal: str | None
    input_tokens: int
    cached_input_tokens: int
    cache_written_tokens: int
    output_tokens: int
    reasoning_tokens: int
    served_by: str | None


class ChatModel:
    """A model behind an endpoint. `timeout`: seconds for a whole call, no matter how slowly the answer trickles in."""

    def __init__(
        self, model: str, *, base_url: str | None, api_key: str | None, timeout: float, connections: int
    ) -> None:
        self._provider, self._name = provider_of(model)
        self.base_url = base_url
        self._api_key = api_key
        self._timeout = timeout
        self._connections = connections
        self._chat: BaseChatModel | None = None
        self._closing: Any = None
        self._connecting = asyncio.Lock()

    async def ask(self, request: ChatRequest, dialect: Dialect, max_output_tokens: int) -> Reply:
        """One attempt. Raises CallFailed (see `failures`); a cancelled task closes its connection at once."""
        chat = self._chat or await self._connected()
        asked = dialect.messages(request)
        messages: list[tuple[str, Any]] = [(message.role, message.content) for message in asked]
        body = dialect.body(request, max_output_tokens)
        options: dict[str, Any] = {"extra_body": body}
        if self._provider is not None:
            messages = self._provider.messages(asked)
            named = {**body, "model": self._name}
            options = self._provider.options(named, sum(len(message.content) for message in asked))
        check_freshness()
        bound = chat.bind(**options)
        try:
            async with asyncio.timeout(self._timeout):
                answer = await bound.ainvoke(messages)
        except TimeoutError as error:
            raise Transient(f"no answer within {self._timeout:g} s", reason="timeout") from error
        except Exception as error:
            raise failure_of(error, self._provider.key if self._provider else "OPENAI_API_KEY") from error
        return _reply(answer)

    async def _connected(self) -> BaseChatModel:
        async with self._connecting:
            if self._chat is None:
                self._chat = await asyncio.to_thread(self._connect)
            return self._chat

    def _connect(self) -> BaseChatModel:
        if self._provider is not None:
            return self._provider.connect(self._name, self._timeout)
        httpx = importlib.import_module("httpx2")
        openai_chat = importlib.import_module("langchain_openai").ChatOpenAI
        limits = httpx.Limits(max_connections=self._connections, max_keepalive_connections=self._connections)
        hooks = {"request": [check_before_body]}
        self._closing = httpx.AsyncClient(
            limits=limits, timeout=self._timeout, follow_redirects=True, event_hooks=hooks
        )
        chat: BaseChatModel = openai_chat(
            model=self._name,
            base_url=self.base_url,
            api_key=self._api_key or "none",
            timeout=self._timeout,
            max_retries=0,
            use_responses_api=False,
            http_async_client=self._closing,
        )
        return chat

    async def aclose(self) -> None:
        """Closes the connections; the next call opens new ones."""
        client, self._closing, self._chat = self._closing, None, None
        if client is not None:
            await client.aclose()


def _reply(answer: AIMessage) -> Reply:
    usage: Mapping[str, Any] = answer.usage_metadata or {}
    meta = answer.response_metadata
    details: Mapping[str, Any] = usage.get("input_token_details") or {}
    named = (meta.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
    reason = next((str(name).lower() for name in named if name), "stop")
    return Reply(
        raw=str(answer.text),
        finish_reason=reason,
        refusal=answer.additional_kwargs.get("refusal") or (_REFUSED if reason == "refusal" else None),
        input_tokens=usage.get("input_tokens", 0),
        cached_input_tokens=details.get("cache_read") or 0,
        cache_written_tokens=details.get("cache_creation") or details.get("ephemeral_5m_input_tokens") or 0,
        output_tokens=usage.get("output_tokens", 0),
        reasoning_tokens=(usage.get("output_token_details") or {}).get("reasoning") or 0,
        served_by=meta.get("model_name") or meta.get("model"),
    )


def failure_of(error: Exception, key: str | None = "OPENAI_API_KEY") -> CallFailed:
    """Translates an exception of the client. Duck-typed, since each LangChain provider has exceptions of its own.

    `key`: the variable with the provider's API key, named in the message if it is rejected or missing.
    """
    out_of_date = next((cause for cause in _causes(error) if isinstance(cause, OutOfDate)), None)
    if out_of_date is not None:
        return out_of_date
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
        return RateLimited(said, retry_after=_retry_after(error))
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
