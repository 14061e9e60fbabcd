"""How a holder looks ahead: it fears, plans, promises or expects, according to the article's own verb.

The attitude `predicts` covers all of these; for an announced plan, "the ministry predicts that it will build" would
mislead.
"""

from __future__ import annotations

import re
from typing import Literal

from service.domain.argument import Unit
from service.domain.base import Frozen
from service.domain.meaning.lookup import Lookup

Manner = Literal["expects", "fears", "warns", "threatens", "promises", "plans", "predicts"]

_VERBS: tuple[tuple[Manner, re.Pattern[str]], ...] = (
    ("fears", re.compile(r"\b(?:fear|afraid|dread|worr|anxious)", re.IGNORECASE)),
    ("warns", re.compile(r"\b(?:warn|caution)", re.IGNORECASE)),
    ("threatens", re.compile(r"\b(?:threat)", re.IGNORECASE)),
    ("promises", re.compile(r"\b(?:promis|pledg|vow|guarantee|assur)", re.IGNORECASE)),
    (
        "plans",
        re.compile(r"\b(?:plan|intend|intention|means? to|aim|prepar|decid|schedul|propos|will$)", re.IGNORECASE),
    ),
    ("predicts", re.compile(r"\b(?:predict|forecast|foresee|foresaw|foretell|foretold|prophe)", re.IGNORECASE)),
    (
        "expects",
        re.compile(
            r"\b(?:expect|believ|think|thought|assum|reckon|anticipat|confident|convinced|sure|bet\b|suspect|see[sn]?\b|saw)",
            re.IGNORECASE,
        ),
    ),
)
_NEGATED = re.compile(r"\b(not|never|no|hardly)\b|n[’']t\b", re.IGNORECASE)


class Foresight(Frozen):
    """A unit whose attitude is `predicts`, and which of these its holder does."""

    unit: str
    manner: Manner


def foresights_of(look: Lookup) -> tuple[Foresight, ...]:
    """All units about the future, in the map's order."""
    found = ((unit.id, manner_of(look, unit)) for unit in look.map.units)
    return tuple(Foresight(unit=unit, manner=manner) for unit, manner in found if manner)


def manner_of(look: Lookup, unit: Unit) -> Manner | None:
    """The manner, according to the cue; `expects` if the article has no verb for it.

    None if the unit is not a prediction, or is simply stated, since its own words then show that it is about the
    future.
    """
    attribution = look.attributions.get(unit.attribution or "")
    if attribution is None or attribution.attitude != "predicts":
        return None
    if attribution.cue is None:
        return "expects"
    cue = attribution.cue.cut(look.map.document.text)
    if _NEGATED.search(cue):
        return None
    return next((manner for manner, pattern in _VERBS if pattern.search(cue)), None)
