"""Warnings about repaired answers, by code, in words that a reader of the map understands.

The faulty row itself means nothing to a reader; the warning's paragraph number shows where to look.
"""

from __future__ import annotations

from collections.abc import Mapping

WARNING_TEXTS: Mapping[str, str] = {
    "prose-around-json": "The model wrote more than it was asked for; only its answer was used.",
    "bad-row": "A part of the model's answer could not be read and was left out.",
    "too-many-rows": "The model gave more than it was asked for; the last part was left out.",
    "unknown-word": "The model pointed at words that are not in the article; these were passed over.",
    "unknown-segment": "The model pointed at a sentence that is not in the article; it was passed over.",
    "second-relation": "The model had one claim lead on twice; only the first link was kept.",
    "bad-conclusion": "What the model took for the article's conclusion is no claim of the author's; it was not kept.",
    "self-target": "The model gave a claim as a reason for itself; that link was left out.",
    "linked-to-nothing": "The model joined a claim to one that leads nowhere; that link was left out.",
    "unknown-voice": "The model named a holder whom it had not introduced; look at who holds the claims here.",
    "bad-nesting": "Who reports whom could not be told from the model's answer; look at who holds the claims here.",
    "unknown-attribution": "The model did not say who holds one of the claims; look at who holds the claims here.",
    "overlap": "Two claims of the model held the same words; the shorter one kept them.",
}


def in_words(code: str, detail: str) -> str:
    """The warning for the reader; `detail` itself if it is already written for readers."""
    return WARNING_TEXTS.get(code, detail)
