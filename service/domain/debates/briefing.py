"""The brief of a debate, from templates: the question, who disagrees about what, what both sides concede, who changed
position, and what nobody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from service.domain.brief.brief import LONG_BRIEF, Brief, BriefKind, Cites, Group, Sentence, count_words, words_in
from service.domain.brief.ground import sentence_of
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest
from service.domain.debates.parts import Claim, Mention, UnitKey
from service.domain.debates.rules import is_before
from service.domain.debates.views import (
    PLAIN,
    Tellings,
    are_apart,
    own_mentions,
    parents_of,
    positions,
    positions_of,
    sides,
    writers_of,
)
from service.domain.sides import related

_NAMES, _PAIRS = 3, 4
_WORDS = 4
"""A claim of fewer words ("Two per cent") says nothing outside its article."""
_MOST = 12
"""How many claims of each kind are considered."""
_Pair = tuple[str, str]
"""Two sides, the smaller id first."""
_Attack = tuple[str, Mention, str, Mention]
"""A claim and its mention, which attacks a mention of another claim by somebody else."""


def debate_brief(
    debate: Debate,
    digests: Iterable[Digest],
    tellings: Tellings,
    labels: Callable[[Iterable[Claim]], Mapping[str, str]],
) -> Brief:
    """The brief, at most 300 words, most important entries first. `labels`: claims' labels that can be read alone."""
    briefing = _Briefing(debate, list(digests), tellings, labels)
    cruxes = briefing.cruxes()
    groups = [
        ("Who stands against whom", briefing.camps()),
        ("What divides them", briefing.divided(cruxes)),
        ("What opponents both say", briefing.both()),
        ("Who moved, and when", briefing.moved(cruxes)),
        ("What nobody took up", briefing.untaken()),
    ]
    lead = briefing.lead(cruxes)
    room = LONG_BRIEF - words_in([lead])
    shown = [Group(sentences=(lead,))]
    for number, (heading, sentences) in enumerate(groups):
        share = room // (len(groups) - number)
        kept = list(_within(share, sentences))
        room -= words_in(kept)
        shown += [Group(heading=heading, sentences=tuple(kept))] if kept else []
    return Brief(debate=debate.id, version=debate.version, note=debate.note, groups=tuple(shown))


