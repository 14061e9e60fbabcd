"""The issues of a map with the arguments for each position, for all sides or for two of them."""

from __future__ import annotations

from service.domain.argument_map import ArgumentMap
from service.domain.base import Confidence, Frozen, Span, text_of
from service.domain.issue import Contrast, PositionStance, Question
from service.domain.sides import related
from service.domain.trees import TreeNode, subtrees


class PositionView(Frozen):
    """A position with the argument trees under its units, which are the trees' roots, in the position's order.

    `words`: the words at `spans` that show its stance without being a claim; empty if there are none.
    """

    perspective: str
    stance: PositionStance
    trees: tuple[TreeNode, ...] = ()
    words: str = ""
    spans: tuple[Span, ...] = ()


class IssueView(Frozen):
    """`own_words`: the question consists of words of the text; otherwise a model or a person wrote it."""

    id: str
    question: Question
    own_words: bool
    parent: str | None
    positions: tuple[PositionView, ...]
    contrasts: tuple[Contrast, ...]
    confidence: Confidence


class IssueList(Frozen):
    """The issues in the map's order."""

    issues: tuple[IssueView, ...] = ()


def view_issues(map_: ArgumentMap, *, between: tuple[str, str] | None = None, depth: int | None = None) -> IssueList:
    """All issues, or those in which both of two perspectives have a position, with only these two positions.

    A side includes its members' positions, and a member those of its side. `depth`: levels of reasons below a position.
    """
    found = []
    for issue in map_.issues:
        listed = [item.perspective for item in issue.positions]
        kept = set(listed) if between is None else _between(map_, listed, between)
        if kept:
            positions = [item for item in issue.positions if item.perspective in kept]
            found.append(
                IssueView(
                    id=issue.id,
                    question=issue.question,
                    own_words=bool(issue.question.spans),
                    parent=issue.parent,
                    positions=tuple(
                        PositionView(
                            perspective=item.perspective,
                            stance=item.stance,
                            trees=subtrees(map_, item.units, depth=depth),
                            words=text_of(item.spans, map_.document.text),
                            spans=item.spans,
                        )
                        for item in positions
                    ),
                    contrasts=tuple(item for item in issue.contrasts if {item.a, item.b} <= kept),
                    confidence=issue.confidence,
                )
            )
    return IssueList(issues=tuple(found))


def _between(map_: ArgumentMap, listed: list[str], two: tuple[str, str]) -> set[str]:
    """The positions of the two sides; none where one of them has none."""
    parents = {item.id: item.parent for item in map_.perspectives}
    sides = [{name for name in listed if related(name, side, parents)} for side in two]
    return sides[0] | sides[1] if all(sides) and sides[0] != sides[1] else set()
