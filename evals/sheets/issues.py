"""Issues of a label sheet, and sheets of issues alone, which are labelled on the units of a map that is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.sheets.errors import SheetError
from evals.sheets.model import IssueSheet, SheetIssue
from evals.sheets.quoting import QuoteError, find_quote
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.domain.issue import Issue, Position
from service.domain.provenance import MapWarning
from service.engines.answers import IssueAnswer, IssuesAnswer, QuestionAnswer
from service.pipeline.assembly.issues import assemble_issues

_NO_PARAGRAPH = 10**9


def with_issues(map_: ArgumentMap, sheet: IssueSheet) -> ArgumentMap:
    """The map with the sheet's issues, in the map's ids. Raises SheetError, which lists all problems."""
    problems: list[str] = []
    known = {unit.id for unit in map_.units}
    held = {item.id for item in map_.perspectives}

    def unit(name: str) -> str:
        if name not in known:
            problems.append(f"issues: {name!r} is no unit of the map")
        return name

    def perspective(name: str) -> str:
        if name not in held:
            problems.append(f"issues: {name!r} is no perspective of the map")
        return name

    answer = issues_answer(map_.document, sheet.issues, unit, perspective, problems)
    if problems:
        raise SheetError(sheet.id, problems)
    warnings: list[MapWarning] = []
    issues = assemble_issues(answer, map_.document, map_.units, map_.perspectives, warnings)
    if warnings:
        raise SheetError(sheet.id, [f"issues: {item.code}: {item.detail}" for item in warnings])
    return ArgumentMap.model_validate(dict(map_) | {"issues": with_notes(issues, sheet.issues, unit)})


def issues_answer(
    document: Document,
    issues: Sequence[SheetIssue],
    unit: Callable[[str], str],
    perspective: Callable[[str], str],
    problems: list[str],
) -> IssuesAnswer:
    """The issues in the map's terms; `unit` and `perspective` translate the sheet's ids and note what is not there."""

    def place(quotation: str) -> Span:
        try:
            return find_quote(document, _NO_PARAGRAPH, quotation)
        except QuoteError as error:
            problems.append(f"issues: {error}; write @PARAGRAPH:QUOTATION")
            return Span(start=0, end=1)

    return IssuesAnswer(
        issues=tuple(
            IssueAnswer(
                id=item.id,
                question=QuestionAnswer(text=item.question, anchors=tuple(place(quote) for quote in item.anchors)),
                parent=item.parent,
                positions=tuple(
                    Position(
                        perspective=perspective(position.perspective),
                        units=tuple(unit(name) for name in position.units),
                        stance=position.stance,
                        spans=tuple(place(quote) for quote in position.words),
                    )
                    for position in item.positions
                ),
                contrasts=tuple(
                    contrast.model_copy(update={"a": perspective(contrast.a), "b": perspective(contrast.b)})
                    for contrast in item.contrasts
                ),
            )
            for item in issues
        )
    )


def with_notes(issues: Sequence[Issue], sheet: Sequence[SheetIssue], unit: Callable[[str], str]) -> tuple[Issue, ...]:
    """The issues with the annotator's notes; an issue is known by its units."""
    notes = {
        frozenset(unit(name) for position in item.positions for name in position.units): item.note for item in sheet
    }
    return tuple(issue.model_copy(update={"note": notes.get(frozenset(issue.units))}) for issue in issues)
