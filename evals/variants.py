"""What is compared in one call: every combination of models and prompt versions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from service.domain.base import Frozen
from service.errors import InputError

EngineName = Literal["offline", "llm", "replay", "position"]
OFFLINE = "offline"
"""A name that `--model` takes for the offline engine, to set it beside models."""


class Variant(Frozen):
    """One engine with its model and prompts. `model`: null for the settings' own; `prompts`: step -> version."""

    engine: EngineName
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)

    @property
    def label(self) -> str:
        """Such as `gpt-5-mini, links v7`.

        >>> Variant(engine="llm", model="m", prompts={"links": "v7"}).label, Variant(engine="offline").label
        ('m, links v7', 'offline')
        """
        versions = [f"{step} {version}" for step, version in self.prompts.items()]
        return ", ".join([self.model or self.engine, *versions])


def variants_of(engine: EngineName, models: Sequence[str], prompts: Sequence[str]) -> list[Variant]:
    """All combinations. `prompts`: `STEP=VERSION` each; several versions of one step are alternatives.

    >>> [v.label for v in variants_of("llm", ["a", "b"], ["links=v6", "links=v7", "voices=v2"])]
    ['a, links v6, voices v2', 'a, links v7, voices v2', 'b, links v6, voices v2', 'b, links v7, voices v2']

    Raises InputError for a name given twice, or a prompt of another form.
    """
    for name, values in (("--model", models), ("--prompts", prompts)):
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise InputError(
                f"{name} {twice[0]} is given twice", hint="Two columns of one name could not be told apart."
            )
    by_step: dict[str, list[str]] = {}
    for item in prompts:
        step, equals, version = item.partition("=")
        if not (step and equals and version):
            raise InputError(f"--prompts {item} is not STEP=VERSION", hint="Such as --prompts links=v6.")
        by_step.setdefault(step, []).append(version)
    combined = [dict(zip(by_step, versions, strict=True)) for versions in itertools.product(*by_step.values())]
    found = []
    for model in models or (None,):
        if model == OFFLINE:
            found.append(Variant(engine="offline"))
        else:
            found += [Variant(engine=engine, model=model, prompts=versions) for versions in combined]
    return found
