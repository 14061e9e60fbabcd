"""The brief: headed groups of sentences, each of a kind, each with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, get_args

from pydantic import Field

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span
from service.domain.provenance import Usage

BriefKind = Literal[
    "lead", "context", "decided", "thesis", "reason", "camp", "for", "against", "difference", "common", "answered",
    "unanswered", "conceded", "reported", "figure",
]  # fmt: skip
BriefWords = Literal["template", "model"]
KINDS: tuple[BriefKind, ...] = get_args(BriefKind)

LONG_ARTICLE = 1_500
"""Words; a brief of a longer article may have `LONG_BRIEF` words, of any other `SHORT_BRIEF`."""
SHORT_BRIEF, LONG_BRIEF = 200, 300
_LEAST, _SHARE = 40, 0.6
"""The brief of a short text has at most this share of its words, but always room for a sentence or two."""


_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class Cites(Frozen):
    """What a sentence rests on: stretches of the text, and parts of the map or debate (ids)."""

    spans: tuple[Span, ...] = ()
    units: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    perspectives: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.spans, self.units, self.issues, self.relations, self.perspectives, self.claims))


class Sentence(Frozen):
    """`words`: who worded it; a template's stands in a model's brief where the model's own failed a check."""

    kind: BriefKind
    text: str
    cites: Cites = Cites()
    words: BriefWords = "template"


class Group(Frozen):
    """Sentences under a heading; the first group has none, and holds the sentence that says the whole."""

    heading: str = ""
    sentences: tuple[Sentence, ...] = ()


class Brief(Frozen):
    """Of one version of a map or a debate; the other of the two is null. `note`: what a reader must know first.

    `prompt`: `VERSION:sha256...`, `usage`: what it cost, `replaced`: how many of the model's sentences failed a check.
    """

    map: str | None = None
    debate: str | None = None
    version: int = Field(ge=1)
    words: BriefWords = "template"
    model: str | None = None
    prompt: str | None = None
    usage: Usage = Usage()
    language: str = "en"
    note: str = ""
    groups: tuple[Group, ...] = ()
    replaced: int = 0

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in order."""
        return tuple(sentence for group in self.groups for sentence in group.sentences)


def word_limit(words_of_text: int) -> int:
    """The most words of a brief of a text of so many.

    >>> [word_limit(size) for size in (30, 150, 1_500, 9_000)]
    [40, 90, 200, 300]
    """
    most = LONG_BRIEF if words_of_text > LONG_ARTICLE else SHORT_BRIEF
    return max(_LEAST, min(most, int(words_of_text * _SHARE)))


def limit_for(map_: ArgumentMap) -> int:
    """The most words of a map's brief; by its claims where the text itself is not there (an import)."""
    text = map_.document.text or " ".join(unit.text for unit in map_.units)
    return word_limit(count_words(text))


def words_in(sentences: Iterable[Sentence]) -> int:
    """How many words these sentences have."""
    return sum(count_words(sentence.text) for sentence in sentences)


def count_words(text: str) -> int:
    """Signs alone are none; of Chinese and Japanese, which set no spaces, five characters are taken for three words.

    >>> count_words("a tax → “not small”, but half"), count_words("电车花费少，")
    (6, 3)
    """
    unspaced = len(_UNSPACED.findall(text))
    spaced = sum(any(letter.isalnum() for letter in word) for word in _UNSPACED.sub(" ", text).split())
    return spaced + round(unspaced * 0.6)
