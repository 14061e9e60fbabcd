"""What sentence vectors hardly show about a unit: negation, numbers, modality, direction, names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from service.engines.offline.lexicon import words

_WORD = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:'[a-z]+)?")
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_SPELT = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
    if word != "one"
}
_BESIDE_THE_POINT = re.compile(
    r"^\W*(?:if|unless|when|while|although|though|because|since|until|as long as)\b[^,;]*,"
    r"|(?:,| and| but) not\b[^,;.]*",
    re.IGNORECASE,
)
"""A subordinate clause before the main one, and what a contrast rules out ("higher, not lower")."""
_NEGATIONS = words("negations of a claim")
_MODALS = {
    "must not": words("words for what must not be"),
    "ought": words("words for what ought to be"),
    "may": words("words for what may be"),
}
_FUNCTION_WORDS = words("words without content").union(_NEGATIONS, *_MODALS.values())
_SUFFIXES = ("ations", "ation", "ments", "ment", "ings", "ing", "edly", "ness", "ies", "ed", "es", "ly", "s")


@dataclass(frozen=True)
class Cues:
    """`words`: all words in order, numbers in figures; `content`: stems of content words; `negated`: the number of
    negations is odd; `modal`: the kind of claim (`must not`, `ought`, `may`, or "" for a plain one); `direction`: axis
    and pole of words such as rise and fall.
    """

    words: tuple[str, ...]
    content: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool
    modal: str
    direction: frozenset[tuple[str, int]]


@lru_cache(maxsize=100_000)
def cues_of(text: str) -> Cues:
    """The cues of a unit's words."""
    spelt = _WORD.findall(text.replace("’", "'"))
    lower = [word.lower() for word in spelt]
    main = [word.lower() for word in _WORD.findall(_BESIDE_THE_POINT.sub("", text.replace("’", "'")))]
    negations = sum(word in _NEGATIONS or word.endswith("n't") for word in main)
    kinds = [kind for kind, listed in _MODALS.items() if listed & set(lower)]
    axes = _axes()
    return Cues(
        words=tuple(map(_number, lower)),
        content=frozenset(stem(word) for word in lower if word not in _FUNCTION_WORDS and not word.endswith("n't")),
        numbers=frozenset(_number(word) for word in lower if _NUMBER.fullmatch(word) or word in _SPELT),
        names=frozenset(
            word.lower().removesuffix("'s")
            for place, word in enumerate(spelt)
            if place and word[0].isupper() and len(word) > 2
        ),
        negated=negations % 2 == 1,
        modal=kinds[0] if kinds else "",
        direction=frozenset(axes[word] for word in {stem(word) for word in main} if word in axes),
    )


def _number(word: str) -> str:
    return _SPELT.get(word, word.replace(",", "").rstrip("."))


def stem(word: str) -> str:
    """The word without its ending, roughly: only for comparison with other stems.

    >>> stem("rises"), stem("rising"), stem("costs")
    ('ris', 'ris', 'cost')
    """
    word = word.removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    return word.rstrip("e") if len(word) > 3 else word


@lru_cache(maxsize=1)
def _axes() -> dict[str, tuple[str, int]]:
    """Stem -> (name of the axis, pole): `rise|grow/fall` in the list are the two poles of one axis."""
    found: dict[str, tuple[str, int]] = {}
    for pair in words("opposite words"):
        sides = pair.split("/")
        for pole, side in enumerate(sides):
            for word in side.split("|"):
                found.setdefault(stem(word), (sides[0], pole))
    return found
