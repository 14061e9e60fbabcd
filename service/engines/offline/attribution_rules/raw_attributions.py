"""The common output of the rules and the tagger: attributions whose holders are not resolved yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from service.domain.argument import Attitude

Stretch = tuple[int, int]
"""Half-open, in code points of the document's text."""
READING = "reading"
"""The rule of whoever reads another's document into the record: around what is read, and holder of none of it."""


@dataclass(frozen=True)
class RawAttribution:
    """One attribution in a paragraph.

    `asserted`: false if the source does not put the content forward ("nobody says that p"); such an attribution holds
    no unit. `rule`: what found it. `same_as`: if no source is named here, the source of the attribution that this one
    continues, possibly in an earlier paragraph. `same_cue`: that attribution's cue, if this one has none.
    `introduced_at`: where a holder without a source here is named, as in an interview's introduction. `plausible`:
    whether the parse supports it. `speaker`: whose turn it is, one of the document's speakers. `heard_from`: the
    speaker in whose turn it occurs.
    """

    paragraph: int
    source: Stretch | None
    cue: Stretch | None
    content: tuple[Stretch, ...]
    attitude: Attitude = "asserts"
    asserted: bool = True
    confidence: float = 0.7
    rule: str = ""
    same_as: Stretch | None = None
    same_cue: Stretch | None = None
    introduced_at: Stretch | None = None
    plausible: bool = True
    speaker: str | None = None
    heard_from: str | None = None

    def with_content(self, content: Iterable[Stretch]) -> RawAttribution:
        return replace(self, content=tuple(content))


def runs(doc: Doc, indices: Iterable[int], offset: int) -> tuple[Stretch, ...]:
    """Tokens -> stretches: one for each unbroken run, without marks and blanks at its edges, quotation marks kept."""
    found: list[list[int]] = []
    for index in sorted(set(indices)):
        if found and index == found[-1][-1] + 1:
            found[-1].append(index)
        else:
            found.append([index])
    stretches = []
    for run in found:
        tokens = trim(doc, run)
        if tokens and not all(doc[index].pos_ in {"CCONJ", "PUNCT", "SPACE"} for index in tokens):
            last = doc[tokens[-1]]
            stretches.append((offset + doc[tokens[0]].idx, offset + last.idx + len(last)))
    return tuple(stretches)


def trim(doc: Doc, run: list[int]) -> list[int]:
    """A run of tokens without loose marks at its edges."""
    start, end = 0, len(run)
    while start < end and _is_loose(doc[run[start]], opening=True):
        start += 1
    while end > start and _is_loose(doc[run[end - 1]], opening=False):
        end -= 1
    return run[start:end]


def _is_loose(token: Token, *, opening: bool) -> bool:
    if token.is_space:
        return True
    if token.text in {'"', "'"}:
        return False
    if opening:
        return bool(token.is_punct) and token.text not in {"(", "["}
    return token.text in {",", ";", ":", "-", "--", "\u2013", "\u2014", "."}


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
