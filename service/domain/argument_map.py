"""The argument map itself. One that breaks a rule (see `rules`) cannot be constructed."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from service.domain.argument import Attribution, Perspective, Relation, Unit
from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.provenance import Provenance
from service.domain.rules import find_violations

Status = Literal["queued", "running", "done", "partial", "failed", "cancelled"]
SCHEMA_VERSION: Literal["1"] = "1"


class ArgumentMap(Frozen):
    """Section 3 of the contract; all offsets are half-open, in code points of `document.text`."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    id: str
    status: Status = "done"
    version: int = Field(default=1, ge=1)
    document: Document
    perspectives: tuple[Perspective, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    units: tuple[Unit, ...] = ()
    relations: tuple[Relation, ...] = ()
    conclusion: str | None = None
    provenance: Provenance

    @model_validator(mode="after")
    def _keeps_the_rules(self) -> Self:
        violations = find_violations(self)
        if violations:
            raise PydanticCustomError(
                "map_rule",
                "{count} rule(s) broken: {summary}",
                {
                    "count": len(violations),
                    "summary": "; ".join(str(violation) for violation in violations[:5]),
                    "violations": violations,
                },
            )
        return self

    def unit(self, unit_id: str) -> Unit:
        """The unit with this id; KeyError where there is none."""
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise KeyError(unit_id)