class _Briefing:
    def __init__(
        self,
        debate: Debate,
        digests: Sequence[Digest],
        tellings: Tellings,
        labels: Callable[[Iterable[Claim]], Mapping[str, str]],
    ) -> None:
        self._debate = debate
        self._told = tellings
        self._worded = labels
        self._labels = {actor.id: actor.label for actor in debate.actors}
        self._claims = {claim.id: claim for claim in debate.claims}
        self._dates = {document.map: (document.published or "")[:10] for document in debate.documents}
        self._parents, self._writers = parents_of(debate), writers_of(debate)
        self._top = sides(self._parents)
        self._leads = _leads(debate, digests)
        self._attacks = list(_attacks(debate, digests))
        self._opposed = self._oppositions(_rivals(debate, digests))

    def cruxes(self) -> dict[str, str]:
        """The claims that most divide the actors and on which most other claims rest, and their labels."""
        found = []
        for claim in self._debate.claims:
            held = list(positions(claim).values())
            divided = min(held.count("for"), held.count("against")) + held.count("mixed")
            if divided:
                weight = divided * (1 + len(self._resting_on(claim.id)))
                found.append((-weight, -divided, claim.label.text, claim))
        return self._with_labels([claim for *_, claim in sorted(found, key=lambda item: item[:3])])

    def _with_labels(self, claims: Sequence[Claim]) -> dict[str, str]:
        shown = claims[:_MOST]
        labels = self._worded(shown)
        return {claim.id: labels[claim.id] for claim in shown}

    def _resting_on(self, claim_id: str) -> set[str]:
        """The claims that this one leads to, directly or indirectly, without itself."""
        seen, pending = set[str](), [claim_id]
        while pending:
            for target in self._leads.get(pending.pop(), ()):
                if target not in seen and target != claim_id:
                    seen.add(target)
                    pending.append(target)
        return seen

    def _oppositions(self, rivals: Iterable[_Pair]) -> dict[_Pair, int]:
        """The sides that oppose each other more often than they agree, and how often they do.

        They do where one denies or attacks what the other says, or an article calls their answers rivals. What somebody
        is only reported or supposed to say does not count.
        """
        clashes, agreed = Counter[_Pair](), Counter[_Pair]()
        for claim in (claim for claim in self._debate.claims if len(claim.mentions) > 1):
            held = positions_of(own_mentions(claim.mentions, self._told))
            one, other = ({self._top[x] for x, y in held.items() if y == stance} for stance in ("for", "against"))
            clashes.update({_pair(a, b) for a in one for b in other})
            agreed.update(self._agreeing(claim))
        attacked: dict[_Pair, set[frozenset[str]]] = {}
        for by_claim, by, of_claim, of in self._attacks:
            if self._told.get(by.key, PLAIN).is_own:
                two = _pair(self._top[by.actor], self._top[of.actor])
                attacked.setdefault(two, set()).add(frozenset((by_claim, of_claim)))
        clashes.update({two: len(found) for two, found in attacked.items()})
        clashes.update(_pair(self._top[one], self._top[other]) for one, other in rivals)
        return {two: count for two, count in clashes.items() if two[0] != two[1] and count > agreed[two]}

    def _agreeing(self, claim: Claim) -> set[_Pair]:
        """The sides that both make the claim in their own words; not an author and whoever it reports."""
        told_by: dict[str, set[str]] = {}
        """Side -> the writers in whose articles it makes the claim."""
        own = own_mentions(claim.mentions, self._told)
        held = positions_of(own)
        for item in own if len(claim.mentions) > 1 else ():
            if held[item.actor] == "for":
                writer = self._top.get(self._writers.get(item.map, ""), "")
                told_by.setdefault(self._top[item.actor], set()).add(writer)
        pairs = combinations(sorted(told_by), 2)
        return {(one, other) for one, other in pairs if told_by[one] != {other} and told_by[other] != {one}}

    def lead(self, cruxes: Mapping[str, str]) -> Sentence:
        debate = self._debate
        dates = sorted(filter(None, self._dates.values()))
        when = f", {dates[0]} to {dates[-1]}" if len(set(dates)) > 1 else f", {dates[0]}" if dates else ""
        about = _line(debate.question or debate.title or "A debate").rstrip(".:")
        articles = "1 article" if len(debate.documents) == 1 else f"{len(debate.documents)} articles"
        head = f"{about}{'' if about.endswith('?') else ':'} {articles}{when}"
        for claim, label in cruxes.items():
            return _sentence("lead", f"{head}; most divides them whether {_quoted(label)}", [claim])
        return _sentence("lead", f"{head}; no claim divides them", [])

    def camps(self) -> Iterator[Sentence]:
        for (a, b), weight in sorted(self._opposed.items(), key=lambda item: (-item[1], item[0]))[:_PAIRS]:
            counts = f"{weight} clashes" if weight > 1 else "1 clash"
            yield _sentence("camp", f"{self._name(a)} against {self._name(b)} ({counts})", self._between(a, b))

    def _between(self, a: str, b: str) -> list[str]:
        """The claims on which the two take opposite positions; the first one that both speak of where there is none."""
        held = {claim.id: positions(claim) for claim in self._debate.claims}
        both = [name for name, found in held.items() if a in found and b in found]
        return [name for name in both if held[name][a] != held[name][b]] or both[:1]

    def divided(self, cruxes: Mapping[str, str]) -> Iterator[Sentence]:
        for claim, label in cruxes.items():
            held = positions(self._claims[claim])
            by_side = {side: [name for name, position in held.items() if position == side] for side in _SIDES}
            told = "; ".join(f"{side}: {self._names(names)}" for side, names in by_side.items())
            if all(by_side.values()):
                yield _sentence("difference", f"{_quoted(label)}: {told}", [claim])

    def both(self) -> Iterator[Sentence]:
        """What two opposed sides both make, those of the strongest opponents first, facts last; denied by nobody."""
        found = []
        for claim in self._debate.claims:
            between = sorted((self._opposed[two], two) for two in self._agreeing(claim) if two in self._opposed)
            if between:
                rank = claim.kind == "fact", -between[-1][0], -len(between), claim.label.text
                found.append((rank, claim, {name for _, two in between for name in two}))
        found.sort(key=lambda item: item[0])
        labels = self._with_labels([claim for _, claim, _ in found])
        for _, claim, opponents in found[:_MOST]:
            if "against" not in positions(claim).values():
                held = positions_of(own_mentions(claim.mentions, self._told))
                makers = [actor for actor, position in held.items() if position == "for"]
                makers.sort(key=lambda actor: self._top[actor] not in opponents)
                yield _sentence("common", f"{_quoted(labels[claim.id])}: {self._names(makers)}", [claim.id])

    def moved(self, labels: Mapping[str, str]) -> Iterator[Sentence]:
        for change in self._debate.changes:
            first, then = self._dates.get(change.first.map, ""), self._dates.get(change.then.map, "")
            when = f" ({first}, then {then})" if first and then else ""
            label = labels.get(change.claim, self._claims[change.claim].label.text)
            words = f"{self._name(change.actor)}, {change.from_}, then {change.to}{when}: {_quoted(label)}"
            yield _sentence("difference", words, [change.claim])

    def untaken(self) -> Iterator[Sentence]:
        """Claims that nobody of another camp denies or attacks, the weightiest first; not what was said but once, what
        opponents agree on, or facts.

        The weight: actors, documents, 3 where others answer its issue, claims that rest on it, 3 at most; half of it
        where only an article's author or somebody without a name makes it.
        """
        kinds = {actor.id: actor.kind for actor in self._debate.actors}
        dates = {item.map: item.published for item in self._debate.documents}
        given_up = {(item.claim, item.actor) for item in self._debate.changes if item.to == "against"}
        on_issue: dict[str, set[str]] = {}
        for claim in self._debate.claims:
            on_issue.setdefault(claim.issue or "", set()).update(item.actor for item in claim.mentions)
        attackers: dict[UnitKey, set[str]] = {}
        for _, by, _, of in self._attacks:
            attackers.setdefault(of.key, set()).add(by.actor)
        found = []
        for claim in self._debate.claims:
            said = [item for item in claim.mentions if item.stance == "for" and (claim.id, item.actor) not in given_up]
            actors = list(dict.fromkeys(item.actor for item in said))
            documents = len({item.map for item in said})
            is_alone = len(actors) == documents == 1 and claim.issue is None
            if not said or is_alone or claim.kind == "fact" or self._is_answered(claim, attackers):
                continue
            if any(two in self._opposed for two in self._agreeing(claim)):
                continue
            others = on_issue[claim.issue] if claim.issue else ()
            disputed = any(are_apart(other, actors, self._parents) for other in others)
            resting = len(self._resting_on(claim.id))
            weight = len(actors) + documents + 3 * disputed + min(resting, 3)
            named = any(kinds[actor] not in ("author", "unnamed") for actor in actors)
            first = min((date for item in said if (date := dates[item.map])), default=None)
            later = sum(is_before(first, date) for date in dates.values() if date) if first else 0
            found.append(((-weight if named else -weight / 2, -resting, -later), claim, actors))
        found.sort(key=lambda item: item[0])
        labels = self._with_labels([claim for _, claim, _ in found])
        for _, claim, actors in found[:_MOST]:
            if count_words(labels[claim.id]) >= _WORDS:
                yield _sentence("unanswered", f"{self._names(actors)}: {_quoted(labels[claim.id])}", [claim.id])

    def _is_answered(self, claim: Claim, attackers: Mapping[UnitKey, set[str]]) -> bool:
        """By a denial or an attack of somebody who belongs to none that make the claim."""
        makers = {item.actor for item in claim.mentions if item.stance == "for"}
        for item in claim.mentions:
            by, of = ({item.actor}, makers) if item.stance == "against" else (attackers.get(item.key, ()), {item.actor})
            if any(not related(one, other, self._parents) for one in by for other in of):
                return True
        return False

    def _name(self, actor: str) -> str:
        return _line(self._labels[actor])

    def _names(self, actors: Sequence[str]) -> str:
        more = f" and {len(actors) - _NAMES} more" if len(actors) > _NAMES else ""
        return ", ".join(map(self._name, actors[:_NAMES])) + more


