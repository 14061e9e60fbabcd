"""What a question about paragraphs shows of the rest of the article: voices, heading, the text before and after."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.document import Document
from service.engines.answers import Voice
from service.engines.llm.numbering import shown

PREVIOUS_CHARACTERS, NEXT_CHARACTERS, HEADING_CHARACTERS = 400, 160, 220


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
