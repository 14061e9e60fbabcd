"""What a model's tokens cost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from service.errors import InputError


class Price(BaseModel):
    """US dollars per million tokens; `cached_input` is the price of input that the provider had cached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)


@dataclass(frozen=True)
class Prices:
    """Prices by model name."""

    by_model: dict[str, Price]

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached_input_tokens: int = 0) -> float | None:
        """US dollars; null where the model's price is not known. Cached tokens are part of the input tokens."""
        price = self.by_model.get(model)
        if price is None:
            return None
        cached = min(cached_input_tokens, input_tokens)
        cached_price = price.input if price.cached_input is None else price.cached_input
        return ((input_tokens - cached) * price.input + cached * cached_price + output_tokens * price.output) / 1e6


def load_prices(own: Path | None = None) -> Prices:
    """The table that ships, with the entries of the user's own file before it. InputError where that is no table."""
    tables = [Path(__file__).with_name("prices.yaml"), *([own] if own else [])]
    by_model: dict[str, Price] = {}
    for path in tables:
        try:
            listed = yaml.safe_load(path.read_text("utf-8")) or {}
            by_model |= TypeAdapter(dict[str, Price]).validate_python(listed)
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise InputError(
                f"{path.name}: no table of prices: {str(error)[:200]}",
                hint="one entry a model: `name: {input: 0.25, output: 2.0}`, US dollars per million tokens",
            ) from error
    return Prices(by_model)
