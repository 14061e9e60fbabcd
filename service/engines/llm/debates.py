"""The questions of a debate about a new article: which units make points that were made before, and who is whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from service.domain.argument import AUTHOR, RelationKind
from service.domain.base import Span
from service.domain.debates.debate import Naming
from service.domain.debates.parts import DENYING, Member, UnitRef
from service.domain.provenance import Usage
from service.engines.debate_answers import DebateHolder, Judgements, SameHolders, Statement, Verdict
from service.engines.llm.chain import Asker
from service.engines.llm.decoding import Decoded, Repairs, object_schema, parse_object, rows_schema, string_list
from service.engines.llm.engine import LLMEngine
from service.engines.llm.model import PARAMETERS
from service.engines.llm.numbering import fence_of, shown
from service.engines.llm.prompts import load_prompt

VERSION = "v3"
"""The prompt version in use; evals may name another."""
ACTORS_VERSION = "v1"
UNITS_AT_ONCE = 30
"""New units in one call. More at once, and some are overlooked."""
SURE = 0.95
"""How sure a verdict of a model counts; it gives none of its own."""
_POINT = re.compile(r"^\s*(\d+)\s*(?:\{([^{}]*)\}\s*)?([=!])\s*(\d+)\s*(?:\{([^{}]*)\}\s*)?$")
_NEW_POINT = re.compile(r"^\s*\d+\s*(?:\{[^{}]*\}\s*)?-\s*$")
_ANSWER = re.compile(r"^\s*(\d+)()\s*>\s*(\d+)()\s+(support|rebut|undercut)\s*$")
_NAMED = re.compile(r"^\s*(\d+)\s*(?:\{([^{}]*)\}\s*)?$")
_WORDING = re.compile(r"^\s*(\d+)\s+(\S.{1,118}\S)\s*$")
_PART = r"[0-9]+(\{[^{}]{1,200}\})?"
_LONGEST = 600
_MOST_POINTS = 3
"""Rows of one statement, on average, that are read: it may make several points in parts."""
_Pair = tuple[UnitRef, UnitRef]
MOST_HOLDERS = 150
"""Holders on each side; those of an article beyond are not asked about."""
_PAIR = re.compile(r"\s*(\d+)\s*=\s*(\d+)\s*")
_MOST_NAMES, _LONGEST_NAME = 4, 80
Pairs = tuple[tuple[Member, Member], ...]


class LLMJudge:
    """Implements `service.engines.debate_answers.Judge` with an engine's connections, store of calls and budget."""

    name = "llm"

    def __init__(self, engine: LLMEngine, version: str | None = None) -> None:
        prompt = load_prompt("debate_same", version or engine.chain.judge_version or VERSION)
        self._engine = engine
        self._prompt = prompt.name
        self._asker = Asker(engine.model, prompt, "", PARAMETERS)
        self._actors: Asker | None = None

    @property
    def model(self) -> str:
        return self._engine.model

    @property
    def prompts(self) -> dict[str, str]:
        asked = {"debate_actors": self._actors.prompt.name} if self._actors else {}
        return {"debate_same": self._prompt, **asked}

    reads_places = True

    @property
    def spent(self) -> Usage:
        return self._engine.spent

    async def same(self, new: Sequence[Statement], earlier: Sequence[Statement]) -> Judgements:
        """One call for every thirty new units, all at once; answered calls are looked up by their content."""
        asked = await self._engine.ask_all(self._asker, same_questions(new, earlier))
        return Judgements(
            verdicts=tuple(item for found, _, _ in asked for item in found.verdicts),
            facts=tuple(item for found, _, _ in asked for item in found.facts),
            wordings=tuple(item for found, _, _ in asked for item in found.wordings),
            former=tuple(item for found, _, _ in asked for item in found.former),
            usage=sum((usage for _, usage, _ in asked), Usage()),
            warnings=tuple(warning for _, _, warnings in asked for warning in warnings),
        )

    async def same_holders(self, new: Sequence[DebateHolder], earlier: Sequence[Sequence[DebateHolder]]) -> SameHolders:
        """One call; none where nobody has a name."""
        question = actors_question(new, earlier)
        if question is None:
            return SameHolders()
        self._actors = Asker(self._engine.model, load_prompt("debate_actors", ACTORS_VERSION), "", PARAMETERS)
        [(pairs, usage, warnings)] = await self._engine.ask_all(self._actors, [question])
        return SameHolders(pairs=pairs, usage=usage, warnings=warnings)


