"""The relations between paragraphs and the conclusion, for a draft map of the document that was analysed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain.argument import AUTHOR, Concession, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.graph import outgoing_relations
from service.engines.answers import LinksAnswer, RelationAnswer, UnitAnswer
from service.engines.offline.attribution.attribution import Stretch, shared, size
from service.engines.offline.findings import Findings
from service.engines.offline.motions import motions_of
from service.engines.offline.structure import rounded
from service.engines.offline.structure_model.head_decoding import Arc

_SAME = 0.5
"""Intersection over union from which on a unit of the draft is the one that was analysed."""


def links_of(draft: ArgumentMap, found: Findings) -> LinksAnswer:
    """The arcs between paragraphs, on the draft's units, which may be another engine's.

    Arcs within paragraphs are added where the draft has no relations at all: then its engine draws them in its links
    step, and that step has failed.
    """
    units = found.units
    names = _names(draft, units)
    across = [arc for arc in found.arcs if not draft.relations or units[arc.source][0] != units[arc.target][0]]
    conclusion = None if found.conclusion is None else names.get(found.conclusion)
    return LinksAnswer(
        relations=tuple(_links(draft, across, names)),
        conclusion=_authors(draft, conclusion),
        concessions=tuple(_concessions(draft)),
        motions=motions_of(draft),
    )


def _concessions(draft: ArgumentMap) -> Iterator[Concession]:
    """What a holder concedes by a verb of the text; to whom stays open."""
    units: dict[str, list[str]] = {}
    for unit in draft.units:
        units.setdefault(unit.attribution or "", []).append(unit.id)
    for item in draft.attributions:
        if item.attitude == "concedes" and item.mode in (None, "said") and item.cue and item.id in units:
            yield Concession(by=item.perspective, units=tuple(units[item.id]), cue=item.cue)


def _names(draft: ArgumentMap, units: Sequence[tuple[int, UnitAnswer]]) -> dict[int, str]:
    """Number of an analysed unit -> id of the matching unit of the draft; `units`: each with its paragraph."""
    names: dict[int, str] = {}
    by_paragraph: dict[int, list[Unit]] = {}
    for unit in draft.units:
        if not unit.implicit:
            by_paragraph.setdefault(unit.paragraph, []).append(unit)
    for number, (paragraph, analysed) in enumerate(units):
        own = _stretches(analysed)
        for unit in by_paragraph.get(paragraph, []):
            pieces = _stretches(unit)
            common = shared(own, pieces)
            if common and common >= _SAME * (size(own) + size(pieces) - common):
                names[number] = unit.id
    return names


def _stretches(unit: Unit | UnitAnswer) -> list[Stretch]:
    return [(span.start, span.end) for span in unit.spans]


def _links(draft: ArgumentMap, arcs: Sequence[Arc], names: dict[int, str]) -> list[RelationAnswer]:
    """The relations, undercuts last since they may target one of them. Assembly breaks any cycle with the draft's."""
    outgoing = {unit: relation.id for unit, relation in outgoing_relations(draft.relations).items()}
    links: dict[int, RelationAnswer] = {}
    for arc in sorted(arcs, key=lambda arc: arc.kind == "undercut"):
        source, target = names.get(arc.source), names.get(arc.target)
        if source is None or target is None or source in outgoing:
            continue
        beside = None if arc.beside is None else links.get(arc.beside)
        if arc.beside is not None and beside is not None and (beside.kind, beside.target) == (arc.kind, target):
            links[arc.beside] = _with_source(beside, source, arc.probability)
            outgoing[source] = beside.id
            continue
        aim = outgoing.get(target) if arc.kind == "undercut" else None
        links[arc.source] = RelationAnswer(
            id=f"link{arc.source}",
            kind=arc.kind if arc.kind != "undercut" or aim else "rebut",
            sources=(source,),
            target=aim or target,
            confidence=rounded(arc.probability),
        )
        outgoing[source] = links[arc.source].id
    return list(links.values())


def _with_source(link: RelationAnswer, source: str, probability: float) -> RelationAnswer:
    sure = min(link.confidence, rounded(probability))
    return link.model_copy(update={"sources": (*link.sources, source), "confidence": sure})


def _authors(draft: ArgumentMap, unit: str | None) -> str | None:
    holders = {item.id: item.perspective for item in draft.units}
    return unit if unit is not None and holders[unit] == AUTHOR else None
