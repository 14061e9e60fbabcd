"""Assembles the map from the answers to the five questions."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap, Status
from service.domain.concession_settling import settle_motions
from service.domain.document import Document
from service.domain.normalisation import normalise_roles
from service.domain.provenance import MapWarning, Provenance
from service.engines.answers import IssuesAnswer, LinksAnswer, ReferencesAnswer, StructureAnswer, VoicesAnswer
from service.pipeline.assembly.carried import carried_on
from service.pipeline.assembly.holders import Holders
from service.pipeline.assembly.issues import assemble_issues
from service.pipeline.assembly.paragraphs import ParagraphNumbering, ParagraphParts
from service.pipeline.assembly.proceedings import assemble_concessions, assemble_motions
from service.pipeline.assembly.references import with_references
from service.pipeline.assembly.relations import settle_relations
from service.pipeline.assembly.warning_texts import WARNING_TEXTS


def assemble(
    document: Document,
    voices: VoicesAnswer,
    structures: Sequence[StructureAnswer],
    links: LinksAnswer | None,
    issues: IssuesAnswer | None = None,
    references: ReferencesAnswer | None = None,
    *,
    map_id: str,
    provenance: Provenance,
    status: Status = "done",
    version: int = 1,
    carry_on: bool = True,
) -> ArgumentMap:
    """A valid map; its warnings are the provenance's and those of the repairs made here.

    `structures` may be some of the paragraphs only (a map that is still growing); ids are numbered in text order.
    Of two answers for one paragraph the later counts. `carry_on`: whether a speaker continuing unnamed gets the source
    that introduced them; human annotators mark that themselves.
    """
    warnings: list[MapWarning] = []
    holders = Holders(document, voices, warnings)
    parts = ParagraphParts()
    by_paragraph = {structure.paragraph: structure for structure in structures}
    for _, structure in sorted(by_paragraph.items()):
        ParagraphNumbering(parts, structure, document, holders, warnings).run()
    relations = settle_relations(parts.relations, links, {unit.id for unit in parts.units}, warnings)
    units, relations = normalise_roles(with_references(parts.units, references, document, warnings), relations)
    motions = assemble_motions((links, issues), document, holders, warnings)
    speaking = [*(item.perspective for item in parts.attributions), *(item.mover for item in motions if item.mover)]
    perspectives = holders.perspectives(speaking)
    attributions = parts.attributions
    if carry_on:
        attributions = carried_on(document, attributions, holders.names())
    return ArgumentMap(
        id=map_id,
        status=status,
        version=version,
        document=document,
        perspectives=perspectives,
        motions=settle_motions(motions, perspectives),
        attributions=tuple(attributions),
        concessions=assemble_concessions((links, issues), document, units, perspectives, warnings),
        units=tuple(units),
        relations=tuple(relations),
        issues=assemble_issues(issues, document, units, perspectives, warnings),
        conclusion=_conclusion(links, units, warnings),
        provenance=provenance.model_copy(update={"warnings": (*provenance.warnings, *warnings)}),
    )


def _conclusion(links: LinksAnswer | None, units: Sequence[Unit], warnings: list[MapWarning]) -> str | None:
    if links is None or links.conclusion is None:
        return None
    holder = next((unit.perspective for unit in units if unit.id == links.conclusion), None)
    if holder == AUTHOR:
        return links.conclusion
    warnings.append(MapWarning(code="foreign-conclusion", detail=WARNING_TEXTS["foreign-conclusion"]))
    return None
