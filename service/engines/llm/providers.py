"""Servers that do not speak OpenAI's protocol: LangChain's package for each, and how a request is put for it.

`ARGMAP_MODEL=anthropic:NAME`. Keys and addresses are the provider's own environment variables, which its package reads.
Listed is what is tested against a server that speaks the provider's protocol; most others offer an OpenAI-compatible
address as well.
"""

from __future__ import annotations

import importlib
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.engines.llm.failures import Unreachable
from service.engines.llm.prompts import Message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Body = Mapping[str, Any]
_OLLAMA_CONTEXT = 16_384
"""Tokens that a local server keeps room for at least; it cuts off what is longer, in silence."""
_CHARACTERS_A_TOKEN = 3
_GOOGLE_TOKENS = {"none": 0, "minimal": 512, "low": 1_024, "medium": 8_192, "high": 24_576}
"""The budgets by which models before Gemini 3 are told how much to reason."""


@dataclass(frozen=True)
class Provider:
    """`module`: of LangChain; `extra`: of argmap, which installs it; `key`: the variable that holds its key, if any.

    `arguments`: of the module's `model`, by the time-out; `options`: from a request's body as OpenAI wants it, with the
    model's name, and the length of its messages to what this client takes. `caches_marked`: whether only a marked
    prefix is cached.
    """

    module: str
    model: str
    extra: str
    key: str | None
    arguments: Callable[[float], dict[str, Any]]
    options: Callable[[Body, int], dict[str, Any]]
    caches_marked: bool = False
    other_keys: tuple[str, ...] = ()

    def connect(self, name: str, timeout: float) -> BaseChatModel:
        """The provider's client, with its own retries disabled. Raises Unreachable if its package or key is missing."""
        try:
            client = getattr(importlib.import_module(self.module), self.model)
        except ImportError as error:
            raise Unreachable(
                f"the provider of {name!r} needs the package {self.module.replace('_', '-')}",
                reason="missing-package",
                hint=f"pip install 'argmap[{self.extra}]'",
            ) from error
        if self.key is not None and not any(os.environ.get(name) for name in (self.key, *self.other_keys)):
            raise Unreachable(f"{self.key} is not set", reason="not-authorised", hint=f"set {self.key}")
        try:
            chat: BaseChatModel = client(model=name, **self.arguments(timeout))
        except ValueError as error:
            hint = f"set {self.key}" if self.key else "check the model's name"
            raise Unreachable(
                f"{self.model} cannot be used: {str(error)[:200]}", reason="not-authorised", hint=hint
            ) from error
        return chat

    def messages(self, messages: Sequence[Message]) -> list[tuple[str, Any]]:
        """The messages in LangChain's form; the stable prefix is marked if the provider caches only what is marked."""
        plain: list[tuple[str, Any]] = [(message.role, message.content) for message in messages]
        if self.caches_marked and plain and plain[0][0] == "system":
            block = {"type": "text", "text": plain[0][1], "cache_control": {"type": "ephemeral"}}
            plain[0] = ("system", [block])
        return plain


def provider_of(model: str) -> tuple[Provider | None, str]:
    """Provider and name of `provider:name`; no provider if the prefix is not one (`qwen2.5:7b` is a plain name)."""
    prefix, colon, name = model.partition(":")
    provider = PROVIDERS.get(prefix) if colon and name else None
    return (provider, name) if provider is not None else (None, model)


def _schema(body: Body) -> Mapping[str, Any] | None:
    """The JSON schema of the answer; None in a mode that has none."""
    wanted = body.get("response_format") or {}
    return wanted["json_schema"]["schema"] if wanted.get("type") == "json_schema" else None


def _plain(body: Body, limit: str) -> dict[str, Any]:
    """Temperature, and the limit of output under the provider's name for it."""
    options = {"temperature": body["temperature"]} if "temperature" in body else {}
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    return options | ({limit: most} if most else {})


def _anthropic(body: Body, _: int) -> dict[str, Any]:
    schema, effort = _schema(body), body.get("reasoning_effort")
    output: dict[str, Any] = {"format": {"type": "json_schema", "schema": schema}} if schema else {}
    thinking: dict[str, Any] = {}
    if effort == "none":
        thinking = {"thinking": {"type": "disabled"}}
    elif effort is not None:
        thinking = {"thinking": {"type": "adaptive"}}
        output["effort"] = "low" if effort == "minimal" else effort
    return _plain(body, "max_tokens") | thinking | ({"output_config": output} if output else {})


def _google(body: Body, _: int) -> dict[str, Any]:
    schema = _schema(body)
    form: dict[str, Any] = {"response_mime_type": "application/json"} if body.get("response_format") else {}
    effort, thinking = body.get("reasoning_effort"), dict[str, Any]()
    if effort is not None:
        by_budget = effort == "none" or body["model"].startswith("gemini-2")
        thinking = {"thinking_budget": _GOOGLE_TOKENS[effort]} if by_budget else {"thinking_level": effort}
    return _plain(body, "max_output_tokens") | form | thinking | ({"response_json_schema": schema} if schema else {})


def _mistral(body: Body, _: int) -> dict[str, Any]:
    form = {"response_format": body["response_format"]} if body.get("response_format") else {}
    effort = body.get("reasoning_effort")
    thinking = {"reasoning_effort": "none" if effort == "none" else "high"} if effort is not None else {}
    return _plain(body, "max_tokens") | form | thinking


def _ollama(body: Body, characters: int) -> dict[str, Any]:
    options = _plain(body, "num_predict")
    needed = characters // _CHARACTERS_A_TOKEN + _OLLAMA_CONTEXT // 4
    options["num_ctx"] = max(_OLLAMA_CONTEXT, 1 << (needed - 1).bit_length())
    options["num_predict"] = min(options.get("num_predict", options["num_ctx"]), options["num_ctx"])
    form = {"format": _schema(body) or "json"} if body.get("response_format") else {}
    effort = body.get("reasoning_effort")
    by_name = effort if str(body["model"]).startswith("gpt-oss") else effort != "none"
    return {"options": options, **form, **({"reasoning": by_name} if effort is not None else {})}


PROVIDERS: Mapping[str, Provider] = {
    "anthropic": Provider(
        module="langchain_anthropic",
        model="ChatAnthropic",
        extra="anthropic",
        key="ANTHROPIC_API_KEY",
        arguments=lambda timeout: {"timeout": timeout, "max_retries": 0},
        options=_anthropic,
        caches_marked=True,
    ),
    "google_genai": Provider(
        module="langchain_google_genai",
        model="ChatGoogleGenerativeAI",
        extra="google",
        key="GOOGLE_API_KEY",
        other_keys=("GEMINI_API_KEY",),
        arguments=lambda timeout: {"timeout": timeout, "max_retries": 1},
        options=_google,
    ),
    "mistralai": Provider(
        module="langchain_mistralai",
        model="ChatMistralAI",
        extra="mistral",
        key="MISTRAL_API_KEY",
        arguments=lambda timeout: {"timeout": math.ceil(timeout), "max_retries": 1},
        options=_mistral,
    ),
    "ollama": Provider(
        module="langchain_ollama",
        model="ChatOllama",
        extra="ollama",
        key=None,
        arguments=lambda timeout: {"client_kwargs": {"timeout": timeout}},
        options=_ollama,
    ),
}
