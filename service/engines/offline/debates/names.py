"""What a phrase says about the person or body that it names: personal name, office, words and head of a body's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from service.engines.offline.holders.countries import country_of, is_capital
from service.engines.offline.lexicon import words
from service.reading.turns.lexicon import NO_PERSONS

WORD = re.compile(r"[^\W\d_][\w'’]*|\d+")
_TOKEN = re.compile(r"[^\W\d_][\w'’]*(?:-[^\W\d_][\w'’]*)*|\d+|[^\w\s.'’-]")
_UNDECOMPOSED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_LONGEST_NAME = 4
_SMALL = words("articles and possessives") | words("words without content")
_HOLDERS_OF_OFFICE = words("heads of a person") | words("titles of speakers") | words("members of a body")
_PREPOSITION = re.compile(rf"\b(?:{'|'.join(sorted(words('prepositions of a place or an owner')))})\b")

Key = tuple[str, ...]


@dataclass(frozen=True)
class _Run:
    """Consecutive capitalised words.

    `lead`: the word before them; `behind`: the same, titles and articles skipped; `owns`: they are in the genitive;
    `before`: a word directly after them that they modify, or "".
    """

    words: Key
    behind: str
    lead: str
    owns: bool
    before: str = ""


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """The word in lower case, without accents and genitive.

    >>> folded("Rønning’s"), folded("Pål"), folded("Workers'")
    ('ronning', 'pal', 'workers')
    """
    low = word.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    if low.isascii():
        return low
    low = low.translate(_UNDECOMPOSED)
    return "".join(char for char in unicodedata.normalize("NFKD", low) if not unicodedata.combining(char))


def person_name(text: str) -> Key:
    """The person's name in a text that means a person, without titles and particles; empty if there is none.

    >>> person_name("Its secretary, Dr Owen Marchetti MP of Leeds"), person_name("Danish Climate Minister Mads Krogh")
    (('owen', 'marchetti'), ('mads', 'krogh'))
    >>> person_name("Owen Marchetti of the County Teachers Union"), person_name("Ursula von der Leyen")
    (('owen', 'marchetti'), ('ursula', 'leyen'))
    >>> [person_name(text) for text in ("County member", "Ann Lee's son", "a friend of Ann Lee", "A lawyer in Manila")]
    [(), (), (), ()]
    """
    people = [run.words for run in _runs(text) if _is_a_person(run, text)]
    longest = max(people, key=len, default=())
    return longest if len(longest) <= _LONGEST_NAME else ()


def _is_a_person(run: _Run, text: str) -> bool:
    if run.owns and len(WORD.findall(text)) > len(run.words):
        return False
    if run.behind in words("prepositions of a place or an owner") or run.before:
        return False
    if _is_title(run.lead) or len(WORD.findall(text)) == 1:
        return True
    if set(run.words) & words("heads of an institution"):
        return False
    return len(run.words) > 1 or (_may_lead(run.lead) and not _is_common(run.words[0]))


def _may_lead(low: str) -> bool:
    """Whether a surname alone may follow this word: nothing, a comma, or an office."""
    return not low[:1].isalpha() or low in _HOLDERS_OF_OFFICE


def _is_common(word: str) -> bool:
    return word in NO_PERSONS or country_of(word.capitalize()) is not None


def _is_title(low: str) -> bool:
    return low in words("titles") or low in words("titles of speakers")


def _runs(text: str) -> Iterator[_Run]:
    tokens = _tokens(text)
    run: _Run | None = None
    behind, lead = "", ""
    for number, token in enumerate(tokens):
        low = folded(token)
        if run is not None and _goes_on(tokens, number):
            run = replace(run, words=(*run.words, low), owns=_is_genitive(token))
            continue
        if run is not None and _is_particle(tokens, number):
            continue
        if _is_name(tokens, number) and run is None:
            run = _Run((low,), behind, lead, _is_genitive(token))
            continue
        if run is not None:
            yield replace(run, before=_follower(tokens, number))
            run = None
        lead = lead if low in words("particles of a name") else low
        if not _is_title(low) and low not in words("articles and possessives"):
            behind = low
    if run is not None:
        yield run


def _tokens(text: str) -> list[str]:
    """Words and punctuation; a double surname counts as two words, "Mi-kyung" as one."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        parts = token.split("-")
        found += parts if all(part[:1].isupper() for part in parts) else [token]
    return found


def _is_name(tokens: list[str], at: int) -> bool:
    if at >= len(tokens) or not tokens[at][:1].isupper():
        return False
    low = folded(tokens[at])
    return not any(low in words(section) for section in _NO_NAMES)


def _is_particle(tokens: list[str], at: int) -> bool:
    """Whether the word is a particle within a name, as "von" and "der" are."""
    while at < len(tokens) and tokens[at] in words("particles of a name"):
        at += 1
        if _is_name(tokens, at):
            return True
    return False


