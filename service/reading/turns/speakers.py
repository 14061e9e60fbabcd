"""Resolves labels to speakers: one speaker may have several labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.reading.turns.labels import initials_of, person_in_brackets, without_brackets, without_office
from service.reading.turns.lexicon import OFFICES, TITLES

_BEHIND = re.compile(r"\s+(?:of|for|from)\s+(?P<place>(?:the\s+)?[A-Z][\w'’. -]*)$")
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_WOMEN = "mrs ms miss madam dame lady mme mlle madame frau baroness congresswoman sra señora signora"
_MEN = "mr sir lord m monsieur herr baron congressman sr señor signor freiherr"
_WOMAN, _MAN = frozenset(_WOMEN.split()), frozenset(_MEN.split())
_BEFORE_COMMA = re.compile(r"(?:[^,(\[（]|[(\[（][^)\]）]*.?)*")
_ARTICLES = frozenset(("the", "le", "la", "l'"))
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass
class _Known:
    """A speaker met so far: given names, `surname`, place or party, and the offices under which they spoke."""

    id: str
    surname: str
    given: tuple[str, ...] = ()
    places: set[str] = field(default_factory=set)
    sex: str = ""


@dataclass(frozen=True)
class LabelParts:
    """The parts of a label, in lower case. `surname`: empty for an office without its holder's name; `office`: the one
    in which they speak; `sex`: "w", "m" or "", as indicated by a title.
    """

    surname: str
    given: tuple[str, ...]
    places: frozenset[str]
    sex: str
    office: str


class Speakers:
    """Assigns speaker ids `t1`, `t2`, ... to labels, in the order in which the speakers first have the floor."""

    def __init__(self) -> None:
        self._by_label: dict[str, str] = {}
        self._by_office: dict[str, str] = {}
        self._by_surname: dict[str, list[_Known]] = {}
        self._count = 0

    def unnamed(self) -> str:
        """The id of a speaker without a label."""
        self._count += 1
        return f"t{self._count}"

    def of(self, label: str) -> str:
        """The id of the speaker that a label names.

        A bare surname refers to the most recent speaker of that name; a different place, party, given name or title
        distinguishes namesakes.
        """
        key = " ".join(label.casefold().split())
        parts = parts_of(label)
        found = self._find(parts, key)
        if parts.office and parts.surname:
            self._by_office[parts.office] = found
        return found

    def _find(self, parts: LabelParts, key: str) -> str:
        if not parts.surname:
            known = self._by_office.get(parts.office or key)
            return known or self._by_office.setdefault(parts.office or key, self.unnamed())
        same = self._by_surname.get(parts.surname) or self._by_given_name(parts)
        self._by_surname[parts.surname] = same
        for known_one in reversed(same):
            if _agree(known_one, parts):
                known_one.given = max(known_one.given, parts.given, key=len)
                known_one.places |= parts.places
                known_one.sex = known_one.sex or parts.sex
                same.remove(known_one)
                same.append(known_one)
                return known_one.id
        same.append(_Known(self.unnamed(), parts.surname, parts.given, set(parts.places), parts.sex))
        return same[-1].id

    def _by_given_name(self, parts: LabelParts) -> list[_Known]:
        """Whoever has the only word of a label as a given name, or was so called before: "Mirja Kallio", "Mirja"."""
        if parts.sex or parts.places:
            return []
        if not parts.given and len(parts.surname) in (2, 3):
            everybody = [one for same in self._by_surname.values() for one in same]
            short = [one for one in everybody if initials_of(" ".join((*one.given, one.surname))) == parts.surname]
            if len({one.id for one in short}) == 1:
                return short
        if parts.given:
            return [known for known in self._by_surname.get(parts.given[0], []) if not known.given and not known.sex]
        named = [one for same in self._by_surname.values() for one in same if one.given[:1] == (parts.surname,)]
        return named if len({one.id for one in named}) == 1 else []


def _agree(known: _Known, parts: LabelParts) -> bool:
    if known.sex and parts.sex and known.sex != parts.sex:
        return False
    if known.places and parts.places and not known.places & parts.places:
        return False
    return all(
        one.startswith(other) or other.startswith(one) for one, other in zip(known.given, parts.given, strict=False)
    )


def parts_of(label: str) -> LabelParts:
    """The parts of a label, or of a name with its title.

    >>> parts_of("Mr. KING of Iowa").places, parts_of("The Minister for Energy (Mr. Hunt)").office
    (frozenset({'iowa'}), 'minister for energy')
    """
    holder = person_in_brackets(label)
    name = holder or label
    bare = without_brackets(name)
    places = {item.casefold().strip() for item in _BRACKETS.findall(name)} if holder is None else set()
    behind = _BEHIND.search(bare)
    if behind is not None:
        places.add(behind["place"].casefold().strip())
        bare = bare[: behind.start()]
    given, titles = name_words(bare)
    names = [word.casefold().strip(".") for word in given]
    office = " ".join(_LETTERS.findall(without_brackets(label).casefold().removeprefix("the ")))
    if holder is None and (not names or _ARTICLES & set(titles)):
        return LabelParts("", (), frozenset(), "", office)
    sex = "w" if _WOMAN & set(titles) else "m" if _MAN & set(titles) else ""
    return LabelParts(names[-1], tuple(names[:-1]), frozenset(places), sex, office if holder else "")


def name_words(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a person's name, and the accompanying titles and offices (lower case, including articles).

    >>> name_words("Mr. Peter Walker, Minister")
    (('Peter', 'Walker'), ('mr',))
    """
    bare = _BEHIND.sub("", without_office(name)).split()
    while len(bare) > 1 and bare[-1].islower() and bare[0][:1].isupper():
        bare.pop()  # "PER HOLM (M) replik"
    known = TITLES | OFFICES | (_ARTICLES if len(bare) > 1 else frozenset())
    titles = [word for word in bare if word.casefold().strip(".") in known]
    return (
        tuple(word for word in bare if word not in titles),
        tuple(word.casefold().strip(".") for word in titles),
    )


def speaker_name(labels: Sequence[str]) -> str:
    """The display name of a speaker with these labels: the fullest name in them, without the office.

    >>> speaker_name(["The Minister for Energy (Mr. David Hunt)", "Mr. Hunt"]), speaker_name(["Mr. KING of Iowa"])
    ('Mr. David Hunt', 'Mr. KING of Iowa')
    """
    names = [person_in_brackets(label) or _BEFORE_COMMA.match(label).group().strip() for label in labels]  # type: ignore[union-attr]
    return max(dict.fromkeys(names), key=len)
