"""Where each unit is drawn: one tree per conclusion, root on top, premises below. Pure; text is not measured.

Leaves are placed side by side in tree order, every other unit centred over its premises (a simple variant of Reingold
and Tilford's algorithm). Widths are estimated from the number of characters.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from dataclasses import dataclass

from service.domain.argument import Unit
from service.domain.argument_map import ArgumentMap
from service.domain.graph import outgoing_relations

BOX_WIDTH = 230
LINE_HEIGHT = 16
_GAP_X, _GAP_Y = 24, 56
_CHARACTERS = 34
_PADDING = 26


@dataclass(frozen=True)
class Box:
    """A unit's box: top left corner, size, and wrapped text. In pixels."""

    unit: Unit
    x: int
    y: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """All boxes in the order of the units, and the overall size."""

    boxes: tuple[Box, ...]
    width: int
    height: int


def lay_out(map_: ArgumentMap) -> Layout:
    """A position for every unit, below the unit that its leading relation points to."""
    parents = _parents(map_)
    lines = {unit.id: tuple(textwrap.wrap(unit.text, _CHARACTERS)) or ("…",) for unit in map_.units}
    order, depth = _walk(map_, parents)
    heights = {name: len(text) * LINE_HEIGHT + _PADDING for name, text in lines.items()}
    row_height: dict[int, int] = defaultdict(int)
    for name in order:
        row_height[depth[name]] = max(row_height[depth[name]], heights[name])
    tops, top = {}, _GAP_X
    for row in sorted(row_height):
        tops[row] = top
        top += row_height[row] + _GAP_Y
    lefts = _lefts(order, parents)
    boxes = tuple(
        Box(unit, lefts[unit.id], tops[depth[unit.id]], heights[unit.id], lines[unit.id]) for unit in map_.units
    )
    width = max((box.x + BOX_WIDTH for box in boxes), default=BOX_WIDTH) + _GAP_X
    return Layout(boxes, width, max(top, 2 * _GAP_Y))


def _parents(map_: ArgumentMap) -> dict[str, str]:
    """Unit -> the unit below which it is drawn; an undercutter stands beside the premises of what it undercuts."""
    outgoing = outgoing_relations(map_.relations)
    relations = {relation.id: relation for relation in map_.relations}
    parents = {}
    for unit, relation in outgoing.items():
        while relation.kind == "undercut":
            relation = relations[relation.target]
        parents[unit] = relation.target
    return {unit: parent for unit, parent in parents.items() if not _leads_back(unit, parents)}


def _leads_back(unit: str, parents: dict[str, str]) -> bool:
    """Whether the way up returns to the unit (an undercut aims at a relation, whose target may stand below)."""
    seen = set()
    current: str | None = unit
    while current is not None and current not in seen:
        seen.add(current)
        current = parents.get(current)
    return current is not None


def _walk(map_: ArgumentMap, parents: dict[str, str]) -> tuple[list[str], dict[str, int]]:
    """Units with their premises after them (depth first), and how deep each stands."""
    children: dict[str, list[str]] = defaultdict(list)
    for unit in map_.units:
        if unit.id in parents:
            children[parents[unit.id]].append(unit.id)
    roots = [unit.id for unit in map_.units if unit.id not in parents]
    order, depth = [], dict.fromkeys(roots, 0)
    pending = roots[::-1]
    while pending:
        name = pending.pop()
        order.append(name)
        for child in reversed(children[name]):
            depth[child] = depth[name] + 1
            pending.append(child)
    return order, depth


def _lefts(order: list[str], parents: dict[str, str]) -> dict[str, int]:
    """Left edges: leaves from left to right, the others over the middle of what stands below them."""
    has_children = set(parents.values())
    spread: dict[str, tuple[int, int]] = {}
    lefts, at = {}, _GAP_X
    for name in order:
        if name not in has_children:
            spread[name] = (at, at)
            at += BOX_WIDTH + _GAP_X
    for name in reversed(order):
        low, high = spread[name]
        lefts[name] = (low + high) // 2
        parent = parents.get(name)
        if parent is not None:
            old = spread.get(parent, (lefts[name], lefts[name]))
            spread[parent] = (min(old[0], lefts[name]), max(old[1], lefts[name]))
    return lefts
