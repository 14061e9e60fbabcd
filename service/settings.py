"""All settings of argmap itself, read from the environment: prefix ARGMAP_, and the standard OPENAI_ names.

Other standard variables are read where they apply: OTEL_ names in `service/tracing`, the keys and
addresses of other providers in `engines/llm/model`, or by the providers' packages.
"""

from __future__ import annotations

import re
from functools import cache
from ipaddress import ip_network
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.reading.options import Limits

OTHER_PROVIDERS = ("anthropic", "google_genai", "mistralai", "ollama")
"""What `ARGMAP_MODEL=provider:name` may begin with; each reads its own environment variables."""


_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ORIGIN = re.compile(
    rf"(?:https://(?:{_LABEL}\.){{0,20}}{_LABEL}|https://\*\.(?:{_LABEL}\.){{1,20}}{_LABEL}"
    r"|http://(?:localhost|127\.0\.0\.1))(?::[0-9]{1,5})?"
)
"""`http` on this machine only, as anyone in between could forge such a page; `*.` below a domain, not below `com`."""


class Settings(BaseSettings):
    """Every field is documented in docs/settings.md; a test keeps the two in step."""

    model_config = SettingsConfigDict(
        env_prefix="ARGMAP_", extra="ignore", populate_by_name=True, frozen=True, env_ignore_empty=True
    )

    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    model: str = Field(default="gpt-5-mini", validation_alias=AliasChoices("ARGMAP_MODEL", "OPENAI_MODEL"))
    engine: Literal["auto", "offline", "llm"] = "auto"

    database_url: str = "sqlite:///var/argmap.db"
    api_keys: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    max_text: int = Field(default=1_000_000, gt=0, description="longest text, in code points")
    max_upload: int = Field(default=20_000_000, gt=0, description="largest request body, in bytes")

    trusted_user_header: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]{1,64}$")
    trusted_peers: str = Field(default="", description="addresses or networks whose header is believed")
    max_waiting_per_key: int | None = Field(default=None, gt=0, description="unfinished maps of one key")
    max_waiting: int | None = Field(default=20_000, gt=0, description="unfinished maps of all keys")
    max_kept_per_key: int | None = Field(default=None, gt=0, description="maps and debates that one key may keep")
    max_runs_per_key: int = Field(default=64, gt=0, description="maps of one key that are made at once")
    max_runs: int | None = Field(default=None, gt=0, description="maps that are made at once, of all keys")

    offered_models: str = Field(default="", description="other models that a request may ask for")
    llm_effort: Literal["none", "minimal", "low", "medium", "high"] | None = None
    llm_concurrency: int = Field(default=16, gt=0)
    llm_timeout: float = Field(default=120.0, gt=0, description="seconds for one model call")
    llm_max_calls: int | None = Field(default=None, gt=0)
    llm_max_tokens: int | None = Field(default=None, gt=0)
    llm_max_cost: float | None = Field(default=None, gt=0, description="US dollars for one run")
    llm_gists: bool = False
    llm_implicit: bool = False
    llm_brief: bool = Field(default=False, description="whether each map has its brief worded by the model")
    prices: dict[str, tuple[float, float]] = Field(
        default_factory=dict, description="dollars per million tokens of input and of output, by model"
    )

    webhook_receivers: str = Field(default="", description="inner addresses or networks that webhooks may lead to")
    frame_ancestors: str = Field(default="", description="origins whose pages may show maps in a frame")

    worker_id: str | None = None
    worker_concurrency: int = Field(default=2, gt=0, description="processes of the offline engine")
    offline_article_seconds: float = Field(default=300.0, gt=0, description="of the processor, for one article")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("model")
    @classmethod
    def _some_model(cls, value: str) -> str:
        if any(not name.strip() for name in value.split(",")):
            raise ValueError(f"{value!r} is no list of models, such as gpt-5-mini,anthropic:claude-haiku-5-5")
        return value

    @field_validator("trusted_peers", "webhook_receivers")
    @classmethod
    def _only_networks(cls, value: str) -> str:
        for peer in value.split(",") if value else ():
            ip_network(peer.strip(), strict=False)
        return value

    @model_validator(mode="after")
    def _header_of_somebody(self) -> Self:
        if self.trusted_user_header and not self.trusted_peers:
            raise ValueError("ARGMAP_TRUSTED_USER_HEADER needs ARGMAP_TRUSTED_PEERS: the addresses of the proxy")
        return self

    @field_validator("frame_ancestors")
    @classmethod
    def _only_origins(cls, value: str) -> str:
        """The value goes into a header: origins separated by spaces, and nothing else."""
        for origin in value.split():
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin such as https://example.org or https://*.example.org")
        return " ".join(value.split())

    @property
    def reading_limits(self) -> Limits:
        return Limits(max_code_points=self.max_text, max_bytes=self.max_upload)

    @property
    def models(self) -> tuple[str, ...]:
        """The first choice, and those to fall back on if it is overloaded."""
        return tuple(name for part in self.model.split(",") if (name := part.strip()))

    @property
    def askable_models(self) -> tuple[str, ...]:
        """The models that a request may name."""
        return (*self.models, *(name for part in self.offered_models.split(",") if (name := part.strip())))

    @property
    def llm_configured(self) -> bool:
        """Whether a key, a base URL or another provider's model enables the LLM engine."""
        named = self.models[0].partition(":")[0] in OTHER_PROVIDERS
        return named or self.openai_api_key is not None or self.openai_base_url is not None

    @property
    def default_engine(self) -> Literal["offline", "llm"]:
        if self.engine != "auto":
            return self.engine
        return "llm" if self.llm_configured else "offline"


@cache
def get_settings() -> Settings:
    """This process's settings, read once."""
    return Settings()
