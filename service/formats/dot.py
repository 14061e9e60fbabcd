"""Graphviz DOT: units as boxes coloured by holder, supports as solid lines, rebuts and undercuts marked."""

from __future__ import annotations

import textwrap

from service.domain.argument_map import ArgumentMap
from service.formats.base import Exported, losses
from service.formats.graph import Edge, graph_of
from service.formats.wording import Wording

MEDIA_TYPE = "text/vnd.graphviz; charset=utf-8"
_FILLS = ("#dbeafe", "#fef3c7", "#dcfce7", "#fce7f3", "#ede9fe", "#ffedd5", "#cffafe", "#e2e8f0")
_EDGES = {
    "support": ("#166534", "", ""),
    "rebut": ("#b91c1c", "rebuts", ", style=dashed, arrowhead=normal"),
    "undercut": ("#7c2d12", "undercuts", ", style=dotted, arrowhead=tee"),
}
_WIDTH = 36


def dump(map_: ArgumentMap) -> Exported:
    """A directed graph with premises below conclusions."""
    nodes, edges = graph_of(map_)
    fills = {item.id: _FILLS[n % len(_FILLS)] for n, item in enumerate(map_.perspectives)}
    wording = Wording(map_)
    lines = [
        "digraph argument_map {",
        f"  label={_quoted(map_.document.title or '')};",
        '  rankdir=BT; node [shape=box, style="rounded,filled", fontname="Helvetica"]; edge [fontname="Helvetica"];',
    ]
    for node in nodes:
        if node.unit is None:
            lines.append(f'  {node.key} [shape=point, width=0.12, xlabel="", tooltip={_quoted(node.kind)}];')
            continue
        held = wording.holder(node.unit)
        holder = f"{held}: " if held else ""
        style = ', style="rounded,filled,dashed"' if node.unit.implicit else ""
        width = ", penwidth=3" if node.unit.id == map_.conclusion else ""
        text = _quoted(_wrapped(holder + node.unit.text))
        lines.append(f"  {node.key} [label={text}, fillcolor={_quoted(fills[node.unit.perspective])}{style}{width}];")
    lines.extend(f"  {edge.source} -> {edge.target} [{_style(edge)}];" for edge in edges)
    lines.append("}")
    return Exported("\n".join(lines) + "\n", MEDIA_TYPE, losses(map_, kept=frozenset({"linked", "undercuts"})))


def _style(edge: Edge) -> str:
    return 'color="#64748b", arrowhead=none' if edge.is_part else _drawn(edge)


def _drawn(edge: Edge) -> str:
    """As it is to be read; a doubtful one pale."""
    colour, label, more = _EDGES[edge.read]
    words = [word for word in (label, "doubtful" if edge.doubtful else "") if word]
    named = f', label="{", ".join(words)}"' if words else ""
    return f'color="{colour}{"66" if edge.doubtful else ""}"{more}{named}'


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WIDTH, break_long_words=True)) or " "


def _quoted(text: str) -> str:
    """A DOT string that shows just `text`: no escape of Graphviz (\\N, \\l, HTML entities) is let through."""
    clean = "".join(character for character in text if character.isprintable() or character == "\n")
    for old, new in (("&", "&amp;"), ("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        clean = clean.replace(old, new)
    return f'"{clean}"'
