"""What follows from the rest of a map (texts, paragraphs, scopes, roles), computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.domain.argument import Relation, Role, Unit
from service.domain.base import text_of
from service.domain.document import Document
from service.domain.graph import outgoing_relations, role_of, scope_of


def normalise_units(units: Iterable[Unit], document: Document) -> list[Unit]:
    """The units with the text and the paragraph that their spans give."""
    result = []
    for unit in units:
        if unit.spans:
            place = document.paragraph_at(unit.spans[0].start)
            changed = {
                "text": text_of(unit.spans, document.text),
                "paragraph": place.index if place else unit.paragraph,
            }
            unit = unit.model_copy(update=changed)
        result.append(unit)
    return result


def normalise_roles(units: Sequence[Unit], relations: Sequence[Relation]) -> tuple[list[Unit], list[Relation]]:
    """Units and relations with the scopes and roles that the relations give."""
    by_id = {relation.id: relation for relation in relations}
    unit_by_id = {unit.id: unit for unit in units}
    scoped = [relation.model_copy(update={"scope": scope_of(relation, by_id, unit_by_id)}) for relation in relations]
    outgoing = outgoing_relations(scoped)
    return [_with_role(unit, role_of(unit.id, outgoing)) for unit in units], scoped


def _with_role(unit: Unit, role: Role) -> Unit:
    return unit if unit.role == role else unit.model_copy(update={"role": role})
