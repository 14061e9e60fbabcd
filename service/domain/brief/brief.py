"""The brief: groups of sentences under headings, each sentence with its kind and its sources."""

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
    """What a sentence is based on: passages of the text, and parts of the map or debate (ids)."""

    spans: tuple[Span, ...] = ()
    units: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    perspectives: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any((self.spans, self.units, self.issues, self.relations, self.perspectives, self.claims))


class Sentence(Frozen):
    """`words`: who wrote it. In a model's brief, a template's sentence replaces one that failed a check."""

    kind: BriefKind
    text: str
    cites: Cites = Cites()
    words: BriefWords = "template"


class Group(Frozen):
    """Sentences under a heading. The first group, which has no heading, contains the summary sentence."""

    heading: str = ""
    sentences: tuple[Sentence, ...] = ()


class Brief(Frozen):
    """The brief of one version of a map or a debate; the other id is null. `note`: what a reader must know first.

    `prompt`: `VERSION:sha256...`; `usage`: what it cost; `replaced`: how many of the model's sentences failed a check.
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
    """The maximum number of words in the brief of a text of this length.

    >>> [word_limit(size) for size in (30, 150, 1_500, 9_000)]
    [40, 90, 200, 300]
    """
    most = LONG_BRIEF if words_of_text > LONG_ARTICLE else SHORT_BRIEF
    return max(_LEAST, min(most, int(words_of_text * _SHARE)))


def limit_for(map_: ArgumentMap) -> int:
    """The maximum number of words in a map's brief, based on its claims if the map was imported without its text."""
    text = map_.document.text or " ".join(unit.text for unit in map_.units)
    return word_limit(count_words(text))


def words_in(sentences: Iterable[Sentence]) -> int:
    """The number of words in these sentences."""
    return sum(count_words(sentence.text) for sentence in sentences)


def count_words(text: str) -> int:
    """Counts words, ignoring punctuation. In Chinese and Japanese, which use no spaces, five characters count as three
    words.

    >>> count_words("a tax → “not small”, but half"), count_words("电车花费少，")
    (6, 3)
    """
    unspaced = len(_UNSPACED.findall(text))
    spaced = sum(any(letter.isalnum() for letter in word) for word in _UNSPACED.sub(" ", text).split())
    return spaced + round(unspaced * 0.6)
