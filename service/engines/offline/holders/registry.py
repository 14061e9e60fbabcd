"""The holders met so far in a document, and which of them a new description means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from service.domain.argument import PerspectiveKind
from service.engines.answers import Voice
from service.engines.offline import lexicon
from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.holders.descriptions import Description, Gender, gender_of
from service.reading.turns.speakers import name_words

UNNAMED = "unnamed-"
"""What the keys of unnamed holders start with."""

_LONGEST_ACRONYM = 4
"""Letters; longer ones are a date line's or a transcript's capitals ("BRUSSELS")."""
_LEAST_OF_A_STEM = 4
_PEOPLE = frozenset({"an", "ans", "ese", "ian", "ians", "er", "ers", "i", "ic", "is", "ish", "n", "ns"})
"""What a place's name ends in where it names people."""
_BODIES = lexicon.words("heads of an institution")
_ARMS = lexicon.words("arms of a state")
"""With their country's name they are the state, where it has a say of its own (guidelines, 7)."""
_LEAST_OF_A_COMPOUND = 5
"""Letters of a noun that a longer one may end in."""


@dataclass
class Holder:
    """A person, group or body that the article names. `speaks`: something is attributed to it; `at`: where it is
    mentioned.
    """

    key: str
    label: str
    kind: PerspectiveKind
    country: str | None = None
    name: tuple[str, ...] = ()
    heads: set[str] = field(default_factory=set)
    modifiers: set[frozenset[str]] = field(default_factory=set)
    gender: Gender = ""
    plural: bool = False
    parent: str | None = None
    speaks: bool = False
    aliases: list[str] = field(default_factory=list)
    at: list[Stretch] = field(default_factory=list)

    def ends_in(self, words: set[str]) -> bool:
        """Whether a name of theirs ends in this one word: "the Commission", "the Union"."""
        names = (alias.lower().rpartition(" ") for alias in (*self.aliases, " ".join(self.name)) if alias[:1].isupper())
        return any(before and words == {last} for before, _, last in names)

    def is_called(self, noun: str) -> bool:
        """Whether this noun was used of them; "the teacher" is the schoolteacher."""
        person = self.kind == "person" and len(noun) >= _LEAST_OF_A_COMPOUND
        return noun in self.heads or (
            person and any(head.endswith(noun) and not head.endswith(f"-{noun}") for head in self.heads)
        )


