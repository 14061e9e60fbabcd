"""Selects passages outside units to be compared along with a new article's units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.domain.debates.digest import Digest, DigestUnit
from service.engines.debate_answers import Statement, Verdict
from service.engines.offline.debates.cues import cues_of
from service.engines.offline.debates.facts import SURE, figures_of, state_one_fact
from service.pipeline.debates.candidates import CandidateIndex

SHARE = 0.25
"""Places of earlier articles may add this fraction of the characters of their units shown to a model."""
_FIGURE, _NAME, _WORD = 3, 2, 1
_FEWEST = 2
"""An earlier place is shown if it shares a figure, a name or two content words with the new article."""
_ALWAYS = 300
"""Characters of places allowed even for the shortest articles."""


@dataclass(frozen=True)
class _Said:
    map: str
    said: DigestUnit


def statements_with_places(index: CandidateIndex, earlier: Iterable[int]) -> tuple[list[Statement], list[Statement]]:
    """What a model is shown: the newest article's units and places, the earlier ones' units, and of their places those
    that share figures, names and words with the newest, the best up to a quarter of the units' length.

    Each article's statements are in text order.
    """
    newest = list(index.digests)[-1]
    new = [_Said(newest, said) for said in index.digests[newest].said]
    old = [_Said(index.maps[row], index.units[row]) for row in earlier]
    before = [_Said(name, place) for name, item in index.digests.items() if name != newest for place in item.places]
    return _statements(index, new), _statements(index, [*old, *_best(before, new, _room(old))])


def _room(said: Iterable[_Said]) -> float:
    return max(SHARE * sum(len(item.said.text) for item in said), _ALWAYS)


def _best(places: Sequence[_Said], others: Iterable[_Said], room: float) -> list[_Said]:
    known = set[str]().union(*(_worth(item.said.text) for item in others))
    ranked = []
    for item in places:
        worth = sum(value for key, value in _worth(item.said.text).items() if key in known)
        if worth >= _FEWEST:
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
