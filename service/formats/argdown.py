"""Argdown (argdown.org): statements with their holders in data braces, relations as indented children.

A relation with several linked premises, or one that is undercut, becomes an argument: a support becomes a
premise-conclusion structure, an attack an argument with its premises below it.

Paragraphs are numbered from 1. What Argdown cannot express goes into a comment: that a holder denies or concedes a
claim, who reports it, and what the sides disagree about. A claim that cannot be read alone has the missing words added
in brackets, and its own words as `words`.

Read back, a statement is a unit. An argument with a premise-conclusion structure is the support that its last step
makes; one without, but with statements below it and no text, is a relation with these as linked premises; any other is
a unit. An undercut of a claim becomes a rebut. An attack on an argument in structure attacks its only premise, or,
where there are several, the inference.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

from service.domain.argument import AUTHOR, Relation, RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.formats.argdown_syntax import Element, Link, Structure, Syntax, parse
from service.formats.base import Exported, Imported, losses
from service.formats.map_builder import ImportedRelation, ImportedUnit, MapBuilder
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


_KINDS: dict[str, RelationKind] = {"+": "support", "-": "rebut", "><": "rebut", "_": "undercut"}


class Interpreter:
    """Builds a builder map from the elements and links of one Argdown text."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._builder = MapBuilder("Argdown", title=syntax.title)
        self._units: dict[str, ImportedUnit] = {}
        self._inferences: dict[int, ImportedRelation] = {}
        self._steps: dict[str, ImportedRelation] = {}
        self._joints: dict[str, list[str]] = {}
        self._data: dict[str, dict[str, object]] = {}
        self._taken: set[str] = set()
        self._namesakes: Counter[str] = Counter()
        self._from: dict[str, list[ImportedRelation]] = defaultdict(list)

    def imported(self) -> Imported:
        """The map, with a warning for each repair. Raises FormatError if there is no claim."""
        for element in self._syntax.elements:
            if element.data:
                self._data.setdefault(self._key(element), {}).update(element.data)
        in_structure = {self._key(item.argument) for item in self._syntax.structures if item.argument is not None}
        self._joints = self._find_joints(in_structure)
        for element in self._syntax.elements:
            if self._key(element) not in in_structure and self._key(element) not in self._joints:
                self._unit(element)
        for structure in self._syntax.structures:
            self._spell_out(structure)
        self._relate([link for link in self._syntax.links if not self._is_part(link)])
        self._builder.units = list(self._units.values())
        return self._builder.finish()

    @staticmethod
    def _key(element: Element) -> str:
        if element.title is None:
            return f"line {element.line}"
        return f"{element.kind} {element.title}"

    def _find_joints(self, in_structure: set[str]) -> dict[str, list[str]]:
        """Arguments that stand for a relation -> the keys of their premises."""
        told = {self._key(item) for item in self._syntax.elements if item.text}
        joints: dict[str, list[str]] = {}
        for link in self._syntax.links:
            key = self._key(link.target)
            if link.target.kind == "argument" and key not in told | in_structure and link.mark == "+":
                if link.source.kind == "statement":
                    joints.setdefault(key, []).append(self._key(link.source))
        led_on = {self._key(link.source) for link in self._syntax.links if link.source.kind == "argument"}
        return {key: sources for key, sources in joints.items() if key in led_on}

    def _is_part(self, link: Link) -> bool:
        return link.mark == "+" and self._key(link.target) in self._joints and link.source.kind == "statement"

    def _unit(self, element: Element) -> None:
        if element.kind == "inference":
            return
        key = self._key(element)
        unit = self._units.get(key)
        if unit is None:
            data = self._data.get(key, {})
            unit = ImportedUnit(self._id(data, element.title or f"u{len(self._units)}"), element.title or "")
            self._tell(unit, data)
            self._units[key] = unit
        if element.text and unit.text in (element.title, ""):
            words = self._data.get(key, {}).get("words")
            unit.text = words if isinstance(words, str) and words else element.text

    def _id(self, data: dict[str, object], otherwise: str) -> str:
        wanted = data.get("id")
        name = wanted if isinstance(wanted, str) and wanted else otherwise
        if name in self._taken:
            name = self._free_name(name)
        self._taken.add(name)
        return name

    def _free_name(self, name: str) -> str:
        """`name` with the next free number; the last number is remembered, so thousands of equal titles need no
        search.
        """
        while True:
            self._namesakes[name] += 1
            numbered = f"{name}-{self._namesakes[name]}"
            if numbered not in self._taken:
                return numbered

    def _add(self, relation: ImportedRelation) -> None:
        self._builder.relations.append(relation)
        for source in relation.sources:
            self._from[source].append(relation)

    def _tell(self, unit: ImportedUnit, data: dict[str, object]) -> None:
        holder = data.get("proponent", data.get("holder", ""))
        if holder:
            unit.holder = self._builder.holder(str(holder))
        paragraph = data.get("paragraph")
        unit.paragraph = paragraph - 1 if isinstance(paragraph, int) and 1 <= paragraph < 1 << 30 else None
        unit.implicit = data.get("implicit") is True
        if data.get("conclusion") is True:
            self._builder.conclusion = unit.id

    def _spell_out(self, structure: Structure) -> None:
        """One support for each inference: the rows since the last inference (its conclusion included) support the next
        row.
        """
        premises: list[str] = []
        inference: Element | None = None
        for row in structure.rows:
            if row.kind == "inference":
                inference = row
                continue
            unit = self._units.get(self._key(row))
            if unit is None:
                self._builder.warn(f"line {row.line}: an argument inside a structure was left out")
                continue
            if inference is not None:
                self._step(structure, inference, premises, unit.id)
                premises, inference = [], None
            premises.append(unit.id)

    def _step(self, structure: Structure, inference: Element, premises: list[str], target: str) -> None:
        key = self._key(structure.argument) if structure.argument is not None else ""
        title = structure.argument.title if structure.argument is not None else None
        name = self._id(self._data.get(key, {}) if key not in self._steps else {}, title or "r")
        relation = ImportedRelation(name, "support", premises, target)
        self._add(relation)
        self._inferences[inference.line] = relation
        if key:
            self._steps[key] = relation

    def _relate(self, links: list[Link]) -> None:
        """Joints first, so that undercuts of them find them; then the plain relations, undercuts last."""
        for link in links:
            key = self._key(link.source)
            if key in self._joints and key not in self._steps:
                name = self._id(self._data.get(key, {}), link.source.title or "r")
                sources = [self._units[source].id for source in self._joints[key] if source in self._units]
                relation = ImportedRelation(name, _KINDS[link.mark], sources, "")
                self._steps[key] = relation
                self._add(relation)
        for link in sorted(links, key=lambda link: link.mark == "_"):
            joint = self._steps.get(self._key(link.source)) if self._key(link.source) in self._joints else None
            self._link(link, joint)

    def _link(self, link: Link, joint: ImportedRelation | None) -> None:
        if joint is not None and joint.target:
            self._builder.warn(f"line {link.line}: {link.source.title} leads to two places; only the first was kept")
            return
        source = joint.sources if joint is not None else self._source(link)
        aim = self._aim(link)
        if aim is None or not source:
            self._builder.warn(f"line {link.line}: a relation without a claim at both ends was left out")
            return
        kind, target = aim
        if joint is None and source == [target]:
            return  # an argument that supports its own conclusion says nothing new
        if link.mark == "><":
            self._builder.warn(f"line {link.line}: a contradiction became a rebut in one direction")
        if joint is not None:
            joint.kind, joint.target = kind, target
        else:
            self._add(ImportedRelation(self._id({}, "r"), kind, source, target))

    def _source(self, link: Link) -> list[str]:
        key = self._key(link.source)
        if key in self._units:
            return [self._units[key].id]
        step = self._steps.get(key)
        return [step.target] if step is not None and step.target else []

    def _aim(self, link: Link) -> tuple[RelationKind, str] | None:
        """What kind of relation to what: a unit's id, or a relation's for an undercut."""
        kind = _KINDS[link.mark]
        if link.target.kind == "inference":
            relation = self._inferences.get(link.target.line)
            return ("undercut", relation.id) if relation is not None else None
        key = self._key(link.target)
        if key in self._steps:
            return self._aim_at_argument(kind, self._steps[key], link.line)
        unit = self._units.get(key)
        if unit is None:
            return None
        if kind != "undercut":
            return kind, unit.id
        leads_on = next((item for item in self._from[unit.id] if item.target), None)
        if link.target.kind == "argument" and leads_on is not None:
            return "undercut", leads_on.id
        self._builder.warn(f"line {link.line}: an undercut of a claim became a rebut")
        return "rebut", unit.id

    def _aim_at_argument(self, kind: RelationKind, step: ImportedRelation, line: int) -> tuple[RelationKind, str]:
        if kind == "undercut":
            return "undercut", step.id
        if len(step.sources) == 1:
            return kind, step.sources[0]
        if kind == "support":
            self._builder.warn(f"line {line}: a support of an argument became a support of its first premise")
            return "support", step.sources[0]
        self._builder.warn(f"line {line}: an attack on an argument became an undercut of its inference")
        return "undercut", step.id
