"""A debate's question: which of these pairs of units make the same point, and with which polarity. Ids only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.engines.debate_answers import Statement, Verdict
from service.engines.llm.decoding import Decoded, Repairs, parse_object, string_list
from service.engines.llm.numbering import fence_of

UNITS_AT_ONCE = 20
"""New units in one call; each has a few candidates. More at once, and pairs are overlooked."""
SURE = 0.95
"""How sure a verdict of a model counts; it gives none of its own."""
_ROW = re.compile(r"^\s*(\d+)\s*([=!])\s*(\d+)\s*$")
_LONGEST = 600

Pair = tuple[Statement, Statement]


@dataclass(frozen=True)
class SameQuestion:
    """Some new units, each with its candidates. `pairs`: (new, candidate), those of one unit beside each other."""

    pairs: tuple[Pair, ...]

    @property
    def statements(self) -> list[Statement]:
        """Each statement once, in the order in which they are numbered, from 1."""
        known = {statement.ref: statement for new, old in self.pairs for statement in (old, new)}
        return list(known.values())

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        statements = self.statements
        numbers = {statement.ref: number for number, statement in enumerate(statements, start=1)}
        asked: dict[int, list[str]] = {}
        for new, old in self.pairs:
            asked.setdefault(numbers[new.ref], []).append(str(numbers[old.ref]))
        lines = [f"{numbers[item.ref]} [{_line(item.holder)}] {_line(item.text)}" for item in statements]
        return {
            "fence": fence_of("same", *lines),
            "lines": lines,
            "asked": [f"{number}: {' '.join(others)}" for number, others in asked.items()],
        }

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        row = {"type": "string", "pattern": "^[0-9]+[=!][0-9]+$"}
        rows = {"type": "array", "maxItems": len(self.pairs), "items": row}
        return {"type": "object", "properties": {"same": rows}, "required": ["same"], "additionalProperties": False}

    def decode(self, raw: str) -> Decoded[tuple[Verdict, ...]]:
        """A verdict for each pair that was asked about; rows about other pairs are left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        rows = None if value is None else string_list(value, "same", len(self.pairs), repairs)
        if rows is None:
            return Decoded(None, tuple(repairs.warnings), tuple(repairs.errors))
        numbers = {number: statement.ref for number, statement in enumerate(self.statements, start=1)}
        asked = {frozenset((new.ref, old.ref)) for new, old in self.pairs}
        said: dict[frozenset[Any], str] = {}
        strays = 0
        for row in rows:
            found = _ROW.match(row)
            pair = frozenset(numbers.get(int(number)) for number in (found[1], found[3])) if found else frozenset()
            if found is None or pair not in asked:
                strays += 1
                continue
            said.setdefault(pair, found[2])
        if strays:
            repairs.warn("bad-row", f"{strays} row(s) of same name no pair that was asked about")
        if rows and strays * 2 > len(rows):
            repairs.errors.append("Most rows of same name no pair that was asked about, or break the grammar `7=2`.")
        return Decoded(
            tuple(_verdict(new, old, said.get(frozenset((new.ref, old.ref)))) for new, old in self.pairs),
            tuple(repairs.warnings),
            tuple(repairs.errors),
        )


def _verdict(new: Statement, old: Statement, said: str | None) -> Verdict:
    same, opposite = (SURE if said == sign else 0.0 for sign in "=!")
    return Verdict(a=new.ref, b=old.ref, same=same, opposite=opposite)


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def questions_of(pairs: Sequence[Pair]) -> list[SameQuestion]:
    """The pairs in batches; the pairs of one new unit stay together."""
    by_unit: dict[Any, list[Pair]] = {}
    for new, old in pairs:
        by_unit.setdefault(new.ref, []).append((new, old))
    groups = list(by_unit.values())
    return [
        SameQuestion(tuple(pair for group in groups[start : start + UNITS_AT_ONCE] for pair in group))
        for start in range(0, len(groups), UNITS_AT_ONCE)
    ]
