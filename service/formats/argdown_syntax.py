"""Parses Argdown's lines: statements, arguments, indented relations, premise-conclusion structures. No interpretation
yet.

The data in braces are untrusted YAML: plain values by name only; anchors and aliases, which can expand without bound,
are rejected.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import yaml

from service.errors import FormatError

_FRONT = re.compile(r"\A\s*===+[ \t]*\n(.*?)\n===+[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT_START = re.compile(r"(?<!\\)/\*|<!--|(?<![\\:])//")
_COMMENT_ENDS = {"/*": "*/", "<!--": "-->", "//": "\n"}
_OPERATOR = re.compile(r"(?P<indent>[ \t]+)(?P<operator><\+|<-|<_|\+>|->|_>|><|\+|-|_)[ \t]+(?P<rest>\S.*)$")
_NUMBERED = re.compile(r"\((?P<number>\d+)\)[ \t]*(?P<rest>.*)$")
_LIST_ITEM = re.compile(r"[ \t]*(?:\*|\d+\.)[ \t]+(?P<rest>\S.*)$")
_TITLED = re.compile(r"(?P<open>[\[<])(?P<title>[^\[\]<>\n]+)[\]>](?P<colon>:)?[ \t]*(?P<rest>.*)$", re.DOTALL)
_DATA = re.compile(r"(?<!\\)\{([^{}]{0,4000})\}$")
_TAG = re.compile(r"(?<![\\\w])#(?:\([^()\n]*\)|[\w-]+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MARKUP_START = re.compile(r"(?<!\\)[*_]{1,2}(?=\S)")
_MARKUP_END = re.compile(r"(?<=[^\s\\])[*_]{1,2}")


@dataclass
class Element:
    """One occurrence of a statement or argument. `title` is None for a bare sentence."""

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
    """A premise-conclusion structure: rows and inference lines in order; `argument`: the argument it reconstructs."""

    argument: Element | None
    rows: list[Element] = field(default_factory=list)


@dataclass
class Syntax:
    """All elements, links and structures of a text, in order of appearance."""

    title: str | None = None
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)


def parse(text: str) -> Syntax:
    """The elements of an Argdown text, in order. Raises FormatError with the line that cannot be parsed."""
    parser = _Parser()
    front = _FRONT.match(text)
    body = text
    if front:
        settings = _yaml(front.group(1), 1)
        parser.syntax.title = str(settings["title"]) if settings.get("title") is not None else None
        body = "\n" * front.group(0).count("\n") + text[front.end() :]
    body = _without_comments(body)
    for number, line in enumerate(body.replace("\r\n", "\n").split("\n"), 1):
        parser.take(line.rstrip(), number)
    parser.finish()
    return parser.syntax


def _yaml(text: str, line: int) -> dict[str, Scalar | list[Scalar]]:
    try:
        return read_data(text)
    except ValueError as error:
        raise FormatError(f"Argdown line {line}: {error}", hint="Write {key: value}.") from error


def _without_comments(text: str) -> str:
    """The text with its lines, but without comments. A comment that never ends is none."""
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    for start in _COMMENT_START.finditer(text):
        mark = start.group()
        if start.start() < at or mark in endless:
            continue
        end = text.find(_COMMENT_ENDS[mark], start.end())
        if mark == "//":
            end = len(text) if end < 0 else end
        elif end < 0:
            endless.add(mark)
            continue
        else:
            end += len(_COMMENT_ENDS[mark])
        kept += [text[at : start.start()], "\n" * text.count("\n", start.start(), end)]
        at = end
    return "".join([*kept, text[at:]])


def _is_rule(line: str, least: int) -> bool:
    """Two hyphens, or (`least` 4) four and more, and behind them at most data in braces."""
    rest = line.lstrip("-") if least > 2 else line[2:]
    if not line.startswith("-" * least):
        return False
    rest = rest.strip(" \t")
    return not rest or (len(rest) >= 2 and rest[0] == "{" and rest[-1] == "}")


def _is_inline_rule(line: str) -> bool:
    """`-- the rule's name --`"""
    return len(line) >= 6 and line.startswith(("-- ", "--\t")) and line.endswith((" --", "\t--"))


class _Parser:
    """Reads line by line. A line that starts nothing new belongs to the element before it."""

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
            self._in_rule = not _is_rule(line, 2)
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
        if self._structure is not None and (_is_rule(line, 4) or _is_inline_rule(line) or _is_rule(line, 2)):
            self._close()
            self._in_rule = _is_rule(line, 2)
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
                f"Argdown line {number}: this relation has no parent", hint="Indent it below a statement."
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
        raw = " ".join(piece for piece in self._raw if piece).rstrip(" \t")
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
    return " ".join(_ESCAPED.sub(r"\1", _without_emphasis(_TAG.sub("", raw))).split())


def _without_emphasis(raw: str) -> str:
    """Each opening mark goes with the next closing one; both stay where there is none."""
    ends = [match.span() for match in _MARKUP_END.finditer(raw)]
    starts = [start for start, _ in ends]
    kept: list[str] = []
    at = 0
    for mark in _MARKUP_START.finditer(raw):
        if mark.start() < at:
            continue
        number = bisect_left(starts, mark.end() + 1)
        if number == len(ends):
            break
        kept += [raw[at : mark.start()], raw[mark.end() : ends[number][0]]]
        at = ends[number][1]
    return "".join([*kept, raw[at:]])


Scalar = str | int | float | bool | date | None
LONGEST = 10_000
"""Characters of one piece of data."""
_MOST_VALUES = 100
"""Of a list; a longer one is left out."""


def read_data(text: str) -> dict[str, Scalar | list[Scalar]]:
    """The scalars and short lists of scalars in a YAML mapping; deeper nesting is ignored.

    Raises ValueError for invalid YAML, for overlong input, and for anchors and aliases (a few bytes that expand to
    many).
    """
    if len(text) > LONGEST:
        raise ValueError(f"the data have more than {LONGEST:,} characters")
    try:
        return _read(text)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise ValueError(str(error) if isinstance(error, _Refused) else "the data are no YAML") from error


class _Refused(ValueError):
    pass


def _read(text: str) -> dict[str, Scalar | list[Scalar]]:
    if any(getattr(event, "anchor", None) is not None for event in yaml.parse(text, Loader=yaml.SafeLoader)):
        raise _Refused("anchors and aliases are not allowed in data")
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            return {}
        found: dict[str, Scalar | list[Scalar]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if isinstance(value, yaml.ScalarNode):
                found[str(key.value)] = _scalar(loader, value)
            elif isinstance(value, yaml.SequenceNode) and len(value.value) <= _MOST_VALUES:
                items = [_scalar(loader, item) for item in value.value if isinstance(item, yaml.ScalarNode)]
                if len(items) == len(value.value):
                    found[str(key.value)] = items
        return found
    finally:
        loader.dispose()


def _scalar(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Scalar:
    value = loader.construct_object(node)
    return value if isinstance(value, Scalar) else str(node.value)
