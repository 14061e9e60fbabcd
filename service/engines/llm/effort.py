"""How much a model reasons before it answers: hidden tokens, billed as output; and what known model families accept.

Sources: the providers' model pages, as of 2026-11-30. An unknown model gets what the operator sets, and no parameter
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Effort = Literal["none", "minimal", "low", "medium", "high"]
EFFORTS: tuple[Effort, ...] = get_args(Effort)


@dataclass(frozen=True)
class Family:
    """`efforts`: the levels its models accept, lowest first; empty if none. `temperature`: the levels that can be
    combined with a temperature.
    """

    names: str
    efforts: Sequence[Effort]
    temperature: Sequence[Effort] = ()


_FROM_LOW: tuple[Effort, ...] = ("low", "medium", "high")
_FROM_MINIMAL: tuple[Effort, ...] = ("minimal", *_FROM_LOW)
_FROM_NONE: tuple[Effort, ...] = ("none", *_FROM_LOW)
_FAMILIES = (
    Family(r"gpt-5[.\d]*-chat.*", ()),
    Family(r"gpt-[5-9][.\d]*-pro.*", ("high",)),
    Family(r"gpt-[5-9][.\d]*-codex.*|gpt-6\.1-sol.*", _FROM_LOW),
    Family(r"gpt-5(-mini|-nano)?(-\d{4}.*)?", _FROM_MINIMAL),
    Family(r"gpt-(5\.\d|[6-9]).*", _FROM_NONE, ("none",)),
    Family(r"o[134](-mini)?(-\d{4}.*)?", _FROM_LOW),
    Family(r"anthropic:claude-(opus-5|sonnet-5|haiku-5-5)", _FROM_NONE),
    Family(r"anthropic:claude-(opus-5-5|sonnet-5-5|fable|mythos).*", _FROM_LOW),
    Family(r"google_genai:gemini-2\.5-flash.*", ("none", *_FROM_MINIMAL), EFFORTS),
    Family(r"google_genai:gemini-2\.5-pro.*", _FROM_MINIMAL, EFFORTS),
    Family(r"google_genai:gemini-3(\.\d)?-pro.*|google_genai:gemini-3\.[78]-flash.*", _FROM_LOW, EFFORTS),
    Family(r"google_genai:gemini-3(\.\d)?-flash.*", _FROM_MINIMAL, EFFORTS),
    Family(r"ollama:gpt-oss.*", _FROM_LOW, EFFORTS),
    Family(r"ollama:(qwen3|deepseek-r1|deepseek-v3|magistral).*", _FROM_NONE, EFFORTS),
)


def _family(model: str) -> Family | None:
    return next((family for family in _FAMILIES if re.fullmatch(family.names, model)), None)


def effort_for(model: str, wanted: Effort | None) -> Effort | None:
    """The effort to send to this model, named as in ARGMAP_MODEL: its lowest, or the closest one at or above the
    requested level; None for no parameter.
    """
    family = _family(model)
    if family is None or not family.efforts:
        return wanted if family is None else None
    least = EFFORTS.index(wanted) if wanted else 0
    return next((effort for effort in family.efforts if EFFORTS.index(effort) >= least), family.efforts[-1])


def takes_temperature(model: str, effort: Effort | None) -> bool:
    """Whether a temperature is worth trying; a rejection would cost one request per process start."""
    family = _family(model)
    return family is None or not family.efforts or effort in family.temperature
