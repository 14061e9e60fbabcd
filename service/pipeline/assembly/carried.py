"""Who continues speaking unnamed: a quotation across paragraphs, a speech under its speaker's heading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from service.domain.argument import AUTHOR, Attribution
from service.domain.base import Span
from service.domain.document import Document, Paragraph


def carried_on(
    document: Document, attributions: Sequence[Attribution], names: Mapping[str, Sequence[str]]
) -> list[Attribution]:
    """The attributions; one with neither source nor cue gets those that introduced its holder (guidelines, 7 and 8).

    These are the holder's name in the heading above, else source and cue of the attribution before it, if that is the
    same holder's and no further back than the paragraph before. `names`: what the text calls each perspective.
    """
    settled: list[Attribution] = []
    for item in attributions:
        paragraph = _body_paragraph_of(document, item)
        if paragraph is None or not _is_unmarked(item):
            settled.append(item)
            continue
        named = _name_in(document, _heading_above(document, paragraph), names.get(item.perspective, ()))
        before = next((other for other in reversed(settled) if other.within is None), None)
        if named is not None:
            item = item.model_copy(update={"source": named})
        elif before is not None and before.perspective == item.perspective and _is_near(document, before, paragraph):
            item = item.model_copy(update={"source": before.source, "cue": before.cue})
        settled.append(item)
    return settled


def _is_unmarked(item: Attribution) -> bool:
    framed = item.source is not None or item.cue is not None or item.within is not None
    return not framed and item.perspective != AUTHOR


def _body_paragraph_of(document: Document, item: Attribution) -> Paragraph | None:
    """Where its content begins; None if it has none in the body."""
    block = document.paragraph_at(item.content[0].start) if item.content else None
    return block if block is not None and block.kind == "body" and block.covers(item.content[0]) else None


def _heading_above(document: Document, paragraph: Paragraph) -> Paragraph | None:
    above = reversed(document.paragraphs[: paragraph.index])
    return next((item for item in above if item.kind == "heading"), None)


def _name_in(document: Document, heading: Paragraph | None, names: Sequence[str]) -> Span | None:
    """The span of the longest of these names in the heading."""
    if heading is None:
        return None
    for name in sorted(names, key=len, reverse=True):
        at = document.text.find(name, heading.start, heading.end)
        if name and at >= 0:
            return Span(start=at, end=at + len(name))
    return None


def _is_near(document: Document, before: Attribution, paragraph: Paragraph) -> bool:
    """Whether it speaks in this paragraph or in the body paragraph before it."""
    own = _body_paragraph_of(document, before)
    if own is None:
        return False
    between = (item for item in document.paragraphs[own.index + 1 : paragraph.index + 1] if item.kind == "body")
    return len(list(islice(between, 2))) < 2
