"""Where the narrator of a record takes over from a speaker: "Mrs Finn said that ..." in minutes that print labels."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.reading.turns.labels import Label
from service.reading.turns.lexicon import TITLES
from service.reading.turns.speakers import name_words
from service.reading.turns.transcripts import addresses

_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]|‘[^‘’]*’(?!\w)")
_REPORTS = re.compile(
    r"(?P<name>(?:[Tt]he )?[A-ZÀ-Þ][\w.'’-]*(?: (?:[A-ZÀ-Þ][\w.'’-]*|of|the|de|van|von)){0,5})"
    r"(?: \([^()]{2,60}\))?,? (?:(?:then|also|again|further|[a-z]+ly) )?"
    r"(?:said|told|thought|felt|spoke|wrote|put|gave|took|drew|[a-z]{3,}ed)\b"
)
"""A name and a verb in the past, at the head of a paragraph."""
_RECORD = re.compile(r"\b(?:minutes|protokoll|niederschrift|proc[eè]s-verbal|compte rendu|acta)\b", re.IGNORECASE)
_HEAD = 600
"""Code points before the first label in which a record says what it is and who was present."""


class Narration:
    """Distinguishes what a record narrates from what its speakers say.

    `labels`: of its speakers; `before`: the text before the first of them.
    """

    def __init__(self, labels: Iterable[Label], before: str) -> None:
        names = [label.name for label in labels]
        self._spoken = {_surname(name) for name in names} - {""}
        self._present = before[-_HEAD:]
        self._is_of_minutes = _RECORD.search(before) is not None
        self._in_capitals = any(name_words(name)[0] and name_words(name)[0][-1].isupper() for name in names)

    def takes_over(self, text: str, *, narrating: bool) -> bool:
        """Whether a paragraph is narrated by the record: it opens by reporting somebody named, or continues such a
        report; a speaker would use "I", "we" or "you" somewhere.

        `narrating`: whether the text before it was narrated.
        """
        if addresses(_QUOTED.sub(" ", text)):
            return False
        match = _REPORTS.match(text)
        return narrating or (match is not None and self._is_present(match["name"]))

    def _is_present(self, name: str) -> bool:
        """Whether a name is printed as those who take part are."""
        words, titles = name_words(name)
        if not words:
            return bool(titles) and name in self._present
        surname = words[-1]
        if self._in_capitals and not surname.isupper():
            return False
        is_titled = bool(TITLES & set(titles))
        return surname in self._spoken or (is_titled and (self._is_of_minutes or surname in self._present))


def _surname(label: str) -> str:
    words, _ = name_words(label)
    return words[-1] if words else ""
