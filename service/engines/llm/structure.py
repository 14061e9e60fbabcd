"""The second question: units and holders of several paragraphs at once; relations are asked for later.

A call shows consecutive paragraphs, so that its instructions are paid for once. Each paragraph has an answer of its own
in it: one that cannot be used is asked for again alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.base import Span
from service.domain.document import Document
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.llm.decoding import Decoded, Repairs, object_schema, objects_schema, parse_object, rows_schema
from service.engines.llm.numbering import Numbered, fence_of, numbered_on, shown
from service.engines.llm.rows import ATTRIBUTION_PATTERN, SAID_PATTERN, UNIT_PATTERN
from service.engines.llm.structure_said import NOBODY, lines_with_turns
from service.engines.llm.structure_units import StructureDecoder

TURNS = "turns"
"""The form of a prompt that is told who has the word, and asks what is only supposed."""
WINDOW_SEGMENTS = 80
"""Segments of a very long paragraph that one call shows."""
BATCH_SEGMENTS, BATCH_PARAGRAPHS = 72, 10
"""About so much is shown in one call: more would save little, and a long answer has to be waited for."""
PREVIOUS_CHARACTERS, NEXT_CHARACTERS, HEADING_CHARACTERS = 400, 160, 220


@dataclass(frozen=True)
class Shown:
    """A paragraph of the question, or the window `part` of a very long one."""

    paragraph: int
    numbered: Numbered
    part: int = 0


@dataclass(frozen=True)
class Options:
    """Whether the model is asked for words of its own."""

    gists: bool = False
    implicit: bool = False


@dataclass(frozen=True)
class ParagraphsQuestion:
    """Consecutive paragraphs, with what their reading needs of the rest of the article. `form`: of the prompt."""

    document: Document
    voices: tuple[Voice, ...]
    shown: tuple[Shown, ...]
    options: Options = Options()
    form: str | None = None

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        first, last = self.shown[0], self.shown[-1]
        places = [f"{item.paragraph}.{item.part}" for item in self.shown]
        return {
            "title": shown(self.document.title or ""),
            "voices": voice_lines(self.voices),
            "heading": heading_above(self.document, first.paragraph),
            "previous": self._previous(first),
            "next": text_after(self.document, last.paragraph),
            "fence": fence_of(self.document.sha256, "paragraphs", *places),
            "paragraph_lines": self._paragraph_lines(),
            "gists": self.options.gists,
            "implicit": self.options.implicit,
        }

    def _previous(self, first: Shown) -> str:
        if not first.part:
            return text_before(self.document, first.paragraph)
        start = first.numbered.segments[0].start
        return shown(self.document.text[max(0, start - PREVIOUS_CHARACTERS) : start]).strip()

    def _paragraph_lines(self) -> str:
        """Each paragraph under its number, headings between them."""
        lines: list[str] = []
        above, speaking = "", NOBODY
        for number, item in enumerate(self.shown, start=1):
            heading = heading_above(self.document, item.paragraph)
            if number > 1 and heading != above:
                lines.append(f"# {heading}")
            above = heading
            lines.append(f"¶ {number}")
            if self.form == TURNS:
                spoken, speaking = lines_with_turns(self.document, self.voices, item.numbered, speaking)
                lines += spoken
            else:
                lines.append(item.numbered.word_lines())
        return "\n".join(lines)

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        longest = max(len(item.numbered.segments) for item in self.shown)
        properties: dict[str, Any] = {
            "p": {"type": "integer"},
            "said": rows_schema(SAID_PATTERN if self.form == TURNS else ATTRIBUTION_PATTERN, min(26, 2 * longest + 2)),
            "units": rows_schema(UNIT_PATTERN, 2 * longest + 2),
        }
        if self.options.gists:
            properties["gists"] = objects_schema(("unit", "text"), 2 * longest + 2)
        if self.options.implicit:
            properties["implicit"] = objects_schema(("text", "to"), longest)
        item = object_schema(properties)
        return object_schema({"paragraphs": {"type": "array", "maxItems": len(self.shown), "items": item}})

    def decode_each(self, raw: str) -> tuple[Decoded[StructureAnswer], ...]:
        """What the answer holds of each paragraph, in the order in which they were shown."""
        repairs = Repairs(self.shown[0].paragraph)
        value = parse_object(raw, repairs)
        items = None if value is None else value.get("paragraphs")
        if not isinstance(items, list):
            missing = '"paragraphs" is missing or is not an array.'
            failed = Decoded[StructureAnswer](None, (), tuple(repairs.errors or [missing]))
            return tuple(failed for _ in self.shown)
        given: dict[int, Mapping[str, Any]] = {}
        for item in items:
            if isinstance(item, dict) and isinstance(item.get("p"), int):
                given.setdefault(item["p"], item)
        first, *others = (self._decoded(number, given.get(number)) for number in range(1, len(self.shown) + 1))
        return Decoded(first.answer, (*repairs.warnings, *first.warnings), first.errors), *others

    def _decoded(self, number: int, item: Mapping[str, Any] | None) -> Decoded[StructureAnswer]:
        if item is None:
            return Decoded(None, (), (f"There is no answer for paragraph {number}.",))
        of = self.shown[number - 1]
        document = self.document if self.form == TURNS else None
        gists, implicit = self.options.gists, self.options.implicit
        decoder = StructureDecoder(of.numbered, self.voices, of.paragraph, of.part, gists, implicit, document)
        return decoder.decode(item)


@dataclass(frozen=True)
class TogetherQuestion(ParagraphsQuestion):
    """Several paragraphs; each one's errors stay with it."""

    def decode(self, raw: str) -> Decoded[tuple[Decoded[StructureAnswer], ...]]:
        """What the answer holds of each paragraph."""
        return Decoded(self.decode_each(raw))