_NO_NAMES = ("titles", "titles of speakers", "articles and possessives", "pronouns", "letters behind a name")


def _goes_on(tokens: list[str], at: int) -> bool:
    """Whether this word continues the name before it; "King" may, at its end."""
    is_end = at + 1 >= len(tokens) or not tokens[at + 1][:1].isalpha()
    surname = tokens[at][:1].isupper() and is_end and folded(tokens[at]) in words("titles that are surnames")
    return (_is_name(tokens, at) or surname) and not _is_genitive(tokens[at - 1])


def _is_genitive(token: str) -> bool:
    return token.replace("’", "'").endswith(("'s", "s'"))


def _follower(tokens: list[str], at: int) -> str:
    """The word that makes the name before it a modifier: a noun, or a title that a name follows; otherwise ""."""
    token, low = tokens[at], folded(tokens[at])
    if not token[:1].isalpha():
        return ""
    if token[:1].isupper():
        return low if _is_title(low) and any(_is_name(tokens, later) for later in range(at + 1, len(tokens))) else ""
    is_small = low in words("words without content") or low.endswith(("self", "selves"))
    return "" if is_small else low


@lru_cache(maxsize=50_000)
def plain(text: str) -> Key:
    """The content words of a phrase: folded, singular, without articles and function words, countries as codes.

    >>> plain("The minister of energy"), plain("the Norwegian workers' unions"), plain("Norway's unions")
    (('minister', 'energy'), ('=NO', 'worker', 'union'), ('=NO', 'union'))
    """
    found = []
    for word in WORD.findall(text):
        low = folded(word)
        if not low or low in _SMALL:
            continue
        country = country_of(word.replace("’", "'").removesuffix("'s")) if word[:1].isupper() else None
        if country is not None and not is_capital(low):
            found.append(f"={country}")
        else:
            found.append(_singular(low))
    return () if not set(found) - words("pronouns") else tuple(found)


def _singular(low: str) -> str:
    return low.removesuffix("s") if len(low) > 4 and not low.endswith("ss") else low


def head_of(text: str) -> str:
    """The head of a body's name: its last word before "of", "in" and the like.

    >>> head_of("The Department of Finance"), head_of("The council's surveyor"), head_of("The Teachers' Union in Leeds")
    ('department', 'surveyor', 'union')
    """
    before: list[str] = []
    for token in _TOKEN.findall(text):
        if before and (not token[:1].isalnum() or folded(token) in words("prepositions of a place or an owner")):
            break
        before += plain(token)
    return before[-1] if before else ""


def before_preposition(phrase: str) -> str:
    """ "The teachers' union" of "The teachers' union in Leeds"."""
    return _PREPOSITION.split(phrase, maxsplit=1)[0]


def part_of_a_group(text: str) -> Key:
    """ "Some" of "Some hunters", who are not "Other hunters"; nothing where all of them are meant."""
    begins = [folded(word) for word in text.split()[:2]]
    said = [word for word in begins[: 2 if begins[:1] == ["the"] else 1] if word in words("parts of a group")]
    return tuple(said)


@dataclass(frozen=True)
class Office:
    """`head`: a minister; `words`: that and of what."""

    head: str
    words: frozenset[str]


def office(text: str, name: Key = ()) -> Office | None:
    """The office that a text gives somebody, without the name; null if it gives none.

    >>> office("Mads Krogh", ("mads", "krogh")), office("A person close to the foreign minister")
    (None, None)
    >>> found = office("Mads Krogh, the climate minister of Denmark", ("mads", "krogh"))
    >>> found.head, sorted(found.words)
    ('minister', ['=DK', 'climate', 'minister'])
    """
    for phrase in re.split(r"[,;:()–—]", text):
        said = [word for word in plain(phrase) if word not in name]
        first = [word for word in plain(before_preposition(phrase)) if word not in name]
        if first and first[-1] in _HOLDERS_OF_OFFICE:
            return Office(first[-1], frozenset(said) - {"own"})
    return None


def names_one(text: str) -> bool:
    """Whether the text names one holder and not two at once ("neither Seoul nor Tokyo")."""
    return not {"and", "nor", "or", "&", "both"} & set(text.lower().split())


def initials(text: str) -> set[str]:
    """The acronyms a name may have: of its capitals, of all its words, and of all but "and".

    >>> sorted(initials("Department of Energy and Climate Change"))
    ['decc', 'doeacc', 'doecc']
    """
    spelt = [word for word in WORD.findall(text) if word.lower() not in words("articles and possessives")]
    capitals = [word for word in spelt if word[0].isupper()]
    filled = [word for word in spelt if word.lower() != "and"]
    return {"".join(word[0] for word in chosen).lower() for chosen in (capitals, spelt, filled) if len(chosen) > 1}
