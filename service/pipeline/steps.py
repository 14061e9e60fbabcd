"""The steps of a run as a table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.provenance import MapWarning, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, VoicesAnswer
from service.engines.engine import Answered, AnswerT, Engine
from service.pipeline.assembly.issues import assemble_issues


class Done(Frozen, Generic[AnswerT]):
    """A finished step: its answer, its engine, its cost. `degraded`: not by the requested engine."""

    answer: AnswerT
    engine: str
    usage: Usage = Usage()
    warnings: tuple[MapWarning, ...] = ()
    degraded: bool = False

    @property
    def warning(self) -> str | None:
        """The code of the most important failure."""
        return self.warnings[0].code if self.warnings else None


@dataclass(frozen=True)
class Step(Generic[AnswerT]):
    """A step that asks one question about the whole article.

    `name`: the key of its answer, and the kind of its event. `nothing`: the answer if no engine gives one.
    `ask`: asks it, given the map so far. `told`: counts for the event. `about`: what would be missing, for a warning.
    `lost`: if given, what would end the run costs only this step, and the warning starts with it. `counts`: whether
    a map is `partial` if another engine had to do it. `added`: what the answer changes in a finished map, with
    its warnings; None if the step cannot be run later.
    """

    name: str
    nothing: AnswerT
    ask: Callable[[Engine, ArgumentMap], Awaitable[Answered[AnswerT]]]
    told: Callable[[AnswerT], dict[str, int]]
    about: str
    lost: str | None = None
    counts: bool = True
    added: Callable[[AnswerT, ArgumentMap, list[MapWarning]], dict[str, Any]] | None = None


def _with_issues(answer: IssuesAnswer, map_: ArgumentMap, warnings: list[MapWarning]) -> dict[str, Any]:
    return {"issues": assemble_issues(answer, map_.document, map_.units, map_.perspectives, warnings)}


VOICES = Step(
    "voices",
    VoicesAnswer(),
    lambda engine, draft: engine.voices(draft.document),
    lambda answer: {"voices": len(answer.voices)},
    about="who speaks in the article",
)
REFERENCES = Step(
    "references",
    ReferencesAnswer(),
    lambda engine, draft: engine.references(draft),
    lambda answer: {"references": len(answer.references)},
    about="what pronouns stand for",
    lost="What pronouns stand for was not told",
    counts=False,
)
LINKS = Step(
    "links",
    LinksAnswer(),
    lambda engine, draft: engine.links(draft),
    lambda answer: {"relations": len(answer.relations)},
    about="the links across the article",
)
ISSUES = Step(
    "issues",
    IssuesAnswer(),
    lambda engine, draft: engine.issues(draft),
    lambda answer: {"issues": len(answer.issues)},
    about="the questions between the sides",
    lost="The questions between the sides were not found",
    added=_with_issues,
)
STAGES: tuple[tuple[Step[Any], ...], ...] = ((REFERENCES, LINKS), (ISSUES,))
"""The steps after the paragraphs, in order; those of one stage run concurrently on the same draft."""
STEPS: dict[str, Step[Any]] = {step.name: step for step in (VOICES, *(step for stage in STAGES for step in stage))}


def with_step(map_: ArgumentMap, step: Step[AnswerT], done: Done[AnswerT], engine: Engine) -> ArgumentMap:
    """A finished map with the answer to a step run later, its cost, and any repairs."""
    assert step.added is not None
    warnings: list[MapWarning] = []
    changes = step.added(done.answer, map_, warnings)
    prompt = engine.prompts.get(step.name) if done.engine == engine.name else None
    provenance = map_.provenance.model_copy(
        update={
            "usage": map_.provenance.usage + done.usage,
            "prompts": map_.provenance.prompts | ({step.name: prompt} if prompt else {}),
            "warnings": (*map_.provenance.warnings, *done.warnings, *warnings),
        }
    )
    return ArgumentMap.model_validate(dict(map_) | changes | {"provenance": provenance})
