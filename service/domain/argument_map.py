"""The argument map. A map that breaks a rule (see `rules`) cannot be constructed."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from service.domain.argument import Attribution, Concession, Perspective, Relation, Unit
from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.issue import Issue
from service.domain.motion import Motion
from service.domain.provenance import Provenance
from service.domain.rules import find_violations
from service.domain.schema_faults import faults_of
from service.errors import InvalidMap

Status = Literal["queued", "running", "done", "partial", "failed", "cancelled"]
SCHEMA_VERSION: Literal["1"] = "1"


class ArgumentMap(Frozen):
    """One version of an article's map. All offsets are half-open, in code points of `document.text`."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    id: str
    status: Status = "done"
    version: int = Field(default=1, ge=1)
    document: Document
    perspectives: tuple[Perspective, ...] = ()
    motions: tuple[Motion, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    concessions: tuple[Concession, ...] = ()
    units: tuple[Unit, ...] = ()
    relations: tuple[Relation, ...] = ()
    issues: tuple[Issue, ...] = ()
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
        """The unit with this id. Raises KeyError if there is none."""
        for unit in self.units:
            if unit.id == unit_id:
                return unit
        raise KeyError(unit_id)


def parse_map(data: Any) -> ArgumentMap:
    """Parses a map from JSON text, bytes or plain values. Raises InvalidMap, which lists every broken rule."""
    try:
        if isinstance(data, str | bytes):
            return ArgumentMap.model_validate_json(data)
        return ArgumentMap.model_validate(data)
    except ValidationError as error:
        broken = tuple(faults_of(error.errors(include_url=False, include_input=False), "map"))
        summary = "; ".join(f"[{item['rule']}] {item['where']}: {item['detail']}" for item in broken[:5])
        hint = "Mend what `errors` lists; the rules are described in docs/schema."
        raise InvalidMap(f"the map violates {len(broken)} rule(s): {summary}", hint=hint, broken=broken) from error
