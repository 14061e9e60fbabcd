"""The debate. One that breaks a rule (see `rules`) cannot be constructed."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from service.domain.argument_map import Status
from service.domain.base import Frozen
from service.domain.debates.decisions import Decisions
from service.domain.debates.parts import (
    Actor,
    Answer,
    Claim,
    DebateDocument,
    DebateIssue,
    StanceChange,
    Suggestion,
)
from service.domain.debates.rules import find_violations
from service.domain.provenance import Provenance
from service.domain.schema_faults import faults_of
from service.errors import DebateTooLarge, InvalidDebate

MOST_ARTICLES, MOST_CLAIMS = 300, 6_000
_TRUSTED = object()
SKETCH = "sketch"
"""Code of the warning, the first one, that no model was asked for the debate."""


class Debate(Frozen):
    """One version of a debate. `suggestions` await a person's decision; `decisions` record what people decided."""

    schema_version: Literal["1"] = "1"
    id: str
    status: Status = "done"
    version: int = Field(default=1, ge=1)
    title: str | None = None
    question: str | None = None
    documents: tuple[DebateDocument, ...] = ()
    actors: tuple[Actor, ...] = ()
    claims: tuple[Claim, ...] = ()
    issues: tuple[DebateIssue, ...] = ()
    answers: tuple[Answer, ...] = ()
    changes: tuple[StanceChange, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    decisions: Decisions = Decisions()
    provenance: Provenance

    @model_validator(mode="after")
    def _keeps_the_rules(self, info: ValidationInfo) -> Self:
        if info.context is _TRUSTED:
            return self
        violations = find_violations(self)
        if violations:
            raise PydanticCustomError(
                "debate_rule",
                "{count} rule(s) broken: {summary}",
                {
                    "count": len(violations),
                    "summary": "; ".join(str(violation) for violation in violations[:5]),
                    "violations": violations,
                },
            )
        return self

    @property
    def note(self) -> str:
        """What a reader must know first: that the debate is a sketch; else empty."""
        return next((item.detail for item in self.provenance.warnings if item.code == SKETCH), "")

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id. Raises KeyError if there is none."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise KeyError(claim_id)


def check_size(articles: int, claims: int = 0) -> None:
    """Raises DebateTooLarge for more than one debate may have."""
    for count, most, what in ((articles, MOST_ARTICLES, "articles"), (claims, MOST_CLAIMS, "claims")):
        if count > most:
            raise DebateTooLarge(
                f"the debate would have {count:,} {what}; it may have {most:,}",
                hint="Make several debates, such as one for each question or period.",
            )


def parse_debate(data: Any) -> Debate:
    """Parses a debate from JSON text, bytes or plain values. Raises InvalidDebate, which lists every broken rule."""
    try:
        if isinstance(data, str | bytes):
            return Debate.model_validate_json(data)
        return Debate.model_validate(data)
    except ValidationError as error:
        broken = tuple(faults_of(error.errors(include_url=False, include_input=False), "debate"))
        summary = "; ".join(f"[{item['rule']}] {item['where']}: {item['detail']}" for item in broken[:5])
        hint = "Mend what `errors` lists; the rules are described in docs/schema."
        raise InvalidDebate(f"the debate breaks {len(broken)} rule(s): {summary}", hint=hint, broken=broken) from error


def stored_debate(body: bytes) -> Debate:
    """A debate from JSON that this service has validated and stored: the rules are not checked again."""
    return Debate.model_validate_json(body, context=_TRUSTED)
