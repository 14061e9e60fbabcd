"""Argdown's lines: statements, arguments, indented relations, premise-conclusion structures. No meaning yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from service.errors import FormatError

_FRONT = re.compile(r"\A\s*===+[ \t]*\n(.*?)\n===+[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)/\*.*?\*/|<!--.*?-->|(?<![\\:])//[^\n]*", re.DOTALL)
_OPERATOR = re.compile(r"(?P<indent>[ \t]+)(?P<operator><\+|<-|<_|\+>|->|_>|><|\+|-|_)[ \t]+(?P<rest>\S.*)$")
_NUMBERED = re.compile(r"\((?P<number>\d+)\)[ \t]*(?P<rest>.*)$")
_INFERENCE = re.compile(r"-{4,}[ \t]*(?:\{.*\})?[ \t]*$")
_RULE_INLINE = re.compile(r"--[ \t]+.*?[ \t]+--[ \t]*$")
_RULE_EDGE = re.compile(r"--[ \t]*(?:\{.*\})?[ \t]*$")
_LIST_ITEM = re.compile(r"[ \t]*(?:\*|\d+\.)[ \t]+(?P<rest>\S.*)$")
_TITLED = re.compile(r"(?P<open>[\[<])(?P<title>[^\[\]<>\n]+)[\]>](?P<colon>:)?[ \t]*(?P<rest>.*)$", re.DOTALL)
_DATA = re.compile(r"(?<!\\)\{([^{}]{0,4000})\}[ \t]*$")
_TAG = re.compile(r"(?<![\\\w])#(?:\([^()\n]*\)|[\w-]+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MARKUP = re.compile(r"(?<!\\)[*_]{1,2}(?=\S)(.+?)(?<=\S)(?<!\\)[*_]{1,2}")


@dataclass
class Element:
    """A statement or argument as it stands in one place. `title` is None for a bare sentence."""

    kind: Literal["statement", "argument", "inference"]
    title: str | None
    text: str
    line: int
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A relation line: `mark` is +, -, _ or ><; from `source` to `target`."""

    mark: str
    source: Element
    target: Element
    line: int


@dataclass
class Structure:
    """A premise-conclusion structure: rows and inference lines in order; `argument` is the one that it spells out."""

    argument: Element | None
    rows: list[Element] = field(default_factory=list)


@dataclass
class Syntax:
    title: str | None = None
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)


def parse(text: str) -> Syntax:
    """The elements of an Argdown text, in order. Raises FormatError with the line that cannot be understood."""
    parser = _Parser()
    front = _FRONT.match(text)
    body = text
    if front:
        settings = _yaml(front.group(1), 1)
        parser.syntax.title = str(settings["title"]) if settings.get("title") is not None else None
        body = "\n" * front.group(0).count("\n") + text[front.end() :]
    body = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), body)
    for number, line in enumerate(body.replace("\r\n", "\n").split("\n"), 1):
        parser.take(line.rstrip(), number)
    parser.finish()
    return parser.syntax


def _yaml(text: str, line: int) -> dict[str, Any]:
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FormatError(f"Argdown line {line}: the data are no YAML", hint="Write {key: value}.") from error
    return value if isinstance(value, dict) else {}


class _Parser:
    """Takes line after line. A line that starts nothing new belongs to the element before it."""

    def __init__(self) -> None:
        self.syntax = Syntax()
        self._stack: list[tuple[int, Element]] = []
        self._raw: list[str] = []
        self._current: Element | None = None
        self._structure: Structure | None = None
        self._last_argument: Element | None = None
        self._in_rule = False

    def take(self, line: str, number: int) -> None:
        if self._in_rule:
            self._in_rule = _RULE_EDGE.match(line) is None
            return
        if not line.strip():
            self._close()
            self._stack = []
            return
        if line.startswith("#"):
            self._close()
            self._stack, self._structure = [], None
            return
        if self._take_structure(line, number) or self._take_relation(line, number):
            return
        if self._current is not None and (line[0].isspace() or not _TITLED.match(line)):
            self._raw.append(line.strip())
            return
        item = _LIST_ITEM.match(line)
        self._structure = None
        self._start(item["rest"] if item else line.strip(), number, 0)

    def _take_structure(self, line: str, number: int) -> bool:
        row = _NUMBERED.match(line)
        if row:
            if self._structure is None:
                self._structure = Structure(self._last_argument)
                self.syntax.structures.append(self._structure)
            self._stack = []
            self._structure.rows.append(self._start(row["rest"], number, 0))
            return True
        if self._structure is not None and (
            _INFERENCE.match(line) or _RULE_INLINE.match(line) or _RULE_EDGE.match(line)
        ):
            self._close()
            self._in_rule = _RULE_EDGE.match(line) is not None
            inference = Element("inference", None, "", number)
            self._structure.rows.append(inference)
            self._stack = [(0, inference)]
            return True
        return False

    def _take_relation(self, line: str, number: int) -> bool:
        match = _OPERATOR.match(line)
        if match is None:
            return False
        indent = len(match["indent"].expandtabs(4))
        self._close()
        while self._stack and self._stack[-1][0] >= indent:
            self._stack.pop()
        if not self._stack:
            raise FormatError(
                f"Argdown line {number}: this relation stands below nothing", hint="Indent it below a statement."
            )
        parent = self._stack[-1][1]
        child = self._start(match["rest"], number, indent)
        operator = match["operator"]
        mark = "><" if operator == "><" else operator.strip("<>")
        outward = operator.endswith(">") and operator != "><"
        self.syntax.links.append(Link(mark, *((parent, child) if outward else (child, parent)), number))
        return True

    def _start(self, raw: str, number: int, indent: int) -> Element:
        self._close()
        match = _TITLED.match(raw)
        if match and (match["colon"] or not match["rest"] or match["rest"].startswith(("{", "#"))):
            kind: Literal["statement", "argument"] = "statement" if match["open"] == "[" else "argument"
            element = Element(kind, match["title"].strip(), "", number)
            self._raw = [match["rest"]]
        else:
            element = Element("statement", None, "", number)
            self._raw = [raw]
        self._current = element
        self._stack.append((indent, element))
        if element.kind == "argument" and indent == 0:
            self._last_argument = element
        return element

    def _close(self) -> None:
        if self._current is None:
            return
        raw = " ".join(piece for piece in self._raw if piece)
        data = _DATA.search(raw)
        if data:
            self._current.data = _yaml("{" + data.group(1) + "}", self._current.line)
            raw = raw[: data.start()]
        self._current.text = _plain(raw)
        self.syntax.elements.append(self._current)
        self._current, self._raw = None, []

    def finish(self) -> None:
        self._close()


def _plain(raw: str) -> str:
    """The words of a text: no tags, no emphasis, escapes undone."""
    raw = _MARKUP.sub(r"\1", _TAG.sub("", raw))
    return " ".join(_ESCAPED.sub(r"\1", raw).split())
