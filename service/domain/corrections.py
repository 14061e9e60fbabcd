"""Corrections of a map: a list of changes, applied in order and validated as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from service.domain.argument import AUTHOR, Perspective, Unit, references_within
from service.domain.argument_map import ArgumentMap
from service.domain.changes import (
    Add,
    AnswerIssue,
    Ask,
    Change,
    ChangePart,
    Hold,
    Link,
    Merge,
    MovePosition,
    Remove,
    SetConclusion,
    SetContrast,
    Split,
)
from service.domain.edited_map import EditedMap, with_references_kept
from service.domain.issue_corrections import (
    answer_issue,
    ask_issue,
    hold_for,
    merge_issues,
    move_position,
    set_contrast,
    split_issue,
    stand_for,
)
from service.domain.schema_faults import reason_of
from service.domain.spans import joined
from service.domain.unit_corrections import drop_undercuts, hold_unit, link_unit
from service.errors import InvalidMap


def apply_changes(map_: ArgumentMap, changes: Sequence[Change]) -> ArgumentMap:
    """The map with all changes applied, version number unchanged. Raises InvalidMap, naming the change and the rule it
    breaks.
    """
    edited = EditedMap(map_)
    for number, change in enumerate(changes):
        try:
            _APPLY[type(change)](edited, change)
            if getattr(change, "kind", None) not in ("issue", "position"):
                edited.settle_issues()
        except (KeyError, TypeError, ValidationError, InvalidMap) as error:
            reason = reason_of(error)
            raise InvalidMap(
                f"change {number} ({change.op}) cannot be made: {reason}",
                hint="Fetch the map again and base the changes on its current ids and fields.",
                broken=({"rule": "change", "where": f"change {number}", "detail": reason},),
            ) from error
    return edited.finish()


def _add(edited: EditedMap, change: Add) -> None:
    part_id = edited.id_for(change.kind, change.id)
    defaults: dict[str, Any] = {"role": "conclusion", "paragraph": 0, "text": ""} if change.kind == "unit" else {}
    edited.put(change.kind, {**defaults, **change.value, "id": part_id})


def _change(edited: EditedMap, change: ChangePart) -> None:
    values = {name: value for name, value in change.value.items() if name != "id"}
    old = edited.get(change.kind, change.id)
    if change.kind == "unit" and "attribution" in values and "perspective" not in values:
        attribution = edited.parts["attribution"].get(values["attribution"] or "")
        values["perspective"] = attribution.perspective if attribution else AUTHOR
    edited.change(change.kind, change.id, **values)
    if change.kind == "attribution" and edited.get("attribution", change.id).perspective != old.perspective:
        for unit in [unit for unit in edited.parts["unit"].values() if unit.attribution == change.id]:
            edited.change("unit", unit.id, perspective=edited.get("attribution", change.id).perspective)


def _remove(edited: EditedMap, change: Remove) -> None:
    part = edited.get(change.kind, change.id)
    del edited.parts[change.kind][change.id]
    if change.kind == "unit":
        edited.conclusion = None if edited.conclusion == change.id else edited.conclusion
        _drop_relations(edited, unit_id=change.id)
    elif change.kind == "relation":
        drop_undercuts(edited, change.id)
    elif change.kind == "issue":
        for child in [item for item in edited.parts["issue"].values() if item.parent == change.id]:
            edited.change("issue", child.id, parent=part.parent)
    elif change.kind == "attribution":
        _release_attribution(edited, change.id, part.within)


def _drop_relations(edited: EditedMap, unit_id: str) -> None:
    for relation in list(edited.parts["relation"].values()):
        sources = tuple(source for source in relation.sources if source != unit_id)
        if not sources or (relation.kind != "undercut" and relation.target == unit_id):
            edited.parts["relation"].pop(relation.id, None)
            drop_undercuts(edited, relation.id)
        elif sources != relation.sources:
            edited.change("relation", relation.id, sources=sources)


def _release_attribution(edited: EditedMap, attribution_id: str, within: str | None) -> None:
    holder = edited.parts["attribution"][within].perspective if within in edited.parts["attribution"] else AUTHOR
    for unit in [unit for unit in edited.parts["unit"].values() if unit.attribution == attribution_id]:
        edited.change("unit", unit.id, attribution=within, perspective=holder)
    for other in [item for item in edited.parts["attribution"].values() if item.within == attribution_id]:
        edited.change("attribution", other.id, within=within)


def _merge(edited: EditedMap, change: Merge) -> None:
    others = [name for name in change.ids if name != change.into]
    kept = edited.get(change.kind, change.into)
    merged = [edited.get(change.kind, name) for name in others]
    _MERGE[change.kind](edited, kept, merged)


def _merge_units(edited: EditedMap, kept: Unit, merged: list[Unit]) -> None:
    every = (kept, *merged)
    spans = joined({span for unit in every for span in unit.spans}, edited.map.document.text)
    gone = {unit.id for unit in merged}
    references = references_within([item for unit in every for item in unit.references], spans)
    implicit = kept.implicit and not spans
    edited.change(
        "unit", kept.id, spans=[span.model_dump() for span in spans], references=references, implicit=implicit
    )
    for unit_id in gone:
        del edited.parts["unit"][unit_id]
    said: set[tuple[str, tuple[str, ...], str]] = set()
    for relation in list(edited.parts["relation"].values()):
        sources = tuple(dict.fromkeys(kept.id if source in gone else source for source in relation.sources))
        target = kept.id if relation.kind != "undercut" and relation.target in gone else relation.target
        if relation.kind != "undercut":
            sources = tuple(source for source in sources if source != target)
        changed = (sources, target) != (relation.sources, relation.target)
        if not sources or (changed and (relation.kind, sources, target) in said):
            del edited.parts["relation"][relation.id]
            drop_undercuts(edited, relation.id)
        elif changed:
            edited.change("relation", relation.id, sources=sources, target=target)
        said.add((relation.kind, sources, target))
    edited.conclusion = kept.id if edited.conclusion in gone else edited.conclusion
    for unit_id in gone:
        stand_for(edited, unit_id, kept.id)


def _merge_perspectives(edited: EditedMap, kept: Perspective, merged: list[Perspective]) -> None:
    gone = {perspective.id for perspective in merged}
    if AUTHOR in gone:
        raise InvalidMap("the author's perspective cannot be merged into another")
    mentions = sorted({span for item in (kept, *merged) for span in item.mentions}, key=lambda span: span.start)
    edited.change("perspective", kept.id, mentions=[span.model_dump() for span in mentions])
    for name in gone:
        del edited.parts["perspective"][name]
    for kind, field in (("perspective", "parent"), ("attribution", "perspective"), ("unit", "perspective")):
        for part in list(edited.parts[kind].values()):
            if getattr(part, field) in gone:
                target: str | None = kept.id if not (kind == "perspective" and part.id == kept.id) else None
                edited.change(kind, part.id, **{field: target})
    for name in gone:
        hold_for(edited, name, kept.id)


def _split(edited: EditedMap, change: Split) -> None:
    if change.kind == "issue":
        return split_issue(edited, change)
    return _split_unit(edited, edited.get("unit", change.id), change.at or 0, edited.id_for("unit", change.new))


def _split_unit(edited: EditedMap, unit: Unit, at: int, new: str) -> None:
    text = edited.map.document.text
    first = [_clip(text, span.start, min(span.end, at)) for span in unit.spans if span.start < at]
    second = [_clip(text, max(span.start, at), span.end) for span in unit.spans if span.end > at]
    if not any(first) or not any(second):
        raise InvalidMap(f"unit {unit.id!r} has no text on one side of offset {at}")
    edited.change("unit", unit.id, spans=[span for span in first if span])
    values = unit.model_dump() | {
        "id": new,
        "spans": [span for span in second if span],
        "gist": None,
    }
    edited.put("unit", with_references_kept(values))
    stand_for(edited, unit.id, unit.id, values["id"])


def _clip(text: str, start: int, end: int) -> dict[str, int] | None:
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
    return {"start": start, "end": end} if start < end else None


def _set_conclusion(edited: EditedMap, change: SetConclusion) -> None:
    if change.id is not None:
        edited.get("unit", change.id)
    edited.conclusion = change.id


_MERGE: dict[str, Callable[[EditedMap, Any, list[Any]], None]] = {
    "unit": _merge_units,
    "perspective": _merge_perspectives,
    "issue": merge_issues,
}
_APPLY: dict[type, Callable[[EditedMap, Any], None]] = {
    Add: _add,
    ChangePart: _change,
    Remove: _remove,
    Merge: _merge,
    Split: _split,
    Hold: hold_unit,
    Link: link_unit,
    Ask: ask_issue,
    AnswerIssue: answer_issue,
    SetContrast: set_contrast,
    MovePosition: move_position,
    SetConclusion: _set_conclusion,
}