@dataclass(frozen=True)
class SameQuestion:
    """Some units of one new article, and the units before them that they are held against."""

    new: tuple[Statement, ...]
    earlier: tuple[Statement, ...]

    @property
    def statements(self) -> list[Statement]:
        """In the order in which they are numbered, from 1."""
        return [*self.earlier, *self.new]

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        numbered = list(enumerate(self.statements, start=1))
        earlier, new = numbered[: len(self.earlier)], numbered[len(self.earlier) :]
        fresh = {statement.ref.map for statement in self.new}
        groups = [list(together) for _, together in groupby(earlier, key=lambda item: item[1].ref.map)]
        lines: list[str] = []
        for group in groups:
            begun = group[0][1].ref.map in fresh
            lines += _shown("Beginning of the new article" if begun else "Article", group)
        asked = f", rows for {new[0][0]} to {new[-1][0]} only" if groups and groups[-1][0][1].ref.map in fresh else ""
        lines += _shown(f"New article{asked}", new)
        return {"fence": fence_of("same", *lines), "lines": lines}

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        most = len(self.new)
        rows = {
            "points": rows_schema(f"^{_PART}(-|[=!]{_PART})$", _MOST_POINTS * most),
            "answers": rows_schema("^[0-9]+>[0-9]+ (support|rebut|undercut)$", 2 * most),
            "former": rows_schema(f"^{_PART}$", most),
            "facts": rows_schema(f"^{_PART}$", most),
            "labels": rows_schema("^[0-9]+ .{3,120}$", most),
        }
        return object_schema(rows)

    def decode(self, raw: str) -> Decoded[Judgements]:
        """A verdict for each pair that a row names; rows that no new statement begins are left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        if value is None:
            return repairs.decoded(None)
        points = string_list(value, "points", _MOST_POINTS * len(self.new), repairs)
        answers = string_list(value, "answers", 2 * len(self.new), repairs)
        if points is None or answers is None:
            return repairs.decoded(None)
        parts = _Parts(self.statements, len(self.earlier))
        signs = parts.pairs("points", [row for row in points if not _NEW_POINT.match(row)], _POINT, repairs)
        kinds = parts.pairs("answers", answers, _ANSWER, repairs)
        kinds = {ends: kind for ends, kind in kinds.items() if ends[0].map != ends[1].map}
        named = self._named(value, parts, repairs)
        verdicts = tuple(_verdict(ends, signs.get(ends), kinds.get(ends)) for ends in {**signs, **kinds})
        found = named.model_copy(update={"verdicts": verdicts})
        return repairs.decoded(found)

    def _named(self, value: Mapping[str, Any], parts: _Parts, repairs: Repairs) -> Judgements:
        """Which statements are facts, which were given up, and how a claim may be called; all may be missing."""
        found: dict[str, list[tuple[UnitRef, str]]] = {}
        for name, grammar in (("former", _NAMED), ("facts", _NAMED), ("labels", _WORDING)):
            rows = string_list(value, name, len(self.new), repairs) or []
            good = [match for row in rows if (match := grammar.match(row)) and parts.has(int(match[1]))]
            if len(good) < len(rows):
                repairs.warn("bad-row", f"{len(rows) - len(good)} row(s) of {name} name no statement")
            is_part = grammar is _NAMED
            found[name] = [
                (parts.ref(int(match[1]), match[2] if is_part else None, repairs), match[2] or "") for match in good
            ]
        return Judgements(
            former=tuple(ref for ref, _ in found["former"]),
            facts=tuple(ref for ref, _ in found["facts"]),
            wordings=tuple(Naming(of=ref, text=shown(text)) for ref, text in found["labels"]),
        )


class _Parts:
    """What the rows' numbers and words stand for: statements, or the places of their parts."""

    def __init__(self, statements: Sequence[Statement], earlier: int) -> None:
        self._statements = dict(enumerate(statements, start=1))
        self._earlier = earlier
        self._parts: dict[int, dict[int, UnitRef]] = {}
        """Statement -> the other end of a row of points -> which part of the statement that row is about."""

    def has(self, number: int) -> bool:
        return number in self._statements

    def ref(self, number: int, words: str | None, repairs: Repairs, other: int = 0) -> UnitRef:
        """The part of the statement that these words are.

        Without words: the part that a point joins to the other statement, else the first one that makes a point, or
        all of it.
        """
        statement = self._statements[number]
        if not words:
            parts = self._parts.get(number, {})
            return parts.get(other) or next(iter(parts.values()), statement.ref)
        span = _span_of(words, statement)
        if span is None:
            repairs.warn("bad-row", f"words that are not in statement {number}: all of it is taken")
            return statement.ref
        return statement.ref if _is_all(words, statement.text) else UnitRef(map=statement.ref.map, spans=(span,))

    def pairs(self, name: str, rows: Iterable[str], grammar: re.Pattern[str], repairs: Repairs) -> dict[_Pair, str]:
        """(new, earlier) -> what a row says of them."""
        found: dict[_Pair, str] = {}
        parts: dict[int, dict[int, UnitRef]] = {}
        strays = 0
        for row in rows:
            ends, what = _read(grammar, row)
            (new, _), (old, _) = ends
            if not self.has(new) or not self.has(old) or new == old or new <= self._earlier:
                strays += 1
                continue
            one, two = (self.ref(*end, repairs, other) for end, other in zip(ends, (old, new), strict=True))
            parts.setdefault(new, {}).setdefault(old, one)
            parts.setdefault(old, {}).setdefault(new, two)
            found.setdefault((one, two), what)
        if strays:
            repairs.warn("bad-row", f"{strays} row(s) of {name} name no new statement and one before it")
            if strays > len(found):
                repairs.errors.append(f"Most rows of {name} name no new statement and one before it.")
        self._parts = self._parts or parts
        return found


