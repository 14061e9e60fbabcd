"""The issues of the map from an engine's answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.domain.argument import Perspective, Unit
from service.domain.base import Span, text_of
from service.domain.document import Document
from service.domain.issue import QUESTION_LENGTH, QUESTION_WORDS, Issue, Position, Question
from service.domain.issue_rules import plain_line
from service.domain.issue_settling import settle_issues
from service.domain.provenance import MapWarning
from service.domain.spans import disjoint
from service.engines.answers import IssueAnswer, IssuesAnswer, QuestionAnswer


def assemble_issues(
    answer: IssuesAnswer | None,
    document: Document,
    units: Sequence[Unit],
    perspectives: Sequence[Perspective],
    warnings: list[MapWarning],
) -> tuple[Issue, ...]:
    """The valid issues, numbered `i0`, `i1`, ... in the order of their first units in the text."""
    proposed = (
        [] if answer is None else [item for given in answer.issues if (item := _issue(given, document, warnings))]
    )
    by_confidence = sorted(proposed, key=lambda issue: -issue.confidence)
    settled = settle_issues({issue.id: issue for issue in by_confidence}.values(), units, perspectives)
    warnings.extend(MapWarning(code=repair.code, detail=repair.detail) for repair in settled.repairs)
    places = {unit.id: place for place, unit in enumerate(units)}
    ordered = sorted(settled.issues, key=lambda issue: min(places[unit] for unit in issue.units))
    names: dict[str | None, str] = {issue.id: f"i{number}" for number, issue in enumerate(ordered)}
    return tuple(
        issue.model_copy(update={"id": names[issue.id], "parent": names.get(issue.parent)}) for issue in ordered
    )


def _issue(given: IssueAnswer, document: Document, warnings: list[MapWarning]) -> Issue | None:
    question = _question(given, document, warnings)
    if question is None:
        return None
    values = {name: getattr(given, name) for name in ("id", "parent", "contrasts", "confidence")}
    return Issue(question=question, positions=tuple(_with_words(item, document) for item in given.positions), **values)


def _with_words(position: Position, document: Document) -> Position:
    """The position with its word spans in order and within the text."""
    spans = _within(position.spans, document)
    return position if spans == position.spans else position.model_copy(update={"spans": spans})


def _question(given: IssueAnswer, document: Document, warnings: list[MapWarning]) -> Question | None:
    """In the text's words if the answer names them, else the model's, else those of a passage that raises it."""
    asked = given.question
    anchors = _within(asked.anchors, document)
    for spans in (asked.spans, *((anchor,) for anchor in anchors)):
        words = plain_line(text_of(spans, document.text)) if _inside(spans, document) else ""
        text = words or (plain_line(asked.text) if spans == asked.spans else "")
        if _fits(text):
            if spans != asked.spans:
                warnings.append(_bad_question(asked, "the words of the article that raise it stand in its place"))
            return Question(text=text, spans=spans if words else (), anchors=anchors)
    warnings.append(_bad_question(asked, "it was left out"))
    return None


def _inside(spans: Sequence[Span], document: Document) -> bool:
    return bool(spans) and all(span.end <= len(document.text) for span in spans)


def _fits(text: str) -> bool:
    return bool(text) and len(text) <= QUESTION_LENGTH and len(text.split()) <= QUESTION_WORDS


def _bad_question(asked: QuestionAnswer, done: str) -> MapWarning:
    fault = f"was longer than {QUESTION_WORDS} words" if asked.text or asked.spans else "had no words"
    return MapWarning(code="bad-question", detail=f"A question between the sides {fault}; {done}.")


def _within(spans: Iterable[Span], document: Document) -> tuple[Span, ...]:
    """Those within the text, in its order; of two that overlap, the one that begins first, or else the shorter one."""
    within = (span for span in spans if span.end <= len(document.text))
    return disjoint(sorted(within, key=lambda span: (span.start, span.end)))
