"""What changed between two versions of a map, part by part."""

from __future__ import annotations

from typing import Any, Literal

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen

_LISTS = {
    "unit": "units",
    "relation": "relations",
    "attribution": "attributions",
    "perspective": "perspectives",
    "issue": "issues",
}


class Difference(Frozen):
    """One part that was added, removed or changed; `before` and `after` hold the whole part, or null."""

    op: Literal["add", "remove", "change"]
    kind: Literal["unit", "relation", "attribution", "perspective", "issue", "conclusion"]
    id: str | None
    before: Any = None
    after: Any = None


def differences(before: ArgumentMap, after: ArgumentMap) -> tuple[Difference, ...]:
    """All differences in units, relations, attributions, perspectives, issues and conclusion, in the
    later map's order.
    """
    found: list[Difference] = []
    for kind, name in _LISTS.items():
        old = {part.id: part for part in getattr(before, name)}
        new = {part.id: part for part in getattr(after, name)}
        for part_id in [*new, *(key for key in old if key not in new)]:
            was, now = old.get(part_id), new.get(part_id)
            if was is not now and was != now:
                op = "add" if was is None else "remove" if now is None else "change"
                parts = {"before": was and was.model_dump(mode="json"), "after": now and now.model_dump(mode="json")}
                found.append(Difference.model_validate(dict(op=op, kind=kind, id=part_id, **parts)))
    if before.conclusion != after.conclusion:
        found.append(
            Difference(op="change", kind="conclusion", id=None, before=before.conclusion, after=after.conclusion)
        )
    return tuple(found)
