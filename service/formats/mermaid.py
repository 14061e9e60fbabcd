"""Mermaid flowchart, as rendered by GitHub, GitLab and most Markdown viewers."""

from __future__ import annotations

from service.domain.argument_map import ArgumentMap
from service.formats.base import Exported, losses
from service.formats.graph import Edge, graph_of
from service.formats.wording import Wording

MEDIA_TYPE = "text/vnd.mermaid; charset=utf-8"
_FILLS = ("#dbeafe", "#fef3c7", "#dcfce7", "#fce7f3", "#ede9fe", "#ffedd5", "#cffafe", "#e2e8f0")
_ARROWS = {"support": ("--", "-->"), "rebut": ("--", "--x"), "undercut": ("-.", ".-x")}
_WORDS = {"support": "", "rebut": "rebuts", "undercut": "undercuts"}


def dump(map_: ArgumentMap) -> Exported:
    """A bottom-to-top flowchart with one class per perspective."""
    nodes, edges = graph_of(map_)
    wording = Wording(map_)
    classes = {item.id: f"v{n}" for n, item in enumerate(map_.perspectives)}
    lines = ["flowchart BT"]
    for node in nodes:
        if node.unit is None:
            lines.append(f'    {node.key}(("{"+" if node.kind == "support" else "-"}"))')
            continue
        held = wording.holder(node.unit)
        holder = f"{held}: " if held else ""
        lines.append(f'    {node.key}["{_escaped(holder + node.unit.text)}"]:::{classes[node.unit.perspective]}')
    lines.extend(_line(edge) for edge in edges)
    used = dict.fromkeys(unit.perspective for unit in map_.units)
    lines.extend(
        f"    classDef {classes[item]} fill:{_FILLS[int(classes[item][1:]) % len(_FILLS)]},stroke:#475569,color:#0f172a"
        for item in used
    )
    if map_.conclusion is not None:
        key = next(node.key for node in nodes if node.name == map_.conclusion and node.unit is not None)
        lines.append(f"    style {key} stroke-width:4px")
    return Exported("\n".join(lines) + "\n", MEDIA_TYPE, losses(map_, kept=frozenset({"linked", "undercuts"})))


def _line(edge: Edge) -> str:
    return f"    {edge.source} {'---' if edge.is_part else _arrow(edge)} {edge.target}"


def _arrow(edge: Edge) -> str:
    """As it is to be read."""
    words = [word for word in (_WORDS[edge.read], "doubtful" if edge.doubtful else "") if word]
    begin, end = _ARROWS[edge.read]
    return f"{begin} {', '.join(words)} {end}" if words else f"{begin}>"


def _escaped(text: str) -> str:
    """Letters, digits, spaces and plain marks as they are, all else as Mermaid's `#code;`."""
    clean = " ".join(text.split())
    return "".join(
        character if character.isalnum() or character in " .,:!?'’-–—“”‘’()/%+" else f"#{ord(character)};"
        for character in clean
        if character.isprintable()
    )
