"""Question-and-answer pieces: every answer is one attribution to the person interviewed, until the next label.

The questioner is the author (guidelines, 7).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from service.domain.document import Document, Paragraph
from service.engines.offline.saying.raw import RawAttribution, Stretch

_LABEL = re.compile(r"(?P<name>[A-Z][\w.'\u2019-]*(?:\s+(?:[A-Z][\w.'\u2019-]*|de|van|von|al|bin)){0,4})\s*:\s+(?=\S)")
_ASKER = re.compile(r"(?:q|question|interviewer|host|moderator|reporter|editor)\b", re.IGNORECASE)
_FEWEST_TURNS = 3


@dataclass(frozen=True)
class Turn:
    """What one speaker says without a break in one paragraph. `label` is null in the paragraphs after the first."""

    paragraph: int
    speaker: str
    label: Stretch | None
    first_label: Stretch
    content: Stretch


def find_turns(document: Document) -> list[Turn]:
    """The turns of an interview, the questioner's left out; [] where the document is none."""
    labelled = {paragraph.index: _label(document, paragraph) for paragraph in document.body()}
    names = Counter(match["name"] for match in labelled.values() if match)
    repeated = {name for name, count in names.items() if count > 1}
    if sum(names[name] for name in repeated) < _FEWEST_TURNS:
        return []
    asker = _asker(document, labelled, repeated)
    return _turns(document, labelled, repeated, asker)


def _label(document: Document, paragraph: Paragraph) -> re.Match[str] | None:
    return _LABEL.match(document.text, paragraph.start, paragraph.end)


def _asker(document: Document, labelled: dict[int, re.Match[str] | None], names: set[str]) -> str | None:
    """Whoever is called a questioner, else the one whose turns mostly end in a question mark."""
    plain = next((name for name in sorted(names) if _ASKER.fullmatch(name)), None)
    if plain is not None:
        return plain
    asked: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    for index, match in labelled.items():
        if match:
            turns[match["name"]] += 1
            asked[match["name"]] += document.paragraphs[index].cut(document.text).rstrip(' "\u201d').endswith("?")
    likely = [name for name in sorted(names) if 2 * asked[name] > turns[name]]
    return max(likely, key=lambda name: asked[name] / turns[name]) if likely else None


def _turns(
    document: Document, labelled: dict[int, re.Match[str] | None], names: set[str], asker: str | None
) -> list[Turn]:
    turns: list[Turn] = []
    speaking: tuple[str, Stretch] | None = None
    for paragraph in document.body():
        match = labelled[paragraph.index]
        label, start = None, paragraph.start
        if match and match["name"] in names:
            label, start = match.span("name"), match.end()
            speaking = None if match["name"] == asker else (match["name"], label)
        if speaking is not None and start < paragraph.end:
            turns.append(Turn(paragraph.index, speaking[0], label, speaking[1], (start, paragraph.end)))
    return turns


def attributions_of(turns: list[Turn]) -> list[RawAttribution]:
    """One attribution for each turn; in the later paragraphs of an answer it has no source of its own."""
    return [
        RawAttribution(
            paragraph=turn.paragraph,
            source=turn.label,
            cue=None,
            content=(turn.content,),
            confidence=0.95,
            rule="interview",
            same_as=None if turn.label else turn.first_label,
        )
        for turn in turns
    ]
