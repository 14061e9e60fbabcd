"""The rules for issues (listed in `rules`)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from service.domain.base import Span, text_of
from service.domain.issue import QUESTION_WORDS, Issue, Position, Question
from service.domain.sides import is_of_side
from service.domain.violation import Violation

if TYPE_CHECKING:
    from service.domain.argument_map import ArgumentMap


def issue_references(map_: ArgumentMap) -> Iterator[Violation]:
    """Checks that every perspective and unit an issue names exists, and that every span lies inside the text."""
    perspectives = {item.id for item in map_.perspectives}
    units = {item.id for item in map_.units}
    for issue in map_.issues:
        named = [position.perspective for position in issue.positions]
        for name in dict.fromkeys(named):
            if name not in perspectives:
                yield _broken("references", issue, f"names perspective {name!r}, which does not exist")
        for name in issue.units:
            if name not in units:
                yield _broken("references", issue, f"names unit {name!r}, which does not exist")
        words = (span for position in issue.positions for span in position.spans)
        for span in (*issue.question.spans, *issue.question.anchors, *words):
            if span.end > len(map_.document.text):
                yield _broken("spans", issue, f"[{span.start}, {span.end}) runs past the text")


def issue_questions(map_: ArgumentMap) -> Iterator[Violation]:
    for issue in map_.issues:
        for detail in question_faults(issue.question, map_.document.text):
            yield _broken("issue-question", issue, detail)


def issue_positions(map_: ArgumentMap) -> Iterator[Violation]:
    holders = {unit.id: unit.perspective for unit in map_.units}
    claims = {(unit.perspective, unit.spans): unit.id for unit in map_.units}
    parents = {item.id: item.parent for item in map_.perspectives}
    for issue in map_.issues:
        names = [position.perspective for position in issue.positions]
        for name, count in Counter(names).items():
            if count > 1:
                yield _broken("issue-positions", issue, f"{name} has {count} positions")
        if len(set(names)) < 2:
            yield _broken("issue-positions", issue, "fewer than two perspectives have a position in it")
        if not issue.units:
            yield _broken("issue-positions", issue, "no unit is a position in it")
        for position in issue.positions:
            for detail in (*position_faults(position, holders, parents), *_words_faults(position, claims)):
                yield _broken("issue-positions", issue, detail)


def one_issue_a_unit(map_: ArgumentMap) -> Iterator[Violation]:
    for unit, count in Counter(unit for issue in map_.issues for unit in issue.units).items():
        if count > 1:
            yield Violation("issue-units", f"unit {unit}", f"occurs {count} times in issues, but may occur only once")


def issue_contrasts(map_: ArgumentMap) -> Iterator[Violation]:
    for issue in map_.issues:
        listed = {position.perspective for position in issue.positions}
        pairs: Counter[frozenset[str]] = Counter()
        for contrast in issue.contrasts:
            pair = frozenset((contrast.a, contrast.b))
            pairs[pair] += 1
            if len(pair) < 2:
                yield _broken("issue-contrasts", issue, f"a contrast of {contrast.a} with itself")
            if not pair <= listed:
                missing = ", ".join(sorted(pair - listed))
                yield _broken("issue-contrasts", issue, f"a contrast names {missing}, who has no position in it")
        for pair, count in pairs.items():
            if count > 1:
                yield _broken("issue-contrasts", issue, f"{count} contrasts of {' and '.join(sorted(pair))}")


def question_faults(question: Question, text: str) -> Iterator[str]:
    """What is wrong with a question: too long, not a single plain line, or not the words of the text that it claims to
    be.
    """
    if len(question.text.split()) > QUESTION_WORDS:
        yield f"the question has more than {QUESTION_WORDS} words"
    if question.text != plain_line(question.text):
        yield "the question is not one plain line (control characters, line breaks or spaces at its edges)"
    if question.spans and _bare(question.text) != _bare(plain_line(text_of(question.spans, text))):
        yield "the question's text is not what its spans cut from the document"
    yield from _order_faults("anchor", question.anchors)


def position_faults(position: Position, holders: Mapping[str, str], parents: Mapping[str, str | None]) -> Iterator[str]:
    """What is wrong with a position. `holders`: unit id -> perspective; `parents`: perspective -> its side."""
    if position.stance == "holds" and not position.units and not position.spans:
        yield f"{position.perspective} holds a position without units and without words that show it"
    if position.stance != "holds" and position.units:
        yield f"{position.perspective} is {position.stance} and has units"
    for unit in position.units:
        if not is_of_side(holders[unit], position.perspective, parents):
            yield f"unit {unit} is held by {holders[unit]}, who is not of {position.perspective}"


def plain_line(text: str) -> str:
    """The text on one line, without control and format characters (line breaks, bidirectional marks).

    >>> plain_line("  Why do the\\nvillages empty? ")
    'Why do the villages empty?'
    """
    kinds = {letter: unicodedata.category(letter) for letter in set(text)}
    shown = "".join(letter for letter in text if kinds[letter] not in ("Cf", "Cs"))
    return " ".join("".join(" " if kinds[letter] in ("Cc", "Zl", "Zp") else letter for letter in shown).split())


def _bare(text: str) -> str:
    """For comparison: a question in the text's words may begin with a capital and end with a question mark."""
    return text.rstrip("?.! ").casefold()


def _words_faults(position: Position, claims: Mapping[tuple[str, tuple[Span, ...]], str]) -> Iterator[str]:
    """`claims`: perspective and spans of each unit -> its id."""
    yield from _order_faults("stretch of words", position.spans)
    claim = claims.get((position.perspective, position.spans)) if position.spans else None
    if claim is not None:
        yield f"the words that show the stance of {position.perspective} are its unit {claim}"


def _order_faults(name: str, spans: tuple[Span, ...]) -> Iterator[str]:
    at = 0
    for span in spans:
        if span.start < at:
            yield f"the {name} [{span.start}, {span.end}) is out of order or overlaps another"
        at = span.end


def _broken(rule: str, issue: Issue, detail: str) -> Violation:
    return Violation(rule, f"issue {issue.id}", detail)
