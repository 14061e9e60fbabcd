"""The second question in the form of versions 1 and 2: how one paragraph argues, its relations included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.domain.document import Document
from service.engines.answers import StructureAnswer, Voice, VoicesAnswer
from service.engines.llm.decoding import Decoded
from service.engines.llm.numbering import Numbered, fence_of, shown
from service.engines.llm.rows import ATTRIBUTION_PATTERN, REFERENCE_PATTERN, UNIT_PATTERN
from service.engines.llm.steps.structure_context import (
    PREVIOUS_CHARACTERS,
    heading_above,
    text_after,
    text_before,
    voice_lines,
)
from service.engines.llm.steps.structure_decoding import StructureDecoder

WINDOW_SEGMENTS = 80
"""Segments shown in one call; a longer paragraph is read in several, between which no relation is seen."""


@dataclass(frozen=True)
class StructureQuestion:
    """One paragraph (or a window of it), with what its reading needs of the rest of the article."""

    document: Document
    voices: tuple[Voice, ...]
    paragraph: int
    numbered: Numbered
    part: int = 0
    gists: bool = False
    implicit: bool = False
    reasoning: bool = False

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        return {
            "title": shown(self.document.title or ""),
            "voices": voice_lines(self.voices),
            "heading": heading_above(self.document, self.paragraph),
            "previous": self._previous(),
            "next": text_after(self.document, self.paragraph),
            "fence": fence_of(self.document.sha256, "structure", str(self.paragraph), str(self.part)),
            "segment_lines": self.numbered.segment_lines(),
            "word_lines": self.numbered.word_lines(),
            "gists": self.gists,
            "implicit": self.implicit,
        }

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        size = len(self.numbered.segments)
        properties: dict[str, Any] = {}
        if self.reasoning:
            properties["why"] = {"type": "string"}
        properties["main"] = {"type": "string", "pattern": REFERENCE_PATTERN}
        properties["said"] = rows_schema(ATTRIBUTION_PATTERN, min(26, 2 * size + 2))
        properties["units"] = rows_schema(UNIT_PATTERN, 3 * size + 3)
        if self.gists:
            properties["gists"] = objects_schema(("unit", "text"), 3 * size + 3)
        if self.implicit:
            properties["implicit"] = objects_schema(("text", "to"), size)
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def decode(self, raw: str) -> Decoded[StructureAnswer]:
        """The answer in spans of the document; see `structure_decoding` for what is repaired."""
        return StructureDecoder(
            self.numbered, self.voices, self.paragraph, self.part, self.gists, self.implicit
        ).decode(raw)

    def _previous(self) -> str:
        if not self.part:
            return text_before(self.document, self.paragraph)
        start = self.numbered.segments[0].start
        return shown(self.document.text[max(0, start - PREVIOUS_CHARACTERS) : start]).strip()


def rows_schema(pattern: str, limit: int) -> dict[str, Any]:
    """A list of at most so many rows."""
    return {"type": "array", "maxItems": limit, "items": {"type": "string", "pattern": pattern}}


def objects_schema(keys: tuple[str, ...], limit: int) -> dict[str, Any]:
    """A list of at most so many objects with these keys, all strings."""
    item = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys},
        "required": list(keys),
        "additionalProperties": False,
    }
    return {"type": "array", "maxItems": limit, "items": item}


def questions_of(
    document: Document,
    voices: VoicesAnswer,
    paragraph: int,
    *,
    gists: bool = False,
    implicit: bool = False,
    reasoning: bool = False,
) -> list[StructureQuestion]:
    """The questions about one paragraph: one, unless it is very long; none for a paragraph without segments."""
    segments = document.segments_of(paragraph)
    return [
        StructureQuestion(
            document,
            voices.voices,
            paragraph,
            Numbered(document.text, segments[at : at + WINDOW_SEGMENTS]),
            at // WINDOW_SEGMENTS,
            gists,
            implicit,
            reasoning,
        )
        for at in range(0, len(segments), WINDOW_SEGMENTS)
    ]


def merged(paragraph: int, answers: list[StructureAnswer]) -> StructureAnswer:
    """The windows' answers as one; their ids are distinct already."""
    return StructureAnswer(
        paragraph=paragraph,
        new_voices=tuple(item for answer in answers for item in answer.new_voices),
        attributions=tuple(item for answer in answers for item in answer.attributions),
        units=tuple(item for answer in answers for item in answer.units),
        implicit=tuple(item for answer in answers for item in answer.implicit),
        relations=tuple(item for answer in answers for item in answer.relations),
    )
