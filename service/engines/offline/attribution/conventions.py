"""Two ways of labelling attributions, both of which the tagger has learnt.

The first token of the input selects one, so that both kinds of data can train one network although they differ: PolNeAR
marks no attribution within another's content and has its own rules for where contents end; the project's maps follow
the guidelines.
"""

from __future__ import annotations

from enum import StrEnum


class Convention(StrEnum):
    """Label as the project's maps do (in the product) or as PolNeAR does (in scoring)."""

    MAPS = "maps"
    POLNEAR = "polnear"

    @property
    def lead(self) -> int:
        """The id of the token before every chunk: an unused one of the vocabulary, or [CLS]."""
        return 1 if self is Convention.MAPS else 101
