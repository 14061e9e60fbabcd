"""Corrections of a map: a list of changes, applied in order and validated as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError

from service.domain.argument import AUTHOR, Perspective, Unit, references_within
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.changes import (
    Add,
    Answer,
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
from service.domain.draft import Draft, with_references_kept
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
from service.domain.unit_corrections import drop_undercuts, hold_unit, link_unit
from service.errors import InvalidMap


def apply_changes(map_: ArgumentMap, changes: Sequence[Change]) -> ArgumentMap:
    """The map with all changes applied, version number unchanged. Raises InvalidMap, naming the change and the rule it
    breaks.
    """
    draft = Draft(map_)
    for number, change in enumerate(changes):
        try:
            _APPLY[type(change)](draft, change)
            if getattr(change, "kind", None) not in ("issue", "position"):
                draft.settle_issues()
        except (KeyError, TypeError, ValidationError, InvalidMap) as error:
            reason = reason_of(error)
            raise InvalidMap(
                f"change {number} ({change.op}) cannot be made: {reason}",
                hint="Fetch the map again and base the changes on its current ids and fields.",
                broken=({"rule": "change", "where": f"change {number}", "detail": reason},),
            ) from error
    return draft.finish()


def _add(draft: Draft, change: Add) -> None:
    part_id = draft.id_for(change.kind, change.id)
    defaults: dict[str, Any] = {"role": "conclusion", "paragraph": 0, "text": ""} if change.kind == "unit" else {}
    draft.put(change.kind, {**defaults, **change.value, "id": part_id})


def _change(draft: Draft, change: ChangePart) -> None:
    values = {name: value for name, value in change.value.items() if name != "id"}
    old = draft.get(change.kind, change.id)
    if change.kind == "unit" and "attribution" in values and "perspective" not in values:
        attribution = draft.parts["attribution"].get(values["attribution"] or "")
        values["perspective"] = attribution.perspective if attribution else AUTHOR
    draft.change(change.kind, change.id, **values)
    if change.kind == "attribution" and draft.get("attribution", change.id).perspective != old.perspective:
        for unit in [unit for unit in draft.parts["unit"].values() if unit.attribution == change.id]:
            draft.change("unit", unit.id, perspective=draft.get("attribution", change.id).perspective)


def _remove(draft: Draft, change: Remove) -> None:
    part = draft.get(change.kind, change.id)
    del draft.parts[change.kind][change.id]
    if change.kind == "unit":
        draft.conclusion = None if draft.conclusion == change.id else draft.conclusion
        _drop_relations(draft, unit_id=change.id)
    elif change.kind == "relation":
        drop_undercuts(draft, change.id)
    elif change.kind == "issue":
        for child in [item for item in draft.parts["issue"].values() if item.parent == change.id]:
            draft.change("issue", child.id, parent=part.parent)
    elif change.kind == "attribution":
        _release_attribution(draft, change.id, part.within)


def _drop_relations(draft: Draft, unit_id: str) -> None:
    for relation in list(draft.parts["relation"].values()):
        sources = tuple(source for source in relation.sources if source != unit_id)
        if not sources or (relation.kind != "undercut" and relation.target == unit_id):
            draft.parts["relation"].pop(relation.id, None)
            drop_undercuts(draft, relation.id)
        elif sources != relation.sources:
            draft.change("relation", relation.id, sources=sources)


def _release_attribution(draft: Draft, attribution_id: str, within: str | None) -> None:
    holder = draft.parts["attribution"][within].perspective if within in draft.parts["attribution"] else AUTHOR
    for unit in [unit for unit in draft.parts["unit"].values() if unit.attribution == attribution_id]:
        draft.change("unit", unit.id, attribution=within, perspective=holder)
    for other in [item for item in draft.parts["attribution"].values() if item.within == attribution_id]:
        draft.change("attribution", other.id, within=within)


def _merge(draft: Draft, change: Merge) -> None:
    others = [name for name in change.ids if name != change.into]
    kept = draft.get(change.kind, change.into)
    merged = [draft.get(change.kind, name) for name in others]
    _MERGE[change.kind](draft, kept, merged)


def _merge_units(draft: Draft, kept: Unit, merged: list[Unit]) -> None:
    spans = sorted({span for unit in (kept, *merged) for span in unit.spans}, key=lambda span: span.start)
    gone = {unit.id for unit in merged}
    joined = _joined(draft, spans)
    references = references_within([item for unit in (kept, *merged) for item in unit.references], joined)
    implicit = kept.implicit and not joined
    draft.change(
        "unit", kept.id, spans=[span.model_dump() for span in joined], references=references, implicit=implicit
    )
    for unit_id in gone:
        del draft.parts["unit"][unit_id]
    said: set[tuple[str, tuple[str, ...], str]] = set()
    for relation in list(draft.parts["relation"].values()):
        sources = tuple(dict.fromkeys(kept.id if source in gone else source for source in relation.sources))
        target = kept.id if relation.kind != "undercut" and relation.target in gone else relation.target
        if relation.kind != "undercut":
            sources = tuple(source for source in sources if source != target)
        changed = (sources, target) != (relation.sources, relation.target)
        if not sources or (changed and (relation.kind, sources, target) in said):
            del draft.parts["relation"][relation.id]
            drop_undercuts(draft, relation.id)
        elif changed:
            draft.change("relation", relation.id, sources=sources, target=target)
        said.add((relation.kind, sources, target))
    draft.conclusion = kept.id if draft.conclusion in gone else draft.conclusion
    for unit_id in gone:
        stand_for(draft, unit_id, kept.id)


def _joined(draft: Draft, spans: Sequence[Span]) -> list[Span]:
    """Spans in order, those that touch or have only white space between them made one."""
    joined: list[Span] = []
    for span in spans:
        if joined and not draft.map.document.text[joined[-1].end : span.start].strip():
            joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _merge_perspectives(draft: Draft, kept: Perspective, merged: list[Perspective]) -> None:
    gone = {perspective.id for perspective in merged}
    if AUTHOR in gone:
        raise InvalidMap("the author's perspective cannot be merged into another")
    mentions = sorted({span for item in (kept, *merged) for span in item.mentions}, key=lambda span: span.start)
    draft.change("perspective", kept.id, mentions=[span.model_dump() for span in mentions])
    for name in gone:
        del draft.parts["perspective"][name]
    for kind, field in (("perspective", "parent"), ("attribution", "perspective"), ("unit", "perspective")):
        for part in list(draft.parts[kind].values()):
            if getattr(part, field) in gone:
                target: str | None = kept.id if not (kind == "perspective" and part.id == kept.id) else None
                draft.change(kind, part.id, **{field: target})
    for name in gone:
        hold_for(draft, name, kept.id)


def _split(draft: Draft, change: Split) -> None:
    if change.kind == "issue":
        return split_issue(draft, change)
    return _split_unit(draft, draft.get("unit", change.id), change.at or 0, draft.id_for("unit", change.new))


def _split_unit(draft: Draft, unit: Unit, at: int, new: str) -> None:
    text = draft.map.document.text
    first = [_clip(text, span.start, min(span.end, at)) for span in unit.spans if span.start < at]
    second = [_clip(text, max(span.start, at), span.end) for span in unit.spans if span.end > at]
    if not any(first) or not any(second):
        raise InvalidMap(f"unit {unit.id!r} has no text on one side of offset {at}")
    draft.change("unit", unit.id, spans=[span for span in first if span])
    values = unit.model_dump() | {
        "id": new,
        "spans": [span for span in second if span],
        "gist": None,
    }
    draft.put("unit", with_references_kept(values))
    stand_for(draft, unit.id, unit.id, values["id"])


def _clip(text: str, start: int, end: int) -> dict[str, int] | None:
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
    return {"start": start, "end": end} if start < end else None


def _set_conclusion(draft: Draft, change: SetConclusion) -> None:
    if change.id is not None:
        draft.get("unit", change.id)
    draft.conclusion = change.id


_MERGE: dict[str, Callable[[Draft, Any, list[Any]], None]] = {
    "unit": _merge_units,
    "perspective": _merge_perspectives,
    "issue": merge_issues,
}
_APPLY: dict[type, Callable[[Draft, Any], None]] = {
    Add: _add,
    ChangePart: _change,
    Remove: _remove,
    Merge: _merge,
    Split: _split,
    Hold: hold_unit,
    Link: link_unit,
    Ask: ask_issue,
    Answer: answer_issue,
    SetContrast: set_contrast,
    MovePosition: move_position,
    SetConclusion: _set_conclusion,
}
