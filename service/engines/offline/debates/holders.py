"""Finds perspectives of different articles that are one actor, by names, offices, countries and bylines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from networkx.utils import UnionFind

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.engines.debate_answers import DebateHolder
from service.engines.offline.debates.names import (
    WORD,
    Key,
    Office,
    before_preposition,
    folded,
    head_of,
    initials,
    names_one,
    office,
    part_of_a_group,
    person_name,
    plain,
)
from service.engines.offline.holders.countries import countries_in
from service.engines.offline.lexicon import words
from service.reading.words import words_of

_PAPER = re.compile(r"\b(editorial|editors?|leader|staff|newsroom|editorial board)\b", re.IGNORECASE)
_OWN_PAPER = re.compile(r"^(this|our) (news)?(paper|magazine|journal|column)$", re.IGNORECASE)
_LONGEST_ACRONYM = 6


@dataclass
class _Named:
    """A perspective. `keys`: what only the same actor shares; `name`: words of a person's name; `body`: of a body's.

    `is_known`: the reader is taken to know which one is meant; `core`: the words before "of" and the like, of which
    `head` says what the body is, or `is_many` are; `calls`: whether its name is a name, not a description;
    `acronym`: where that is its name; `letters`: what its acronym may be; `aliases`: shorter names; `offices`: what
    stands beside the name, or for it.
    """

    holder: DebateHolder
    is_known: bool = False
    keys: set[Key] = field(default_factory=set)
    name: Key = ()
    body: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    head: str = ""
    is_many: bool = False
    calls: bool = False
    acronym: str = ""
    letters: set[str] = field(default_factory=set)
    aliases: set[frozenset[str]] = field(default_factory=set)
    offices: set[Office] = field(default_factory=set)
    sexes: set[str] = field(default_factory=set)


def _join_to_the_only(groups: UnionFind, number: int, others: Iterable[int]) -> None:
    """Unites it with the only candidate; with several, the match is ambiguous, and nothing is united."""
    found = {groups[other] for other in others} - {groups[number]}
    if len(found) == 1:
        groups.union(found.pop(), number)


def same_actors(holders: Sequence[DebateHolder]) -> list[list[DebateHolder]]:
    """The perspectives grouped by actor, in the order of each group's first member."""
    named = [_read(holder) for holder in holders]
    groups, owner = UnionFind(range(len(named))), dict[Key, int]()
    for number, item in enumerate(named):
        for key in sorted(item.keys):
            groups.union(owner.setdefault(key, number), number)
    for join in (_join_short_names, _join_acronyms, _join_short_bodies, _join_offices):
        join(named, groups)
    found: dict[int, list[DebateHolder]] = defaultdict(list)
    for number, item in enumerate(named):
        found[groups[number]].append(item.holder)
    return list(found.values())


@lru_cache(maxsize=50_000)
def _read(holder: DebateHolder) -> _Named:
    """Remembered, since a debate that grows by an article reads all its other holders again. Nobody changes it."""
    named = _Named(holder, keys={("alone", holder.member.map, holder.member.perspective)})
    if holder.member.perspective == AUTHOR or holder.kind == "author":
        _read_author(named)
    elif _OWN_PAPER.match(holder.label):
        named.keys.add(("alone", holder.member.map, AUTHOR))
    elif holder.kind == "person" or _is_a_named_officer(holder.label):
        _read_person((_as_said(holder), *filter(names_one, holder.names)), named)
    elif holder.kind != "unnamed":
        _read_body(named)
    return named


def _as_said(holder: DebateHolder) -> str:
    """The label as the article has it, "a council" or "the council"; labels may have lost their article."""
    label = plain(holder.label)
    said = [name for name in holder.names if name.lower() != holder.label.lower() and plain(name) == label]
    return next((name for name in said if not part_of_a_group(name)), said[0] if said else holder.label)


def _is_a_named_officer(label: str) -> bool:
    """Whether a full name stands beside an office, as in "Climate minister of Denmark, Mads Krogh"."""
    held = office(label)
    return held is not None and len(person_name(label)) > 1


def _read_author(named: _Named) -> None:
    """The byline's person; what nobody signed, or an editor did, is the paper's."""
    author, outlet = named.holder.author, named.holder.outlet
    if author and not _PAPER.search(author) and plain(author) != plain(outlet or ""):
        _read_person((author,), named)
    elif outlet:
        _call(named, outlet)


