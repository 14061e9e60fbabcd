"""Texts in which each stretch is labelled with who holds it: `[[name]]` switches the holder, until the next one.

`[[author]]` is the author, `[[furniture]]` starts a paragraph that is no running text. A holder's name is a word of the
label or of a mention of the perspective that is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap

_SWITCH = re.compile(r"\[\[(.*?)\]\]")
FURNITURE = "furniture"


@dataclass(frozen=True)
class Labelled:
    """`holders`: one name a code point of `text`."""

    name: str
    text: str
    holders: tuple[str, ...]

    @classmethod
    def parse(cls, name: str, marked: str) -> Labelled:
        pieces = _SWITCH.split(marked)
        text, holders = "", [AUTHOR] * len(pieces[0])
        text = pieces[0]
        for holder, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            text += piece
            holders += [holder] * len(piece)
        return cls(name, text, tuple(holders))

    @classmethod
    def load(cls, path: Path) -> Labelled:
        return cls.parse(path.name, path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Judged:
    """A unit of a map, who should hold it, and who does (labels and mentions of the perspective)."""

    text: str
    wanted: str
    given: str
    names: tuple[str, ...]

    @property
    def is_leak(self) -> bool:
        """A claim of others given to the author."""
        return self.wanted not in (AUTHOR, FURNITURE) and self.given == AUTHOR

    @property
    def is_stolen(self) -> bool:
        """The author's claim given to others."""
        return self.wanted == AUTHOR and self.given != AUTHOR

    @property
    def is_right(self) -> bool:
        if self.wanted == AUTHOR or self.given == AUTHOR:
            return self.wanted == self.given
        return any(self.wanted.lower() in name.lower() for name in self.names)


def judge(labelled: Labelled, map_: ArgumentMap) -> list[Judged]:
    """Every unit of the map; blanks aside, the map's text must be the labelled one's."""
    places = _places(labelled.text, map_.document.text)
    perspectives = {item.id: item for item in map_.perspectives}
    judged = []
    for unit in map_.units:
        inside = [
            labelled.holders[places[at]] for span in unit.spans for at in range(span.start, span.end) if at in places
        ]
        holder = perspectives[unit.perspective]
        names = (holder.label, *(span.cut(map_.document.text) for span in holder.mentions))
        judged.append(Judged(unit.text, max(set(inside), key=inside.count), holder.id, names))
    return judged


def _places(labelled: str, mapped: str) -> dict[int, int]:
    """Place in the map's text -> place in the labelled one, for what is no blank and no mark of Markdown."""
    places, at = {}, 0
    for index, char in enumerate(mapped):
        if char.isspace() or char in "#*":
            continue
        while at < len(labelled) and (labelled[at].isspace() or labelled[at] != char):
            at += 1
        if at == len(labelled):
            raise ValueError(f"the map's text goes astray at {mapped[index : index + 40]!r}")
        places[index] = at
        at += 1
    return places
