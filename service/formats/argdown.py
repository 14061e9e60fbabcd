"""Argdown (argdown.org): statements with their holders in data braces, relations as indented children.

A relation with several linked premises, or one that is undercut, becomes an argument: a support becomes a
premise-conclusion structure, an attack an argument with its premises below it.

Paragraphs are numbered from 1. What Argdown cannot express goes into a comment: that a holder denies or concedes a
claim, who reports it, and what the sides disagree about. A claim that cannot be read alone has the missing words added
in brackets, and its own words as `words`.
"""

from __future__ import annotations

import json
import re
from collections import Counter

from service.domain.argument import AUTHOR, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.formats.argdown_meaning import Interpreter
from service.formats.argdown_syntax import parse
from service.formats.base import Exported, Imported, losses
from service.formats.wording import MODELS_WORDS, Wording, issues_in_order, question_line

MEDIA_TYPE = "text/vnd.argdown; charset=utf-8"
_SPECIAL = re.compile(r"([\\\[\](){}<>*_#@/:+\-|\"`=~^$&!%.])")
_SAFE_ID = re.compile(r"[A-Za-z][\w-]*")
_MARKS = {"support": "+", "rebut": "-", "undercut": "_"}


def dump(map_: ArgumentMap) -> Exported:
    """The statements in the order of the article, followed by the relations."""
    return _Writer(map_).exported()


def load(text: str) -> Imported:
    """The map of an Argdown text. Raises FormatError, with the line number, if a line cannot be parsed.

    arguebuf's reader is not used, because it turns undercuts into supports.
    """
    return Interpreter(parse(text)).imported()


