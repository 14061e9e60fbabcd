"""A debate's question about a new article: which of its units make a point that was made before, and with which
polarity; which of them answer an earlier article's unit. In ids only.

In the form `places` words outside units are shown, too, and it is asked which points are facts, and what a claim may be
called where no mention says it plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from service.domain.argument import RelationKind
from service.domain.debates.decisions import Naming
from service.domain.debates.parts import DENYING, UnitRef
from service.engines.debate_answers import Judgements, Statement, Verdict
from service.engines.llm.decoding import Decoded, Repairs, parse_object, string_list
from service.engines.llm.numbering import fence_of, shown
from service.engines.llm.steps.schemas import object_schema, rows_schema

UNITS_AT_ONCE = 30
"""New units in one call. More at once, and some are overlooked."""
SURE = 0.95
"""How sure a verdict of a model counts; it gives none of its own."""
_POINT = re.compile(r"^\s*(\d+)\s*([=!])\s*(\d+)\s*$")
_NEW_POINT = re.compile(r"^\s*\d+\s*-\s*$")
_ANSWER = re.compile(r"^\s*(\d+)\s*>\s*(\d+)\s+(support|rebut|undercut)\s*$")
_FACT = re.compile(r"^\s*(\d+)\s*$")
_WORDING = re.compile(r"^\s*(\d+)\s+(\S.{1,118}\S)\s*$")
_LONGEST, _LONGEST_PLACE = 600, 200
PLACES = "places"

_Said = dict[tuple[UnitRef, UnitRef], str]


@dataclass(frozen=True)
class SameQuestion:
    """Some units of one new article, and the units before them that they are held against."""

    new: tuple[Statement, ...]
    earlier: tuple[Statement, ...]
    form: str | None = None

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
        if self.form == PLACES:
            rows["facts"] = rows_schema("^[0-9]+$", len(self.new))
            rows["labels"] = rows_schema("^[0-9]+ .{3,120}$", len(self.new))
        return object_schema(rows)

    def decode(self, raw: str) -> Decoded[Judgements]:
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
        facts, wordings = self._named(value, repairs) if self.form == PLACES else ((), ())
        found = Judgements(verdicts=verdicts, facts=facts, wordings=wordings)
        return Decoded(found, tuple(repairs.warnings), tuple(repairs.errors))

    def _named(self, value: Mapping[str, Any], repairs: Repairs) -> tuple[tuple[UnitRef, ...], tuple[Naming, ...]]:
        """Which statements are facts, and how a claim may be called; both may be missing."""
        numbers = {str(place): statement.ref for place, statement in enumerate(self.statements, start=1)}
        found: list[re.Match[str]] = []
        for name, grammar in (("facts", _FACT), ("labels", _WORDING)):
            rows = string_list(value, name, len(self.new), repairs) or []
            good = [match for row in rows if (match := grammar.match(row)) and match[1] in numbers]
            if len(good) < len(rows):
                repairs.warn("bad-row", f"{len(rows) - len(good)} row(s) of {name} name no statement")
            found += good
        facts = [match for match in found if match.re is _FACT]
        wordings = [match for match in found if match.re is _WORDING]
        return (
            tuple(numbers[match[1]] for match in facts),
            tuple(Naming(of=numbers[match[1]], text=shown(match[2])) for match in wordings),
        )

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
        *(_numbered(number, item) for number, item in statements),
    ]


def _numbered(number: int, item: Statement) -> str:
    if item.ref.spans:
        return f"{number} [{_line(item.holder)}{_attitude(item)}] ~ {_line(item.text)[:_LONGEST_PLACE]}"
    return f"{number} [{_line(item.holder)}{_attitude(item)}] {_line(item.text)}"


def _attitude(statement: Statement) -> str:
    return f", {statement.attitude}" if statement.attitude in DENYING else ""


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def questions_of(new: Sequence[Statement], earlier: Sequence[Statement], form: str | None = None) -> list[SameQuestion]:
    """About some new units each, with the places between them; what stands before them is shown as earlier."""
    units = [number for number, item in enumerate(new) if not item.ref.spans]
    starts = [0, *units[UNITS_AT_ONCE::UNITS_AT_ONCE]] if new else []
    return [
        SameQuestion(tuple(new[start:end]), (*earlier, *new[:start]), form)
        for start, end in zip(starts, [*starts[1:], len(new)], strict=True)
    ]
