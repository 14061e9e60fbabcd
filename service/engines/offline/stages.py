"""The stages that the offline engine can leave out, so that the evals can measure what each one adds."""

from __future__ import annotations

from collections.abc import Iterable

STAGES = {
    "speaker-turns": "labels, interviews, letters, minutes: who has the word in which paragraph",
    "attribution-tagger": "the trained tagger of sources, cues and contents",
    "attribution-rules": "frames that the parse shows, besides what the tagger finds",
    "free-indirect-speech": "units that read as somebody's go to whoever speaks before them",
    "linked-premises": "premises that hold together only are one relation",
}
"""Name -> what it does, in the order in which they run."""


def known(names: Iterable[str]) -> frozenset[str]:
    """The names as a set; raises ValueError for an unknown stage."""
    listed = frozenset(names)
    if wrong := sorted(listed - STAGES.keys()):
        raise ValueError(f"no stage of the offline engine: {', '.join(wrong)}; there are {', '.join(STAGES)}")
    return listed
