"""A claim's label, and whether it is a fact, from the words of its mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from service.domain.debates.parts import ClaimKind, Mention, UnitKey, UnitRef
from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.pairs import says_its_point

_OF_ONE_SPEAKER = re.compile(r"\b(i|we|me|us|my|our|mine|ours|myself|ourselves|vot(e|es|ed|ing)|abstain\w*)\b", re.I)
_YET_TO_COME = re.compile(r"\b(will|would|shall|should|must|ought|may|might|could|cannot|can)\b|'ll\b|n't\b", re.I)
_FIGURE = re.compile(r"\d")
_RECORDED = frozenset({"asserts", "concedes"})


def plainest(said: Iterable[tuple[UnitRef, str]]) -> UnitRef:
    """The first of these mentions that states the point in full, asserts it, and speaks for nobody in particular.

    A denial, an announcement ("my party will vote no") and words that depend on context ("It does.") are used only as
    a last resort, in this order.
    """
    return min(said, key=lambda item: _faults(item[1]))[0]


def _faults(text: str) -> tuple[bool, bool, bool]:
    cues = cues_of(text)
    is_weak = text.rstrip().endswith("?") or not says_its_point(cues)
    return is_weak, _OF_ONE_SPEAKER.search(text) is not None, cues.negated


def adds_no_figure(words: str, mentions: Iterable[str]) -> bool:
    """Whether all numbers in an engine's wording of a claim occur in its mentions."""
    return cues_of(words).numbers <= frozenset[str]().union(*(cues_of(text).numbers for text in mentions))


def kind_of(mentions: Sequence[Mention], units: Mapping[UnitKey, str], facts: Iterable[UnitRef] = ()) -> ClaimKind:
    """`fact` if nobody opposes it and an engine lists it in its `facts`, or most mentions state a figure.

    Only assertions qualify: what somebody wants, foresees or thinks possible is no fact. `units`: their words.
    """
    if any(item.stance == "against" or item.attitude not in _RECORDED for item in mentions):
        return "claim"
    told = {ref.key for ref in facts}
    if any(item.key in told for item in mentions):
        return "fact"
    stating = sum(_states_a_figure(units[item.key]) for item in mentions)
    return "fact" if 2 * stating >= len(mentions) else "claim"


def _states_a_figure(text: str) -> bool:
    return bool(_FIGURE.search(text)) and not _YET_TO_COME.search(text) and not _OF_ONE_SPEAKER.search(text)
