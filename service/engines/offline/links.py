"""The links between paragraphs and the article's conclusion, from a draft map and the findings in its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.domain.argument import AUTHOR, Concession, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.graph import outgoing_relations
from service.engines.answers import LinksAnswer, RelationAnswer
from service.engines.offline.attribution_rules.raw_attributions import Stretch, shared, size
from service.engines.offline.findings import Findings, FoundUnit
from service.engines.offline.motions import motions_of
from service.engines.offline.structure_model.head_decoding import Arc

_SAME = 0.5
"""Least share of text (of both together) that a unit of the draft shares with the analysed one it stands for."""


def links_of(draft: ArgumentMap, found: Findings) -> LinksAnswer:
    """The arcs that were found between paragraphs, on the draft's units, which another engine may have found.

    Those inside paragraphs, too, where the draft has no relation at all: an engine that leaves them to its links step
    has made it, and that step has failed.
    """
    names = _names(draft, found.units)
    across = [
        arc
        for arc in found.arcs
        if not draft.relations or found.units[arc.source].paragraph != found.units[arc.target].paragraph
    ]
    conclusion = None if found.conclusion is None else names.get(found.conclusion)
    return LinksAnswer(
        relations=tuple(_links(draft, across, names)),
        conclusion=_authors(draft, conclusion),
        concessions=tuple(_concessions(draft)),
        motions=motions_of(draft),
    )


def _concessions(draft: ArgumentMap) -> Iterator[Concession]:
    """What a holder is said to concede, by a verb of the text; to whom is not told."""
    units: dict[str, list[str]] = {}
    for unit in draft.units:
        units.setdefault(unit.attribution or "", []).append(unit.id)
    for item in draft.attributions:
        if item.attitude == "concedes" and item.mode in (None, "said") and item.cue and item.id in units:
            yield Concession(by=item.perspective, units=tuple(units[item.id]), cue=item.cue)


def _names(draft: ArgumentMap, units: Sequence[FoundUnit]) -> dict[int, str]:
    """Number of an analysed unit -> id of the draft's unit that it stands for."""
    names: dict[int, str] = {}
    by_paragraph: dict[int, list[Unit]] = {}
    for unit in draft.units:
        if not unit.implicit:
            by_paragraph.setdefault(unit.paragraph, []).append(unit)
    for number, analysed in enumerate(units):
        start, end = analysed.spans[0][0], analysed.spans[-1][1]
        for unit in by_paragraph.get(analysed.paragraph, []):
            if unit.spans[0].start >= end or unit.spans[-1].end <= start:
                continue
            pieces: list[Stretch] = [(span.start, span.end) for span in unit.spans]
            common = shared(analysed.spans, pieces)
            if common >= _SAME * (size(analysed.spans) + size(pieces) - common):
                names[number] = unit.id
    return names


def _links(draft: ArgumentMap, arcs: Sequence[Arc], names: dict[int, str]) -> list[RelationAnswer]:
    """The relations, undercuts last since they may target another link; any that would close a cycle is left out."""
    outgoing = {unit: relation.id for unit, relation in outgoing_relations(draft.relations).items()}
    leads_to: dict[str, list[str]] = {}
    for relation in draft.relations:
        _connect(leads_to, relation)
    links: dict[int, RelationAnswer] = {}
    for arc in sorted(arcs, key=lambda arc: arc.kind == "undercut"):
        source, target = names.get(arc.source), names.get(arc.target)
        if source is None or target is None or source in outgoing:
            continue
        beside_at = -1 if arc.beside is None else arc.beside
        beside = links.get(beside_at)
        if beside is not None and (beside.kind, beside.target) == (arc.kind, target):
            if f"unit {source}" not in _reached(leads_to, _aim(beside)):
                links[beside_at] = _with_source(beside, source, arc.probability)
                outgoing[source] = beside.id
                leads_to.setdefault(f"unit {source}", []).append(f"relation {beside.id}")
            continue
        aim = outgoing.get(target) if arc.kind == "undercut" else None
        link = RelationAnswer(
            id=f"link{arc.source}",
            kind=arc.kind if arc.kind != "undercut" or aim else "rebut",
            sources=(source,),
            target=aim or target,
            confidence=_rounded(arc.probability),
        )
        if f"unit {source}" not in _reached(leads_to, _aim(link)):
            links[arc.source] = link
            outgoing[source] = link.id
            _connect(leads_to, link)
    return list(links.values())


def _with_source(link: RelationAnswer, source: str, probability: float) -> RelationAnswer:
    sure = min(link.confidence, _rounded(probability))
    return link.model_copy(update={"sources": (*link.sources, source), "confidence": sure})


def _rounded(probability: float) -> float:
    return round(min(max(probability, 0.01), 0.99), 3)


def _connect(leads_to: dict[str, list[str]], relation: Relation | RelationAnswer) -> None:
    """Units lead to their relations, relations to what they aim at."""
    for source in relation.sources:
        leads_to.setdefault(f"unit {source}", []).append(f"relation {relation.id}")
    leads_to.setdefault(f"relation {relation.id}", []).append(_aim(relation))


def _aim(relation: Relation | RelationAnswer) -> str:
    return f"{'relation' if relation.kind == 'undercut' else 'unit'} {relation.target}"


def _reached(leads_to: Mapping[str, Sequence[str]], start: str) -> set[str]:
    """Everything reachable from `start`, including itself."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = [node for node in leads_to.get(waiting.pop(), ()) if node not in seen]
        seen.update(fresh)
        waiting += fresh
    return seen


def _authors(draft: ArgumentMap, unit: str | None) -> str | None:
    holders = {item.id: item.perspective for item in draft.units}
    return unit if unit is not None and holders[unit] == AUTHOR else None
