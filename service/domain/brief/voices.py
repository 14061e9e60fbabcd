"""Whose words are where: which words a brief may attribute to whom."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from service.domain.argument import AUTHOR, Attribution, Unit
from service.domain.base import Frozen, Span
from service.domain.brief.ground import Ground
from service.domain.sides import line_of
from service.domain.word_lists import word_list

T = TypeVar("T")
TURN = "turn "
"""What the id of a speaker of turns begins with who is no perspective of the map."""
_OWN = 0.5
"""A stretch of which others' reported words are less than this share is also the words of who tells it."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|[.'’-](?=[^\W_]))*")
_EMPTY = word_list(
    "i me my we us our you your he him she they them it this that these both one two all neither "
    "the a an of and or in on at for to from by with its his her their some many most others other those who mr mrs ms "
    "dr sir lord lady hon right member gentleman president minister secretary senator representative chair chairman"
)
"""Articles and titles."""
OFFICES = word_list(
    "undersecretary secretary-general commissioner governor mayor professor reverend rev spokesman spokeswoman "
    "spokesperson director chief executive deputy vice attorney judge justice officer general head leader chairwoman "
    "congressman congresswoman baroness councillor captain colonel"
)
"""They name somebody where nothing else does: "the mayor", but not "the commissioner, Ann Lee"."""
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff]+")
_LONGEST_NAME = 4
"""Characters of a Chinese name; a longer label has an office between family name and given name."""
_BUCKET = 256
"""Code points."""


class Voice(Frozen):
    """Somebody who speaks.

    `names`: case-folded words that name this voice and no other; `proper`: those of them that are names only when
    capitalised ("Open" in "the Open Forum"); `words`: every word it is referred to by.
    """

    id: str
    label: str
    names: frozenset[str]
    proper: frozenset[str]
    words: frozenset[str]


