"""Figures: their value, their unit, what they measure, and who cites them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.domain.argument import Unit
from service.domain.base import Frozen, Span

_FIGURE = re.compile(
    r"(?P<before>[$€£¥₹]|\b(?:US\$|Rs\.? ?|EUR |USD ))?"
    r"(?<![\w.,/-])(?P<value>\d{1,3}(?:[,  ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<after> ?%|[ -](?:per cent|percent|(?:hundred|thousand|million|billion|trillion)\b(?: \w+)?|[^\W\d_]{2,30}))?"
)
_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d$")


class Figure(Frozen):
    """`value` and `unit` as printed (`2,400`, `megalitres`); `of`: the unit of the map that contains it; `holder`: who
    makes that claim.
    """

    value: str
    unit: str
    span: Span
    of: str
    holder: str


def figures_of(units: Iterable[Unit], text: str) -> tuple[Figure, ...]:
    """The figures in these units, in text order; a bare year is not a figure.

    >>> unit = Unit(id="u0", paragraph=0, spans=(Span(start=0, end=38),), text="", role="premise")
    >>> [(item.value, item.unit) for item in figures_of([unit], "In 2024 it cost $2.5 million, up 40% x")]
    [('2.5', '$ million'), ('40', '%')]
    """
    return tuple(
        Figure(
            value=found["value"],
            unit=" ".join(f"{found['before'] or ''} {(found['after'] or '').lstrip('-')}".split()),
            span=Span(start=found.start(), end=found.end()),
            of=unit.id,
            holder=unit.perspective,
        )
        for unit in units
        for span in unit.spans
        for found in _FIGURE.finditer(text, span.start, span.end)
        if not (_YEAR.match(found["value"]) and not found["before"])
    )
