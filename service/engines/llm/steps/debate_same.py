"""A debate's question about a new article: which of its units make a point that was made before, and with which
polarity; which of them answer an earlier article's unit. Ids only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from service.domain.argument import RelationKind
from service.domain.debates.parts import DENYING, UnitRef
from service.engines.debate_answers import Statement, Verdict
from service.engines.llm.decoding import Decoded, Repairs, parse_object, string_list
from service.engines.llm.numbering import fence_of
from service.engines.llm.steps.schemas import object_schema, rows_schema

UNITS_AT_ONCE = 30
"""New units in one call. More at once, and some are overlooked."""
SURE = 0.95
"""How sure a verdict of a model counts; it gives none of its own."""
_POINT = re.compile(r"^\s*(\d+)\s*([=!])\s*(\d+)\s*$")
_NEW_POINT = re.compile(r"^\s*\d+\s*-\s*$")
_ANSWER = re.compile(r"^\s*(\d+)\s*>\s*(\d+)\s+(support|rebut|undercut)\s*$")
_LONGEST = 600

_Said = dict[tuple[UnitRef, UnitRef], str]


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
        rows = {
            "points": rows_schema("^[0-9]+(-|[=!][0-9]+)$", 2 * len(self.new)),
            "answers": rows_schema("^[0-9]+>[0-9]+ (support|rebut|undercut)$", 2 * len(self.new)),
        }
        return object_schema(rows)

    def decode(self, raw: str) -> Decoded[tuple[Verdict, ...]]:
        """A verdict for each pair that a row names; rows that no new statement begins are left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        if value is None:
            return Decoded(None, tuple(repairs.warnings), tuple(repairs.errors))
        points = string_list(value, "points", 2 * len(self.new), repairs)
        answers = string_list(value, "answers", 2 * len(self.new), repairs)
        if points is None or answers is None:
            return Decoded(None, tuple(repairs.warnings), tuple(repairs.errors))
        made_before = [row for row in points if not _NEW_POINT.match(row)]
        signs = self._rows("points", made_before, _POINT, (1, 3, 2), repairs)
        kinds = self._rows("answers", answers, _ANSWER, (1, 2, 3), repairs)
        kinds = {ends: kind for ends, kind in kinds.items() if ends[0].map != ends[1].map}
        verdicts = tuple(_verdict(ends, signs.get(ends), kinds.get(ends)) for ends in {**signs, **kinds})
        return Decoded(verdicts, tuple(repairs.warnings), tuple(repairs.errors))

    def _rows(
        self,
        name: str,
        rows: Iterable[str],
        grammar: re.Pattern[str],
        order: tuple[int, int, int],
        repairs: Repairs,
    ) -> _Said:
        """(new, earlier) -> what a row says of them; `order`: the groups of the grammar in that order."""
        statements = self.statements
        numbers = {place: statement.ref for place, statement in enumerate(statements, start=1)}
        found: _Said = {}
        strays = 0
        for row in rows:
            match = grammar.match(row)
            first, second, what = (match[group] for group in order) if match else ("0", "0", "")
            new, old = sorted((int(first), int(second)), reverse=True)
            if new not in numbers or old not in numbers or new == old or new <= len(self.earlier):
                strays += 1
                continue
            found.setdefault((numbers[new], numbers[old]), what)
        if strays:
            repairs.warn("bad-row", f"{strays} row(s) of {name} name no new statement and one before it")
            if strays * 2 > strays + len(found):
                repairs.errors.append(f"Most rows of {name} name no new statement and one before it.")
        return found


def _verdict(ends: tuple[UnitRef, UnitRef], sign: str | None, kind: str | None) -> Verdict:
    same, opposite = (SURE if sign == meant else 0.0 for meant in "=!")
    return Verdict(a=ends[0], b=ends[1], same=same, opposite=opposite, answer=cast(RelationKind | None, kind))


def _shown(heading: str, statements: Sequence[tuple[int, Statement]]) -> list[str]:
    """A heading and its numbered statements."""
    return [
        " ".join(filter(None, (heading, _line(statements[0][1].article)))),
        *(f"{number} [{_line(item.holder)}{_attitude(item)}] {_line(item.text)}" for number, item in statements),
    ]


def _attitude(statement: Statement) -> str:
    return f", {statement.attitude}" if statement.attitude in DENYING else ""


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def questions_of(new: Sequence[Statement], earlier: Sequence[Statement]) -> list[SameQuestion]:
    """About some new units each; those of the same article before them are shown as earlier ones."""
    return [
        SameQuestion(tuple(new[start : start + UNITS_AT_ONCE]), (*earlier, *new[:start]))
        for start in range(0, len(new), UNITS_AT_ONCE)
    ]
