"""Debates in which headings give somebody the floor ("Carla Bohn opens")."""

from __future__ import annotations

import re

from service.domain.base import Span
from service.domain.document import Document, Turn
from service.reading.turns.labels import is_common, small_words
from service.reading.turns.speakers import Speakers

_NAME = r"[A-Z][\w.'\u2019-]*(?:\s+(?:[A-Z][\w.'\u2019-]*|de|van|von|al|bin)){1,4}"
_GIVES_THE_WORD = re.compile(
    rf"(?P<side>(?:yes|no|for|against|the case for|the case against|in favou?r)\s?[:,\u2013\u2014-]?\s?(?:says\s+"
    rf"|by\s+)?)?"
    rf"(?P<name>(?-i:{_NAME}))"
    r"(?:\s*$|\s*[:,(]|\s+(?P<verb>opens?|begins?|replies|repl(?:y|ies)|responds?|answers?|counters?|rejoins?"
    r"|argues?|says|"
    r"concludes?|closes?|sums? up|rebuts?|makes the case|puts the case|has the (?:(?:first|last|next) )?(?:floor"
    r"|word)|takes the (?:other"
    r"|opposite) side|for|against)\b)",
    re.IGNORECASE,
)


def headed_turns(document: Document) -> list[Turn]:
    """The turns under headings that give somebody the floor. There must be at least two speakers, one of whom "replies"
    or is said to be for or against; otherwise empty.
    """
    headings = [paragraph for paragraph in document.paragraphs if paragraph.kind == "heading"]
    small = small_words([document.text])
    named = {
        heading.index: match
        for heading in headings
        if (match := _GIVES_THE_WORD.match(document.text, heading.start, heading.end))
        and not any(is_common(word, small) for word in match["name"].split())
    }
    names = {match["name"] for match in named.values()}
    is_said = any(match["verb"] or match["side"] for match in named.values())
    if len(names) < 2 or len(named) * 2 <= len(headings) or not is_said:
        return []
    speakers, above = Speakers(), None
    turns: list[Turn] = []
    for paragraph in document.paragraphs:
        if paragraph.kind == "heading":
            above = named.get(paragraph.index)
        elif paragraph.kind == "body" and above is not None:
            source = Span(start=above.start("name"), end=above.end("name"))
            if turns and turns[-1].source == source:
                turns[-1] = turns[-1].model_copy(update={"end": paragraph.end})
                continue
            speaker, name = speakers.of(above["name"]), above["name"]
            turns.append(Turn(speaker=speaker, label=name, source=source, start=paragraph.start, end=paragraph.end))
    return turns


def verb_of_heading(text: str, source: Span) -> Span | None:
    """The verb by which a heading gives its speaker the floor; None if the name is not from a heading, or the heading
    has no such verb.
    """
    line = text.rfind("\n", 0, source.start) + 1
    match = _GIVES_THE_WORD.match(text, line, (text + "\n").index("\n", source.end))
    return Span(start=match.start("verb"), end=match.end("verb")) if match and match["verb"] else None