def _read_person(texts: Sequence[str], named: _Named) -> None:
    """A full name, or else an office; a surname alone is left to `_join_short_names`. `texts`: the label first."""
    called = [person_name(text) for text in texts]
    named.name = next((name for name in called if len(name) > 1), ()) or called[0] or max(called, key=len)
    if len(named.name) > 1:
        named.keys.add(("person", named.name[0], named.name[-1]))
    elif not named.name and (len(said := plain(texts[0])) > 1 or _is_the_only(texts[0])):
        named.keys.add(("office", *sorted(said)))
    named.offices = {held for text in texts if (held := office(text, named.name)) and not part_of_a_group(text)}
    named.sexes = {sex for text in texts for sex in ("woman", "man") if _words_of(text) & words(f"words for a {sex}")}


def _is_the_only(text: str) -> bool:
    """ "The governor" of one article is that of the others; "a nurse" is not."""
    return text.lower().startswith("the ") and office(text) is not None


def _words_of(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def _read_body(named: _Named) -> None:
    """A state, institution or group: its country, or its words."""
    holder = named.holder
    label, *others = map(_without_owner, (_as_said(holder), *holder.names))
    said = set(plain(label))
    named.aliases = {frozenset(plain(name)) for name in others if names_one(name) and set(plain(name)) < said}
    for text in (label, *(name for name in others if _says_more(name, said))):
        country = _country_that_governs(text, holder.kind)
        if country is not None:
            named.keys.add(("state", country))
        elif plain(text):
            _call(named, text)


def _says_more(name: str, label: set[str]) -> bool:
    """Another name, as an acronym or a longer form is; the label's last word alone may be any other body's, too."""
    said = set(plain(name))
    return names_one(name) and bool(said - label) and (_acronym(name) != "" or bool(said & label))


_OWNED = re.compile(r"(?P<owner>.+?)['’]s\s+(?P<what>.+)")


def _without_owner(text: str) -> str:
    """ "The Courier's editorial" is the Courier's, and "Rolf Myhre's union" a union that has another name."""
    owned = _OWNED.fullmatch(text)
    if owned is None:
        return text
    if head_of(text) in words("what a newspaper says"):
        return owned["owner"]
    is_a_person = len(person_name(owned["owner"])) > 1 and head_of(text) in words("heads of an institution")
    return f"the {owned['what']}" if is_a_person else text


def _country_that_governs(text: str, kind: str) -> str | None:
    spelt = [word for word in _words_in(text) if word.lower() not in words("pronouns")]
    if kind != "state" and (kind != "institution" or head_of(text) not in words("heads of a government")):
        return None
    countries = set(countries_in(spelt))
    return countries.pop() if len(countries) == 1 and not part_of_a_group(text) else None


def _words_in(text: str) -> list[str]:
    """Those of Chinese and the like by dictionary: 新西兰官员 begins with New Zealand."""
    if text.isascii():
        return WORD.findall(text)
    return [word.cut(text) for word in words_of(text, Span(start=0, end=len(text)))]


def _call(named: _Named, text: str) -> None:
    """Take the text for a name of the body."""
    said, head, part = plain(text), head_of(text), part_of_a_group(text)
    is_many = not {f"{head}s", f"{head}es"}.isdisjoint(map(folded, WORD.findall(text)))
    named.keys.add(("body", "many" if is_many else "one", *part, *sorted(said)))
    if part and not (part[0] in ("a", "an", "one") and len(said) > 1):
        return
    capitals = [word for word in WORD.findall(text) if word[0].isupper() and word.lower() not in _ARTICLES]
    is_institution = head in words("heads of an institution")
    named.acronym = named.acronym or _acronym(text)
    if is_institution or len(capitals) > 1:
        named.letters |= initials(text)
    if len(said) > len(named.body):
        named.body, named.head, named.is_many = frozenset(said), head, is_many
        named.core = frozenset(plain(before_preposition(text)))
        known = is_institution or head in words("studies") or text.split(maxsplit=1)[0].lower() in _ARTICLES
        named.is_known = known and not part
        named.calls = bool(capitals) and (len(capitals) == len(said) or text.lower().startswith("the "))


_ARTICLES = words("articles and possessives")


def _acronym(text: str) -> str:
    spelt = [word for word in WORD.findall(text) if word.lower() not in _ARTICLES]
    is_one = len(spelt) == 1 and spelt[0].isupper() and 2 <= len(spelt[0]) <= _LONGEST_ACRONYM
    return spelt[0].lower() if is_one else ""


def _join_short_names(named: Sequence[_Named], groups: UnionFind) -> None:
    """ "Lund", "Osei Lund" and "O. Lund" mean the one fuller name that ends so, "Osei" the one that begins so."""
    endings, beginnings = _parts_of_names(named)
    alone: dict[Key, int] = {}
    for number, item in enumerate(named):
        if len(item.name) > 1 and len(item.name[0]) == 1:
            fuller = _with_initial(item.name[0], endings[item.name[-1:]], named)
            _join_to_the_only(groups, number, _of_one_sex(item, fuller, named))
        elif len(item.name) == 1 and item.name not in endings:
            groups.union(alone.setdefault(item.name, number), number)
    for number, item in enumerate(named):
        called = item.name or (tuple(item.body) if len(item.body) == 1 and item.calls else ())
        if called in endings:
            _join_to_the_only(groups, number, _of_one_sex(item, endings[called], named))
        elif called in alone:
            groups.union(alone[called], number)
        if item.name and called not in endings:
            _join_to_the_only(groups, number, _of_one_sex(item, beginnings.get(called, ()), named))


def _parts_of_names(named: Sequence[_Named]) -> tuple[dict[Key, list[int]], dict[Key, list[int]]]:
    """Who has a longer name that ends so, and that begins so."""
    endings: dict[Key, list[int]] = defaultdict(list)
    beginnings: dict[Key, list[int]] = defaultdict(list)
    for number, item in enumerate(named):
        for size in range(1, len(item.name)):
            endings[item.name[-size:]].append(number)
            beginnings[item.name[:size]].append(number)
    return endings, beginnings


def _with_initial(letter: str, numbers: Iterable[int], named: Sequence[_Named]) -> list[int]:
    return [at for at in numbers if named[at].name[0] != letter and named[at].name[0].startswith(letter)]


def _of_one_sex(item: _Named, numbers: Iterable[int], named: Sequence[_Named]) -> list[int]:
    """Less those whom titles tell apart: Lady Vane is not Sir Rupert Vane."""
    return [at for at in numbers if not (item.sexes and named[at].sexes) or item.sexes & named[at].sexes]


def _join_acronyms(named: Sequence[_Named], groups: UnionFind) -> None:
    """ "The NTU" means the one body whose name has these initials."""
    spelt: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(named):
        for letters in item.letters:
            spelt[letters].append(number)
    for number, item in enumerate(named):
        if item.acronym:
            _join_to_the_only(groups, number, spelt.get(item.acronym, ()))


def _join_short_bodies(named: Sequence[_Named], groups: UnionFind) -> None:
    """ "The council" means the one body that is a council or is called so, "the county" the county's council."""
    bodies = [(number, item) for number, item in enumerate(named) if item.body and names_one(item.holder.label)]
    by_head: dict[str, list[int]] = defaultdict(list)
    by_alias: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, item in bodies:
        by_head[item.head].append(number)
        for alias in item.aliases:
            by_alias[alias].append(number)
    councils = [number for number, item in bodies if item.head in words("what governs a territory")]
    for number, item in sorted(bodies, key=lambda it: -len(it[1].body)):
        if not item.is_known:
            continue
        fuller = [at for at in by_head[item.head] if item.body < named[at].body]
        called = [at for at in (*fuller, *by_alias.get(item.body, ())) if _may_be(number, at, named)]
        _join_to_the_only(groups, number, called)
        if len(item.body) == 1 and item.head in words("territories with a council"):
            _join_to_the_only(groups, number, [at for at in councils if item.body < named[at].core])


def _may_be(number: int, other: int, named: Sequence[_Named]) -> bool:
    """One is no many; and an article that calls two groups by two names means two."""
    item, fuller = named[number], named[other]
    apart = item.is_many and item.holder.member.map == fuller.holder.member.map
    return item.is_many == fuller.is_many and not apart


def _join_offices(named: Sequence[_Named], groups: UnionFind) -> None:
    """ "The energy minister" means the one who is called so somewhere, by name or more fully."""
    owners: dict[str, list[tuple[int, Office]]] = defaultdict(list)
    for number, item in enumerate(named):
        for held in item.offices:
            owners[held.head].append((number, held))
    unnamed = [(number, max(item.offices, key=_size)) for number, item in enumerate(named) if item.offices]
    for number, said in sorted(unnamed, key=lambda it: -len(it[1].words)):
        if not named[number].name:
            _join_to_the_only(groups, number, [at for at, theirs in owners[said.head] if _may_mean(said, theirs)])


def _size(held: Office) -> tuple[int, list[str]]:
    return len(held.words), sorted(held.words)


def _may_mean(said: Office, theirs: Office) -> bool:
    """Whether the first is the second, said shorter; but a deputy minister is no minister."""
    return said.words <= theirs.words and not (theirs.words - said.words) & words("other offices")
