"""A debate's question about a new article: which of its holders stand in earlier articles of other languages, too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.argument import AUTHOR
from service.domain.debates.parts import Member
from service.engines.debate_answers import DebateHolder
from service.engines.llm.decoding import Decoded, Repairs, parse_object, string_list
from service.engines.llm.numbering import fence_of, shown
from service.engines.llm.steps.schemas import object_schema, rows_schema

MOST = 150
"""Holders on each side; those of an article beyond are not asked about."""
_ROW = re.compile(r"\s*(\d+)\s*=\s*(\d+)\s*")
_NAMES, _LONGEST = 4, 80

Pairs = tuple[tuple[Member, Member], ...]


@dataclass(frozen=True)
class ActorsQuestion:
    """`earlier`: those that are one actor by their names stand together, the first for all; `sides`: the labels of the
    holders that others belong to."""

    new: tuple[DebateHolder, ...]
    earlier: tuple[tuple[DebateHolder, ...], ...]
    sides: Mapping[tuple[str, str], str]

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        earlier = [_line(number, group, self.sides) for number, group in enumerate(self.earlier, start=1)]
        new = [
            _line(number, [holder], self.sides) for number, holder in enumerate(self.new, start=len(self.earlier) + 1)
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
            return Decoded(None, tuple(repairs.warnings), tuple(repairs.errors))
        found: dict[int, tuple[Member, Member]] = {}
        for row in rows:
            pair = self._pair(row)
            if pair is None or pair[0] in found:
                repairs.warn("bad-row", f"a row of actors names nobody, or one twice: {row[:40]!r}")
            else:
                found[pair[0]] = (self.new[pair[0]].member, self.earlier[pair[1]][0].member)
        return Decoded(tuple(found.values()), tuple(repairs.warnings), tuple(repairs.errors))

    def _pair(self, row: str) -> tuple[int, int] | None:
        match = _ROW.fullmatch(row)
        if match is None:
            return None
        new, old = int(match[1]) - len(self.earlier) - 1, int(match[2]) - 1
        return (new, old) if 0 <= new < len(self.new) and 0 <= old < len(self.earlier) else None


def question_of(new: Sequence[DebateHolder], earlier: Sequence[Sequence[DebateHolder]]) -> ActorsQuestion | None:
    """None where there is nobody to compare. Holders without a name are left out."""
    named = tuple(holder for holder in new if _is_named(holder))[:MOST]
    known = tuple(found for group in earlier if (found := tuple(filter(_is_named, group))))[:MOST]
    sides = {item.member.key: item.label for item in (*new, *(holder for group in earlier for holder in group))}
    return ActorsQuestion(named, known, sides) if named and known else None


def _is_named(holder: DebateHolder) -> bool:
    return holder.kind != "unnamed" and (holder.member.perspective != AUTHOR or holder.author is not None)


def _line(number: int, group: Sequence[DebateHolder], sides: Mapping[tuple[str, str], str]) -> str:
    names = dict.fromkeys(name for holder in group for name in _names(holder))
    label, *others = [shown(name)[:_LONGEST] for name in names][:_NAMES]
    side = next((sides.get((item.member.map, item.parent)) for item in group if item.parent), None)
    also = f", also: {'; '.join(others)}" if others else ""
    return f"{number} {label} ({group[0].kind}){also}{f'; of the side {shown(side)[:_LONGEST]}' if side else ''}"


def _names(holder: DebateHolder) -> Sequence[str]:
    """An author's is the byline."""
    if holder.member.perspective == AUTHOR:
        return [holder.author] if holder.author else []
    return [holder.label, *holder.names]
