"""Two ways of labelling attributions, which the tagger learnt from and keeps apart.

The first token of the input names the one that is wanted, so that both kinds of data can train the network although
they differ: PolNeAR marks no attribution inside another's content and lets contents end where its annotators
did; the project's maps follow the guidelines.
"""

from __future__ import annotations

from enum import StrEnum


class Convention(StrEnum):
    """Which labels to produce: those of the project's maps (used by the product), or PolNeAR's (used for scoring)."""

    MAPS = "maps"
    POLNEAR = "polnear"

    @property
    def lead(self) -> int:
        """The id of the token that stands before every chunk: an unused one of the vocabulary, or [CLS]."""
        return 1 if self is Convention.MAPS else 101
