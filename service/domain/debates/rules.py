"""The rules that every debate keeps, each with a name that errors and tests refer to.

unique-ids    ids are unique within their kind; a map stands behind one document
references    every id that is referred to exists; parents do not run in circles; every map is a document's
members       a perspective is one actor only
mentions      a unit or a place stands once in a claim
label         a claim's label that names a unit names one of its mentions, one whose words say the claim
answers       lead from one document to another, never to one that appeared later; each pair of units once
changes       name two mentions of the claim by the actor, with these stances, in documents of two dates
decisions     what was decided by hand holds: same, opposite and different points; one actor or two

Whether a unit or a perspective exists in its map, and says what a label says, `unresolved` checks against the maps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from service.domain.argument_map import ArgumentMap
from service.domain.debates.digest import holder_at, quote_at
from service.domain.debates.parts import Claim, UnitKey, UnitRef
from service.domain.sides import broken_chains
from service.domain.violation import Violation, first_violations, repeated_ids

if TYPE_CHECKING:
    from service.domain.debates.debate import Debate


def find_violations(debate: Debate) -> list[Violation]:
    """All rules that the debate breaks, in the order of the module's list. Later rules presuppose the earlier ones."""
    return first_violations(debate, (_BASIC, _MEANING))


def _unique_ids(debate: Debate) -> Iterator[Violation]:
    yield from repeated_ids(
        {
            "document": (item.id for item in debate.documents),
            "map": (item.map for item in debate.documents),
            "actor": (item.id for item in debate.actors),
            "claim": (item.id for item in debate.claims),
            "issue": (item.id for item in debate.issues),
            "answer": (item.id for item in debate.answers),
        }
    )


def _references(debate: Debate) -> Iterator[Violation]:
    maps = {item.map for item in debate.documents}
    issues = {item.id: item.parent for item in debate.issues}
    actors = {item.id: item.parent for item in debate.actors}
    yield from broken_chains("actor", "parent", actors)
    yield from broken_chains("issue", "parent", issues)
    for issue in debate.issues:
        if issue.question.map is not None and issue.question.map not in maps:
            yield _missing(f"issue {issue.id}", "map", issue.question.map)
    for actor in debate.actors:
        for member in actor.members:
            if member.map not in maps:
                yield _missing(f"actor {actor.id}", "map", member.map)
    for claim in debate.claims:
        yield from _claim_references(claim, maps, actors, issues)
    for answer in debate.answers:
        for end in (answer.from_, answer.to):
            if end.map not in maps:
                yield _missing(f"answer {answer.id}", "map", end.map)


def _claim_references(
    claim: Claim, maps: set[str], actors: Mapping[str, object], issues: Mapping[str, object]
) -> Iterator[Violation]:
    if claim.issue is not None and claim.issue not in issues:
        yield _missing(f"claim {claim.id}", "issue", claim.issue)
    for mention in claim.mentions:
        if mention.map not in maps:
            yield _missing(f"claim {claim.id}", "map", mention.map)
        if mention.actor not in actors:
            yield _missing(f"claim {claim.id}", "actor", mention.actor)


def _missing(where: str, what: str, name: str) -> Violation:
    return Violation("references", where, f"names {what} {name!r}, which does not exist")


def _members(debate: Debate) -> Iterator[Violation]:
    owner: dict[tuple[str, str], str] = {}
    for actor in debate.actors:
        for member in actor.members:
            first = owner.setdefault((member.map, member.perspective), actor.id)
            if first != actor.id:
                where = f"actor {actor.id}"
                yield Violation("members", where, f"{member.perspective} of map {member.map} is {first} already")


def _mentions(debate: Debate) -> Iterator[Violation]:
    for claim in debate.claims:
        if len(claim.mentions) < 2:
            continue
        counts = Counter(mention.key for mention in claim.mentions)
        if len(counts) < len(claim.mentions):
            for (map_id, unit), count in counts.items():
                if count > 1:
                    yield Violation("mentions", f"claim {claim.id}", f"{unit} of map {map_id} stands {count} times")


def _label(debate: Debate) -> Iterator[Violation]:
    for claim in debate.claims:
        named = claim.label.key
        if named is None:
            continue
        if not any(item.key == named and item.says_the_claim for item in claim.mentions):
            yield Violation(
                "label", f"claim {claim.id}", f"{named[1]} of map {named[0]} is not a mention that states it"
            )


def _answers(debate: Debate) -> Iterator[Violation]:
    dates = {item.map: item.published for item in debate.documents}
    pairs: Counter[tuple[str, str, str, str]] = Counter()
    for answer in debate.answers:
        where, first, second = f"answer {answer.id}", dates[answer.to.map], dates[answer.from_.map]
        pairs[*answer.from_.key, *answer.to.key] += 1
        if answer.from_.map == answer.to.map:
            yield Violation("answers", where, "leads back into its own document")
        elif first and second and is_before(second, first):
            yield Violation("answers", where, f"of {second} leads to what appeared later ({first})")
    for (_, unit, _, target), count in pairs.items():
        if count > 1:
            yield Violation("answers", f"unit {unit}", f"answers {target} {count} times")


def is_before(one: str, other: str) -> bool:
    """Whether the first date is certainly earlier; false for a year and a day within it, in either order.

    >>> is_before("2023-12", "2024-01-05"), is_before("2024", "2024-01-05")
    (True, False)
    """
    size = min(len(one), len(other), 10)
    return one[:size] < other[:size]