def _read(grammar: re.Pattern[str], row: str) -> tuple[list[tuple[int, str]], str]:
    """The two ends of a row, (number, words), the later one first, and what stands between or behind them."""
    match = grammar.match(row)
    if match is None:
        return [(0, ""), (0, "")], ""
    groups = [item or "" for item in match.groups()]
    what = groups.pop(2 if grammar is _POINT else 4)
    return sorted([(int(groups[0]), groups[1]), (int(groups[2]), groups[3])], reverse=True), what


def _span_of(words: str, statement: Statement) -> Span | None:
    """Where the words stand in a statement that is one stretch of its article, whatever white space is between them."""
    if statement.start is None:
        return None
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.search(pattern, statement.text, re.IGNORECASE)
    if not pattern or match is None:
        return None
    return Span(start=statement.start + match.start(), end=statement.start + match.end())


def _is_all(words: str, text: str) -> bool:
    return len(words.split()) >= len(text.split())


def _verdict(ends: tuple[UnitRef, UnitRef], sign: str | None, kind: str | None) -> Verdict:
    same, opposite = (SURE if sign == meant else 0.0 for meant in "=!")
    return Verdict(a=ends[0], b=ends[1], same=same, opposite=opposite, answer=cast(RelationKind | None, kind))


def _shown(heading: str, statements: Sequence[tuple[int, Statement]]) -> list[str]:
    """A heading and its numbered statements."""
    return [
        " ".join(filter(None, (heading, _line(statements[0][1].article)))),
        *(_numbered(number, item) for number, item in statements),
    ]


def _numbered(number: int, item: Statement) -> str:
    mark = "~ " if item.ref.spans else ""
    return f"{number} [{_line(item.holder)}{_attitude(item)}] {mark}{_line(item.text)}"


def _attitude(statement: Statement) -> str:
    return f", {statement.attitude}" if statement.attitude in DENYING else ""


