"""No regular expression of the code base takes more than linear time, whatever text it meets.

Every pattern is found (compiled at the top of a module, or named in a call of `re`), pumped strings are made from its
own syntax tree, and the time on a string is compared with the time on one four times as long. No checker of the
registries was used: those for Python were left alone for years.
"""

from __future__ import annotations

import ast
import gc
import importlib
import math
import re
import re._constants as sre
import re._parser as sre_parser
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.engines.llm.model import _LEAST_EFFORT

ROOT = Path(__file__).parents[1]
SEARCHING = ("search", "sub", "subn", "split", "findall", "finditer")
CALLS = ("compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
SHORT, LONG = 2_000, 8_000
QUICK = 0.006
"""Seconds for LONG characters that are linear without a second look: less than a microsecond for each."""
STEEPEST = 7.0
"""Times the short string's time that the long one may take: 4 is linear, 16 quadratic."""
MOST_SECONDS = 0.3
BOUNDED = {
    "service.reading.segments": 1_600,  # `_bounded` cuts what is longer
    "service.reading.page_marks": 160,
    "service.reading.turns.labels": 300,  # `label_at` looks at the head of a line only
    "service.reading.turns.speakers": 300,
    "service.reading.turns.procedure:_FOLLOWS": 160,
    "service.reading.furniture:BYLINE": 300,
    "service.reading.furniture:_CREDIT_TAIL": 250,
    "service.reading.kinds:_DATELINE": 120,
    "service.reading.pdf:_HYPHEN": 100,
    "service.reading.words:_DOTTED": 40,
    "service.reading.sentences:_WORD_BEFORE": 30,
    "service.reading.sentences:_DOTTED": 30,
}
"""Patterns that meet bounded strings only, by module or name -> characters at the most; they get a limit of time."""
OURS = {"service.engines.llm.prompts"}
"""Modules whose patterns read files of this package only."""
MOST_BOUNDED = 0.02
"""Seconds of the processor for a string as long as the bound."""
MADE_LATER = {
    ("service.domain.brief.checking", "kept"),
    ("service.domain.brief.checking", "word"),
    ("service.domain.meaning.open_words", "word"),
    ("service.domain.quotations", "quoted"),
    ("service.engines.llm.model", "names"),
    ("service.engines.llm.debates", "pattern"),
    ("service.engines.llm.structure_said", "name"),
    ("service.engines.llm.voices", "name"),
    ("service.engines.llm.clauses", "words"),
    ("service.engines.offline.voices", "names"),
}
"""Patterns made of words while the program runs, and rows of a table: (module, variable). The words hold alternatives
and no repetition; the patterns of the table, for names of models, have a test of their own."""


class Pattern:
    """`name`: the variable that holds it, if one does. `anchored`: it is only ever tried at one place of a text."""

    def __init__(self, module: str, name: str, line: int, found: re.Pattern[Any], anchored: bool) -> None:
        self.module, self.name, self.line, self.found, self.anchored = module, name, line, found, anchored

    def __repr__(self) -> str:
        return f"{self.module}:{self.name or self.line}"


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "service").rglob("*.py")):
        text = path.read_text()
        if "migrations" not in path.parts:
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), ast.parse(text)