class _Writer:
    def __init__(self, map_: ArgumentMap) -> None:
        self._map = map_
        self._labels = {item.id: item.label for item in map_.perspectives}
        self._attributions = {item.id: item for item in map_.attributions}
        self._wording = Wording(map_)
        self._same_label = Counter(self._labels.values())
        self._undercut = {item.target for item in map_.relations if item.kind == "undercut"}
        self._titles = _titles(map_)
        self._warnings: list[str] = []

    def exported(self) -> Exported:
        blocks = []
        if self._map.document.title:
            blocks.append(f"===\ntitle: {_string(self._map.document.title)}\n===")
        blocks += self._issues()
        blocks += [self._statement(unit) for unit in self._map.units]
        for relation in self._map.relations:
            blocks.extend(self._relation(relation))
        if not self._map.units:
            blocks.append("# (no arguments)")  # an empty text is no Argdown
        kept = frozenset({"linked", "undercuts", "issues", "answerless", "stances"})
        warnings = (*dict.fromkeys(self._warnings), *losses(self._map, kept=kept))
        return Exported("\n\n".join(blocks) + "\n", MEDIA_TYPE, warnings)

    def _statement(self, unit: Unit) -> str:
        data: dict[str, str | int | bool] = {"paragraph": unit.paragraph + 1}
        title = self._titles[unit.id]
        if title != unit.id:
            data["id"] = unit.id
        if unit.perspective != AUTHOR:
            label = self._labels[unit.perspective]
            data["proponent"] = label
            if self._same_label[label] > 1:
                data["voice"] = unit.perspective
        data |= self._said(unit)
        if clock := self._wording.clock(unit):
            data["time"] = clock
        if unit.implicit:
            data["implicit"] = True
        if unit.id == self._map.conclusion:
            data["conclusion"] = True
        text = " ".join(unit.text.split())
        if text != unit.text:
            self._warnings.append("line ends and repeated spaces in texts became one space")
        claim = self._wording.claim(unit)
        if claim != text:
            data["words"] = text
        return f"{self._remark(unit)}[{title}]: {escaped(claim)} {_data(data)}"

    def _said(self, unit: Unit) -> dict[str, str | int | bool]:
        """How the holder stands to the words, who reports it, and which question it answers."""
        attribution = self._attributions.get(unit.attribution or "")
        found: dict[str, str | int | bool] = {}
        if attribution is not None and attribution.attitude != "asserts":
            found["attitude"] = attribution.attitude
        told = self._wording.tellers(unit)
        if told:
            found["according_to"] = "; ".join(told)
        issue = next((issue.id for issue in self._map.issues if unit.id in issue.units), None)
        return found | ({"issue": issue} if issue else {})

    def _remark(self, unit: Unit) -> str:
        """What Argdown has no sign for, in a comment above the claim."""
        attitude, told = self._wording.attitude(unit), self._wording.told(unit)
        if not attitude and not told:
            return ""
        name = self._wording.label(unit.perspective)
        said = f"{name} {attitude}" if attitude else f"{name} is said to hold this"
        told_by = "".join(f", {item}" for item in told)
        bare = "; the links here are between the bare words" if self._wording.is_against(unit) else ""
        return f"// {said}{told_by}{bare}\n"

    def _issues(self) -> list[str]:
        """Argdown has no questions: they stand in a comment, and each claim names the one that it answers."""
        if not self._map.issues:
            return []
        lines = ["Where they differ"]
        for issue, _ in issues_in_order(self._map.issues):
            whose = "" if issue.question.spans else f" ({MODELS_WORDS})"
            part = f", part of {issue.parent}" if issue.parent else ""
            lines.append(f"{issue.id}{part}: {question_line(issue)}{whose}")
            for position in issue.positions:
                held = ", ".join(self._titles[unit] for unit in position.units)
                answers = "; ".join(filter(None, (held, self._wording.stance(position))))
                lines.append(f"  {self._wording.label(position.perspective)}: {answers}")
            for contrast in issue.contrasts:
                sign, words = self._wording.contrast(issue, contrast)
                a, b = self._wording.label(contrast.a), self._wording.label(contrast.b)
                lines.append(f"  {a} {sign} {b}: {words}")
        return ["/*\n" + "\n".join(line.replace("*/", "* /") for line in lines) + "\n*/"]

    def _relation(self, relation: Relation) -> list[str]:
        mark = _MARKS[relation.kind]
        sources = [f"[{self._titles[source]}]" for source in relation.sources]
        target = self._target(relation)
        if len(sources) == 1 and relation.id not in self._undercut:
            return [f"{target}\n  {mark} {sources[0]}"]
        own = f"<{self._titles[relation.id]}>"
        data = f" {_data({'id': relation.id})}" if self._titles[relation.id] != relation.id else ""
        if relation.kind == "support":
            premises = "\n".join(f"({number}) {source}" for number, source in enumerate(sources, 1))
            return [f"{own}{data}", f"{premises}\n----\n({len(sources) + 1}) {target}"]
        children = "\n".join(f"  + {source}" for source in sources)
        return [f"{target}\n  {mark} {own}{data}", f"{own}\n{children}"]

    def _target(self, relation: Relation) -> str:
        title = self._titles[relation.target]
        return f"<{title}>" if relation.kind == "undercut" else f"[{title}]"


def _titles(map_: ArgumentMap) -> dict[str, str]:
    """Unit and relation ids -> titles; Argdown knows no escape in a title, so an odd id gets another one."""
    ids = [*(unit.id for unit in map_.units), *(relation.id for relation in map_.relations)]
    taken = Counter(ids)
    titles = {}
    for number, name in enumerate(ids):
        safe = _SAFE_ID.fullmatch(name) is not None and taken[name] == 1
        titles[name] = name if safe else f"item-{number}"
    return titles


def _string(text: str) -> str:
    """A YAML string in double quotes; braces would end Argdown's data, so they are written by number."""
    quoted = json.dumps(" ".join(text.split()), ensure_ascii=False)
    return quoted.replace("{", "\\u007b").replace("}", "\\u007d").replace("/", "\\u002f")


def _data(values: dict[str, str | int | bool]) -> str:
    parts = (
        f"{key}: {_string(value) if isinstance(value, str) else str(value).lower()}" for key, value in values.items()
    )
    return "{" + ", ".join(parts) + "}"


def escaped(text: str) -> str:
    """Text in which Argdown finds no markup."""
    return _SPECIAL.sub(r"\\\1", text)