def _line(text: str) -> str:
    return shown(text).strip()[:_LONGEST]


def same_questions(new: Sequence[Statement], earlier: Sequence[Statement]) -> list[SameQuestion]:
    """About some new units each, with the places between them; what stands before them is shown as earlier."""
    if not new:
        return []
    units = [number for number, item in enumerate(new) if not item.ref.spans]
    starts = [0, *units[UNITS_AT_ONCE::UNITS_AT_ONCE]]
    return [
        SameQuestion(tuple(new[start:end]), (*earlier, *new[:start]))
        for start, end in zip(starts, [*starts[1:], len(new)], strict=True)
    ]


@dataclass(frozen=True)
class ActorsQuestion:
    """`earlier`: those that are one actor by their names stand together, the first for all; `sides`: the labels of the
    holders that others belong to."""

    new: tuple[DebateHolder, ...]
    earlier: tuple[tuple[DebateHolder, ...], ...]
    sides: Mapping[tuple[str, str], str]

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        earlier = [_holder_line(number, group, self.sides) for number, group in enumerate(self.earlier, start=1)]
        new = [
            _holder_line(number, [holder], self.sides)
            for number, holder in enumerate(self.new, start=len(self.earlier) + 1)
        ]
        return {"fence": fence_of("actors", *earlier, *new), "earlier": earlier, "new": new}

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        return object_schema({"same": rows_schema("^[0-9]+=[0-9]+$", len(self.new))})

    def decode(self, raw: str) -> Decoded[Pairs]:
        """Pairs of a new and an earlier holder; rows that name none are left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        rows = None if value is None else string_list(value, "same", len(self.new), repairs)
        if rows is None:
            return repairs.decoded(None)
        found: dict[int, tuple[Member, Member]] = {}
        for row in rows:
            pair = self._pair(row)
            if pair is None or pair[0] in found:
                repairs.warn("bad-row", f"a row of actors names nobody, or one twice: {row[:40]!r}")
            else:
                found[pair[0]] = (self.new[pair[0]].member, self.earlier[pair[1]][0].member)
        return repairs.decoded(tuple(found.values()))

    def _pair(self, row: str) -> tuple[int, int] | None:
        match = _PAIR.fullmatch(row)
        if match is None:
            return None
        new, old = int(match[1]) - len(self.earlier) - 1, int(match[2]) - 1
        return (new, old) if 0 <= new < len(self.new) and 0 <= old < len(self.earlier) else None


def actors_question(new: Sequence[DebateHolder], earlier: Sequence[Sequence[DebateHolder]]) -> ActorsQuestion | None:
    """None where there is nobody to compare. Holders without a name are left out."""
    named = tuple(holder for holder in new if _is_named(holder))[:MOST_HOLDERS]
    known = tuple(found for group in earlier if (found := tuple(filter(_is_named, group))))[:MOST_HOLDERS]
    sides = {item.member.key: item.label for item in (*new, *(holder for group in earlier for holder in group))}
    return ActorsQuestion(named, known, sides) if named and known else None


def _is_named(holder: DebateHolder) -> bool:
    return holder.kind != "unnamed" and (holder.member.perspective != AUTHOR or holder.author is not None)


def _holder_line(number: int, group: Sequence[DebateHolder], sides: Mapping[tuple[str, str], str]) -> str:
    names = dict.fromkeys(name for holder in group for name in _names_of(holder))
    label, *others = [shown(name)[:_LONGEST_NAME] for name in names][:_MOST_NAMES]
    side = next((sides.get((item.member.map, item.parent)) for item in group if item.parent), None)
    also = f", also: {'; '.join(others)}" if others else ""
    return f"{number} {label} ({group[0].kind}){also}{f'; of the side {shown(side)[:_LONGEST_NAME]}' if side else ''}"


def _names_of(holder: DebateHolder) -> Sequence[str]:
    """An author's is the byline."""
    if holder.member.perspective == AUTHOR:
        return [holder.author] if holder.author else []
    return [holder.label, *holder.names]
