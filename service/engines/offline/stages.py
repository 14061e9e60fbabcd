"""Stages of the offline engine that the evals can switch off, to measure what each adds."""

from __future__ import annotations

from collections.abc import Iterable

STAGES = {
    "speaker-turns": "labels, interviews, letters, minutes: who speaks in which paragraph",
    "attribution-tagger": "the trained tagger of sources, cues and contents",
    "free-indirect-speech": "units that read as somebody's words go to whoever spoke before",
    "linked-premises": "premises that only hold together form one relation",
}
"""Name -> what it does, in order of execution."""


def known(names: Iterable[str]) -> frozenset[str]:
    """The names as a set; raises ValueError for an unknown stage."""
    listed = frozenset(names)
    if wrong := sorted(listed - STAGES.keys()):
        raise ValueError(f"no stage of the offline engine: {', '.join(wrong)}; there are {', '.join(STAGES)}")
    return listed
