"""Actors of a debate from groups of perspectives: names, kinds, sides, and ids that stay stable as articles arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from service.domain.argument import AUTHOR, PerspectiveKind
from service.domain.debates.corrections import new_ids
from service.domain.debates.debate import Decisions
from service.domain.debates.digest import Digest, DigestUnit
from service.domain.debates.parts import Actor, Member, Suggestion, UnitKey, UnitRef
from service.domain.sides import is_of_side
from service.engines.debate_answers import DebateHolder

T = TypeVar("T")


def holders_of(digests: Iterable[Digest]) -> list[DebateHolder]:
    """Every perspective of every article."""
    return [
        DebateHolder(
            member=Member(map=digest.map, perspective=item.id),
            label=item.label,
            kind=item.kind,
            names=item.names,
            parent=item.parent,
            author=digest.author,
            outlet=digest.outlet,
        )
        for digest in digests
        for item in digest.holders
    ]


def joined(
    groups: Sequence[Sequence[DebateHolder]], pairs: Iterable[tuple[Member, Member]]
) -> list[list[DebateHolder]]:
    """The groups, those joined that a pair has members of, in the order of their first member."""
    of = {holder.member: number for number, group in enumerate(groups) for holder in group}
    found: dict[int, list[DebateHolder]] = {number: list(group) for number, group in enumerate(groups)}
    for pair in pairs:
        low, high = sorted(of.get(member, -1) for member in pair)
        if 0 <= low < high:
            gone = found.pop(high)
            found[low] += gone
            of |= dict.fromkeys((holder.member for holder in gone), low)
    return list(found.values())


def obey(groups: Sequence[Sequence[DebateHolder]], decisions: Decisions) -> list[list[DebateHolder]]:
    """The groups, joined and split as decided by hand."""
    rulings = list(decisions.about_actors())
    if not rulings:
        return [list(group) for group in groups]
    by_member = {holder.member: holder for group in groups for holder in group}
    of = {holder.member: number for number, group in enumerate(groups) for holder in group}
    found: dict[int, list[Member]] = {number: [item.member for item in group] for number, group in enumerate(groups)}
    for ruling in rulings:
        a, b = ([member for member in side if member in of] for side in (ruling.a, ruling.b))
        if not a or not b:
            continue
        if ruling.kind == "same":
            for gone in dict.fromkeys(of[member] for member in (*a, *b[1:]) if of[member] != of[b[0]]):
                kept = of[b[0]]
                found[kept] += found.pop(gone)
                of |= dict.fromkeys(found[kept], kept)
        else:
            _divide(found, of, a, b)
    return [[by_member[member] for member in members] for members in found.values()]


def _divide(found: dict[int, list[Member]], of: dict[Member, int], a: Sequence[Member], b: Sequence[Member]) -> None:
    """Moves members of `a` that share a group with some of `b` out of it together."""
    for group in {of[member] for member in a} & {of[member] for member in b}:
        number = max(found) + 1
        leaving = [member for member in a if of[member] == group]
        found[group] = [member for member in found[group] if member not in set(leaving)]
        found[number] = leaving
        of |= dict.fromkeys(leaving, number)


def actors_of(
    groups: Sequence[Sequence[DebateHolder]],
    earlier: Sequence[Actor],
    digests: Mapping[str, Digest],
    decisions: Decisions,
) -> tuple[Actor, ...]:
    """One actor per group. A group keeps the id and label of the earlier actor whose members it has most of."""
    owner = {member.key: actor.id for actor in earlier for member in actor.members}
    names = {naming.of: naming.text for naming in decisions.names}
    fresh, ids = new_ids("x", (actor.id for actor in earlier)), list[str]()
    used: set[str] = set()
    for group in groups:
        known = [owner[item.member.key] for item in group if item.member.key in owner]
        best = next((name for name in _most_common(known) if name not in used), None)
        ids.append(best or next(fresh))
        used.add(ids[-1])
    of = {item.member.key: name for name, group in zip(ids, groups, strict=True) for item in group}
    parents = _parents(groups, ids, of)
    return tuple(
        Actor(
            id=name,
            label=_named(group, names) or _label(group, digests),
            kind=_kind(group),
            parent=parents[name],
            members=tuple(item.member for item in group),
        )
        for name, group in zip(ids, groups, strict=True)
    )


def _named(group: Sequence[DebateHolder], names: Mapping[UnitRef | Member, str]) -> str | None:
    """The name given by hand to one of them."""
    return next((names[item.member] for item in group if item.member in names), None) if names else None


def _most_common(items: Sequence[T]) -> list[T]:
    """Each item once, the most frequent first."""
    if len(items) < 2:
        return list(items)
    return [item for item, _ in Counter(items).most_common()]


def _label(group: Sequence[DebateHolder], digests: Mapping[str, Digest]) -> str:
    """The most self-explanatory name; an author of unknown name is identified by the article."""
    named = [item for item in group if item.member.perspective != AUTHOR]
    if named:
        return max((item.label for item in named), key=_rank)
    first = group[0]
    if first.author and len({item.author for item in group}) == 1:
        return first.author
    digest = digests[first.member.map]
    where = digest.title or digest.outlet or digest.map
    return f"The author of “{where}”" if digest.title else f"The author ({where})"


def _rank(label: str) -> tuple[bool, int, int]:
    """Sorts labels that depend on their article ("my union") last, those with most names first, then the shortest."""
    spelt = label.split()
    leans = spelt[0].lower() in {"my", "our", "his", "her", "its", "their", "some", "this", "these", "those", "your"}
    return not leans, min(sum(word[:1].isupper() for word in spelt), 3), -len(label)


def _kind(group: Sequence[DebateHolder]) -> PerspectiveKind:
    kinds = _most_common([item.kind for item in group if item.kind != "author"])
    return kinds[0] if kinds else "author"


def _parents(
    groups: Sequence[Sequence[DebateHolder]], ids: Sequence[str], of: Mapping[tuple[str, str], str]
) -> dict[str, str | None]:
    """The side that most of an actor's perspectives belong to; a chain that would form a cycle is cut."""
    parents: dict[str, str | None] = dict.fromkeys(ids)
    for name, group in zip(ids, groups, strict=True):
        sides = [of[item.member.map, item.parent] for item in group if item.parent is not None]
        for side in _most_common(sides):
            if not is_of_side(side, name, parents):
                parents[name] = side
                break
    return parents


