"""A draft map as a model sees it: the article, paragraph by paragraph, with its numbered units in double brackets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Paragraph
from service.engines.llm.numbering import shown

UNIT_CHARACTERS = 400
"""Shown of a piece of a unit."""


def article_lines(draft: ArgumentMap, units: Sequence[Unit], between: Callable[[Span], str]) -> str:
    """One line a paragraph: `¶ 3: That is why ⟦12 author: its text⟧ in May.` Units are numbered from 1 in their order.

    `between`: how a stretch that is no unit is shown. Of a window of the units only their paragraphs are shown.
    """
    return "\n".join(f"{head} {_marked(draft, units, paragraph, between)}" for head, paragraph in _shown(draft, units))


def stretches_between(draft: ArgumentMap, units: Sequence[Unit]) -> list[Span]:
    """The stretches that are no unit, in the order in which `article_lines` shows them."""
    found: list[Span] = []

    def note(span: Span) -> str:
        found.append(span)
        return ""

    article_lines(draft, units, note)
    return found


def without_brackets(text: str) -> str:
    """As shown, and no double bracket in it, so that the ones around a unit are always ours."""
    return shown(text).replace("⟦", "[").replace("⟧", "]")


def _shown(draft: ArgumentMap, units: Sequence[Unit]) -> list[tuple[str, Paragraph]]:
    first, last = units[0].paragraph, units[-1].paragraph
    whole = len(units) == sum(not unit.implicit for unit in draft.units)
    return [
        (f"{'#' if paragraph.kind == 'heading' else '¶'} {paragraph.index + 1}:", paragraph)
        for paragraph in draft.document.paragraphs
        if paragraph.kind != "furniture" and (whole or first <= paragraph.index <= last)
    ]


def _marked(draft: ArgumentMap, units: Sequence[Unit], paragraph: Paragraph, between: Callable[[Span], str]) -> str:
    labels = {item.id: without_brackets(item.label) for item in draft.perspectives} | {AUTHOR: "author"}
    pieces = sorted(
        (span.start, number, span)
        for number, unit in enumerate(units, start=1)
        if unit.paragraph == paragraph.index
        for span in unit.spans
    )
    parts, at = [], paragraph.start
    for _, number, span in pieces:
        unit = units[number - 1]
        head = f"{number} {labels.get(unit.perspective, '?')}" if span == unit.spans[0] else str(number)
        text = without_brackets(span.cut(draft.document.text))[:UNIT_CHARACTERS].strip()
        parts += [_if_any(at, span.start, between), f"⟦{head}: {text}⟧"]
        at = span.end
    parts.append(_if_any(at, paragraph.end, between))
    return " ".join(part for part in parts if part)


def _if_any(start: int, end: int, between: Callable[[Span], str]) -> str:
    return between(Span(start=start, end=end)) if start < end else ""
