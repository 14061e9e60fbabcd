"""A map as a Markdown note for notebooks such as Obsidian: front matter, thesis, issues, argument, holders.

Each claim is a quotation with its holder and paragraph. The article's words are escaped, so none of them acts as
markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from service.domain.argument import Unit
from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, template_brief
from service.domain.issue import Contrast, Issue
from service.domain.trees import Inference, TreeNode, build_forest
from service.formats.base import Exported, losses
from service.formats.brief import HEADING, markdown_lines
from service.formats.wording import COMMON_GROUND, MODELS_WORDS, Wording, question_line
from service.formats.wording import escape_markdown as escape

MEDIA_TYPE = "text/markdown; charset=utf-8"

_LEADS = {"support": "+ because", "rebut": "− but", "undercut": "× does not follow"}


def dump(map_: ArgumentMap, brief: Brief | None = None) -> Exported:
    """The note, which begins with the brief (the template's if none is given). Not recursive, so deep maps are fine."""
    note = _Note(map_)
    lines = [
        *note.front_matter(),
        f"## {HEADING}",
        "",
        *markdown_lines(brief or template_brief(map_), map_.document),
        *note.thesis(),
        *note.issues(),
        *note.common_ground(),
        *note.argument(),
        *note.holders(),
    ]
    kept = frozenset({"linked", "undercuts", "parents", "issues", "answerless", "stances"})
    return Exported("\n".join(lines).rstrip("\n") + "\n", MEDIA_TYPE, losses(map_, kept=kept))


class _Note:
    def __init__(self, map_: ArgumentMap) -> None:
        self._map = map_
        self._labels = {item.id: escape(item.label) for item in map_.perspectives}
        self._wording = Wording(map_)
        self._units = {unit.id: unit for unit in map_.units}

    def front_matter(self) -> Iterator[str]:
        """The front matter. Values are JSON strings, which are valid YAML."""
        document = self._map.document
        known = {
            "title": document.title,
            "outlet": document.outlet,
            "author": document.author,
            "published": document.published,
            "url": document.source.url,
            "map": self._map.id,
            "engine": self._map.provenance.engine,
        }
        yield "---"
        yield from (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in known.items() if value)
        yield "tags: [argument-map]"
        yield "---"
        yield f"# {escape(document.title or 'Untitled article')}"
        yield ""

    def thesis(self) -> Iterator[str]:
        unit = self._units.get(self._map.conclusion or "")
        if unit is not None:
            yield from ("**The article argues that**", "", f"> {self._claim(unit)}", "")

    def issues(self) -> Iterator[str]:
        if not self._map.issues:
            return
        yield from ("## Where they differ", "")
        for issue in self._map.issues:
            mark = "" if issue.question.spans else f" ({MODELS_WORDS})"
            yield from (f"### {escape(question_line(issue))}{mark}", "")
            yield from self._positions(issue)
            yield from (f"- {self._contrast(issue, item)}" for item in issue.contrasts)
            yield ""

    def _positions(self, issue: Issue) -> Iterator[str]:
        for position in issue.positions:
            name = self._labels[position.perspective]
            yield from (f"- **{name}**: {self._claim(self._units[unit])}" for unit in position.units)
            if stance := self._wording.stance(position):
                yield f"- **{name}**: {escape(stance)}"

    def _contrast(self, issue: Issue, contrast: Contrast) -> str:
        return (
            f"{self._labels[contrast.a]} and {self._labels[contrast.b]}: {self._wording.contrast(issue, contrast)[1]}"
        )

    def common_ground(self) -> Iterator[str]:
        found = self._wording.common_ground()
        if found:
            yield from (f"## {COMMON_GROUND}", "")
            yield from (f"- {self._claim(unit)}: {escape(sides)}" for unit, sides in found)
            yield ""

    def argument(self) -> Iterator[str]:
        forest = build_forest(self._map)
        yield from ("## The argument", "")
        for tree in forest.trees:
            yield from self._tree(tree)
        if forest.left_out:
            yield from ("", "Not in the trees:", "")
            yield from (f"- {item.relation.id}: {escape(item.reason)}" for item in forest.left_out)
        yield ""

    def _tree(self, root: TreeNode) -> Iterator[str]:
        pending: list[tuple[TreeNode | Inference, int, str]] = [(root, 0, "")]
        while pending:
            item, depth, lead = pending.pop()
            if isinstance(item, TreeNode):
                yield f"{'    ' * depth}- {lead}{self._claim(item.unit)}"
                pending.extend((inference, depth + 1, "") for inference in reversed(item.inferences))
                continue
            doubt = " (doubtful)" if item.doubtful else ""
            together = " (together)" if len(item.premises) > 1 else ""
            lead = f"**{_LEADS[item.read]}{together}{doubt}** "
            pending.extend((undercut, depth + 1, "") for undercut in reversed(item.undercuts))
            pending.extend((premise, depth, lead) for premise in reversed(item.premises))

    def holders(self) -> Iterator[str]:
        yield from ("## Who says what", "")
        for item in self._map.perspectives:
            own = [unit for unit in self._map.units if unit.perspective == item.id]
            side = f" (part of {self._labels[item.parent]})" if item.parent else ""
            if own:
                yield f"- **{self._labels[item.id]}**{side}: {len(own)} claim{'s' if len(own) > 1 else ''}"

    def _claim(self, unit: Unit) -> str:
        claim = escape(self._wording.claim(unit))
        words = f"(unsaid) {claim}" if unit.implicit else f"“{claim}”"
        holder = escape(self._wording.holder(unit)) or "the author"
        clock, address = self._wording.clock(unit), self._wording.address(unit)
        time = f", [{clock}](<{address}>)" if address else f", {clock}" if clock else ""
        return f"{words} ({holder}, ¶ {unit.paragraph + 1}{time})"
