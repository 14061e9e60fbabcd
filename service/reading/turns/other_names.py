"""Other expressions that refer to speakers: "the gentleman from Iowa", "my right hon. Friend the Member for Pell"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.reading.turns.speakers import parts_of

_PLACE = r"(?:[A-ZÀ-Þ][\w'’-]*)(?:(?:,? (?:and|of|the|on|upon)(?: the)?|,)? [A-ZÀ-Þ][\w'’-]*){0,5}"
_MEANT = re.compile(
    r"\b(?:[Tt]he|[Mm]y|[Oo]ur) (?:(?:very )?(?:good|distinguished|dear|esteemed|right|rt|hon(?:ou?rable|\.)?|noble"
    r"|learned|gallant|and)\.?,? ){0,5}"
    r"(?P<noun>[Ff]riends?|[Gg]entle\w+|[Ll]ady|[Mm]ember|[Ss]enator|[Cc]olleague|[Dd]elegate|[Rr]epresentative)"
    r"(?:,? the (?:hon(?:ou?rable|\.) )?Member)?,?"
    rf"(?: (?:from|for|of) (?:the (?:state|great state) of )?(?P<place>{_PLACE}))?,?"
    r"(?P<person> ?\((?:[A-Z][\w'’.]*\.?\s){1,4}[A-Z][\w'’.-]*\))?"
)


def other_names(document: Document) -> dict[str, list[Span]]:
    """Speaker -> the spans where others refer to them by their seat, or with their name in brackets.

    The seat is known from the labels, or from a name given with it elsewhere. A seat that fits two speakers is ignored.
    """
    spoken = [turn for turn in document.turns if turn.speaker != AUTHOR and turn.label]
    if not spoken:
        return {}
    owners = _owners(spoken)
    matches = [match for match in _MEANT.finditer(document.text) if match["place"] or match["person"]]
    named = {match.start(): _named(match, owners) for match in matches}
    for match in matches:
        speaker = named[match.start()]
        if speaker is not None and match["place"]:
            owners[_key(match["place"])].add(speaker)
    found: dict[str, list[Span]] = defaultdict(list)
    for match in matches:
        seat = owners.get(_key(match["place"])) if match["place"] else None
        speaker = named[match.start()] or (next(iter(seat)) if seat is not None and len(seat) == 1 else None)
        if speaker is not None:
            found[speaker].append(_span(match))
    return dict(found)


def _owners(turns: Iterable[Turn]) -> defaultdict[str, set[str]]:
    """Place or surname -> the speakers whose labels have it."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for turn in turns:
        parts = parts_of(turn.label or "")
        for name in filter(None, (*parts.places, parts.surname)):
            owners[_key(name)].add(turn.speaker)
    return owners


def _named(match: re.Match[str], owners: defaultdict[str, set[str]]) -> str | None:
    """The speaker whose name stands in brackets behind."""
    if not match["person"]:
        return None
    speakers = owners.get(_key(parts_of(match["person"].strip(" ()")).surname), set())
    return next(iter(speakers)) if len(speakers) == 1 else None


def _key(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def _span(match: re.Match[str]) -> Span:
    """The words without the article, and without a name in brackets."""
    end = match.start("person") if match["person"] else match.end()
    return Span(start=match.start(), end=match.start() + len(match.string[match.start() : end].rstrip(" ,")))
