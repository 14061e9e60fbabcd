"""Corrections of issues (merge, split, move a position), and the effect of other corrections on issues, concessions and
motions.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.changes import AnswerIssue, Ask, MovePosition, SetContrast, Split
from service.domain.edited_map import EditedMap
from service.domain.issue import Contrast, Issue, Position
from service.domain.issue_settling import joined
from service.domain.sides import line_of
from service.domain.spans import disjoint
from service.errors import InvalidMap


def merge_issues(edited: EditedMap, kept: Issue, merged: list[Issue]) -> None:
    """One issue with the positions, contrasts and anchors of all; it keeps the question of the issue that remains."""
    every = (kept, *merged)
    gone = {issue.id for issue in merged}
    anchors = sorted({span for issue in every for span in issue.question.anchors}, key=lambda span: span.start)
    question = kept.question.model_copy(update={"anchors": disjoint(anchors)})
    positions = _one_each(position for issue in every for position in issue.positions)
    contrasts = _first_of_each(contrast for issue in every for contrast in issue.contrasts)
    for name in gone:
        del edited.parts["issue"][name]
    parent = None if kept.parent in gone else kept.parent
    _put(edited, kept, question=question, positions=positions, contrasts=contrasts, parent=parent)
    for issue in [item for item in edited.parts["issue"].values() if item.parent in gone]:
        _put(edited, issue, parent=kept.id)


def split_issue(edited: EditedMap, change: Split) -> None:
    """Moves these units to a new issue, with the contrasts between their perspectives; stances shown only by words
    stay.
    """
    issue: Issue = edited.get("issue", change.id)
    foreign = [unit for unit in change.units if unit not in issue.units]
    if foreign or change.question is None:
        raise InvalidMap(f"unit {foreign[0]!r} is no position in issue {issue.id!r}" if foreign else "no question")
    taken = set(change.units)
    leaving = tuple(
        position.model_copy(update={"units": units, "spans": ()})
        for position in issue.positions
        if (units := tuple(unit for unit in position.units if unit in taken))
    )
    left = tuple(
        position.model_copy(update={"units": units})
        for position in issue.positions
        if (units := tuple(unit for unit in position.units if unit not in taken))
        or position.spans
        or not position.units
    )
    new = Issue(
        id=edited.id_for("issue", change.new),
        question=change.question,
        parent=issue.parent,
        positions=leaving,
        contrasts=_between(issue.contrasts, leaving),
        confidence=issue.confidence,
    )
    _put(edited, issue, positions=left, contrasts=_between(issue.contrasts, left))
    edited.parts["issue"][new.id] = new


def move_position(edited: EditedMap, change: MovePosition) -> None:
    """Moves the position to the other issue. An issue with fewer than two remaining positions is removed."""
    source, target = edited.get("issue", change.issue), edited.get("issue", change.to)
    position = source.position_of(change.perspective)
    if position is None or source.id == target.id:
        raise InvalidMap(f"{change.perspective!r} has no position in {change.issue!r} that could move to {change.to!r}")
    left = tuple(item for item in source.positions if item != position)
    _put(edited, source, positions=left, contrasts=_between(source.contrasts, left))
    _put(edited, target, positions=_one_each([*target.positions, position]))
    edited.settle_issues()


def ask_issue(edited: EditedMap, change: Ask) -> None:
    """Takes the units out of the issues that they answered. An issue with fewer than two remaining positions is
    removed.
    """
    issue = Issue(id=edited.id_for("issue", change.new), question=change.question)
    for unit in change.units:
        _stop_answering(edited, unit)
        issue = _answered(edited, issue, unit)
    if len(issue.positions) < 2:
        raise InvalidMap("a question needs the answers of two holders")
    edited.parts["issue"][issue.id] = issue


def answer_issue(edited: EditedMap, change: AnswerIssue) -> None:
    """Moves the unit from the issue that it answered to this one."""
    asked: Issue | None = edited.get("issue", change.issue) if change.issue is not None else None
    if asked is None or change.unit not in asked.units:
        _stop_answering(edited, change.unit)
    if asked is not None:
        edited.parts["issue"][asked.id] = _answered(edited, asked, change.unit)


def set_contrast(edited: EditedMap, change: SetContrast) -> None:
    issue: Issue = edited.get("issue", change.issue)
    others = tuple(item for item in issue.contrasts if {item.a, item.b} != {change.a, change.b})
    new = () if change.kind is None else (Contrast(a=change.a, b=change.b, kind=change.kind),)
    _put(edited, issue, contrasts=(*others, *new))


def _answered(edited: EditedMap, issue: Issue, unit: str) -> Issue:
    """The issue with the unit in the position of its holder, else of the nearest side above that has one."""
    holder = edited.get("unit", unit).perspective
    parents = {item.id: item.parent for item in edited.parts["perspective"].values()}
    listed = {position.perspective for position in issue.positions}
    answering = next((name for name in line_of(holder, parents) if name in listed), holder)
    new = Position(perspective=answering, units=(unit,))
    return issue.model_copy(update={"positions": _one_each([*issue.positions, new])})


def _stop_answering(edited: EditedMap, unit: str) -> None:
    for issue in [item for item in edited.parts["issue"].values() if unit in item.units]:
        left = (item.model_copy(update={"units": _less(item.units, unit)}) for item in issue.positions)
        positions = tuple(item for item in left if item.units or item.stance != "holds" or item.spans)
        _put(edited, issue, positions=positions, contrasts=_between(issue.contrasts, positions))


def _less(units: tuple[str, ...], unit: str) -> tuple[str, ...]:
    return tuple(name for name in units if name != unit)


def stand_for(edited: EditedMap, unit: str, *others: str) -> None:
    """Positions and concessions with `unit` replaced by the other units, without duplicates."""

    def replaced(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new for name in names for new in (others if name == unit else (name,))))

    edited.concessions = tuple(item.model_copy(update={"units": replaced(item.units)}) for item in edited.concessions)
    for issue in [item for item in edited.parts["issue"].values() if unit in item.units]:
        positions = [position.model_copy(update={"units": replaced(position.units)}) for position in issue.positions]
        _put(edited, issue, positions=tuple(positions))


def hold_for(edited: EditedMap, perspective: str, other: str) -> None:
    """Transfers positions, concessions and motions from one perspective to another."""

    def renamed(name: str) -> str:
        return other if name == perspective else name

    edited.concessions = tuple(
        item.model_copy(update={"by": renamed(item.by), "to": renamed(item.to) if item.to else None})
        for item in edited.concessions
    )
    edited.motions = tuple(
        item.model_copy(update={"mover": renamed(item.mover) if item.mover else None}) for item in edited.motions
    )

    for issue in list(edited.parts["issue"].values()):
        positions = (
            position.model_copy(update={"perspective": renamed(position.perspective)}) for position in issue.positions
        )
        contrasts = (Contrast(a=renamed(item.a), b=renamed(item.b), kind=item.kind) for item in issue.contrasts)
        _put(edited, issue, positions=_one_each(positions), contrasts=_first_of_each(contrasts))


def _one_each(positions: Iterable[Position]) -> tuple[Position, ...]:
    """One position for each perspective, with the units of all of its positions."""
    found: dict[str, Position] = {}
    for position in positions:
        found[position.perspective] = joined(found.get(position.perspective), position)
    return tuple(found.values())


def _first_of_each(contrasts: Iterable[Contrast]) -> tuple[Contrast, ...]:
    found: dict[frozenset[str], Contrast] = {}
    for contrast in contrasts:
        if contrast.a != contrast.b:
            found.setdefault(frozenset((contrast.a, contrast.b)), contrast)
    return tuple(found.values())


def _between(contrasts: Iterable[Contrast], positions: Iterable[Position]) -> tuple[Contrast, ...]:
    listed = {position.perspective for position in positions}
    return tuple(contrast for contrast in contrasts if {contrast.a, contrast.b} <= listed)


def _put(edited: EditedMap, issue: Issue, **values: object) -> None:
    edited.parts["issue"][issue.id] = issue.model_copy(update=values)
