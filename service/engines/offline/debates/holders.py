"""Which perspectives of several articles are one actor: compares names, offices, countries and bylines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from service.domain.argument import AUTHOR
from service.engines.debate_answers import Holder
from service.engines.offline.holders.countries import countries_in
from service.engines.offline.lexicon import words

_WORD = re.compile(r"[^\W\d_][\w'’]*|\d+")
_NAME_OR_BREAK = re.compile(r"[^\W\d_][\w'’]*|[^\w\s.'’-]")
_ARTICLES = words("articles and possessives")
_PRONOUNS = words("pronouns")
_SMALL = _ARTICLES | words("words without content")
_PAPER = re.compile(r"\b(editorial|editors?|leader|staff|newsroom|editorial board)\b", re.IGNORECASE)
_OWN_PAPER = re.compile(r"^(this|our) (news)?(paper|magazine|journal|column)$", re.IGNORECASE)

Key = tuple[str, ...]


@dataclass
class _Named:
    """A perspective. `keys`: what only the same actor shares; `name`: words of a person's name; `body`: of a body's.

    `offices`: words of the offices that stand beside the name, or of the office that stands for it.
    """

    holder: Holder
    keys: set[Key] = field(default_factory=set)
    name: Key = ()
    body: Key = ()
    offices: set[frozenset[str]] = field(default_factory=set)


class _Groups:
    """Perspectives that were found to be one (union-find); the earliest stands for its group."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def top(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, a: int, b: int) -> None:
        one, other = sorted((self.top(a), self.top(b)))
        self._above[other] = one


def same_actors(holders: Sequence[Holder]) -> list[list[Holder]]:
    """The perspectives in groups, each one actor, in the order of their first member."""
    named = [_read(holder) for holder in holders]
    groups, owner = _Groups(len(named)), dict[Key, int]()
    for number, item in enumerate(named):
        for key in sorted(item.keys):
            groups.join(owner.setdefault(key, number), number)
    _join_short_names(named, groups)
    _join_short_bodies(named, groups)
    _join_offices(named, groups)
    found: dict[int, list[Holder]] = defaultdict(list)
    for number, item in enumerate(named):
        found[groups.top(number)].append(item.holder)
    return list(found.values())


@lru_cache(maxsize=50_000)
def _read(holder: Holder) -> _Named:
    """Remembered, since a debate that grows by an article reads all its other holders again. Nobody changes it."""
    named = _Named(holder, {("alone", holder.member.map, holder.member.perspective)})
    if holder.member.perspective == AUTHOR or holder.kind == "author":
        _read_author(named)
    elif _OWN_PAPER.match(holder.label):
        named.keys.add(("alone", holder.member.map, AUTHOR))
    elif holder.kind == "person":
        _read_person((holder.label, *holder.names), named)
    elif holder.kind != "unnamed":
        _read_body(named)
    return named


def _read_author(named: _Named) -> None:
    """The byline's person; what nobody signed, or an editor did, is the paper's."""
    author, outlet = named.holder.author, named.holder.outlet
    if author and not _PAPER.search(author) and _plain(author) != _plain(outlet or ""):
        _read_person((author,), named)
    elif outlet:
        named.keys.add(("body", *_plain(outlet)))
        named.body = _plain(outlet)


def _read_person(spelt: Iterable[str], named: _Named) -> None:
    """A full name, or else an office; a bare surname is left to `_join_short_names`. `spelt`: the label first."""
    texts = list(spelt)
    full = next((name for text in texts if len(name := _proper(text)) > 1), ())
    named.name = full or max(map(_proper, texts), key=len)
    if len(named.name) > 1:
        named.keys.add(("person", named.name[0], named.name[-1]))
    elif not named.name:
        office = _plain(named.holder.label)
        if len(office) > 1 or (office and office[0] in words("heads of a person")):
            named.keys.add(("office", *office))
    named.offices = {said for text in texts if (said := _office(text, named.name))}


def _office(text: str, name: Key) -> frozenset[str]:
    """The words that say what somebody is, less the name; none where they say too little to know anybody by.

    >>> sorted(_office("The climate minister of Denmark, Mads Krogh", ("mads", "krogh")))
    ['climate', 'denmark', 'minister']
    >>> sorted(_office("Its director, Ann Lee", ("ann", "lee")))
    []
    """
    said = frozenset(_plain(text)) - set(name) - {"own"}
    return said if len(said) > 1 and said & words("heads of a person") else frozenset()


