"""Finds what the sides of a draft map disagree about (guidelines, section 10): a sketch, each issue between two sides.

Units of two perspectives are rivals if one rebuts the other, or if one is put forward as a reply. Connected rivals
between the same two sides form one issue; its question is a question of the text near them, else the shortest of the
disputed claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain.argument import Attribution, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.domain.issue import QUESTION_WORDS, Contrast, Position
from service.domain.sides import related
from service.engines.answers import IssueAnswer, IssuesAnswer, QuestionAnswer
from service.engines.offline.debates.cues import cues_of
from service.engines.offline.lexicon import words

_LEAST_RELATION = 0.35
"""Least confidence of a rebuttal that makes two units rivals."""
_REPLY, _DENIAL = 0.25, 0.8
"""Confidence of rivals with no evidence but a verb of reply (about one in five is right on `development`), and of those
where one denies the other nearly in its own words.
"""
_REACH, _SAME_WORDS = 1, 0.5
"""Paragraphs that a reply may look back; least share of the shorter one's content words that a denial repeats."""
_REPLIES = words("verbs of reply")
_QUESTION = re.compile(r"(?<![^\s\"\u201c(])[A-Z][^.?!\n]{8,110}\?")


@dataclass(frozen=True)
class _Rivals:
    one: str
    other: str
    confidence: float


def issues_of(draft: ArgumentMap) -> IssuesAnswer:
    """The issues, the most confident first."""
    units = {unit.id: unit for unit in draft.units if not unit.implicit}
    found = _grouped(sorted(_rivals(draft, units), key=lambda rivals: -rivals.confidence), units)
    return IssuesAnswer(issues=tuple(_issue(draft, units, group) for group in found))


def _grouped(rivals: Sequence[_Rivals], units: dict[str, Unit]) -> list[list[_Rivals]]:
    """Rivals grouped by issue, the most confident first. A unit belongs to one issue, which only rivals between the
    same two perspectives can join.
    """
    groups: list[list[_Rivals]] = []
    home: dict[str, int] = {}
    for pair in rivals:
        homes = {home[name] for name in (pair.one, pair.other) if name in home}
        if not homes:
            home[pair.one] = home[pair.other] = len(groups)
            groups.append([pair])
            continue
        group = groups[next(iter(homes))]
        between = {units[name].perspective for name in (group[0].one, group[0].other)}
        if len(homes) == 1 and between == {units[pair.one].perspective, units[pair.other].perspective}:
            group.append(pair)
            home[pair.one] = home[pair.other] = next(iter(homes))
    return groups


def _rivals(draft: ArgumentMap, units: dict[str, Unit]) -> Iterator[_Rivals]:
    parents = {item.id: item.parent for item in draft.perspectives}

    def apart(one: str, other: str) -> bool:
        return not related(units[one].perspective, units[other].perspective, parents)

    for relation in draft.relations:
        if relation.kind == "rebut" and relation.confidence >= _LEAST_RELATION:
            for source in relation.sources:
                if source in units and relation.target in units and apart(source, relation.target):
                    yield _Rivals(source, relation.target, relation.confidence)
    yield from (found for found in _replies(draft, units) if apart(found.one, found.other))


def _replies(draft: ArgumentMap, units: dict[str, Unit]) -> Iterator[_Rivals]:
    """What is denied, countered or rejected is a rival of somebody else's unit shortly before it."""
    placed = sorted(units.values(), key=lambda unit: unit.spans[0].start)
    for number, unit in enumerate(placed):
        attribution = _attribution_of(draft, unit)
        if attribution is None or not _is_reply(draft.document, attribution):
            continue
        before = [
            other
            for other in placed[:number]
            if other.perspective != unit.perspective and unit.paragraph - other.paragraph <= _REACH
        ]
        if before:
            likest = max(before, key=lambda other: _shared_words(unit.text, other.text))
            if attribution.attitude == "denies" and _shared_words(unit.text, likest.text) >= _SAME_WORDS:
                yield _Rivals(unit.id, likest.id, _DENIAL)
            else:
                yield _Rivals(unit.id, before[-1].id, _REPLY)


def _shared_words(one: str, other: str) -> float:
    """The share of the shorter text's content words that the other has too."""
    words_of = cues_of(one).content, cues_of(other).content
    return len(words_of[0] & words_of[1]) / max(1, min(map(len, words_of)))


def _attribution_of(draft: ArgumentMap, unit: Unit) -> Attribution | None:
    return next((item for item in draft.attributions if item.id == unit.attribution), None)


def _is_reply(document: Document, attribution: Attribution) -> bool:
    if attribution.attitude == "denies":
        return True
    cue = "" if attribution.cue is None else attribution.cue.cut(document.text).lower()
    return any(word in _REPLIES for word in cue.split())


def _issue(draft: ArgumentMap, units: dict[str, Unit], rivals: Sequence[_Rivals]) -> IssueAnswer:
    names = {name for pair in rivals for name in (pair.one, pair.other)}
    order = sorted(names, key=lambda name: units[name].spans[0].start)
    positions: dict[str, list[str]] = {}
    for name in order:
        positions.setdefault(units[name].perspective, []).append(name)
    one, other = positions
    return IssueAnswer(
        id=f"issue-{order[0]}",
        question=_question(draft.document, [units[name] for name in order]),
        positions=tuple(Position(perspective=key, units=tuple(held)) for key, held in positions.items()),
        contrasts=(Contrast(a=one, b=other, kind="rival"),),
        confidence=round(min(0.95, rivals[0].confidence), 3),
    )


def _question(document: Document, units: Sequence[Unit]) -> QuestionAnswer:
    """In words of the text: a question in the first unit's paragraph or the heading above, else the shortest of the
    claims, cut at a clause.
    """
    first = document.paragraphs[units[0].paragraph]
    headings = [item for item in document.paragraphs[: first.index] if item.kind == "heading"]
    for paragraph in (first, *headings[-1:]):
        for match in _QUESTION.finditer(document.text, paragraph.start, min(paragraph.end, units[-1].spans[0].start)):
            if len(match.group().split()) <= QUESTION_WORDS:
                span = Span(start=match.start(), end=match.end())
                return QuestionAnswer(spans=(span,), anchors=(span,))
    shortest = min(units, key=lambda unit: len(unit.text))
    return QuestionAnswer(spans=(_shortened(document, shortest.spans[0]),), anchors=(shortest.spans[0],))


def _shortened(document: Document, span: Span) -> Span:
    """The span, cut at a clause or word so that it is short enough for a question."""
    ends = [match.end() for match in re.finditer(r"\S+", span.cut(document.text))][:QUESTION_WORDS]
    limit = span.start + ends[-1]
    if limit >= span.end:
        return span
    clauses = [item.start for item in document.segments if span.start < item.start <= limit]
    end = clauses[-1] if clauses and clauses[-1] - span.start > (limit - span.start) // 2 else limit
    text = document.text[span.start : end].rstrip(" ,;:\u2013\u2014")
    return Span(start=span.start, end=span.start + len(text))
