"""Speakers' labels ("Q:", "Ms. Brandt (Norway):", "COUNCILLOR HALE:") and headings that give somebody the word."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from service.domain.document import Document, Paragraph
from service.engines.offline.attribution_rules.raw_attributions import Stretch
from service.engines.offline.attribution_rules.speaker_turns import Turn
from service.engines.offline.lexicon import words

_PART = r"(?:[A-Z][\w.'\u2019-]*|de|da|van|von|der|den|al|bin|of|the|for)"
_LABEL = re.compile(
    rf"[*_]*(?P<name>(?:The\s+)?[A-Z][\w.'\u2019-]*(?:\s+{_PART}){{0,5}})(?P<place>(?:\s*[(\[][^()\[\]\n]{{1,60}}[)\]]){{0,2}})"
    r"\s*[*_]*:[*_]*(?:\s+|$)"
    r"|(?P<stopped>(?:[A-Z][a-z]+\.?\s+|The\s+)[A-Z][A-Z'\u2019-]+(?:\s+[A-Z][A-Z'\u2019-]+)?)\.\s+(?=\S)"
)
"""A name, perhaps a place in brackets, and a colon; or, as the American Congress prints it, "Senator HALE." """
_ASKER = re.compile(
    r"(?:q|question|questioner|interviewer|host|moderator|facilitator|presenter|reporter|editor)\b.*", re.IGNORECASE
)
_NARRATED = re.compile(
    r"\W*(?:this|the) (?:interview|conversation|exchange|discussion|debate|transcript)\b[^.]*"
    r"\b(?:edited|shortened|condensed|cut|translated|conducted|recorded|took place|abridged)\b"
    r"|(?:the|this) (?:\w+ )?(?:meeting|committee|council|session|hearing|assembly|board|panel|sitting|chamber|court|"
    r"debate|motion|vote)\b[^.]{0,40}?\b(?:adjourned|rose|resumed|closed|ended|voted|suspended|reconvened|was (?:"
    r"suspended|called|closed|adjourned|carried|lost|put)|were (?:taken|adjourned))\b"
    r"|[\[(][^\])]*[\])]\.?$",
    re.IGNORECASE,
)
"""What is told about the piece or the meeting is nobody's turn."""
_FEWEST_TURNS, _LABEL_LONGEST = 3, 160
_NAME = r"[A-Z][\w.'\u2019-]*(?:\s+(?:[A-Z][\w.'\u2019-]*|de|van|von|al|bin)){1,4}"
_GIVES_THE_WORD = re.compile(
    rf"(?:(?:yes|no|for|against|the case for|the case against|in favou?r)\s?[:,\u2013\u2014-]?\s?(?:says\s+|by\s+)?)?"
    rf"(?P<name>(?-i:{_NAME}))"
    r"(?:\s*$|\s*[:,(]|\s+(?P<verb>opens?|begins?|replies|repl(?:y|ies)|responds?|answers?|counters?|rejoins?|argues?|says|"
    r"concludes?|closes?|sums? up|rebuts?|has|makes|takes|puts|for|against)\b)",
    re.IGNORECASE,
)
_TITLES = words("titles of speakers")
_NO_NAMES = words("labels that name nobody")


def find_labels(document: Document) -> dict[int, Stretch]:
    """By paragraph the speaker's label that it begins with, whoever speaks."""
    found = {paragraph.index: _label(document, paragraph) for paragraph in document.body()}
    return {index: label.at for index, label in found.items() if label is not None}


def headed_turns(document: Document) -> list[Turn]:
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


@dataclass(frozen=True)
class _Label:
    """`at`: where the name stands; `end`: where what is said begins; `official`: of the form that minutes use."""

    name: str
    at: Stretch
    end: int
    official: bool

    @property
    def surname(self) -> str:
        return self.name.split()[-1]


_Labels = dict[int, _Label | None]
"""By index of each paragraph that may be part of a transcript."""


def labelled_turns(document: Document) -> list[Turn]:
    """The turns of an interview (the questioner's left out), of a transcript, of minutes; [] where it is none."""
    labelled: _Labels = {}
    for paragraph in document.paragraphs:
        label = _label(document, paragraph)
        if paragraph.kind == "body" or (label is not None and label.end >= paragraph.end):
            labelled[paragraph.index] = label
    names = _speakers([label for label in labelled.values() if label], len(labelled))
    if not names:
        return []
    return _turns(document, labelled, names, _asker(document, labelled, names))


def _speakers(labels: list[_Label], paragraphs: int) -> set[str]:
    """The labels that are speakers'; none where too few of them come again or look like a transcript's."""
    counts = Counter(label.name for label in labels)
    repeated = {name for name, count in counts.items() if count > 1}
    repeated |= {name for name in counts if name.split()[-1] in repeated}  # in full at first, by surname afterwards
    official = {label.name for label in labels if label.official}
    is_transcript = sum(counts[name] for name in repeated) >= _FEWEST_TURNS or (
        len(official) > 1 and 3 * sum(counts[name] for name in official) >= paragraphs
    )
    if not is_transcript:
        return set()
    once = {name for name in counts if 2 <= len(name.split()) <= 4 and all(part[0].isupper() for part in name.split())}
    return repeated | official | {name for name in once if name.split()[0].lower() not in _NO_NAMES}


def _label(document: Document, paragraph: Paragraph) -> _Label | None:
    match = _LABEL.match(document.text, paragraph.start, min(paragraph.end, paragraph.start + _LABEL_LONGEST))
    if match is None:
        return None
    group = "name" if match["name"] else "stopped"
    parts = [part.lower().rstrip(".") for part in match[group].split() if part != "The"]
    if group == "stopped" and parts[0] not in _TITLES:
        return None
    named = parts[0] not in _NO_NAMES
    capitals = match[group].isupper() and len(match[group]) > 2
    official = named and (parts[0] in _TITLES or bool(match["place"]) or capitals)
    return _Label(match[group], match.span(group), match.end(), official)


def _asker(document: Document, labelled: _Labels, names: set[str]) -> str | None:
    """The surname or label of whoever is called a questioner; else of the one whose turns mostly end in a question
    mark; else, of two, of the one who asks more and says less.
    """
    plain = next((name for name in sorted(names) if _ASKER.fullmatch(name)), None)
    if plain is not None:
        return plain
    asked, turns, spoken = Counter[str](), Counter[str](), Counter[str]()
    for index, label in labelled.items():
        if label is not None and label.name in names:
            text = document.paragraphs[index].cut(document.text)
            turns[label.surname] += 1
            asked[label.surname] += text.rstrip(' "\u201d*_').endswith("?")
            spoken[label.surname] += len(text.split())
    likely = [name for name in sorted(turns) if 2 * asked[name] > turns[name]]
    if likely:
        return max(likely, key=lambda name: asked[name] / turns[name])
    if len(turns) == 2:
        one, other = sorted(turns, key=lambda name: spoken[name])
        return one if asked[one] > asked[other] else None
    return None


def _turns(document: Document, labelled: _Labels, names: set[str], asker: str | None) -> list[Turn]:
    turns: list[Turn] = []
    speaking: _Label | None = None
    for index, label in labelled.items():
        paragraph = document.paragraphs[index]
        start, own = paragraph.start, None
        if _NARRATED.match(document.text, paragraph.start, paragraph.end):
            speaking = None
        if label is not None and label.name in names:
            start, own = label.end, label.at
            speaking = None if asker in (label.name, label.surname) else label
        if speaking is not None and start < paragraph.end:
            turns.append(Turn(paragraph.index, speaking.name, own, speaking.at, (start, paragraph.end)))
    return turns