def _changes(debate: Debate) -> Iterator[Violation]:
    dates = {item.map: item.published for item in debate.documents}
    claims = {item.id: item for item in debate.claims}
    for change in debate.changes:
        where, claim = f"change of {change.actor}", claims.get(change.claim)
        if claim is None:
            yield Violation("changes", where, f"names claim {change.claim!r}, which does not exist")
            continue
        stances = {item.key: item.stance for item in claim.mentions if item.actor == change.actor}
        held = tuple(stances.get(ref.key) for ref in (change.first, change.then))
        if change.from_ == change.to or held != (change.from_, change.to):
            yield Violation("changes", where, f"the mentions that it names in {change.claim} say {held}")
            continue
        first, then = dates[change.first.map], dates[change.then.map]
        if first is None or then is None or not is_before(first, then):
            yield Violation("changes", where, f"its documents are of {first} and {then}")


def _decisions(debate: Debate) -> Iterator[Violation]:
    units, actors = debate.decisions.about_units(), debate.decisions.about_actors()
    stances: dict[UnitKey, dict[str, str]] = {}
    for claim in debate.claims if any(True for _ in units) else ():
        for mention in claim.mentions:
            stances.setdefault(mention.key, {})[claim.id] = mention.stance
    for ruling in units:
        sides = [[stances[ref.key] for ref in side if ref.key in stances] for side in (ruling.a, ruling.b)]
        if not _are_kept(sides[0], sides[1], ruling.kind):
            where = f"units {_named(ref.name for ref in ruling.a)} and {_named(ref.name for ref in ruling.b)}"
            yield Violation("decisions", where, f"were decided to be {ruling.kind}, but are not")
    owner = {(member.map, member.perspective): actor.id for actor in debate.actors for member in actor.members}
    for pair in actors:
        one, other = ({owner[member.key] for member in side if member.key in owner} for side in (pair.a, pair.b))
        if one and other and (len(one | other) > 1 if pair.kind == "same" else not one.isdisjoint(other)):
            where = f"actors {_named(sorted(one))} and {_named(sorted(other))}"
            yield Violation(
                "decisions", where, f"were decided to be {'one' if pair.kind == 'same' else 'two'}, and are not"
            )


def _are_kept(a: Sequence[Mapping[str, str]], b: Sequence[Mapping[str, str]], kind: str) -> bool:
    """Whether units are as was decided. `a`, `b`: of each unit its stance by claim."""
    if kind == "different":
        return {claim for stances in a for claim in stances}.isdisjoint(claim for stances in b for claim in stances)
    return all(
        any((one[claim] == other[claim]) == (kind == "same") for claim in one.keys() & other.keys())
        for one, other in product(a, b)
    )


def _named(names: Iterable[str]) -> str:
    known = list(names)
    return ", ".join(known[:3]) + (f" and {len(known) - 3} more" if len(known) > 3 else "")


_Check = Callable[["Debate"], Iterator[Violation]]
_BASIC: tuple[_Check, ...] = (_unique_ids, _references)
_MEANING: tuple[_Check, ...] = (_members, _mentions, _label, _answers, _changes, _decisions)


def unresolved(debate: Debate, maps: Mapping[str, ArgumentMap]) -> list[Violation]:
    """Names in the debate that are missing from the maps (by id, in the versions it names), or that differ there."""
    found = [*_unresolved_documents(debate, maps)]
    if found:
        return found
    said = _Said(maps)
    return [*_unresolved_actors(debate, maps), *_unresolved_mentions(debate, said), *_unresolved_answers(debate, said)]


class _Said:
    """What a reference names in these maps: its text and the perspective that holds it; None where it is not there."""

    def __init__(self, maps: Mapping[str, ArgumentMap]) -> None:
        self._maps = maps
        self._units = {
            (name, unit.id): (unit.text, unit.perspective) for name, map_ in maps.items() for unit in map_.units
        }

    def at(self, ref: UnitRef) -> tuple[str, str] | None:
        if not ref.spans:
            return self._units.get(ref.key)
        map_ = self._maps[ref.map]
        quote = quote_at(map_.document, ref.spans)
        return None if quote is None else (quote.text, holder_at(map_, ref.spans[0])[0])


def _unresolved_actors(debate: Debate, maps: Mapping[str, ArgumentMap]) -> Iterator[Violation]:
    known = {map_id: {item.id for item in map_.perspectives} for map_id, map_ in maps.items()}
    for actor in debate.actors:
        for member in actor.members:
            if member.perspective not in known[member.map]:
                yield Violation("resolves", f"actor {actor.id}", f"map {member.map} has no {member.perspective}")


def _unresolved_mentions(debate: Debate, said: _Said) -> Iterator[Violation]:
    holders = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    for claim in debate.claims:
        where = f"claim {claim.id}"
        for mention in claim.mentions:
            found = said.at(mention)
            if found is None:
                yield Violation("resolves", where, f"map {mention.map} has no {mention.called}")
                continue
            text, holder = found
            if holders.get((mention.map, holder)) != mention.actor:
                yield Violation("resolves", where, f"{mention.name} is not held by {mention.actor}")
            if mention.key == claim.label.key and text != claim.label.text:
                yield Violation("resolves", where, "its label differs from the words of its mention")


def _unresolved_answers(debate: Debate, said: _Said) -> Iterator[Violation]:
    for answer in debate.answers:
        for end in (answer.from_, answer.to):
            if said.at(end) is None:
                yield Violation("resolves", f"answer {answer.id}", f"map {end.map} has no {end.called}")


def _unresolved_documents(debate: Debate, maps: Mapping[str, ArgumentMap]) -> Iterator[Violation]:
    for document in debate.documents:
        map_ = maps.get(document.map)
        if map_ is None:
            yield Violation("resolves", f"document {document.id}", f"there is no map {document.map!r}")
        elif map_.version != document.version:
            yield Violation("resolves", f"document {document.id}", f"the map is version {map_.version}")
