"""Indented text: each conclusion with what supports and attacks it, for a terminal or an e-mail."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from service.domain.argument import Relation, without_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, template_brief
from service.domain.issue import Issue
from service.domain.trees import Inference, TreeNode, build_forest
from service.formats.base import Exported, losses
from service.formats.brief import plain_lines
from service.formats.wording import (
    COMMON_GROUND,
    MODELS_WORDS,
    Wording,
    issues_in_order,
    one_line,
    question_line,
)

MEDIA_TYPE = "text/plain; charset=utf-8"
_LEFT_OUT = "Links more likely wrong than right, and left out here: {} (other formats show them)."
_LEADS = {"support": "because", "rebut": "against it", "undercut": "not a reason, for"}


def dump(map_: ArgumentMap, brief: Brief | None = None) -> Exported:
    """The brief (the template's if none is given) and what the sides disagree about; then one line per unit, with its
    holder in brackets unless that is the author. Doubtful relations are left out, and counted below.

    Not recursive, so deep maps are fine.
    """
    relations = without_doubtful(map_.relations)
    forest = build_forest(map_.model_copy(update={"relations": relations}))
    wording = Wording(map_)
    lines = [one_line(map_.document.title), ""] if map_.document.title else []
    if map_.units:
        lines.extend(plain_lines(brief or template_brief(map_)))
    lines.extend(_issues(map_, wording))
    lines.extend(_common_ground(wording))
    for tree, following in itertools.zip_longest(forest.trees, forest.trees[1:]):
        lines.extend(_Drawer(wording, map_.conclusion).tree(tree))
        if tree.inferences or not following or following.inferences:
            lines.append("")
    if doubtful := len(map_.relations) - len(relations):
        lines.extend([_LEFT_OUT.format(doubtful), ""])
    if forest.left_out:
        lines.append("Left out of the trees:")
        texts = {unit.id: wording.claim(unit) for unit in map_.units}
        lines.extend(f"- {_left_out(item.relation, item.sources, texts)}: {item.reason}" for item in forest.left_out)
        lines.append("")
    if not map_.units:
        lines.append("(no arguments)")
    kept = frozenset({"linked", "undercuts", "parents", "issues", "answerless", "stances"})
    return Exported("\n".join(lines).rstrip("\n") + "\n", MEDIA_TYPE, losses(map_, kept=kept))


def _left_out(relation: Relation, sources: tuple[str, ...], texts: dict[str, str]) -> str:
    premises = " + ".join(f"“{texts[source]}”" for source in sources)
    target = f"“{texts[relation.target]}”" if relation.target in texts else f"relation {relation.target}"
    return f"{premises} ({relation.kind} of {target})"


def _issues(map_: ArgumentMap, wording: Wording) -> list[str]:
    """A block for each question: its positions, and how they stand to each other."""
    if not map_.issues:
        return []
    lines = ["Where they differ:", ""]
    for issue, depth in issues_in_order(map_.issues):
        whose = "" if issue.question.spans else f"  ({MODELS_WORDS})"
        below = [*_positions(issue, map_, wording), *_contrasts(issue, wording)]
        lines.append(f"{'   ' * depth}{question_line(issue)}{whose}")
        for number, line in enumerate(below, 1):
            lines.append(f"{'   ' * depth}{'└─ ' if number == len(below) else '├─ '}{line}")
        lines.append("")
    return lines


def _common_ground(wording: Wording) -> list[str]:
    found = wording.common_ground()
    lines = [f"- {wording.claim(unit)}  [{sides}]" for unit, sides in found]
    return [f"{COMMON_GROUND}:", "", *lines, ""] if lines else []


def _positions(issue: Issue, map_: ArgumentMap, wording: Wording) -> Iterator[str]:
    for position in issue.positions:
        name = wording.label(position.perspective)
        for unit in (map_.unit(name) for name in position.units):
            member = unit.perspective != position.perspective
            said = wording.holder(unit) if member or wording.attitude(unit) or wording.tellers(unit) else ""
            yield f"{name}: {wording.claim(unit)}{f'  [{said}]' if said else ''}"
        if stance := wording.stance(position):
            yield f"{name}: {stance}"


def _contrasts(issue: Issue, wording: Wording) -> Iterator[str]:
    for contrast in issue.contrasts:
        sign, words = wording.contrast(issue, contrast)
        yield f"{wording.label(contrast.a)} {sign} {wording.label(contrast.b)}: {words}"


class _Drawer:
    """Draws one tree with an explicit stack, so that a chain of thousands of units is only long."""

    def __init__(self, wording: Wording, conclusion: str | None) -> None:
        self._wording = wording
        self._conclusion = conclusion

    def tree(self, root: TreeNode) -> list[str]:
        lines: list[str] = []
        pending: list[tuple[TreeNode | Inference, str, str, str]] = [(root, "", "", "")]
        while pending:
            item, lead, first, rest = pending.pop()
            children: list[tuple[TreeNode | Inference, str]]
            if isinstance(item, TreeNode):
                lines.append(f"{first}{lead}{self._line(item)}")
                children = [(inference, _LEADS[inference.read]) for inference in item.inferences]
            elif len(item.premises) == 1 and not item.undercuts:
                pending.append((item.premises[0], f"{lead}: ", first, rest))
                continue
            else:
                together = " (together)" if len(item.premises) > 1 else ""
                lines.append(f"{first}{lead}{together}:")
                children = [(premise, "") for premise in item.premises]
                children += [(undercut, _LEADS[undercut.read]) for undercut in item.undercuts]
            for number in range(len(children) - 1, -1, -1):
                child, child_lead = children[number]
                is_last = number == len(children) - 1
                pending.append(
                    (child, child_lead, rest + ("└─ " if is_last else "├─ "), rest + ("   " if is_last else "│  "))
                )
        return lines

    def _line(self, node: TreeNode) -> str:
        unit = node.unit
        held = self._wording.holder(unit)
        holder = f"  [{held}]" if held else ""
        implicit = "(unsaid) " if unit.implicit else ""
        conclusion = "  ← what the article argues for" if unit.id == self._conclusion else ""
        time = f"  ({clock})" if (clock := self._wording.clock(unit)) else ""
        return f"{implicit}{self._wording.claim(unit)}{holder}{time}{conclusion}"
