"""Attributions as the rules and the tagger find them and as the holders are resolved: one type for all stages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.domain.argument import Attitude

Stretch = tuple[int, int]
"""Half-open, in code points of the document's text."""
READING = "reading"
"""The rule of whoever reads another's document into the record: around what is read, and holder of none of it."""


@dataclass(frozen=True)
class Attribution:
    """One attribution in a paragraph.

    `asserted`: false if the source does not put the content forward ("nobody says that p"); such an attribution holds
    no unit. `rule`: what found it. `same_as`: if no source is named here, the source of the attribution that this one
    continues, possibly in an earlier paragraph. `same_cue`: that attribution's cue, if this one has none.
    `introduced_at`: where a holder without a source here is named, as in an interview's introduction. `speaker`: whose
    turn it is, one of the document's speakers. `heard_from`: the speaker in whose turn it occurs. `holder`: a key of
    the registry, or AUTHOR where the author reports in their own name; empty until the holders are resolved.
    """

    paragraph: int
    source: Stretch | None
    cue: Stretch | None
    content: tuple[Stretch, ...]
    attitude: Attitude = "asserts"
    asserted: bool = True
    rule: str = ""
    same_as: Stretch | None = None
    same_cue: Stretch | None = None
    introduced_at: Stretch | None = None
    speaker: str | None = None
    heard_from: str | None = None
    holder: str = ""

    @property
    def frame(self) -> list[Stretch]:
        """The source and the cue, as far as they are named here."""
        return [part for part in (self.source, self.cue) if part is not None]

    def with_content(self, content: Iterable[Stretch]) -> Attribution:
        return replace(self, content=tuple(content))


def covers(outer: Iterable[Stretch], inner: Iterable[Stretch]) -> bool:
    """Whether each inner stretch lies within an outer one."""
    bounds = list(outer)
    return all(any(start <= a and b <= end for start, end in bounds) for a, b in inner)


def shared(left: Iterable[Stretch], right: Iterable[Stretch]) -> int:
    """How many code points both cover."""
    others = list(right)
    return sum(max(0, min(b, d) - max(a, c)) for a, b in left for c, d in others)


def size(stretches: Iterable[Stretch]) -> int:
    return sum(end - start for start, end in stretches)
