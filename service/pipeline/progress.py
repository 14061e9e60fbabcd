"""The answers of a run so far, and the map built from them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from service.domain.argument_map import ArgumentMap, Status
from service.domain.document import Document
from service.domain.pieces import parse_in_pieces
from service.domain.provenance import MapWarning, Provenance, Usage
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.engine import AnswerT, BriefingEngine, Engine
from service.pipeline.assembly import assemble
from service.pipeline.assembly.names import with_full_names
from service.pipeline.steps import ISSUES, LINKS, REFERENCES, STEPS, VOICES, Done, Step

_PARAGRAPH = "paragraph "


def step_name(paragraph: int) -> str:
    """The key of a paragraph's answer. Answers are keyed by name, so that none can be mistaken for another's."""
    return f"{_PARAGRAPH}{paragraph}"


def parse_answers(answers: Mapping[str, bytes]) -> dict[str, Done[Any]]:
    """Parses stored answers: step name -> JSON of the Done. Unknown names are skipped."""
    kinds: dict[str, type[Any]] = {name: type(step.nothing) for name, step in STEPS.items()}
    kinds |= {name: StructureAnswer for name in answers if name.startswith(_PARAGRAPH)}
    found: dict[str, Done[Any]] = {}
    for name in answers.keys() & kinds.keys():
        done: Any = Done.__class_getitem__(kinds[name])
        found[name] = parse_in_pieces(done, answers[name])
    return found


@dataclass
class Progress:
    """The answers so far about one document, by step name. `failure`: what ended the run."""

    map_id: str
    document: Document
    engine: str
    model: str | None = None
    prompts: dict[str, str] = field(default_factory=dict)
    words_language: str | None = None
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    answers: dict[str, Done[Any]] = field(default_factory=dict)
    failure: MapWarning | None = None

    @classmethod
    def begin(cls, map_id: str, document: Document, engine: Engine) -> Progress:
        words = engine.words_language if isinstance(engine, BriefingEngine) else None
        return cls(map_id, document, engine.name, engine.model, dict(engine.prompts), words)

    @property
    def voices(self) -> VoicesAnswer:
        return self._answer(VOICES) or VoicesAnswer()

    @property
    def usage(self) -> Usage:
        return sum((done.usage for done in self._in_order()), Usage())

    def draft(self) -> ArgumentMap:
        """The map so far, as shown to the steps after the paragraphs and to readers of a running map.

        Holders keep the engine's names, so that a step's question does not depend on display names.
        """
        return self._map("running")

    def finished(self) -> ArgumentMap:
        """The complete map; `partial` if a step fell back to another engine than the one requested."""
        degraded = any(done.degraded for done in self.answers.values())
        return self._map("partial" if degraded else "done")

    def ended(self, status: Status) -> ArgumentMap:
        """The map as far as it got, marked `failed` or `cancelled`."""
        return self._map(status)

    def _answer(self, step: Step[AnswerT]) -> AnswerT | None:
        done: Done[AnswerT] | None = self.answers.get(step.name)
        return done.answer if done else None

    def _in_order(self) -> list[Done[Any]]:
        """Voices, the paragraphs in text order, and the other steps."""
        paragraphs = [step_name(part.index) for part in self.document.body()]
        names = dict.fromkeys((VOICES.name, *paragraphs, LINKS.name, ISSUES.name, *STEPS))
        return [self.answers[name] for name in names if name in self.answers]

    def _map(self, status: Status) -> ArgumentMap:
        warnings = [warning for done in self._in_order() for warning in done.warnings]
        structures = [done.answer for done in self._in_order() if isinstance(done.answer, StructureAnswer)]
        made = assemble(
            self.document,
            self.voices,
            structures,
            self._answer(LINKS),
            self._answer(ISSUES),
            self._answer(REFERENCES),
            map_id=self.map_id,
            status=status,
            provenance=Provenance(
                engine=self.engine,
                model=self.model,
                prompts=self.prompts,
                words_language=self.words_language,
                started=self.started,
                finished=None if status == "running" else datetime.now(UTC),
                usage=self.usage,
                warnings=(*warnings, *([self.failure] if self.failure else [])),
            ),
        )
        if status == "running":
            return made
        return made.model_copy(update={"perspectives": with_full_names(made.perspectives, self.document.text)})
