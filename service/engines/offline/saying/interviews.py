"""Who has the word: in question-and-answer pieces the person interviewed, until the next label; in debates whoever a
heading gives it to, until the next heading. Each paragraph of theirs is one attribution.

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
_ABOUT_THE_PIECE = re.compile(
    r"\W*(?:this|the) (?:interview|conversation|exchange|discussion|debate|transcript)\b[^.]*"
    r"\b(?:edited|shortened|condensed|cut|translated|conducted|recorded|took place|abridged)\b",
    re.IGNORECASE,
)
_FEWEST_TURNS = 3
_NAME = r"[A-Z][\w.'\u2019-]*(?:\s+(?:[A-Z][\w.'\u2019-]*|de|van|von|al|bin)){1,4}"
_GIVES_THE_WORD = re.compile(
    rf"(?:(?:yes|no|for|against|the case for|the case against|in favou?r)\s?[:,\u2013\u2014-]?\s?(?:says\s+|by\s+)?)?"
    rf"(?P<name>(?-i:{_NAME}))"
    r"(?:\s*$|\s*[:,(]|\s+(?P<verb>opens?|begins?|replies|repl(?:y|ies)|responds?|answers?|counters?|rejoins?|argues?|says|"
    r"concludes?|closes?|sums? up|rebuts?|has|makes|takes|puts|for|against)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Turn:
    """What one speaker says without a break in one paragraph. `label` is null in the paragraphs after the first; `cue`:
    the words of a heading by which it gives the word.
    """

    paragraph: int
    speaker: str
    label: Stretch | None
    first_label: Stretch
    content: Stretch
    cue: Stretch | None = None


def find_turns(document: Document) -> list[Turn]:
    """The turns of an interview (the questioner's left out) or of a debate; [] where the document is neither."""
    return _labelled_turns(document) or _headed_turns(document)


def find_labels(document: Document) -> dict[int, Stretch]:
    """By paragraph the speaker's label that it begins with, whoever speaks."""
    found = {paragraph.index: _label(document, paragraph) for paragraph in document.body()}
    return {index: match.span("name") for index, match in found.items() if match}


def _headed_turns(document: Document) -> list[Turn]:
    """Paragraphs under headings that give somebody the word; two of them at least, of two speakers."""
    headings = [paragraph for paragraph in document.paragraphs if paragraph.kind == "heading"]
    named = {
        heading.index: match
        for heading in headings
        if (match := _GIVES_THE_WORD.match(document.text, heading.start, heading.end))
    }
    if len({match["name"] for match in named.values()}) < 2 or len(named) * 2 <= len(headings):
        return []
    turns = []
    for paragraph in document.body():
        above = [heading.index for heading in headings if heading.index < paragraph.index]
        if above and above[-1] in named:
            match = named[above[-1]]
            cue = match.span("verb") if match["verb"] else None
            turns.append(
                Turn(paragraph.index, match["name"], None, match.span("name"), (paragraph.start, paragraph.end), cue)
            )
    return turns


def _labelled_turns(document: Document) -> list[Turn]:
    labelled = {paragraph.index: _label(document, paragraph) for paragraph in document.body()}
    names = Counter(match["name"] for match in labelled.values() if match)
    repeated = {name for name, count in names.items() if count > 1}
    repeated |= {name for name in names if name.split()[-1] in repeated}  # in full at first, by surname afterwards
    if sum(names[name] for name in repeated) < _FEWEST_TURNS:
        return []
    asker = _asker(document, labelled, repeated)
    return _turns(document, labelled, repeated, asker)


def _label(document: Document, paragraph: Paragraph) -> re.Match[str] | None:
    return _LABEL.match(document.text, paragraph.start, paragraph.end)


def _asker(document: Document, labelled: dict[int, re.Match[str] | None], names: set[str]) -> str | None:
    """The surname or label of whoever is called a questioner; else of the one whose turns mostly end in a question
    mark; else, of two, of the one who asks more and says less.
    """
    plain = next((name for name in sorted(names) if _ASKER.fullmatch(name)), None)
    if plain is not None:
        return plain
    asked, turns, words = Counter[str](), Counter[str](), Counter[str]()
    for index, match in labelled.items():
        if match and match["name"] in names:
            text = document.paragraphs[index].cut(document.text)
            name = match["name"].split()[-1]
            turns[name] += 1
            asked[name] += text.rstrip(' "\u201d').endswith("?")
            words[name] += len(text.split())
    likely = [name for name in sorted(turns) if 2 * asked[name] > turns[name]]
    if likely:
        return max(likely, key=lambda name: asked[name] / turns[name])
    if len(turns) == 2:
        one, other = sorted(turns, key=lambda name: words[name])
        return one if asked[one] > asked[other] else None
    return None


def _turns(
    document: Document, labelled: dict[int, re.Match[str] | None], names: set[str], asker: str | None
) -> list[Turn]:
    turns: list[Turn] = []
    speaking: tuple[str, Stretch] | None = None
    for paragraph in document.body():
        match = labelled[paragraph.index]
        label, start = None, paragraph.start
        if _ABOUT_THE_PIECE.match(document.text, paragraph.start):
            speaking = None
        if match and match["name"] in names:
            label, start = match.span("name"), match.end()
            speaking = None if asker in (match["name"], match["name"].split()[-1]) else (match["name"], label)
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
            same_cue=turn.cue,
        )
        for turn in turns
    ]