def _proper(text: str) -> Key:
    """The words of a person's name, titles left out; empty where the text holds none.

    >>> _proper("Its secretary, Dr Owen Marchetti of Leeds"), _proper("County member")
    (('owen', 'marchetti'), ())
    >>> _proper("Owen Marchetti of the County Teachers Union")
    ('owen', 'marchetti')
    """
    runs: list[list[str]] = [[]]
    small = words("titles") | _ARTICLES | _PRONOUNS
    for word in _NAME_OR_BREAK.findall(text):
        bare = word.replace("’", "'").removesuffix("'s")
        if bare[:1].isupper() and bare.lower() not in small:
            runs[-1].append(bare.lower())
        elif runs[-1]:
            runs.append([])
    people = [run for run in runs if not words("heads of an institution") & set(run)]
    longest = max(people or runs, key=len)
    only_capital_of_a_phrase = len(longest) == 1 and longest is runs[0] and len(_WORD.findall(text)) > 1
    if only_capital_of_a_phrase and text.lower().startswith(longest[0]):
        return ()
    return tuple(longest) if len(longest) <= 4 else ()


def _read_body(named: _Named) -> None:
    """A state, institution or group: its country, its words, or the letters that they begin with."""
    holder = named.holder
    governing, label = words("heads of a government"), set(_plain(holder.label))
    for text in (holder.label, *(name for name in holder.names if name.isupper() or label & set(_plain(name)))):
        plain = _plain(text)
        if not plain:
            continue
        spelt = [word for word in _WORD.findall(text) if word.lower() not in _PRONOUNS]
        if holder.kind == "state" or (holder.kind == "institution" and governing & set(plain)):
            countries = set(countries_in(spelt))
            if len(countries) == 1:
                named.keys.add(("state", *countries))
                continue
        named.keys.add(("body", *plain))
        initials = "".join(word[0] for word in spelt if word[0].isupper() and word.lower() not in _ARTICLES)
        letters = text if text.isupper() and len(spelt) == 1 and 2 <= len(text) <= 6 else initials
        if len(letters) >= 3 or letters == text:
            named.keys.add(("letters", letters.lower()))
    if holder.kind != "group" or set(_plain(holder.label)) & words("studies"):
        named.body = _plain(holder.label)


def _plain(text: str) -> Key:
    """The words that tell whom a phrase means: lower case, singular, no articles and no small words."""
    spelt = [word.lower().replace("’", "'").removesuffix("'s").rstrip("'") for word in _WORD.findall(text)]
    kept = [word for word in spelt if word and word not in _SMALL]
    if not set(kept) - _PRONOUNS:
        return ()
    if " of " in text.lower() and len(kept) == 2:
        kept.reverse()
    return tuple(word.removesuffix("s") if len(word) > 4 and not word.endswith("ss") else word for word in kept)


def _join_short_names(named: Sequence[_Named], groups: _Groups) -> None:
    """ "Lund" and "Osei Lund" mean the one fuller name that ends so; of two nobody can tell, and it stays by itself."""
    endings: dict[Key, set[int]] = defaultdict(set)
    for number, item in enumerate(named):
        for size in range(1, len(item.name)):
            endings[item.name[-size:]].add(number)
    alone: dict[Key, int] = {}
    for number, item in enumerate(named):
        called = item.name or tuple(word for word in item.body if len(item.body) == 1)
        fuller = {groups.top(other) for other in endings.get(called, ())} if called else set()
        if len(fuller) == 1:
            groups.join(fuller.pop(), number)
        elif len(item.name) == 1 or called in alone:
            groups.join(alone.setdefault(called, number), number)


def _join_short_bodies(named: Sequence[_Named], groups: _Groups) -> None:
    """ "The council" means the one body that is named more fully and is a council, if there is one only."""
    bodies = [(number, item) for number, item in enumerate(named) if item.body]
    by_word: dict[str, list[tuple[int, set[str]]]] = defaultdict(list)
    for number, item in bodies:
        for word in set(item.body):
            by_word[word].append((number, set(item.body)))
    for number, item in bodies:
        if not set(item.body) & (words("heads of an institution") | words("studies")):
            continue
        mine = set(item.body)
        fuller = {groups.top(other) for other, theirs in by_word[item.body[-1]] if mine < theirs}
        fuller.discard(groups.top(number))
        if len(fuller) == 1:
            groups.join(fuller.pop(), number)


def _join_offices(named: Sequence[_Named], groups: _Groups) -> None:
    """ "The energy minister" means the one named person who is called so somewhere, if there is one only."""
    owners: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for number, item in enumerate(named):
        for office in item.offices if item.name else ():
            for word in office:
                owners[word].append((number, office))
    for number, item in enumerate(named):
        for office in () if item.name else item.offices:
            word = min(office, key=lambda one: len(owners.get(one, ())))
            holding = {groups.top(other) for other, theirs in owners.get(word, ()) if office <= theirs}
            if len(holding) == 1:
                groups.join(holding.pop(), number)
