"""From offsets in a corpus' text to offsets in the text that reading makes of it."""

from __future__ import annotations

from evals.metrics.tokens import Stretch
from service.errors import InputError
from service.reading import read_text
from service.reading.normalise import normalise


class Offsets:
    """Reading changes white space and drops invisible characters; all other characters keep their order.

    >>> offsets = Offsets("A\\u00a0b.\\r\\n\\r\\n\\r\\n  Cd e.")
    >>> [offsets.text[slice(*offsets.moved((start, end)))] for start, end in ((0, 1), (2, 3), (12, 16))]
    ['A', 'b', 'Cd e']
    """

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self.text = read_text(raw).text
        self._same = self.text == raw
        self._places = [place for place, character in enumerate(self.text) if not character.isspace()]
        if not self._same and _solid(normalise(raw)) != _solid(self.text):
            raise InputError(
                "reading changed more of a corpus text than its white space",
                hint="Its gold spans cannot be kept; report the text as a bug of reading.",
            )

    def moved(self, stretch: Stretch) -> Stretch:
        """The stretch in the text as it is read; white space at its edges is left out where the text changed."""
        if self._same:
            return stretch
        first = len(_solid(normalise(self._raw[: stretch[0]])))
        last = len(_solid(normalise(self._raw[: stretch[1]]))) - 1
        return self._places[first], self._places[max(first, last)] + 1


def _solid(text: str) -> str:
    return "".join(text.split())