class Registry:
    """Holders in the order in which they were met."""

    def __init__(self) -> None:
        self._holders: dict[str, Holder] = {}

    def __iter__(self) -> Iterator[Holder]:
        return iter(self._holders.values())

    def __getitem__(self, key: str) -> Holder:
        return self._holders[key]

    def meet(self, description: Description, at: Stretch | None) -> Holder:
        """The holder that the description refers to: a known one, otherwise a new one."""
        holder = self._known(description) or self._new(description)
        self._learn(holder, description, at)
        return holder

    def meet_speaker(self, voice: Voice) -> None:
        """Add a speaker as a holder of their own, even if another holder has the same name."""
        holder = Holder(key=voice.key, label=voice.label, kind=voice.kind, aliases=list(voice.aliases))
        holder.at = [(span.start, span.end) for span in voice.mentions]
        if voice.kind == "person":
            holder.name, titles = name_words(voice.label)
            holder.gender, holder.heads = gender_of({*titles}), {*titles}
        self._holders[voice.key] = holder

    def known(self, description: Description) -> Holder | None:
        """The known holder that the description refers to, or null; does not change the registry."""
        return self._known(description)

    def nameless(self, label: str) -> Holder:
        """The unnamed holder with this label."""
        key = f"{UNNAMED}{_slug(label)}"
        if key not in self._holders:
            self._holders[key] = Holder(key=key, label=label, kind="unnamed")
        return self._holders[key]

    def _known(self, description: Description) -> Holder | None:
        if description.stands_for_country:
            return self._state(description)
        if description.country and description.head in _ARMS and (state := self._state(description)) is not None:
            return state
        if description.people is not None and (place := self._place_of(description.people)) is not None:
            return place
        if description.name:
            return self._named(description) or self._named_now(description)
        if description.kind == "unnamed":
            return self._holders.get(f"{UNNAMED}{_slug(description.text)}")
        return self._by_noun(description)

    def _state(self, description: Description) -> Holder | None:
        states = (holder for holder in self if holder.kind == "state")
        return next((holder for holder in states if holder.country == description.country), None)

    def _place_of(self, people: str) -> Holder | None:
        """Tavria for "Tavrians"."""
        places = (holder for holder in self if holder.kind in {"state", "institution"} and len(holder.name) == 1)
        return next((holder for holder in places if _are_of(people.lower(), holder.name[0].lower())), None)

    def _named(self, description: Description) -> Holder | None:
        words = {part.lower().rstrip(".") for part in description.name}
        for holder in reversed(list(self)):
            known = {part.lower().rstrip(".") for part in holder.name}
            if not known:
                continue
            if known == words:
                return holder
            persons = "person" in (holder.kind, description.kind)
            if persons and self._is_short_form(words, known, description, holder):
                return holder
            if not persons and (description.definite or words <= _BODIES) and holder.ends_in(words):
                return holder
        return self._acronym(description)

    def _named_now(self, description: Description) -> Holder | None:
        """ "The company Norvane" after "a technology company": who was met without a name and has one now."""
        met = self._by_noun(description) if description.kind == "institution" else None
        return met if met is not None and not met.name else None

    @staticmethod
    def _is_short_form(words: set[str], known: set[str], description: Description, holder: Holder) -> bool:
        if description.gender and holder.gender and description.gender != holder.gender:
            return False
        return words < known or known < words

    def _acronym(self, description: Description) -> Holder | None:
        """ "The W.H.O." after "the World Health Organization". No text of the gold has one; news is full of them."""
        short = "".join(description.name).replace(".", "")
        if not (2 <= len(short) <= 6 and short.isupper()):
            return None
        for holder in self:
            pieces = [piece for part in holder.name for piece in part.split("-")]
            if "".join(piece[0] for piece in pieces if piece[:1].isupper()) == short:
                return holder
        return None

    def _by_noun(self, description: Description) -> Holder | None:
        """ "the minister", "the growers": the last one met who is called so and has no other qualities."""
        for holder in reversed(list(self)):
            if not holder.is_called(description.head):
                continue
            if description.country and holder.country and description.country != holder.country:
                continue
            if holder.kind != "person" and holder.plural != description.plural:
                continue
            if holder.kind == "person" and description.plural:
                continue
            if not description.modifiers or any(
                description.modifiers <= known or (known and known <= description.modifiers)
                for known in holder.modifiers
            ):
                return holder
        return None

    def _new(self, description: Description) -> Holder:
        key = self._free_key(_slug(" ".join(description.name) or description.text))
        if description.kind == "unnamed":
            key = f"{UNNAMED}{_slug(description.text)}"
        label = description.text[:1].upper() + description.text[1:].rstrip(",;:–— ")
        holder = Holder(
            key=key, label=label, kind=description.kind, country=description.country, plural=description.plural
        )
        self._holders[key] = holder
        return holder

    def _free_key(self, wanted: str) -> str:
        key, number = wanted or "voice", 2
        while key in self._holders:
            key, number = f"{wanted}-{number}", number + 1
        return key

    @staticmethod
    def _learn(holder: Holder, description: Description, at: Stretch | None) -> None:
        if description.kind == "person" and holder.kind in {"institution", "group"} and description.name:
            holder.kind = "person"
        if len(description.name) > len(holder.name):
            named_now = holder.kind == description.kind == "institution" and holder.aliases and not holder.name
            if holder.kind == "person" or named_now:
                holder.label = " ".join(description.name)
            holder.name = description.name
        if holder.label.isupper() and len(holder.label) > _LONGEST_ACRONYM and not description.text.isupper():
            same = description.text.casefold() == holder.label.casefold() or description.stands_for_country
            holder.label = description.text if same else holder.label
        holder.heads |= {description.head} | {
            role for role in description.roles if role not in {"mr", "ms", "mrs", "dr"}
        }
        holder.modifiers.add(description.modifiers)
        holder.gender = holder.gender or description.gender
        holder.country = holder.country or description.country
        if description.text not in holder.aliases:
            holder.aliases.append(description.text)
        if at is not None and at not in holder.at:
            holder.at.append(at)


def _are_of(people: str, place: str) -> bool:
    """Whether a word for people is made of a place's name.

    >>> _are_of("tavrians", "tavria"), _are_of("norlanders", "norland"), _are_of("alliances", "alliance")
    (True, True, False)
    """
    stem = place.rstrip("aeiouy")
    return len(stem) >= _LEAST_OF_A_STEM and people.startswith(stem) and people[len(stem) :] in _PEOPLE


def _slug(text: str) -> str:
    return "-".join("".join(char for char in word if char.isalnum()) for word in text.lower().split()).strip("-")[:40]
