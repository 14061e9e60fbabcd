"""Countries by name, capital and demonym, so that "Beijing", "Chinese officials" and "China" are one side.

`countries.txt` has them in English and ten other languages, so that 北京 is Beijing and Киев Kyiv. Compiled once
from countryinfo's list and the CLDR's names of territories and cities; seats of government ("the Kremlin") and what
those lists lack ("Danes") are ours. Plurals that take more than an "s" are listed.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], frozenset[str]]:
    """Each name in lower case with its country's two-letter code; and which of them are capitals."""
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()[1:]
    codes: dict[str, str] = {}
    capitals: set[str] = set()
    for code, names, seats in (line.split("|") for line in lines):
        capitals |= set(seats.split("; "))
        codes |= dict.fromkeys((*names.split("; "), *seats.split("; ")), code)
    del codes[""]
    return codes, frozenset(capitals - {""})


def is_capital(text: str) -> bool:
    """Whether the text names a capital, which may also mean just the town."""
    return normal(text) in _tables()[1]


def normal(text: str) -> str:
    """The text in lower case, without full stops, articles and "D.C."."""
    text = text.lower().replace(" d.c.", "").replace(".", "").replace("\u2019", "'").strip()
    return text.removeprefix("the ").removesuffix("'s")


def country_of(text: str) -> str | None:
    """The two-letter code of the country (or EU) that a name, capital, demonym or seat of government stands for."""
    if text[:1] != text[:1].upper():
        return None
    key, codes = normal(text), _tables()[0]
    return codes.get(key) or (codes.get(key.removesuffix("s")) if len(key) > 5 else None)


def countries_in(words: list[str]) -> list[str]:
    """The codes of all countries that one to three adjacent words name, longest names first, each place once."""
    found, at = [], 0
    while at < len(words):
        for length in (3, 2, 1):
            code = country_of(" ".join(words[at : at + length])) if at + length <= len(words) else None
            if code:
                found.append(code)
                at += length - 1
                break
        at += 1
    return found
