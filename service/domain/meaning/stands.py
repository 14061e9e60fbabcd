"""Each holder's position on the article's conclusion."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Literal

from service.domain.argument import Unit
from service.domain.meaning.citing import Citation, citation_of
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import is_against, kind_as_read

_Leaning = tuple[Unit, int, int]
"""A claim, whether its holder thereby speaks for the conclusion (1) or against it (-1), and how far away it is."""
Stand = Literal["for", "against", "both", "cited", "odds", "neither"]
"""`both`: what it says points both ways; `cited`: others use what it says, and it argues for nothing itself; `odds`: no
link leads to the conclusion, but one speaks against its holder, or the other way round; `neither`: no link at all."""


def stands_of(look: Lookup) -> dict[str, tuple[Stand, Citation | None]]:
    """Perspective id -> its position, based on what it says about the conclusion itself or in answer to its question.

    What it grants, or says about reasons for reasons, does not count. Empty if the article argues for nothing.
    """
    main = look.units.get(look.map.conclusion or "")
    if main is None:
        return {}
    nearest = _nearest(look)
    opposed = _opponents(look, main.perspective)
    return {name: _stand(look, main, nearest.get(name, []), name in opposed) for name in look.perspectives}


def _stand(look: Lookup, main: Unit, claims: list[_Leaning], opposed: bool) -> tuple[Stand, Citation | None]:
    if not claims:
        return ("odds" if opposed else "neither"), None
    cited = [citation_of(look, unit) for unit, _, _ in claims if look.side_of(unit) != look.side_of(main)]
    if cited and all(cited):
        return "cited", cited[0]
    signs = {sign for _, sign, depth in claims if depth <= 1}
    if not signs:
        return ("odds" if opposed else "neither"), None
    return ("both" if len(signs) > 1 else "for" if signs == {1} else "against"), None


def _nearest(look: Lookup) -> dict[str, list[_Leaning]]:
    """Perspective id -> its claims nearest to the conclusion, each with what the holder thereby does for it."""
    depths: dict[str, int] = {}
    found: dict[str, list[_Leaning]] = {}
    for name, (sign, depth) in _leanings(look).items():
        unit = look.units[name]
        if is_granted(look, unit) or depth > depths.get(unit.perspective, depth):
            continue
        if depth < depths.get(unit.perspective, depth + 1):
            depths[unit.perspective] = depth
            found[unit.perspective] = []
        found[unit.perspective].append((unit, -sign if is_against(look, unit) else sign, depth))
    return found


def _leanings(look: Lookup) -> dict[str, tuple[int, int]]:
    """Unit id -> whether its words speak for the conclusion (1) or against it (-1), and how far away it is."""
    main = look.map.conclusion or ""
    found = {main: (1, 0)} | {unit: (sign, 1) for unit, sign in _answers_to_its_question(look, main)}
    queue: deque[tuple[str, int, int]] = deque((unit, sign, depth) for unit, (sign, depth) in found.items())
    while queue:
        aim, sign, depth = queue.popleft()
        for relation in look.incoming[aim]:
            does = sign if relation.kind == "support" else -sign
            fresh = [source for source in relation.sources if source not in found]
            found |= {source: (does, depth + 1) for source in fresh}
            queue.extend((name, does, depth + 1) for name in (*fresh, relation.id))
    return found


def _answers_to_its_question(look: Lookup, main: str) -> Iterator[tuple[str, int]]:
    """The units that are the same answer as the conclusion to the question that it answers (1), or a rival one (-1)."""
    for issue in look.map.issues:
        units = {position.perspective: position.units for position in issue.positions}
        own = next((name for name, names in units.items() if main in names), None)
        for contrast in issue.contrasts if own is not None else ():
            if own in (contrast.a, contrast.b) and contrast.kind != "compatible":
                other = contrast.b if own == contrast.a else contrast.a
                for unit in units[other]:
                    answers_alike = (contrast.kind == "same") != is_against(look, look.units[unit])
                    yield unit, 1 if answers_alike else -1


def _opponents(look: Lookup, holder: str) -> set[str]:
    """Who speaks against a claim of this holder, or is spoken against by it."""
    found: set[str] = set()
    for relation in look.map.relations:
        if kind_as_read(look, relation) == "support":
            continue
        pair = {look.units[relation.sources[0]].perspective, look.attacked_by(relation).perspective}
        found |= pair if holder in pair else set()
    return found
