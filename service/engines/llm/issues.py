"""The fourth question: what the sides disagree about, once a document, on the map with its links."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from service.domain.argument import Concession, Perspective, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.issue import QUESTION_LENGTH, Contrast, Position
from service.domain.motion import Outcome
from service.engines.answers import IssueAnswer, IssuesAnswer, MotionAnswer, QuestionAnswer
from service.engines.llm.decoding import Decoded, Repairs, object_schema, parse_object, rows_schema
from service.engines.llm.links import WINDOW_UNITS
from service.engines.llm.numbering import Numbered, article_lines, fence_of, shown, stretches_between, without_brackets
from service.engines.llm.rows import (
    ANCHOR_PATTERN,
    CONCESSION_PATTERN,
    CONTRAST_PATTERN,
    MOTION_PATTERN,
    POSITION_PATTERN,
    STANCE_PATTERN,
    ContrastRow,
    Place,
    PositionRow,
    parse_concession,
    parse_contrast,
    parse_motion,
    parse_position,
    parse_words,
)

MAX_ISSUES, MAX_ANCHORS, MAX_CONCESSIONS = 12, 4, 24
PROCEEDINGS = "proceedings"
MAX_STANCE_WORDS = 40
"""More words are no stance but a passage: a row that names them has mistaken the numbers."""
CONFIDENCE = 0.8
_OPPOSING = re.compile(
    r"\b(?:resist\w*|oppos\w*|against|object(?:s|ed|ions?)|protest\w*|critici\w*|condemn\w*|denounc\w*|disagree\w*|fights?)\b",
    re.IGNORECASE,
)
"""Words of somebody who takes a side; whoever rejects a question does not answer it."""
_SIGNS = {"support": "s", "rebut": "r", "undercut": "u"}


@dataclass(frozen=True)
class IssuesQuestion:
    """A window of the draft's units, numbered from 1; perspectives are numbered from 0, the author's.

    `form`: of the prompt; `stances` lets words of the text stand in the place of units, `proceedings` asks for motions
    and concessions too. `language`: of the question's own words (ISO 639-1).
    """

    draft: ArgumentMap
    units: tuple[Unit, ...]
    part: int = 0
    form: str | None = None
    language: str | None = None

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        return {
            "title": shown(self.draft.document.title or ""),
            "fence": fence_of(self.draft.document.sha256, "issues", *(unit.id for unit in self.units)),
            "voices": self._voice_lines(),
            "article_lines": self._article_lines(),
            "arrows": self._arrows(),
            "language": self.language or self.draft.document.language,
        }

    def _article_lines(self) -> str:
        """Underscores inside units are shown as dashes, so that the one before a word's number is always ours."""
        marked = iter(self.outside.marked())
        lines = article_lines(self.draft, self.units, lambda _: without_brackets(next(marked)))
        return re.sub(r"⟦[^⟦⟧]*⟧", lambda unit: unit.group().replace("_", "-"), lines)

    @cached_property
    def outside(self) -> Numbered:
        """The stretches that are no unit, their words numbered through."""
        return Numbered(self.draft.document.text, tuple(stretches_between(self.draft, self.units)))

    @cached_property
    def _voices(self) -> tuple[Perspective, ...]:
        """The author, and whoever else is in the map."""
        return tuple(sorted(self.draft.perspectives, key=lambda item: item.kind != "author"))

    def _voice_lines(self) -> str:
        numbers = {voice.id: number for number, voice in enumerate(self._voices)}
        lines = []
        for number, voice in enumerate(self._voices):
            side = f"; of the side {numbers[voice.parent]}" if voice.parent in numbers else ""
            lines.append(f"{number} = {without_brackets(voice.label) if number else 'the author'}{side}")
        return "\n".join(lines)

    def _arrows(self) -> str:
        """The relations between the window's units, as the links step writes them."""
        numbers = {unit.id: number for number, unit in enumerate(self.units, start=1)}
        first_source = {relation.id: relation.sources[0] for relation in self.draft.relations}
        arrows: list[tuple[int, str]] = []
        for relation in self.draft.relations:
            target = numbers.get(first_source.get(relation.target, relation.target))
            known = [numbers[unit] for unit in relation.sources if unit in numbers]
            if target is not None and known:
                arrows.append((known[0], f"{known[0]} {_SIGNS[relation.kind]}{target}"))
                arrows += [(other, f"{other} +{known[0]}") for other in known[1:]]
        return ", ".join(text for _, text in sorted(arrows))

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        voices = len(self._voices)
        properties = {
            "question": {"type": "string", "maxLength": QUESTION_LENGTH},
            "anchors": rows_schema(ANCHOR_PATTERN, MAX_ANCHORS),
            "parent": {"type": "integer"},
            "positions": rows_schema(STANCE_PATTERN if self.form else POSITION_PATTERN, voices),
            "contrasts": rows_schema(CONTRAST_PATTERN, max(1, voices * (voices - 1) // 2)),
        }
        listed = {"type": "array", "maxItems": MAX_ISSUES, "items": object_schema(properties)}
        if self.form != PROCEEDINGS:
            return object_schema({"issues": listed})
        motions, concessions = rows_schema(MOTION_PATTERN, MAX_ISSUES), rows_schema(CONCESSION_PATTERN, MAX_CONCESSIONS)
        return object_schema({"motions": motions, "issues": listed, "concessions": concessions})

    def decode(self, raw: str) -> Decoded[IssuesAnswer]:
        """The issues in the draft's ids; rows that name what is not there are left out, with a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        listed = None if value is None else value.get("issues")
        if value is not None and not isinstance(listed, list):
            repairs.errors.append('"issues" is missing or is not an array.')
        if value is None or not isinstance(listed, list):
            return repairs.decoded(None)
        items = [item for item in listed[:MAX_ISSUES] if isinstance(item, dict)]
        issues = tuple(self._issue(number, item, len(items), repairs) for number, item in enumerate(items, start=1))
        answer = IssuesAnswer(
            issues=issues,
            motions=tuple(found for row in _strings(value, "motions") if (found := self._motion(row, repairs))),
            concessions=tuple(
                granted for row in _strings(value, "concessions") if (granted := self._concession(row, repairs))
            ),
        )
        return repairs.decoded(answer)

    def _motion(self, row: str, repairs: Repairs) -> MotionAnswer | None:
        parsed = parse_motion(row)
        pieces = [self._stated(place) for place in parsed.places] if parsed else []
        outcome = self._words(parsed.words) if parsed else None
        named = self._words(parsed.named) if parsed else None
        if parsed is None or not all(pieces) or outcome is None or named is None or not self._is_voice(parsed.mover):
            repairs.warn("bad-row", f"a motion breaks the grammar or names what does not exist: {row[:60]!r}")
            return None
        return MotionAnswer(
            spans=tuple(span for found in pieces for span in found),
            mover=None if parsed.mover is None else self._voices[parsed.mover].id,
            source=named[0] if named else None,
            outcome=Outcome(kind=parsed.outcome, spans=outcome),
        )

    def _stated(self, place: Place) -> tuple[Span, ...]:
        """The words, or the spans of the unit, that a place names; empty where it does not exist."""
        if place.words:
            return self.outside.word_pieces(place.first, place.last)
        return self.units[place.first - 1].spans if 1 <= place.first <= len(self.units) else ()

    def _words(self, places: Sequence[Place]) -> tuple[Span, ...] | None:
        """Words outside the units; None where some do not exist."""
        pieces = [self.outside.word_pieces(place.first, place.last) for place in places]
        return tuple(span for found in pieces for span in found) if all(pieces) else None

    def _is_voice(self, number: int | None) -> bool:
        return number is None or number < len(self._voices)

    def _concession(self, row: str, repairs: Repairs) -> Concession | None:
        parsed = parse_concession(row)
        known = parsed is not None and all(1 <= unit <= len(self.units) for unit in parsed.units)
        cue = self._words(parsed.words) if parsed else None
        if parsed is None or not known or cue is None or not (self._is_voice(parsed.by) and self._is_voice(parsed.to)):
            repairs.warn("bad-row", f"a concession breaks the grammar or names what does not exist: {row[:60]!r}")
            return None
        return Concession(
            by=self._voices[parsed.by].id,
            to=None if parsed.to is None else self._voices[parsed.to].id,
            units=tuple(self.units[unit - 1].id for unit in parsed.units),
            cue=cue[0] if cue else None,
        )

    def _issue(self, number: int, item: Mapping[str, Any], count: int, repairs: Repairs) -> IssueAnswer:
        positions = [made for row in _strings(item, "positions") if (made := self._position(row, repairs))]
        contrasts = [found for row in _strings(item, "contrasts") if (found := self._contrast(row, repairs))]
        if len(positions) < 2:
            repairs.errors.append(f"Issue {number} has fewer than two positions that name voices and units shown.")
        parent = item.get("parent")
        known = isinstance(parent, int) and 1 <= parent <= count and parent != number
        return IssueAnswer(
            id=self._id(number),
            question=self._question(item, repairs),
            parent=self._id(parent) if known and isinstance(parent, int) else None,
            positions=tuple(positions),
            contrasts=tuple(
                Contrast(a=self._voices[row.a].id, b=self._voices[row.b].id, kind=row.kind) for row in contrasts
            ),
            confidence=CONFIDENCE,
        )

    def _id(self, number: int) -> str:
        return f"i{self.part}.{number}" if self.part else f"i{number}"

    def _question(self, item: Mapping[str, Any], repairs: Repairs) -> QuestionAnswer:
        given = item.get("question")
        text = given if isinstance(given, str) else ""
        places = parse_words(text)
        spans = [self.outside.word_span(place.first, place.last) for place in places]
        if places and None in spans:
            repairs.warn("unknown-word", f"the question {text[:60]!r} names words that do not exist")
        anchors = [self._anchor(row, repairs) for row in _strings(item, "anchors")[:MAX_ANCHORS]]
        return QuestionAnswer(
            text="" if places else shown(text).strip()[:QUESTION_LENGTH],
            spans=tuple(span for span in spans if span is not None),
            anchors=tuple(span for span in anchors if span is not None),
        )

    def _anchor(self, row: str, repairs: Repairs) -> Span | None:
        places = parse_words(row)
        span = self.outside.word_span(places[0].first, places[0].last) if places else None
        if row.isdecimal() and 1 <= int(row) <= len(self.units):
            span = self.units[int(row) - 1].spans[0]
        if span is None:
            repairs.warn("unknown-word", f"an anchor names words or a unit that do not exist: {row[:60]!r}")
        return span

    def _position(self, row: str, repairs: Repairs) -> Position | None:
        parsed = parse_position(row)
        units = range(1, len(self.units) + 1)
        if parsed is None or parsed.voice >= len(self._voices) or any(unit not in units for unit in parsed.units):
            repairs.warn("bad-row", f"a position breaks the grammar or names what does not exist: {row[:60]!r}")
            return None
        spans = () if parsed.units else self._stance(parsed, row, repairs)
        if parsed.stance == "holds" and not parsed.units and not spans:
            repairs.warn("bad-row", f"a position has neither units nor words: {row[:60]!r}")
            return None
        numbers = [self.units[unit - 1].id for unit in parsed.units]
        words = " ".join(span.cut(self.draft.document.text) for span in spans)
        takes_a_side = parsed.stance == "rejects" and _OPPOSING.search(words)
        stance = "holds" if takes_a_side else parsed.stance
        return Position(perspective=self._voices[parsed.voice].id, units=tuple(numbers), stance=stance, spans=spans)

    def _stance(self, parsed: PositionRow, row: str, repairs: Repairs) -> tuple[Span, ...]:
        """The words that show a stance, in the order of the text; none, with a warning, where they cannot be right."""
        places = sorted({(place.first, place.last) for place in parsed.places})
        pieces = [self.outside.word_pieces(first, last) for first, last in places]
        few = sum(last - first + 1 for first, last in places) <= MAX_STANCE_WORDS
        apart = all(one[1] < other[0] for one, other in pairwise(places))
        if parsed.words and not (places and all(pieces) and few and apart):
            repairs.warn("unknown-word", f"the words of a stance do not exist, or are too many: {row[:60]!r}")
            return ()
        return tuple(span for found in pieces for span in found)

    def _contrast(self, row: str, repairs: Repairs) -> ContrastRow | None:
        parsed = parse_contrast(row)
        if parsed is None or max(parsed.a, parsed.b) >= len(self._voices):
            repairs.warn("bad-row", f"a contrast breaks the grammar or names what does not exist: {row[:60]!r}")
            return None
        return parsed


def _strings(item: Mapping[str, Any], key: str) -> list[str]:
    rows = item.get(key)
    return [row for row in rows if isinstance(row, str)] if isinstance(rows, list) else []


def questions_of(draft: ArgumentMap, form: str | None = None, language: str | None = None) -> list[IssuesQuestion]:
    """The windows in which issues are asked for; none where fewer than two perspectives say anything.

    `form`: of the prompt that asks; `language`: of the question's own words.
    """
    units = [unit for unit in draft.units if not unit.implicit]
    windows = [tuple(units[at : at + WINDOW_UNITS]) for at in range(0, len(units), WINDOW_UNITS)]
    asked = [window for window in windows if len({unit.perspective for unit in window}) > 1]
    single = len(asked) == 1
    return [
        IssuesQuestion(draft, window, 0 if single else part, form, language)
        for part, window in enumerate(asked, start=1)
    ]
