"""The brief of a debate, from templates: the question, who disagrees about what, what both sides concede, who changed
position, and what nobody answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.domain.brief.brief import LONG_BRIEF, Brief, BriefKind, Cites, Group, Sentence, count_words, words_in
from service.domain.brief.ground import sentence_of
from service.domain.debates.common_ground import Shared
from service.domain.debates.cruxes import Crux
from service.domain.debates.debate import Debate
from service.domain.debates.opposition import Opposition, Pair
from service.domain.debates.stances import positions
from service.domain.debates.unanswered import Unanswered

_NAMES, _PAIRS = 3, 4
_WORDS = 4
"""A claim of fewer words ("Two per cent") says nothing outside its article."""


def debate_brief(
    debate: Debate,
    *,
    cruxes: Sequence[Crux],
    shared: Sequence[Shared],
    open_claims: Sequence[Unanswered],
    opposed: Mapping[Pair, Opposition],
) -> Brief:
    """The brief, at most 300 words. It draws on the debate's own views, most important entries first."""
    briefing = _Briefing(debate)
    groups = [
        ("Who stands against whom", briefing.camps(opposed)),
        ("What divides them", briefing.divided(cruxes)),
        ("What opponents both say", briefing.both(shared)),
        ("Who moved, and when", briefing.moved({item.claim: item.label for item in cruxes})),
        ("What nobody took up", briefing.untaken(open_claims)),
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
    def __init__(self, debate: Debate) -> None:
        self._debate = debate
        self._labels = {actor.id: actor.label for actor in debate.actors}
        self._claims = {claim.id: claim for claim in debate.claims}
        self._dates = {document.map: (document.published or "")[:10] for document in debate.documents}

    def lead(self, cruxes: Sequence[Crux]) -> Sentence:
        debate = self._debate
        dates = sorted(filter(None, self._dates.values()))
        when = f", {dates[0]} to {dates[-1]}" if len(set(dates)) > 1 else f", {dates[0]}" if dates else ""
        about = _line(debate.question or debate.title or "A debate").rstrip(".:")
        articles = "1 article" if len(debate.documents) == 1 else f"{len(debate.documents)} articles"
        head = f"{about}{'' if about.endswith('?') else ':'} {articles}{when}"
        if not cruxes:
            return _sentence("lead", f"{head}; no claim divides them", [])
        return _sentence("lead", f"{head}; most divides them whether {_quoted(cruxes[0].label)}", [cruxes[0].claim])

    def camps(self, opposed: Mapping[Pair, Opposition]) -> Iterator[Sentence]:
        for item in sorted(opposed.values(), key=lambda item: (-item.weight, item.a, item.b))[:_PAIRS]:
            counts = f"{item.weight} clashes" if item.weight > 1 else "1 clash"
            yield _sentence(
                "camp", f"{self._name(item.a)} against {self._name(item.b)} ({counts})", self._between(item)
            )

    def _between(self, item: Opposition) -> list[str]:
        """The claims on which the two take opposite positions; the first one that both speak of where there is none."""
        held = {claim.id: positions(claim) for claim in self._debate.claims}
        both = [name for name, found in held.items() if item.a in found and item.b in found]
        return [name for name in both if held[name][item.a] != held[name][item.b]] or both[:1]

    def divided(self, cruxes: Sequence[Crux]) -> Iterator[Sentence]:
        for crux in cruxes:
            held = positions(self._claims[crux.claim])
            sides = {side: [name for name, position in held.items() if position == side] for side in ("for", "against")}
            told = "; ".join(f"{side}: {self._names(names)}" for side, names in sides.items())
            if all(sides.values()):
                yield _sentence("difference", f"{_quoted(crux.label)}: {told}", [crux.claim])

    def both(self, shared: Sequence[Shared]) -> Iterator[Sentence]:
        """Those that nobody denies: the others divide."""
        for item in shared:
            if "against" not in positions(self._claims[item.claim]).values():
                names = self._names([voice.actor for voice in item.voices])
                yield _sentence("common", f"{_quoted(item.label)}: {names}", [item.claim])

    def moved(self, labels: Mapping[str, str]) -> Iterator[Sentence]:
        for change in self._debate.changes:
            first, then = self._dates.get(change.first.map, ""), self._dates.get(change.then.map, "")
            when = f" ({first}, then {then})" if first and then else ""
            label = labels.get(change.claim, self._claims[change.claim].label.text)
            words = f"{self._name(change.actor)}, {change.from_}, then {change.to}{when}: {_quoted(label)}"
            yield _sentence("difference", words, [change.claim])

    def untaken(self, open_claims: Sequence[Unanswered]) -> Iterator[Sentence]:
        for item in open_claims:
            if item.group == "open" and count_words(item.label) >= _WORDS:
                yield _sentence("unanswered", f"{self._names(item.actors)}: {_quoted(item.label)}", [item.claim])

    def _name(self, actor: str) -> str:
        return _line(self._labels[actor])

    def _names(self, actors: Sequence[str]) -> str:
        more = f" and {len(actors) - _NAMES} more" if len(actors) > _NAMES else ""
        return ", ".join(map(self._name, actors[:_NAMES])) + more


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
