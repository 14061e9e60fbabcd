"""Words that the parse reads in a cue: verbs of saying, and the attitude that they give the source."""

from __future__ import annotations

from service.domain.argument import Attitude
from service.engines.offline.lexicon import words

CLAUSE = words("cue verbs: clause")
"""Verbs whose content may be a clause or a quotation."""
NEGATIVE_SUBJECTS = words("negative subjects")
"""Subjects that assert nothing ("few believe that p")."""
_ATTITUDES: tuple[Attitude, ...] = ("denies", "concedes", "doubts", "asks", "wants", "predicts")


def attitude_of(lemma: str, *, negated: bool = False) -> Attitude:
    """The attitude of a cue's source; after a negated cue of saying or believing, it denies."""
    attitude = next((attitude for attitude in _ATTITUDES if lemma in words(f"cues: {attitude}")), None)
    return attitude or ("denies" if negated else "asserts")
