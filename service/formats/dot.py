"""Graphviz DOT: units as boxes filled by holder, supports solid, rebuts and undercuts marked."""

from __future__ import annotations

import textwrap

from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap
from service.formats.base import Exported, losses
from service.formats.graph import Edge, graph_of

MEDIA_TYPE = "text/vnd.graphviz; charset=utf-8"
_FILLS = ("#dbeafe", "#fef3c7", "#dcfce7", "#fce7f3", "#ede9fe", "#ffedd5", "#cffafe", "#e2e8f0")
_EDGES = {
    "support": 'color="#166534"',
    "rebut": 'color="#b91c1c", style=dashed, arrowhead=normal, label="rebuts"',
    "undercut": 'color="#7c2d12", style=dotted, arrowhead=tee, label="undercuts"',
}
_WIDTH = 36


def dump(map_: ArgumentMap) -> Exported:
    """A digraph, premises below conclusions."""
    nodes, edges = graph_of(map_)
    fills = {item.id: _FILLS[n % len(_FILLS)] for n, item in enumerate(map_.perspectives)}
    labels = {item.id: item.label for item in map_.perspectives}
    lines = [
        "digraph argument_map {",
        f"  label={_quoted(map_.document.title or '')};",
        '  rankdir=BT; node [shape=box, style="rounded,filled", fontname="Helvetica"]; edge [fontname="Helvetica"];',
    ]
    for node in nodes:
        if node.unit is None:
            lines.append(f'  {node.key} [shape=point, width=0.12, xlabel="", tooltip={_quoted(node.kind)}];')
            continue
        holder = f"{labels[node.unit.perspective]}: " if node.unit.perspective != AUTHOR else ""
        style = ', style="rounded,filled,dashed"' if node.unit.implicit else ""
        width = ", penwidth=3" if node.unit.id == map_.conclusion else ""
        text = _quoted(_wrapped(holder + node.unit.text))
        lines.append(f"  {node.key} [label={text}, fillcolor={_quoted(fills[node.unit.perspective])}{style}{width}];")
    lines.extend(f"  {edge.source} -> {edge.target} [{_style(edge)}];" for edge in edges)
    lines.append("}")
    return Exported("\n".join(lines) + "\n", MEDIA_TYPE, losses(map_, kept=frozenset({"linked", "undercuts"})))


def _style(edge: Edge) -> str:
    return 'color="#64748b", arrowhead=none' if edge.is_part else _EDGES[edge.kind]


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WIDTH, break_long_words=True)) or " "


def _quoted(text: str) -> str:
    """A DOT string that shows just `text`: no escape of Graphviz (\\N, \\l, HTML entities) is let through."""
    clean = "".join(character for character in text if character.isprintable() or character == "\n")
    for old, new in (("&", "&amp;"), ("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n")):
        clean = clean.replace(old, new)
    return f'"{clean}"'
