"""Repairs issues after other parts of the map changed, and reports every repair.

A unit's holder decides where it may be: a unit that changed sides leaves the position, a position with neither units
nor words leaves the issue, and an issue with fewer than two positions is removed. If words that show a stance have
become a unit of the same holder, the unit replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.argument import Perspective, Unit
from service.domain.issue import Contrast, Issue, Position
from service.domain.sides import acyclic_parents, is_of_side


@dataclass(frozen=True)
class IssueRepair:
    """A warning code, and a description of the repair."""

    code: str
    detail: str


@dataclass
class SettledIssues:
    """The issues after repair, and the repairs made."""

    issues: tuple[Issue, ...] = ()
    repairs: list[IssueRepair] = field(default_factory=list)


def settle_issues(issues: Iterable[Issue], units: Iterable[Unit], perspectives: Iterable[Perspective]) -> SettledIssues:
    """The issues without anything that breaks a rule; a unit in two issues stays in the first. Questions are not
    checked.
    """
    settling = _Settling(tuple(units), {item.id: item.parent for item in perspectives})
    kept = [settled for issue in issues if (settled := settling.settle(issue)) is not None]
    return SettledIssues(tuple(settling.with_parents(kept)), settling.repairs)


class _Settling:
    def __init__(self, units: Sequence[Unit], parents: Mapping[str, str | None]) -> None:
        self.holders = {unit.id: unit.perspective for unit in units}
        self.claims = {(unit.perspective, unit.spans): unit.id for unit in units if unit.spans}
        self.parents = parents
        self.taken: set[str] = set()
        self.repairs: list[IssueRepair] = []

    def tell(self, code: str, detail: str) -> None:
        self.repairs.append(IssueRepair(code, detail))

    def settle(self, issue: Issue) -> Issue | None:
        positions: dict[str, Position] = {}
        taken_here: set[str] = set()
        for position in issue.positions:
            settled = self.position(issue.id, position, taken_here)
            if settled is not None:
                positions[position.perspective] = joined(positions.get(position.perspective), settled)
        if len(positions) < 2 or not any(position.units for position in positions.values()):
            self.tell("too-few-positions", "A question was left out: fewer than two sides answer it.")
            return None
        self.taken |= taken_here
        contrasts = tuple(self.contrasts(issue, positions))
        return issue.model_copy(update={"positions": tuple(positions.values()), "contrasts": contrasts})

    def position(self, issue: str, position: Position, taken_here: set[str]) -> Position | None:
        if position.perspective not in self.parents:
            self.tell("unknown-id", "A question named a side that is not in the map; that side was left out.")
            return None
        claim = self.claims.get((position.perspective, position.spans))
        spans = position.spans if claim is None else ()
        if position.stance != "holds":
            return position.model_copy(update={"units": (), "spans": spans})
        named = dict.fromkeys((*position.units, *([claim] if claim else [])))
        units = tuple(unit for unit in named if self.may_stand(issue, unit, position, taken_here))
        taken_here.update(units)
        return position.model_copy(update={"units": units, "spans": spans}) if units or spans else None

    def may_stand(self, issue: str, unit: str, position: Position, taken_here: set[str]) -> bool:
        if unit not in self.holders:
            self.tell("unknown-id", "An answer to a question is not a claim of the map; it was left out.")
        elif not is_of_side(self.holders[unit], position.perspective, self.parents):
            self.tell(
                "foreign-position",
                "A claim stood as the answer of a side that does not hold it; it was left out of that side's answers.",
            )
        elif unit in self.taken or unit in taken_here:
            self.tell(
                "unit-in-two-positions",
                "A claim stood as the answer to two questions, or of two sides; it was kept where it came first.",
            )
        else:
            return True
        return False

    def contrasts(self, issue: Issue, positions: Mapping[str, Position]) -> Iterable[Contrast]:
        seen: set[frozenset[str]] = set()
        for contrast in issue.contrasts:
            pair = frozenset((contrast.a, contrast.b))
            if len(pair) == 2 and pair <= positions.keys() and pair not in seen:
                seen.add(pair)
                yield contrast
            else:
                self.tell(
                    "contrast",
                    "How two answers stand to each other could not be kept, since one of them is not there.",
                )

    def with_parents(self, issues: list[Issue]) -> Iterable[Issue]:
        """Clears parents that are gone or would close a cycle."""
        parents = acyclic_parents({issue.id: issue.parent for issue in issues})
        for issue in issues:
            if parents[issue.id] == issue.parent:
                yield issue
                continue
            self.tell(
                "issue-parent", "A question was listed under another that cannot contain it; it was made independent."
            )
            yield issue.model_copy(update={"parent": None})


def joined(one: Position | None, other: Position) -> Position:
    """Merges two positions of one perspective in one issue; holding an answer takes precedence over having none."""
    if one is None:
        return other
    units = tuple(dict.fromkeys((*one.units, *other.units)))
    stance = "holds" if "holds" in (one.stance, other.stance) else one.stance
    spans = next((item.spans for item in (one, other) if item.stance == stance and item.spans), ())
    return one.model_copy(update={"units": units, "stance": stance, "spans": spans})