@dataclass(frozen=True)
class AloneQuestion(ParagraphsQuestion):
    """One paragraph, or a window of it."""

    def decode(self, raw: str) -> Decoded[StructureAnswer]:
        """The answer in spans of the document; see `structure_decoding` for what is repaired."""
        return self.decode_each(raw)[0]


def question_together(
    document: Document,
    voices: VoicesAnswer,
    paragraphs: Sequence[int],
    options: Options = Options(),
    form: str | None = None,
) -> TogetherQuestion:
    """The question about consecutive paragraphs, none of which is very long."""
    numbered = numbered_on(document.text, (document.segments_of(paragraph) for paragraph in paragraphs))
    shown_ = tuple(Shown(paragraph, item) for paragraph, item in zip(paragraphs, numbered, strict=True))
    return TogetherQuestion(document, voices.voices, shown_, options, form)


def questions_of(
    document: Document,
    voices: VoicesAnswer,
    paragraph: int,
    options: Options = Options(),
    form: str | None = None,
) -> list[AloneQuestion]:
    """The questions about one paragraph: one, unless it is very long; none for a paragraph without segments."""
    return [
        AloneQuestion(
            document, voices.voices, (Shown(paragraph, Numbered(document.text, window), part),), options, form
        )
        for part, window in enumerate(_windows(document.segments_of(paragraph)))
    ]


def _windows(segments: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    return [segments[at : at + WINDOW_SEGMENTS] for at in range(0, len(segments), WINDOW_SEGMENTS)]


def batches_of(document: Document) -> tuple[tuple[int, ...], ...]:
    """The body paragraphs in groups that are asked about together, alike in size; a long paragraph stands alone."""
    groups: list[tuple[int, ...]] = []
    run: list[tuple[int, float]] = []
    for paragraph in document.body():
        segments = len(document.segments_of(paragraph.index))
        if segments > BATCH_SEGMENTS:
            groups += [*_even(run), (paragraph.index,)]
            run = []
        else:
            run.append((paragraph.index, max(segments / BATCH_SEGMENTS, 1 / BATCH_PARAGRAPHS)))
    return (*groups, *_even(run))


def _even(run: Sequence[tuple[int, float]]) -> list[tuple[int, ...]]:
    """Neighbours in as few groups as their weights ask for (1 fills a group), each about equally heavy."""
    total = sum(weight for _, weight in run)
    wanted = math.ceil(total - 1e-9)
    groups: list[list[int]] = [[] for _ in range(wanted)]
    before = 0.0
    for paragraph, weight in run:
        groups[min(wanted - 1, int((before + weight / 2) * wanted / total))].append(paragraph)
        before += weight
    return [tuple(group) for group in groups if group]


def voice_lines(voices: Sequence[Voice]) -> str:
    """One line a voice: `2 = Indian officials (institution), also: New Delhi; of the side 1`."""
    numbers = {voice.key: number for number, voice in enumerate(voices, start=1)}
    lines = ["0 = the author"]
    for number, voice in enumerate(voices, start=1):
        line = f"{number} = {shown(voice.label)} ({voice.kind})"
        if voice.aliases:
            line += ", also: " + "; ".join(shown(alias) for alias in voice.aliases)
        if voice.parent in numbers:
            line += f"; of the side {numbers[voice.parent]}"
        lines.append(line)
    return "\n".join(lines)


def heading_above(document: Document, paragraph: int) -> str:
    """The last heading above the paragraph, which may give a speaker the word."""
    above = [item for item in document.paragraphs if item.kind == "heading" and item.index < paragraph]
    return shown(above[-1].cut(document.text)[:HEADING_CHARACTERS]).strip() if above else ""


def text_before(document: Document, paragraph: int) -> str:
    """The end of the body paragraph before this one."""
    before = [item for item in document.body() if item.index < paragraph]
    return shown(before[-1].cut(document.text)[-PREVIOUS_CHARACTERS:]).strip() if before else ""


def text_after(document: Document, paragraph: int) -> str:
    """The beginning of the body paragraph after this one."""
    after = [item for item in document.body() if item.index > paragraph]
    return shown(after[0].cut(document.text)[:NEXT_CHARACTERS]).strip() if after else ""
