"""SVG: the map drawn as trees, self-contained: no scripts, fonts or external style sheets.

One tree per conclusion, root on top, premises below. Leaves are placed side by side in tree order, every other unit
centred over its premises (a simple variant of Reingold and Tilford's algorithm). Widths are estimated from the number
of characters.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from dataclasses import dataclass
from html import escape

from service.domain.argument import Relation, Unit, is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.graph import outgoing_relations
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read
from service.formats.base import Exported, losses
from service.formats.wording import Wording

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


MEDIA_TYPE = "image/svg+xml"
FILLS = ("#dbeafe", "#fef3c7", "#dcfce7", "#fce7f3", "#ede9fe", "#ffedd5", "#cffafe", "#e2e8f0")
_STROKES = {"support": ("#166534", ""), "rebut": ("#b91c1c", "7 4"), "undercut": ("#7c2d12", "2 4")}
_LEGEND = (("support", "supports"), ("rebut", "rebuts"), ("undercut", "undercuts"))


def dump(map_: ArgumentMap) -> Exported:
    """The drawing as a standalone SVG document."""
    kept = frozenset({"linked", "undercuts"})
    return Exported('<?xml version="1.0" encoding="UTF-8"?>\n' + draw(map_), MEDIA_TYPE, losses(map_, kept=kept))


def draw(map_: ArgumentMap) -> str:
    """The `<svg>` element, with a legend for colours and lines."""
    layout = lay_out(map_)
    fills = {item.id: FILLS[number % len(FILLS)] for number, item in enumerate(map_.perspectives)}
    labels = {item.id: item.label for item in map_.perspectives}
    wording = Wording(map_)
    used = [item for item in map_.perspectives if any(unit.perspective == item.id for unit in map_.units)]
    height = layout.height + 24 * (len(used) + 1)
    title = xml_text(map_.document.title or "Argument map")
    width = max(layout.width, 460)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-label="{title}" font-family="Helvetica, Arial, sans-serif" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    parts += _lines(map_, layout)
    for box in layout.boxes:
        holder = wording.holder(box.unit)
        parts.append(_box(box, fills[box.unit.perspective], holder, is_conclusion=box.unit.id == map_.conclusion))
    parts += _legend([(labels[item.id], fills[item.id]) for item in used], layout.height)
    return "\n".join([*parts, "</svg>"]) + "\n"


def xml_text(text: str) -> str:
    """Text for XML: escaped, without the characters that XML forbids."""
    allowed = "".join(character for character in text if character in "\t\n" or character.isprintable())
    return escape(allowed)


def _lines(map_: ArgumentMap, layout: Layout) -> list[str]:
    """One line per source; those of linked premises meet in a dot, undercuts end on the line that they attack."""
    boxes = {box.unit.id: box for box in layout.boxes}
    look = Lookup(map_)
    relations = {relation.id: relation for relation in map_.relations}
    joints: dict[str, tuple[int, int]] = {}
    for relation in _targets_first(map_.relations):
        target = joints[relation.target] if relation.kind == "undercut" else _bottom(boxes[relation.target])
        tops = [_top(boxes[source]) for source in relation.sources]
        x = (sum(top[0] for top in tops) // len(tops) + target[0]) // 2
        joints[relation.id] = (x, (min(top[1] for top in tops) + target[1]) // 2)
    parts = []
    for relation in relations.values():
        colour, dash = _STROKES[kind_as_read(look, relation)]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        dashes += ' stroke-opacity="0.4"' if is_doubtful(relation) else ""
        joint = joints[relation.id]
        target = joints[relation.target] if relation.kind == "undercut" else _bottom(boxes[relation.target])
        ways = [
            f"M{_top(boxes[source])[0]} {_top(boxes[source])[1]}L{joint[0]} {joint[1]}" for source in relation.sources
        ]
        ways.append(f"M{joint[0]} {joint[1]}L{target[0]} {target[1]}")
        parts.append(f'<path d="{"".join(ways)}" fill="none" stroke="{colour}" stroke-width="1.6"{dashes}/>')
        radius = 4 if len(relation.sources) > 1 else 2
        parts.append(f'<circle cx="{joint[0]}" cy="{joint[1]}" r="{radius}" fill="{colour}"/>')
        parts.append(f'<circle cx="{target[0]}" cy="{target[1]}" r="3" fill="{colour}"/>')
    return parts


def _targets_first(relations: tuple[Relation, ...]) -> list[Relation]:
    """Relations in an order in which each undercut comes after what it undercuts."""
    done: set[str] = set()
    ordered: list[Relation] = []
    waiting = list(relations)
    while waiting:
        ready = [item for item in waiting if item.kind != "undercut" or item.target in done]
        ordered += ready
        done |= {item.id for item in ready}
        waiting = [item for item in waiting if item.id not in done]
    return ordered


def _top(box: Box) -> tuple[int, int]:
    return box.x + BOX_WIDTH // 2, box.y


def _bottom(box: Box) -> tuple[int, int]:
    return box.x + BOX_WIDTH // 2, box.y + box.height


def _box(box: Box, fill: str, holder: str, *, is_conclusion: bool) -> str:
    width = 3 if is_conclusion else 1
    dashes = ' stroke-dasharray="4 3"' if box.unit.implicit else ""
    lines = "".join(
        f'<tspan x="{box.x + 10}" dy="{0 if number == 0 else LINE_HEIGHT}">{xml_text(line)}</tspan>'
        for number, line in enumerate(box.lines)
    )
    head = (
        f'<text x="{box.x + 10}" y="{box.y - 4}" font-size="10" fill="#475569">{xml_text(holder[:48])}</text>'
        if holder
        else ""
    )
    return (
        f'<g><rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{box.height}" rx="6" fill="{fill}"'
        f' stroke="#475569" stroke-width="{width}"{dashes}/>'
        f'<text x="{box.x + 10}" y="{box.y + 20}" fill="#0f172a">{lines}</text>{head}</g>'
    )


def _legend(perspectives: list[tuple[str, str]], top: int) -> list[str]:
    parts = []
    for number, (kind, name) in enumerate(_LEGEND):
        colour, dash = _STROKES[kind]
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        x = 24 + number * 120
        parts.append(f'<path d="M{x} {top}h28" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts.append(f'<text x="{x + 34}" y="{top + 4}">{name}</text>')
    for number, (label, fill) in enumerate(perspectives, 1):
        y = top + 24 * number
        parts.append(f'<rect x="24" y="{y - 10}" width="14" height="14" fill="{fill}" stroke="#475569"/>')
        parts.append(f'<text x="46" y="{y + 1}">{xml_text(label[:60])}</text>')
    return parts