class Heard:
    """Who can be heard at which position of one map's text."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._attributions: dict[int, list[tuple[Span, Attribution]]] = defaultdict(list)
        self._units: dict[int, list[tuple[Span, Unit]]] = defaultdict(list)
        for item in ground.map.attributions:
            for place in _places(item):
                for bucket in _buckets(place):
                    self._attributions[bucket].append((place, item))
        for unit in ground.map.units:
            for place in unit.spans:
                for bucket in _buckets(place):
                    self._units[bucket].append((place, unit))

    @cached_property
    def voices(self) -> dict[str, Voice]:
        """The author, the other perspectives, and speakers of turns that are not perspectives, by id, in this order."""
        called: dict[str, list[str]] = {AUTHOR: ["The author", self.ground.map.document.author or ""]}
        for item in self.ground.map.perspectives:
            if item.id != AUTHOR:
                mentions = (span.cut(self.ground.text) for span in item.mentions if span.length < 80)
                called[item.id] = [item.label, *mentions]
        for turn in self.ground.map.document.turns:
            if turn.label and turn.kind == "speech" and self.ground.speaker_of(turn) is None:
                called.setdefault(f"{TURN}{turn.speaker}", []).append(turn.label)
        owners = self._owners({name: _name_words(texts[0]) for name, texts in called.items()})
        proper = {name: set(_proper_words(texts[1:])) for name, texts in called.items()}
        uses = Counter(word for words in proper.values() for word in words)
        found = {}
        for name, texts in called.items():
            own = {word for word in _name_words(texts[0]) if owners[word] == name}
            own |= {word for word in proper[name] if word not in owners and uses[word] == 1}
            words = frozenset(word for text in texts for word in words_of(text)) or frozenset(_name_words(texts[0]))
            own = own - OFFICES or own | set(_title_words(texts[0]))
            inner = frozenset(
                _folded(match[0]) for match in list(_WORD.finditer(texts[0]))[1:] if match[0][0].isupper()
            )
            found[name] = Voice(id=name, label=texts[0], names=frozenset(own) or words, proper=inner, words=words)
        return found

    def _owners(self, labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Word of a label -> the voice that it names: of several, the one person, else the one with the fewest words
        ("Thorvald", not "Some of Thorvald's colleagues"); none where they are even."""
        by_word: dict[str, list[str]] = defaultdict(list)
        for name, words in labels.items():
            for word in dict.fromkeys(words):
                by_word[word].append(name)
        kinds = {item.id: item.kind for item in self.ground.map.perspectives}
        owners = {}
        for word, names in by_word.items():
            people = [name for name in names if kinds.get(name) == "person" or name.startswith(TURN)]
            fewest = min(len(labels[name]) for name in names)
            short = people if len(people) == 1 else [name for name in names if len(labels[name]) == fewest]
            owners[word] = short[0] if len(short) == 1 else ""
        return owners

    def units_at(self, span: Span) -> list[Unit]:
        """The units with words here, without duplicates."""
        return list({unit.id: unit for place, unit in _near(self._units, span)}.values())

    def attributions_at(self, span: Span) -> list[Attribution]:
        """The attributions whose source, cue or content has words here, without duplicates."""
        return list({item.id: item for _, item in _near(self._attributions, span)}.values())

    def tellers(self, voice: str, span: Span) -> frozenset[str]:
        """Who reports a voice's words here, including the voice's side and whoever has the floor."""
        own = [item for item in self.attributions_at(span) if item.perspective == voice]
        names = {voice, *(outer.perspective for item in own for outer in self._around(item))}
        turn = self.ground.turn_at(span.start)
        if turn is not None:
            names.add(self.ground.speaker_of(turn) or f"{TURN}{turn.speaker}")
        return frozenset(above for name in names for above in line_of(name, self.ground.look.parents)) - {AUTHOR}

    def at(self, span: Span) -> frozenset[str]:
        """Everybody who may be said to state or report these words: holders, tellers, their sides, and the speaker."""
        look = self.ground.look
        inside = _near(self._attributions, span)
        names = {item.perspective for _, item in inside}
        names |= {unit.perspective for unit in self.units_at(span)} - {AUTHOR}
        names |= {outer.perspective for _, item in inside for outer in self._around(item)}
        turn = self.ground.turn_at(span.start)
        if turn is not None:
            names.add(self.ground.speaker_of(turn) or f"{TURN}{turn.speaker}")
        elif _covered(span, [place for place, item in inside if place in item.content]) < _OWN * span.length:
            names.add(AUTHOR)
        return frozenset(above for name in names for above in line_of(name, look.parents))

    def bears(self, voice: str, span: Span) -> bool:
        """Whether these words may be attributed to this voice, judging by position.

        The voice is heard here, or another that may be the same under a different label ("some of these groups", "two
        groups"), or the author describes a group or an institution and names it here.
        """
        heard = self.at(span)
        if any(self.may_be(voice, other) for other in heard):
            return True
        is_group = voice in self.voices and not self.is_person(voice) and voice != AUTHOR
        return is_group and AUTHOR in heard and bool(self._stems(voice) & _stemmed(span.cut(self.ground.text)))

    def may_be(self, voice: str, other: str) -> bool:
        """Whether two voices may be the same.

        They are identical; or people, one of whose names contains all words of the other's; or groups that share a
        word, or one of which has no distinctive word ("Some").
        """
        if voice == other or AUTHOR in (voice, other) or not {voice, other} <= self.voices.keys():
            return voice == other
        if self.is_person(voice) != self.is_person(other):
            return False
        a, b = self._stems(voice), self._stems(other)
        if self.is_person(voice):
            return bool(a and b) and (a <= b or b <= a)
        return bool(a & b) or not (a and b)

    def is_person(self, voice: str) -> bool:
        """Whether the voice is a person. Speakers of turns that are not perspectives are taken to be people."""
        perspective = self.ground.look.perspectives.get(voice)
        return perspective is None or perspective.kind == "person"

    def is_nameless(self, voice: str) -> bool:
        perspective = self.ground.look.perspectives.get(voice)
        return perspective is not None and perspective.kind == "unnamed"

    def called(self, voice: str) -> list[str]:
        """The label, and the expressions by which the text mentions the voice."""
        perspective = self.ground.look.perspectives.get(voice)
        mentions = perspective.mentions if perspective else ()
        return [self.voices[voice].label, *(span.cut(self.ground.text) for span in mentions)]

    def _stems(self, voice: str) -> frozenset[str]:
        return _stemmed(self.voices[voice].label)

    def _around(self, item: Attribution) -> Iterable[Attribution]:
        while item.within is not None:
            item = self.ground.look.attributions[item.within]
            yield item

    def calls(self, text: str, voice: str) -> bool:
        """Whether a text refers to a voice by words of its label; a label without a name ("Many") by its own words."""
        label = self.voices[voice].label
        named = self._stems(voice)
        if named:
            return bool(named & _stemmed(text))
        return any(word in _folded(text).split() for word in _folded(label).split() if len(word) > 3)

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[Voice]]:
        found: dict[str, list[Voice]] = defaultdict(list)
        for voice in self.voices.values():
            for word in voice.names:
                found[word].append(voice)
        return found

    @cached_property
    def _unspaced(self) -> Sequence[tuple[str, str]]:
        return [(form, voice.id) for voice in self.voices.values() for form in unspaced_forms(voice.label)]

    def named_in(self, text: str) -> list[str]:
        """Ids of the voices that a text names, in order of mention."""
        found: dict[str, int] = {}
        for match in _WORD.finditer(text):
            for voice in self._by_name.get(_folded(match[0]), ()):
                if not (match[0][0].islower() and _folded(match[0]) in voice.proper):
                    found.setdefault(voice.id, match.start())
        for form, name in self._unspaced:
            at = text.find(form)
            if at >= 0:
                found[name] = min(at, found.get(name, at))
        return sorted(found, key=found.__getitem__)


