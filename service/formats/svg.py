"""SVG: the map drawn as trees, self-contained: no scripts, fonts or external style sheets."""

from __future__ import annotations

from html import escape

from service.domain.argument import Relation, is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read
from service.formats.base import Exported, losses
from service.formats.layout import BOX_WIDTH, LINE_HEIGHT, Box, Layout, lay_out
from service.formats.wording import Wording

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
