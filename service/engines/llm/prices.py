"""What a model's tokens cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from service.domain.schema_faults import reason_of
from service.errors import InputError

_DATED = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")


class Price(BaseModel):
    """US dollars per million tokens; `cached_input`: of input read from the provider's cache, `cache_write`: of input
    that is written into it, where that costs more than plain input.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)
    cache_write: float | None = Field(default=None, ge=0)

    def of(self, input_tokens: int, output_tokens: int, cached: int = 0, written: int = 0) -> float:
        """US dollars. What was read from the cache, and what was written into it, are parts of the input."""
        cached = min(cached, input_tokens)
        written = min(written, input_tokens - cached)
        read_price = self.input if self.cached_input is None else self.cached_input
        write_price = self.input if self.cache_write is None else self.cache_write
        plain = (input_tokens - cached - written) * self.input
        return (plain + cached * read_price + written * write_price + output_tokens * self.output) / 1e6


@dataclass(frozen=True)
class Prices:
    """Prices by model name; `checked`: the day on which those that ship were looked up."""

    by_model: dict[str, Price]
    checked: str | None = None

    def of(self, model: str) -> Price | None:
        """The price of a model, also for names that end in a date; None if unknown."""
        return self.by_model.get(model) or self.by_model.get(_DATED.sub("", model))

    def cost(
        self, model: str, input_tokens: int, output_tokens: int, cached: int = 0, written: int = 0
    ) -> float | None:
        """US dollars; None if the model's price is unknown. See `Price.of`."""
        price = self.of(model)
        return None if price is None else price.of(input_tokens, output_tokens, cached, written)


def load_prices(own: Path | None = None) -> Prices:
    """The packaged table, overridden by the user's own file. Raises InputError if that file is not a table."""
    tables = [Path(__file__).with_name("prices.yaml"), *([own] if own else [])]
    by_model: dict[str, Price] = {}
    checked = None
    for path in tables:
        try:
            listed = yaml.safe_load(path.read_text("utf-8")) or {}
            if path == tables[0]:
                checked = str(listed.pop("checked"))
            by_model |= TypeAdapter(dict[str, Price]).validate_python(listed)
        except (OSError, yaml.YAMLError, ValidationError) as error:
            raise InputError(
                f"{path.name}: not a valid price table: {reason_of(error)[:200]}",
                hint="one entry per model: `name: {input: 0.25, output: 2.0}`, US dollars per million tokens",
            ) from error
    return Prices(by_model, checked)