def unspaced_forms(label: str) -> tuple[str, ...]:
    """Forms of a Chinese or Japanese label, which no space separates from what follows: the label, and the name without
    the office.

    >>> unspaced_forms("柯次長森耀"), unspaced_forms("Ann Lee")
    (('柯次長森耀', '柯森耀'), ())
    """
    if not _IDEOGRAPHS.fullmatch(label):
        return ()
    return (label, label[0] + label[-2:]) if len(label) >= _LONGEST_NAME else (label,)


def words_of(text: str) -> list[str]:
    """The case-folded words of a name, without those that identify nobody.

    >>> words_of("the U.S. Navy's spokesman, Mr. Hale")
    ['u.s', 'navy', 'spokesman', 'hale']
    """
    return [word for match in _WORD.finditer(text) if (word := _folded(match[0])) not in _EMPTY and len(word) > 1]


def _name_words(label: str) -> list[str]:
    """Of a label that is a title alone, the title: "The Minister"."""
    return words_of(label) or _title_words(label)


def _title_words(label: str) -> list[str]:
    plain = (_folded(match[0]) for match in _WORD.finditer(label))
    return [word for word in plain if word in _EMPTY and len(word) > 3]


def _stemmed(text: str) -> frozenset[str]:
    """The words of a name without their plural: "groups" is "group"."""
    return frozenset(word.rstrip("s") for word in words_of(text))


def _proper_words(texts: Iterable[str]) -> Iterator[str]:
    """The words of mentions that begin with a capital: "the water company" names no one company."""
    for text in texts:
        for match in _WORD.finditer(text):
            if match[0][:1].isupper():
                yield from words_of(match[0])


def _folded(word: str) -> str:
    return re.sub(r"['’]s$", "", word.casefold()).rstrip(".'’")


def _buckets(place: Span) -> range:
    return range(place.start // _BUCKET, (place.end - 1) // _BUCKET + 1)


def _near(index: Mapping[int, list[tuple[Span, T]]], span: Span) -> list[tuple[Span, T]]:
    """What overlaps a stretch, with the place that does."""
    found = {}
    for bucket in _buckets(span):
        for place, item in index.get(bucket, ()):
            if place.overlaps(span):
                found[id(item), place] = (place, item)
    return list(found.values())


def _places(item: Attribution) -> list[Span]:
    return [*item.content, *(span for span in (item.source, item.cue) if span is not None)]


def _covered(span: Span, places: list[Span]) -> int:
    """How many code points of a stretch lie in these places."""
    inside = {at for place in places for at in range(max(place.start, span.start), min(place.end, span.end))}
    return len(inside)