def patterns() -> Iterator[Pattern]:
    """Every pattern that a call of `re` makes or uses."""
    trees = dict(sources())
    nodes = {module: list(ast.walk(tree)) for module, tree in trees.items()}
    searched = {
        node.value.id
        for walked in nodes.values()
        for node in walked
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in SEARCHING
    }
    passed_on = {
        given.id
        for walked in nodes.values()
        for node in walked
        if isinstance(node, ast.Call)
        for given in [*node.args, *(item.value for item in node.keywords)]
        if isinstance(given, ast.Name)
    }
    for module, tree in trees.items():
        named = {
            id(node.value): node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in nodes[module]:
            if _is_call_of_re(node):
                found = _pattern_of(node, module, vars(importlib.import_module(module)))
                name = named.get(id(node), "")
                by_name = bool(name) and name not in searched | passed_on
                if found is not None:
                    yield Pattern(module, name, node.lineno, found, by_name or node.func.attr in ("match", "fullmatch"))


def _is_call_of_re(node: Any) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


def _pattern_of(node: ast.Call, module: str, names: dict[str, Any]) -> re.Pattern[Any] | None:
    try:
        source = _value(node.args[0], names)
    except NameError as error:
        if (module, error.name) in MADE_LATER:
            return None
        raise
    flags = re.NOFLAG
    for given in [*node.args[1:], *(item.value for item in node.keywords if item.arg == "flags")]:
        try:
            value = _value(given, names)
        except NameError:
            continue
        flags |= value if isinstance(value, re.RegexFlag) else re.NOFLAG
    return source if isinstance(source, re.Pattern) else re.compile(source, flags)


def _value(expression: ast.expr, names: dict[str, Any]) -> Any:
    return eval(compile(ast.Expression(expression), "<pattern>", "eval"), dict(names))


# --- strings that a pattern likes, nearly ---------------------------------------------------------------------------


def strings_for(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Strings of about `size` characters: what a repetition of the pattern eats, over and over, then what it hates."""
    is_bytes = isinstance(pattern.pattern, bytes)
    source = pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern
    flags = pattern.flags & ~re.UNICODE if is_bytes else pattern.flags
    tree = sre_parser.parse(source, flags)
    seen = set()
    for before, body, after in _pumps(list(tree)):
        for pump in dict.fromkeys([body, *body[:1], *after[:1], body + after, before + body, before + body + after]):
            if not pump:
                continue
            for end in ("\x00", "", "!\n"):
                made = before + pump * (size // len(pump)) + end
                if made not in seen:
                    seen.add(made)
                    yield made


def _pumps(items: list[Any], before: str = "") -> Iterator[tuple[str, str, str]]:
    """(what leads to a repetition, one round of it, what must follow), for each repetition in the tree."""
    for number, (kind, value) in enumerate(items):
        rest = _sample(items[number + 1 :])
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, inner = value
            if most is sre.MAXREPEAT or most > 3:
                for body in _choices(list(inner)):
                    yield before, body, rest
            yield from ((start, body, tail + rest) for start, body, tail in _pumps(list(inner), before))
        for inner in _inside(kind, value):
            yield from ((start, body, tail + rest) for start, body, tail in _pumps(inner, before))
        before += _sample([(kind, value)])


def _inside(kind: Any, value: Any) -> list[list[Any]]:
    if kind is sre.SUBPATTERN:
        return [list(value[-1])]
    if kind is sre.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [list(value[1])]
    return [list(value)] if kind is sre.ATOMIC_GROUP else []


def _choices(items: list[Any]) -> list[str]:
    """Some texts that these items match: several where a single class of characters is repeated."""
    if len(items) == 1 and items[0][0] in (sre.IN, sre.ANY, sre.NOT_LITERAL):
        return [letter for letter in ' a1A.,-:_"\n*[(<' if _matches(items[0], letter)][:6] or [_sample(items)]
    if len(items) == 1 and items[0][0] is sre.SUBPATTERN:
        return _choices(list(items[0][1][-1]))
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        return [text for branch in items[0][1][1] for text in _choices(list(branch))[:2]]
    return [_sample(items)]


def _sample(items: list[Any]) -> str:
    """A short text that these items match, look-arounds aside."""
    return "".join(_one(kind, value) for kind, value in items)


def _one(kind: Any, value: Any) -> str:
    if kind is sre.LITERAL:
        return chr(value)
    if kind in (sre.IN, sre.NOT_LITERAL, sre.ANY):
        return next((c for c in 'a 1.A,-:_"\n(<[*/#@©“»' if _matches((kind, value), c)), _first(kind, value))
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _sample(list(value[2])) * max(1, value[0])
    if kind in (sre.ASSERT, sre.ASSERT_NOT, sre.AT, sre.GROUPREF, sre.GROUPREF_EXISTS):
        return ""
    inside = _inside(kind, value)
    return _sample(inside[0]) if inside else ""


def _first(kind: Any, value: Any) -> str:
    if kind is sre.IN:
        for what, given in value:
            if what in (sre.LITERAL, sre.RANGE):
                return chr(given if what is sre.LITERAL else given[0])
    return "a"


def _matches(item: Any, letter: str) -> bool:
    state = sre_parser.State()
    state.str = ""
    return re._compiler.compile(sre_parser.SubPattern(state, [item])).match(letter) is not None  # type: ignore[attr-defined]


# --- the measure -----------------------------------------------------------------------------------------------------


class _TooLong(Exception):
    pass


def _on_alarm(*_: object) -> None:
    raise _TooLong


def seconds_of(pattern: Pattern, text: str) -> float:
    """Of the processor, for all that the pattern finds in the text. MOST_SECONDS where it takes longer."""
    given: Any = text.encode() if isinstance(pattern.found.pattern, bytes) else text
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    begun = time.thread_time()
    try:
        if pattern.anchored:
            pattern.found.match(given)
        else:
            for _ in pattern.found.finditer(given):
                pass
    except _TooLong:
        return MOST_SECONDS
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.thread_time() - begun


def worst(pattern: Pattern) -> tuple[float, str] | None:
    """The growth of the time, and the string, where that is more than linear."""
    for short, long in zip(strings_for(pattern.found, SHORT), strings_for(pattern.found, LONG), strict=False):
        taken = seconds_of(pattern, long)
        if taken < QUICK:
            continue
        if taken >= MOST_SECONDS:
            return math.inf, long[:60]
        taken = min(taken, seconds_of(pattern, long))
        base = min(seconds_of(pattern, short) for _ in range(3))
        if taken >= QUICK and taken / base > STEEPEST:
            return taken / base, long[:60]
    return None


@pytest.fixture
def alarm() -> Iterator[None]:
    old = signal.signal(signal.SIGVTALRM, _on_alarm)
    gc.disable()
    yield
    gc.enable()
    signal.signal(signal.SIGVTALRM, old)


def too_long(pattern: Pattern) -> str | None:
    """What is wrong with the pattern, if something is."""
    bound = BOUNDED.get(repr(pattern)) or BOUNDED.get(pattern.module)
    if bound:
        for text in strings_for(pattern.found, bound):
            if all(seconds_of(pattern, text) >= MOST_BOUNDED for _ in range(3)):  # a busy machine slows down one
                return f"{pattern}: {bound} characters take too long: {text[:60]!r}"
        return None
    found = worst(pattern)
    return found and f"{pattern}: four times as long takes {found[0]:.0f} times the time: {found[1]!r}"


@pytest.mark.parametrize("source", [names for names, _, _ in _LEAST_EFFORT])
def test_the_patterns_of_model_names_are_linear(source: str, alarm: None) -> None:
    assert worst(Pattern("service.engines.llm.model", "names", 0, re.compile(source), anchored=True)) is None


def test_every_pattern_is_linear(alarm: None) -> None:
    found = [pattern for pattern in patterns() if pattern.module not in OURS]
    assert len(found) > 300
    assert [wrong for pattern in found if (wrong := too_long(pattern))] == []


@pytest.mark.parametrize("source", [r"\s+$", r"(a+)+b", r"<!--.*?-->", r"a.*b", r"(\w+\s?)*!", r"\d+x"])
def test_what_is_more_than_linear_is_found(source: str, alarm: None) -> None:
    assert worst(Pattern("here", "", 0, re.compile(source), anchored=False)) is not None


@pytest.mark.parametrize("source", [r"[^\W\d_]-\n", r"\*[^*]*\*", r"^\s+", r"(?<!\s)\s+x", r"x{1,20}y"])
def test_what_is_linear_passes(source: str, alarm: None) -> None:
    assert worst(Pattern("here", "", 0, re.compile(source), anchored=False)) is None
