"""Countries by name, capital and demonym, so that "Beijing", "Chinese officials" and "China" are one side.

Data: countryinfo (capitals, demonyms, spellings, populations) and the CLDR through Babel (everyday names).
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from countryinfo import all_countries

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
def _index() -> dict[str, str]:
    """Lower-case name, capital or demonym -> two-letter code; of two countries the more populous one."""
    index: dict[str, tuple[int, str]] = {}
    for country in all_countries():
        info = country.info()
        code = (info.get("ISO") or {}).get("alpha2")
        if not code:
            continue
        weight = int(info.get("population") or 0)
        spellings = [text for text in info.get("altSpellings") or () if len(text) > 3]
        for field in (info.get("name"), info.get("capital"), info.get("demonym"), spellings):
            for text in _names(field):
                key = normal(text)
                index[key] = max(index.get(key, (-1, "")), (weight, code))
    found = {key: code for key, (_, code) in index.items()}
    for code, name in Locale("en").territories.items():
        if len(code) == 2 and code.isalpha() and code != "ZZ":
            found.setdefault(normal(name), code)
    return found | _SEATS | _EVERYDAY | _OTHERWISE


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    infos = (country.info() for country in all_countries())
    return frozenset(normal(text) for info in infos for text in _names(info.get("capital")))


def is_capital(text: str) -> bool:
    """Whether it is a country's capital, which may also be meant as the town that it is."""
    return normal(text) in _capitals()


def _names(field: str | list[str] | None) -> list[str]:
    """A field of the data set: one text, several in a list, or several in one text."""
    texts = [field] if isinstance(field, str) else field or []
    return [part.strip() for text in texts for part in re.split(r"[,/]| or ", text) if part.strip()]


def normal(text: str) -> str:
    """Lower case without full stops, articles and "D.C."."""
    text = text.lower().replace(" d.c.", "").replace(".", "").replace("\u2019", "'").strip()
    return text.removeprefix("the ").removesuffix("'s")


def country_of(text: str) -> str | None:
    """Two-letter code of the country (or EU) that a name, a capital, a demonym or a seat of government stands for."""
    key = normal(text)
    index = _index()
    if not text[:1].isupper():
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
