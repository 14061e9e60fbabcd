"""Recomputes derived fields (texts, paragraphs, scopes, roles) from the rest of a map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from service.domain.argument import Relation, Unit
from service.domain.base import text_of
from service.domain.document import Document
from service.domain.graph import outgoing_relations, role_of, scope_of

Part = TypeVar("Part", Unit, Relation)


def normalise_units(units: Iterable[Unit], document: Document) -> list[Unit]:
    """The units, with text and paragraph recomputed from their spans."""
    return [_normalised(unit, document) if unit.spans else unit for unit in units]


def _normalised(unit: Unit, document: Document) -> Unit:
    place = document.paragraph_at(unit.spans[0].start)
    text, paragraph = text_of(unit.spans, document.text), place.index if place else unit.paragraph
    if (text, paragraph) == (unit.text, unit.paragraph):
        return unit
    return unit.model_copy(update={"text": text, "paragraph": paragraph})


def normalise_roles(units: Sequence[Unit], relations: Sequence[Relation]) -> tuple[list[Unit], list[Relation]]:
    """Units and relations, with scopes and roles recomputed from the relations."""
    by_id = {relation.id: relation for relation in relations}
    unit_by_id = {unit.id: unit for unit in units}
    scoped = [_with(relation, scope=scope_of(relation, by_id, unit_by_id)) for relation in relations]
    outgoing = outgoing_relations(scoped)
    return [_with(unit, role=role_of(unit.id, outgoing)) for unit in units], scoped


def _with(part: Part, **value: str) -> Part:
    """The part itself where it has the value: most have, and a copy takes longer."""
    ((name, wanted),) = value.items()
    return part if getattr(part, name) == wanted else part.model_copy(update=value)
