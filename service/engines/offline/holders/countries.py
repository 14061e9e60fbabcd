"""Countries by name, capital and demonym, so that "Beijing", "Chinese officials" and "China" are one side.

`countries.txt` has them in English and ten other languages, so that 北京 is Beijing and Киев Kyiv. It was made once, of
countryinfo's list and the CLDR's names of territories and cities.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_SEATS = {
    "white house": "US",
    "pentagon": "US",
    "capitol hill": "US",
    "state department": "US",
    "kremlin": "RU",
    "downing street": "GB",
    "whitehall": "GB",
    "elysée": "FR",
    "élysée": "FR",
    "matignon": "FR",
    "moncloa": "ES",
    "planalto": "BR",
    "cotonou": "BJ",
    "zhongnanhai": "CN",
    "brussels": "EU",
    "european union": "EU",
    "european commission": "EU",
    "eu": "EU",
    "european": "EU",
}
"""Seats of governments whose names no data set of countries lists, and the Union, which is no country."""

_EVERYDAY = {"us": "US", "usa": "US", "america": "US", "united states": "US", "uk": "GB", "britain": "GB"}
"""Short forms of the two countries that English articles mostly call by one."""

_OTHERWISE = {
    "argentine": "AR",
    "argentinian": "AR",
    "astana": "KZ",
    "azeri": "AZ",
    "bogota": "CO",
    "brasilia": "BR",
    "briton": "GB",
    "croat": "HR",
    "danes": "DK",
    "delhi": "IN",
    "ecuadorian": "EC",
    "finns": "FI",
    "icelandic": "IS",
    "kazakh": "KZ",
    "kosovar": "XK",
    "kyrgyz": "KG",
    "poles": "PL",
    "pristina": "XK",
    "saudi": "SA",
    "serb": "RS",
    "serbs": "RS",
    "slovenian": "SI",
    "spaniard": "ES",
    "swede": "SE",
    "tajik": "TJ",
    "thais": "TH",
    "timorese": "TL",
    "turks": "TR",
    "uzbek": "UZ",
}
"""Peoples and capitals by names that the data do not have; where the plural is not the singular and "s" for
`country_of`, the plural.
"""


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, list[str], list[str]], ...]:
    """Code, names and capitals of each country."""
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()[1:]
    return tuple(
        (code, names.split("; "), capitals.split("; ")) for code, names, capitals in (x.split("|") for x in lines)
    )


@lru_cache(maxsize=1)
def _index() -> dict[str, str]:
    """Lower-case name, capital or demonym -> two-letter code."""
    found = {name: code for code, names, capitals in _rows() for name in (*names, *capitals) if name}
    return found | _SEATS | _EVERYDAY | _OTHERWISE


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    return frozenset(name for _, _, capitals in _rows() for name in capitals if name) | {"brussels", "edinburgh"}


def is_capital(text: str) -> bool:
    """Whether it is a country's capital, which may also be meant as the town that it is."""
    return normal(text) in _capitals()


def normal(text: str) -> str:
    """Lower case without full stops, articles and "D.C."."""
    text = text.lower().replace(" d.c.", "").replace(".", "").replace("\u2019", "'").strip()
    return text.removeprefix("the ").removesuffix("'s")


def country_of(text: str) -> str | None:
    """Two-letter code of the country (or EU) that a name, a capital, a demonym or a seat of government stands for."""
    key = normal(text)
    index = _index()
    if text[:1] != text[:1].upper():
        return None
    return index.get(key) or (index.get(key.removesuffix("s")) if len(key) > 5 else None)


def countries_in(words: list[str]) -> list[str]:
    """Codes of all countries named by one to three neighbouring words, longest names first, each place once."""
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