def actors_by_unit(actors: Iterable[Actor], said: Mapping[UnitKey, DigestUnit]) -> dict[UnitKey, str]:
    """Which actor holds each of these units and places."""
    of = {member.key: actor.id for actor in actors for member in actor.members}
    return {key: of[key[0], unit.holder] for key, unit in said.items()}


def suggested_actors(actors: Sequence[Actor], decisions: Decisions) -> tuple[Suggestion, ...]:
    """People, organisations and groups whose names contain one another, which the rules did not join."""
    rulings = decisions.about_actors()
    words = {
        actor.id: {word.lower().strip(".,") for word in actor.label.split() if word[:1].isupper()} for actor in actors
    }
    found = []
    by_word: dict[str, list[Actor]] = {}
    for actor in actors:
        if actor.kind in ("person", "institution", "group", "state"):
            for word in words[actor.id]:
                by_word.setdefault(word, []).append(actor)
    for together in by_word.values():
        for one, other in pairwise(together):
            small, large = sorted((words[one.id], words[other.id]), key=len)
            if one.kind == other.kind and small <= large and not rulings.are_different(one.members, other.members):
                found.append(Suggestion(kind="actor", a=one.id, b=other.id, confidence=0.5))
    return tuple({(item.a, item.b): item for item in found}.values())[:50]
