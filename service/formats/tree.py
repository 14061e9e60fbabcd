"""Indented text: each conclusion with what supports and attacks it, for a terminal or an e-mail."""

from __future__ import annotations

from service.domain.argument import AUTHOR, Relation
from service.domain.argument_map import ArgumentMap
from service.domain.trees import Inference, TreeNode, build_forest
from service.formats.base import Exported, losses

MEDIA_TYPE = "text/plain; charset=utf-8"
_LEADS = {"support": "because", "rebut": "against it", "undercut": "not a reason, for"}


def dump(map_: ArgumentMap) -> Exported:
    """One line per unit, its holder in brackets where that is not the author. Deep maps cost no recursion."""
    forest = build_forest(map_)
    labels = {item.id: _one_line(item.label) for item in map_.perspectives}
    lines = [_one_line(map_.document.title), ""] if map_.document.title else []
    for tree in forest.trees:
        lines.extend(_Drawer(labels, map_.conclusion).tree(tree))
        lines.append("")
    if forest.left_out:
        lines.append("Left out of the trees:")
        texts = {unit.id: _one_line(unit.text) for unit in map_.units}
        lines.extend(f"- {_left_out(item.relation, item.sources, texts)}: {item.reason}" for item in forest.left_out)
        lines.append("")
    if not map_.units:
        lines.append("(no arguments)")
    kept = frozenset({"linked", "undercuts", "parents"})
    return Exported("\n".join(lines).rstrip("\n") + "\n", MEDIA_TYPE, losses(map_, kept=kept))


def _left_out(relation: Relation, sources: tuple[str, ...], texts: dict[str, str]) -> str:
    premises = " + ".join(f"“{texts[source]}”" for source in sources)
    target = f"“{texts[relation.target]}”" if relation.target in texts else f"relation {relation.target}"
    return f"{premises} ({relation.kind} of {target})"


def _one_line(text: str) -> str:
    return " ".join(text.split())


class _Drawer:
    """Draws one tree with an explicit stack, so that a chain of thousands of units is only long."""

    def __init__(self, labels: dict[str, str], conclusion: str | None) -> None:
        self._labels = labels
        self._conclusion = conclusion

    def tree(self, root: TreeNode) -> list[str]:
        lines: list[str] = []
        pending: list[tuple[TreeNode | Inference, str, str, str]] = [(root, "", "", "")]
        while pending:
            item, lead, first, rest = pending.pop()
            children: list[tuple[TreeNode | Inference, str]]
            if isinstance(item, TreeNode):
                lines.append(f"{first}{lead}{self._line(item)}")
                children = [(inference, _LEADS[inference.relation.kind]) for inference in item.inferences]
            elif len(item.premises) == 1 and not item.undercuts:
                pending.append((item.premises[0], f"{lead}: ", first, rest))
                continue
            else:
                together = " (together)" if len(item.premises) > 1 else ""
                lines.append(f"{first}{lead}{together}:")
                children = [(premise, "") for premise in item.premises]
                children += [(undercut, _LEADS["undercut"]) for undercut in item.undercuts]
            for number in range(len(children) - 1, -1, -1):
                child, child_lead = children[number]
                is_last = number == len(children) - 1
                pending.append(
                    (child, child_lead, rest + ("└─ " if is_last else "├─ "), rest + ("   " if is_last else "│  "))
                )
        return lines

    def _line(self, node: TreeNode) -> str:
        unit = node.unit
        holder = f"  [{self._labels[unit.perspective]}]" if unit.perspective != AUTHOR else ""
        implicit = "(unsaid) " if unit.implicit else ""
        conclusion = "  ← what the article argues for" if unit.id == self._conclusion else ""
        return f"{implicit}{_one_line(unit.text)}{holder}{conclusion}"
