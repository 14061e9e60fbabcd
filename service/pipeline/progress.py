"""The answers of a run so far, and the map that they make. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from service.domain.argument_map import ArgumentMap, Status
from service.domain.document import Document
from service.domain.provenance import MapWarning, Provenance, Usage
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.engines.engine import Engine
from service.pipeline.assembly import assemble
from service.pipeline.assembly.names import with_full_names
from service.pipeline.steps import Done

VOICES, LINKS, ISSUES, REFERENCES = "voices", "links", "issues", "references"
_Step = Done[VoicesAnswer] | Done[StructureAnswer] | Done[LinksAnswer] | Done[IssuesAnswer] | Done[ReferencesAnswer]


def step_name(paragraph: int) -> str:
    """Under what a paragraph's answer is kept. Answers go by name, so that none can be taken for another's."""
    return f"paragraph {paragraph}"


@dataclass
class Progress:
    """The answers so far to the questions about one document. `failure`: what ended the run, if something did."""

    map_id: str
    document: Document
    engine: str
    model: str | None = None
    prompts: dict[str, str] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    voices: Done[VoicesAnswer] | None = None
    structures: dict[int, Done[StructureAnswer]] = field(default_factory=dict)
    links: Done[LinksAnswer] | None = None
    issues: Done[IssuesAnswer] | None = None
    references: Done[ReferencesAnswer] | None = None
    failure: MapWarning | None = None

    @classmethod
    def begin(cls, map_id: str, document: Document, engine: Engine) -> Progress:
        return cls(map_id, document, engine.name, engine.model, dict(engine.prompts))

    @property
    def known(self) -> frozenset[str]:
        """The names of the steps that have an answer."""
        whole = {VOICES: self.voices, LINKS: self.links, ISSUES: self.issues, REFERENCES: self.references}
        names = [name for name, done in whole.items() if done is not None]
        return frozenset([*names, *(step_name(paragraph) for paragraph in self.structures)])

    def take_in(self, answers: Mapping[str, bytes]) -> None:
        """Add answers as they were stored: step name -> JSON of the Done."""
        for step, body in answers.items():
            if step == VOICES:
                self.voices = Done[VoicesAnswer].model_validate_json(body)
            elif step == LINKS:
                self.links = Done[LinksAnswer].model_validate_json(body)
            elif step == ISSUES:
                self.issues = Done[IssuesAnswer].model_validate_json(body)
            elif step == REFERENCES:
                self.references = Done[ReferencesAnswer].model_validate_json(body)
            else:
                done = Done[StructureAnswer].model_validate_json(body)
                self.structures[done.answer.paragraph] = done

    @property
    def usage(self) -> Usage:
        return sum((done.usage for done in self._steps()), Usage())

    def missing(self) -> list[int]:
        """The body paragraphs without an answer, in order."""
        return [part.index for part in self.document.body() if part.index not in self.structures]

    def draft(self) -> ArgumentMap:
        """The map so far: what the links step is shown, then the issues step, and readers of a running map.

        Holders have the names that the engine gave them, so that a step's question does not hang on how they are shown.
        """
        return self._map("running")

    def finished(self) -> ArgumentMap:
        """The whole map; `partial` where a step had to be done by another engine than the one asked for."""
        degraded = any(done.degraded for done in self._steps())
        return self._map("partial" if degraded else "done")

    def ended(self, status: Status) -> ArgumentMap:
        """The map as far as it came, under `failed` or `cancelled`."""
        return self._map(status)

    def _steps(self) -> list[_Step]:
        structures = [self.structures[number] for number in sorted(self.structures)]
        whole = [done for done in (self.links, self.issues, self.references) if done is not None]
        return [*([self.voices] if self.voices else []), *structures, *whole]

    def _map(self, status: Status) -> ArgumentMap:
        warnings = [warning for done in self._steps() for warning in done.warnings]
        made = assemble(
            self.document,
            self.voices.answer if self.voices else VoicesAnswer(),
            [self.structures[number].answer for number in sorted(self.structures)],
            self.links.answer if self.links else None,
            self.issues.answer if self.issues else None,
            self.references.answer if self.references else None,
            map_id=self.map_id,
            status=status,
            provenance=Provenance(
                engine=self.engine,
                model=self.model,
                prompts=self.prompts,
                started=self.started,
                finished=None if status == "running" else datetime.now(UTC),
                usage=self.usage,
                warnings=(*warnings, *([self.failure] if self.failure else [])),
            ),
        )
        if status == "running":
            return made
        return made.model_copy(update={"perspectives": with_full_names(made.perspectives, self.document.text)})
