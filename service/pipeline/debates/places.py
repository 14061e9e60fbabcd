"""Selects passages outside units to be compared along with a new article's units: those that may recur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.domain.debates.digest import Digest, DigestUnit
from service.domain.debates.places import SHORT
from service.engines.debate_answers import Statement, Verdict
from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.facts import SURE, figures_of, state_one_fact
from service.pipeline.debates.candidates import CandidateIndex

SHARE = 0.25
"""Places may add this fraction of the characters of the units shown to a model."""
_FIGURE, _NAME, _WORD = 3, 2, 1
_FEWEST = 2
"""A place is shown if it shares a figure, a name or two content words with the other side; a new one if short."""
_ALWAYS = 300
"""Characters of places allowed even for the shortest articles."""


@dataclass(frozen=True)
class _Said:
    map: str
    said: DigestUnit


def statements_with_places(
    index: CandidateIndex, rows: range, earlier: Iterable[int]
) -> tuple[list[Statement], list[Statement]]:
    """What a model is shown of the newest article and of earlier ones: units, and places that may recur.

    A place qualifies by the figures, names and words that it shares with the other side, or by being so short that it
    must refer to something ("It does."); the best are taken, up to a quarter of the units' length. Each article's
    statements are in text order.
    """
    newest = list(index.digests)[-1]
    new = [_Said(index.maps[row], index.units[row]) for row in rows]
    old = [_Said(index.maps[row], index.units[row]) for row in earlier]
    fresh = [_Said(newest, place) for place in index.digests[newest].places]
    before = [_Said(name, place) for name, item in index.digests.items() if name != newest for place in item.places]
    shown_fresh = _best(fresh, [*old, *before], _room(new), _FEWEST)
    shown_before = _best(before, [*new, *shown_fresh], _room(old), 0)
    return _statements(index, [*new, *shown_fresh]), _statements(index, [*old, *shown_before])


def _room(said: Iterable[_Said]) -> float:
    return max(SHARE * sum(len(item.said.text) for item in said), _ALWAYS)


def _best(places: Sequence[_Said], others: Iterable[_Said], room: float, short: int) -> list[_Said]:
    """`short`: a short sentence's minimum score."""
    known = set[str]().union(*(_worth(item.said.text) for item in others))
    ranked = []
    for item in places:
        worth = sum(value for key, value in _worth(item.said.text).items() if key in known)
        if (worth := max(worth, short if len(item.said.text.split()) <= SHORT else 0)) >= _FEWEST:
            ranked.append((worth, item))
    found = []
    for _, item in sorted(ranked, key=lambda pair: -pair[0]):
        room -= len(item.said.text)
        if room < 0:
            break
        found.append(item)
    return found


def _worth(text: str) -> dict[str, int]:
    cues = cues_of(text)
    return dict.fromkeys(cues.content, _WORD) | dict.fromkeys(cues.names, _NAME) | dict.fromkeys(cues.numbers, _FIGURE)


def _statements(index: CandidateIndex, said: Sequence[_Said]) -> list[Statement]:
    order = {name: number for number, name in enumerate(index.digests)}
    ordered = sorted(said, key=lambda item: (order[item.map], item.said.start))
    return [index.statement_of(item.map, item.said) for item in ordered]


def same_facts(index: CandidateIndex, digest: Digest) -> Iterator[Verdict]:
    """Verdicts on places of the newest or earlier articles that state the same figures about the same things."""
    earlier = index.figures(before=digest.map)
    for said in digest.said:
        others = (item for figure in sorted(figures_of(said.text)) for item in earlier.get(figure, ()))
        for ref, other in others:
            if (said.spans or other.spans) and state_one_fact(said.text, other.text):
                yield Verdict(a=digest.ref(said), b=ref, same=SURE, opposite=0.0)
                break
