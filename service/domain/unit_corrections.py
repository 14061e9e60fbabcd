"""Corrections of a single unit: who holds it, and where it leads."""

from __future__ import annotations

from typing import Any

from service.domain.argument import AUTHOR, Attribution, Relation, Unit
from service.domain.changes import Hold, Link
from service.domain.edited_map import EditedMap
from service.domain.graph import find_cycle
from service.errors import InvalidMap


def hold_unit(edited: EditedMap, change: Hold) -> None:
    unit: Unit = edited.get("unit", change.id)
    own: Attribution | None = edited.parts["attribution"].get(unit.attribution or "")
    holder = edited.get("perspective", change.perspective or unit.perspective).id
    moves = holder != unit.perspective
    shared = own is not None and _is_shared(edited, own.id, unit.id)
    attitude = change.attitude or ("asserts" if own is None or (moves and shared) else own.attitude)
    if not moves and attitude == (own.attitude if own else "asserts"):
        return
    if holder == AUTHOR and change.attitude in (None, "asserts"):
        edited.change("unit", unit.id, perspective=AUTHOR, attribution=None)
        if own is not None and not shared and own.source is own.cue is None:
            del edited.parts["attribution"][own.id]  # it was made by hand, for this unit
        return
    values: dict[str, Any] = {"perspective": holder, "attitude": attitude}
    if own is not None and not shared:
        edited.change("attribution", own.id, **values)
        edited.change("unit", unit.id, perspective=holder)
        return
    words = own.model_dump() if own is not None and not moves else {}
    name = edited.new_id("attribution")
    edited.put("attribution", {**words, **values, "id": name, "content": [span.model_dump() for span in unit.spans]})
    edited.change("unit", unit.id, perspective=holder, attribution=name)


def _is_shared(edited: EditedMap, attribution: str, unit: str) -> bool:
    """Whether another unit has the attribution, or another attribution stands inside it."""
    return any(item.attribution == attribution and item.id != unit for item in edited.parts["unit"].values()) or any(
        item.within == attribution for item in edited.parts["attribution"].values()
    )


def link_unit(edited: EditedMap, change: Link) -> None:
    unit: Unit = edited.get("unit", change.id)
    relations: dict[str, Relation] = edited.parts["relation"]
    _check_target(edited, change)
    kept = next((item.id for item in relations.values() if change.target and item.sources == (unit.id,)), None)
    for relation in [item for item in relations.values() if unit.id in item.sources and item.id != kept]:
        sources = tuple(source for source in relation.sources if source != unit.id)
        if sources or relation.id == change.beside:
            relations[relation.id] = relation.model_copy(update={"sources": sources})
        elif relations.pop(relation.id, None):
            drop_undercuts(edited, relation.id)
    if change.beside is not None:
        relation = relations[change.beside]
        relations[relation.id] = relation.model_copy(update={"sources": (*relation.sources, unit.id)})
    elif change.target is not None:
        name = kept or edited.id_for("relation", change.new)
        values = {"read": change.kind, "target": change.target, "confidence": 1.0}
        old = relations[name].model_dump() if kept else {"id": name, "sources": [unit.id]}
        edited.put("relation", {**old, **values})
    if find_cycle(relations.values()):
        raise InvalidMap("that would create a cycle: the target already rests on this claim")


def _check_target(edited: EditedMap, change: Link) -> None:
    """Raises InvalidMap for a target that would be the unit itself, or a step that goes with its own reason."""
    if change.beside is not None:
        target = edited.get("relation", change.beside).target
    elif change.target is not None and change.kind == "undercut":
        if edited.get("relation", change.target).sources == (change.id,):
            raise InvalidMap("a reason cannot deny its own step")
        return
    else:
        target = change.target
        if target is not None:
            edited.get("unit", target)
    if target == change.id:
        raise InvalidMap("a claim cannot be its own reason")


def drop_undercuts(edited: EditedMap, relation_id: str) -> None:
    """Removes the undercuts of a removed relation, and their own undercuts."""
    for relation in list(edited.parts["relation"].values()):
        if relation.kind == "undercut" and relation.target == relation_id:
            edited.parts["relation"].pop(relation.id, None)
            drop_undercuts(edited, relation.id)