_SIDES = ("for", "against")


def _pair(one: str, other: str) -> _Pair:
    return (one, other) if one < other else (other, one)


def _leads(debate: Debate, digests: Iterable[Digest]) -> dict[str, set[str]]:
    """Claim id -> the claims that one of its mentions is a reason for or against, within an article."""
    claims: dict[UnitKey, list[str]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            claims.setdefault(mention.key, []).append(claim.id)
    leads: dict[str, set[str]] = {}
    for digest in digests:
        for edge in digest.edges:
            for claim_id in claims.get((digest.map, edge.source), ()):
                leads.setdefault(claim_id, set()).update(claims.get((digest.map, edge.target), ()))
    return leads


def _attacks(debate: Debate, digests: Iterable[Digest]) -> Iterator[_Attack]:
    """Who attacks what somebody else says, across articles and within them."""
    voices: dict[UnitKey, list[tuple[str, Mention]]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            voices.setdefault(mention.key, []).append((claim.id, mention))
    found = [(item.from_.key, item.to.key, item.kind) for item in debate.answers]
    for digest in digests:
        found += [((digest.map, edge.source), (digest.map, edge.target), edge.kind) for edge in digest.edges]
    for source, target, kind in found:
        for by in voices.get(source, ()) if kind != "support" else ():
            for of in voices.get(target, ()):
                if by[1].actor != of[1].actor and by[0] != of[0]:
                    yield (*by, *of)


def _rivals(debate: Debate, digests: Iterable[Digest]) -> Iterator[_Pair]:
    """The actors that give rival answers, once for each issue of an article."""
    actors = {(item.map, item.perspective): actor.id for actor in debate.actors for item in actor.members}
    for digest in digests:
        for issue in digest.issues:
            for names in issue.rivals:
                one, other = (actors.get((digest.map, name)) for name in names)
                if one and other and one != other:
                    yield one, other


def _within(room: int, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """The first sentences that fit; one at least, where there is room for it at all."""
    for sentence in sentences:
        room -= words_in([sentence])
        if room < 0:
            return
        yield sentence


def _sentence(kind: BriefKind, words: str, claims: Sequence[str]) -> Sentence:
    return Sentence(kind=kind, text=sentence_of(words), cites=Cites(claims=tuple(claims)))


def _quoted(label: str) -> str:
    return f"“{_line(label).rstrip('.')}”"


def _line(text: str) -> str:
    return " ".join(text.split())
