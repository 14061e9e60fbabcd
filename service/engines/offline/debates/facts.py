"""Decides, without a model, whether words outside units state the same fact: equal figures about the same things."""

from __future__ import annotations

import re

from service.engines.offline.debates.cues import Cues, cues_of, stem

SURE = 0.8
"""Confidence that two places with equal figures and enough shared words state the same fact."""
_TELLING = re.compile(r"\d[\d.,]*\d")
_WITH_UNIT = re.compile(r"(?<![\d,])(\d[\d,]*\d)\s([^\W\d_]{3,})")
_EXACT = 4
_YEAR = re.compile(r"(19|20)\d\d")
_FEWEST_SHARED = 2
"""Content words besides the figures."""


def figures_of(text: str) -> frozenset[str]:
    """Figures specific enough to identify a fact: at least two digits, and not a year.

    >>> sorted(figures_of("In 2024 the 3 lines cost $585m and 2,400 jobs"))
    ['2400', '585']
    """
    found = (figure.replace(",", "").rstrip(".") for figure in _TELLING.findall(text))
    return frozenset(figure for figure in found if not _YEAR.fullmatch(figure))


def state_one_fact(one: str, other: str) -> bool:
    """Whether both assert equal figures of the same things, or share one exact figure with its unit."""
    a, b = cues_of(one), cues_of(other)
    if a.negated == b.negated and _exact(one) & _exact(other):
        return True
    figures = figures_of(one)
    if not figures or figures != figures_of(other):
        return False
    alike = a.negated == b.negated and a.modal == b.modal == "" and not (a.names and b.names and not a.names & b.names)
    return alike and len(_said_of(a) & _said_of(b)) >= _FEWEST_SHARED


def _exact(text: str) -> frozenset[tuple[str, str]]:
    """Figures of four digits or more, each with the word after it: `410,000 pounds`."""
    pairs = ((figure.replace(",", ""), stem(word.lower())) for figure, word in _WITH_UNIT.findall(text))
    return frozenset(pair for pair in pairs if len(pair[0]) >= _EXACT and not _YEAR.fullmatch(pair[0]))


def _said_of(cues: Cues) -> frozenset[str]:
    return frozenset(word for word in cues.content if not word[0].isdigit())
