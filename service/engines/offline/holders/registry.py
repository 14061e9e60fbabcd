"""The holders met so far in a document, and which of them a new description refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from service.domain.argument import PerspectiveKind
from service.engines.answers import Voice
from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.holders.descriptions import Description, Gender, gender_of
from service.engines.offline.lexicon import words
from service.reading.turns.speakers import name_words

UNNAMED = "unnamed-"
"""What the keys of unnamed holders start with."""

_BODIES = words("heads of an institution")


@dataclass
class Holder:
    """A person, group or body that the article names.

    `name`: words of its proper name; `heads`: nouns it was called by; `modifiers`: for each mention, the words that
    narrowed the noun; `parent`: key of the side it belongs to; `speaks`: something is attributed to it; `at`: where it
    is mentioned.
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
        """Whether one of its names ends in this single word: "the Commission", "the Union"."""
        names = (alias.lower().rpartition(" ") for alias in (*self.aliases, " ".join(self.name)) if alias[:1].isupper())
        return any(before and words == {last} for before, _, last in names)


class Registry:
    """The holders of one document, in order of first mention."""

    def __init__(self) -> None:
        self._holders: dict[str, Holder] = {}

    def __iter__(self) -> Iterator[Holder]:
        return iter(self._holders.values())

    def __getitem__(self, key: str) -> Holder:
        return self._holders[key]

    def meet(self, description: Description, at: Stretch | None) -> Holder:
        """The holder that the description refers to, which is added if it is new."""
        holder = self.known(description) or self._new(description)
        self._learn(holder, description, at)
        return holder

    def meet_speaker(self, voice: Voice) -> None:
        """Adds a speaker as a separate holder, even if another holder has the same name."""
        holder = Holder(key=voice.key, label=voice.label, kind=voice.kind, aliases=list(voice.aliases))
        holder.at = [(span.start, span.end) for span in voice.mentions]
        if voice.kind == "person":
            holder.name, titles = name_words(voice.label)
            holder.gender, holder.heads = gender_of({*titles}), {*titles}
        self._holders[voice.key] = holder

    def nameless(self) -> Holder:
        """The holder of what the text attributes to nobody in particular."""
        key = f"{UNNAMED}unnamed"
        return self._holders.setdefault(key, Holder(key=key, label="Unnamed", kind="unnamed"))

    def known(self, description: Description) -> Holder | None:
        """The known holder that the description refers to, or null."""
        if description.stands_for_country or (description.country and description.head == "ministry"):
            states = (one for one in self if one.kind == "state" and one.country == description.country)
            state = next(states, None)  # a ministry is its state, where that has a say of its own (guidelines, 7)
            if state is not None or description.stands_for_country:
                return state
        if description.name:
            return self._named(description)
        if description.kind == "unnamed":
            return self._holders.get(f"{UNNAMED}{_slug(description.text)}")
        return self._by_noun(description)

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

    @staticmethod
    def _is_short_form(words: set[str], known: set[str], description: Description, holder: Holder) -> bool:
        if description.gender and holder.gender and description.gender != holder.gender:
            return False
        return words < known or known < words

    def _acronym(self, description: Description) -> Holder | None:
        """ "The W.H.O." after "the World Health Organization": in no text of the gold, but common in news."""
        short = "".join(description.name).replace(".", "")
        if not (2 <= len(short) <= 6 and short.isupper()):
            return None
        for holder in self:
            pieces = [piece for part in holder.name for piece in part.split("-")]
            if "".join(piece[0] for piece in pieces if piece[:1].isupper()) == short:
                return holder
        return None

    def _by_noun(self, description: Description) -> Holder | None:
        """ "the minister", "the growers": the last one met that was called this and whose modifiers are compatible."""
        for holder in reversed(list(self)):
            if description.head not in holder.heads:
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
            if holder.kind == "person":
                holder.label = " ".join(description.name)
            holder.name = description.name
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


def _slug(text: str) -> str:
    return "-".join("".join(char for char in word if char.isalnum()) for word in text.lower().split()).strip("-")[:40]
