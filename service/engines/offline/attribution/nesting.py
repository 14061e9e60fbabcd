"""Attributions inside the content of another ("A says that B believes p").

PolNeAR marks no attribution inside another one's content, so the network learns to pass over them. Here a content that
holds a word which often is a cue is read once more, as a text of its own, and what is found is put back in place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from service.engines.offline.attribution.tagged import TaggedAttribution

LEAST_WORDS = 5  # a shorter piece of content holds no attribution worth reading for
LEAST_CONFIDENCE = 0.5
FIRST_PERSON = ("i", "we")  # within a content: the outer source once more


@dataclass(frozen=True)
class Piece:
    """A piece of content to read by itself: where it starts in which paragraph, and its text."""

    paragraph: int
    start: int
    text: str


_LEAD = re.compile(r"that\s+", re.IGNORECASE)
_JOINT = re.compile(r",?\s+(?:and|but|or)\s+that\s+", re.IGNORECASE)


def nested(
    paragraphs: Sequence[str],
    outer: Sequence[TaggedAttribution],
    cue_words: AbstractSet[str],
    tag: Callable[[Sequence[str]], Sequence[TaggedAttribution]],
) -> list[TaggedAttribution]:
    """The attributions inside the contents of `outer`, in offsets of `paragraphs`; those already known are left out."""
    pieces = list(_pieces(paragraphs, outer, cue_words))
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for item in outer:
        taken[item.paragraph].append(item.cue)
    found = []
    for item in tag([piece.text for piece in pieces]):
        placed = _placed(item, pieces)
        known = taken[placed.paragraph]
        new = all(placed.cue[1] <= start or end <= placed.cue[0] for start, end in known)
        if new and item.confidence >= LEAST_CONFIDENCE and not _first_person(placed, paragraphs):
            known.append(placed.cue)
            found.append(placed)
    return found


def _pieces(
    paragraphs: Sequence[str], outer: Sequence[TaggedAttribution], cue_words: AbstractSet[str]
) -> Iterator[Piece]:
    seen = set()
    for item in outer:
        for number, start, end in item.content:
            for offset, clause in _clauses(paragraphs[number][start:end]):
                words = re.findall(r"\w+", clause.lower())
                place = number, start + offset
                if len(words) >= LEAST_WORDS and place not in seen and not cue_words.isdisjoint(words):
                    seen.add(place)
                    yield Piece(*place, clause)


def _clauses(content: str) -> Iterator[tuple[int, str]]:
    """A content without its "that"; in "that p, and that q" each by itself, since q does not go on with what p says of
    somebody. With the place (code points) of each.
    """
    lead = _LEAD.match(content)
    if lead is None:
        yield 0, content
        return
    at = lead.end()
    for joint in _JOINT.finditer(content, at):
        yield at, content[at : joint.start()]
        at = joint.end()
    yield at, content[at:]


def _placed(item: TaggedAttribution, pieces: Sequence[Piece]) -> TaggedAttribution:
    """An attribution in offsets of pieces as one in offsets of the paragraphs that they come from."""
    home = pieces[item.paragraph]

    def moved(span: tuple[int, int, int]) -> tuple[int, int, int]:
        piece = pieces[span[0]]
        return piece.paragraph, span[1] + piece.start, span[2] + piece.start

    return replace(
        item,
        paragraph=home.paragraph,
        cue=(item.cue[0] + home.start, item.cue[1] + home.start),
        source=moved(item.source) if item.source else None,
        content=tuple(moved(span) for span in item.content),
    )


def _first_person(item: TaggedAttribution, paragraphs: Sequence[str]) -> bool:
    if item.source is None:
        return False
    number, start, end = item.source
    return paragraphs[number][start:end].lower() in FIRST_PERSON
