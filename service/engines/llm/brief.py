"""The brief: once a map, with the numbered article and the map in view; sentences with the segments they rest on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.brief.brief import KINDS, count_words, limit_for
from service.domain.brief.composing import faults_of
from service.domain.brief.ground import Ground
from service.domain.brief.model_answer import BriefAnswer, ModelClaim, ModelGroup, ModelSentence
from service.domain.brief.voices import Heard
from service.domain.document import Segment
from service.domain.meaning.camps import reasons_for
from service.domain.meaning.signs import is_against
from service.domain.meaning.supposed import modal_of
from service.engines.llm.decoding import Decoded, Repairs, object_schema, parse_object
from service.engines.llm.numbering import fence_of, shown, without_brackets

WINDOW_SEGMENTS = 2_500
"""Of a longer text only the segments with units are shown, the first so many."""
MAX_GROUPS, MAX_SENTENCES, MAX_CLAIMS = 9, 9, 8
_ASKED = 0.97
"""So much of the limit of words is asked for: models count roughly, and sentences beyond it are left out."""
_LEAST = 0.8
"""A brief with less than this share of the limit of words has left answers out; the model is asked again."""
_ROW = re.compile(r"^\s*(\d+)(?:\s*[-–]\s*(\d+))?\s*$")
_LINKS = 60
_CONTRASTS = {"rival": "≠", "same": "="}
_MARK = re.compile(r"\[([\d :;,–-]{3,200})\]")
_CLOSING = re.compile(r"^[^\w\s“„«(\[→–—-]+")
"""Punctuation behind a mark, which belongs to the claim before."""
_TAIL = 5
"""The most words behind a sentence's last mark that still belong to its claim ("..., says Holt")."""
NO_VOICE = -1
Mark = tuple[int, str]
"""A voice's number, and the rows of segments: `(1, "3-4,7")`."""


class BriefQuestion:
    """What is asked about one map; segments are numbered from 1, voices from 0, the author's."""

    def __init__(self, map_: ArgumentMap, language: str | None = None) -> None:
        self._ground = Ground(map_)
        self._language = language or map_.document.language
        self._heard = Heard(self._ground)
        self._voices = list(self._heard.voices)

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        document = self._ground.map.document
        about = (document.title, document.outlet, document.author, document.published)
        return {
            "about": shown(" · ".join(part for part in about if part)),
            "fence": fence_of(document.sha256, "brief"),
            "language": self._language,
            "words": int(limit_for(self._ground.map) * _ASKED),
            "voices": "\n".join(self._voice_lines()),
            "article_lines": "\n".join(self._article_lines()),
            "map_lines": "\n".join(self._map_lines()),
        }

    @cached_property
    def _segments(self) -> tuple[Segment, ...]:
        """The numbered segments: those of body paragraphs and headings."""
        document = self._ground.map.document
        found = document.segments
        if len(found) > WINDOW_SEGMENTS:
            found = tuple(segment for segment in found if self._heard.units_at(segment))[:WINDOW_SEGMENTS]
        return found

    def _voice_lines(self) -> Iterator[str]:
        numbers = {name: number for number, name in enumerate(self._voices)}
        for name, voice in self._heard.voices.items():
            perspective = self._ground.look.perspectives.get(name)
            parent = perspective.parent if perspective else None
            side = f", of {numbers[parent]}" if parent in numbers else ""
            yield f"{numbers[name]} = {'the author' if name == AUTHOR else without_brackets(voice.label)}{side}"

    def _article_lines(self) -> Iterator[str]:
        """`12 (2<4)| text`: its holders' numbers, where that is not the author alone."""
        text, paragraph = self._ground.text, -1
        for number, segment in enumerate(self._segments, start=1):
            if segment.paragraph != paragraph:
                yield from self._heads(paragraph, segment.paragraph)
                paragraph = segment.paragraph
            holders = self._holders(segment)
            yield f"{number}{f' ({holders})' if holders else ''}| {shown(segment.cut(text)).strip()}"

    def _heads(self, before: int, paragraph: int) -> Iterator[str]:
        """The headings passed since the last paragraph, and the mark of a new one."""
        document = self._ground.map.document
        for block in document.paragraphs[before + 1 : paragraph]:
            if block.kind == "heading":
                yield f"# {shown(block.cut(self._ground.text)).strip()}"
        yield f"¶ {paragraph + 1}"

    def _holders(self, segment: Segment) -> str:
        units = [unit for unit in self._heard.units_at(segment) if unit.perspective != AUTHOR]
        if units:
            return ";".join(dict.fromkeys(self._held(unit) for unit in units))
        heard = self._heard.at(segment) - {AUTHOR}
        sides = {self._ground.look.parents.get(name) for name in heard}
        return ";".join(str(number) for number, name in enumerate(self._voices) if name in heard - sides)

    def _held(self, unit: Unit) -> str:
        """`2?<4`: supposed of 2, as 4 tells; `2-`: 2 denies or doubts it."""
        look = self._ground.look
        mark = ("?" if modal_of(look, unit) else "") + ("-" if is_against(look, unit) else "")
        names = (unit.perspective, *self._ground.reporters(unit))
        first, *others = (str(self._voices.index(name)) for name in names)
        return "<".join([f"{first}{mark}", *others])

    def _map_lines(self) -> Iterator[str]:
        ground = self._ground
        main = ground.look.units.get(ground.map.conclusion or "")
        if main is not None:
            yield f"Thesis: {self._places([main])}"
        for motion in ground.map.motions:
            mover = f" moved by {self._voices.index(motion.mover)}" if motion.mover else ""
            record = self._numbers(motion.outcome.spans)
            yield f"Motion: {self._numbers(motion.spans)}{mover}: {motion.outcome.kind}{f' {record}' if record else ''}"
        yield from self._issue_lines()
        for item in ground.objections:
            relation = ground.look.relations[item.relation]
            objection = self._places(ground.look.units[name] for name in relation.sources)
            answer = self._places(ground.look.units[name] for name in item.answers) or "none in the map"
            aim = self._places([ground.look.attacked_by(relation)])
            yield f"Objection: {objection} against {aim}; answer: {answer}"
        for concession in ground.map.concessions:
            to = f" to {self._voices.index(concession.to)}" if concession.to else ""
            units = self._places(ground.look.units[name] for name in concession.units)
            yield f"Granted by {self._voices.index(concession.by)}{to}: {units}"
        reasons = list(self._reasons())[:_LINKS]
        if reasons:
            yield f"Reasons: {'; '.join(reasons)}"

    def _issue_lines(self) -> Iterator[str]:
        for issue in self._ground.map.issues:
            answers = [
                f"{self._voices.index(position.perspective)}: {places}"
                for position in issue.positions
                if (places := self._places(self._ground.look.units[name] for name in position.units) or position.stance)
            ]
            answers += [
                f"{self._voices.index(item.a)}{_CONTRASTS[item.kind]}{self._voices.index(item.b)}"
                for item in issue.contrasts
                if item.kind in _CONTRASTS
            ]
            yield f"Question: {' | '.join([without_brackets(issue.question.text), *answers])}"

    def _reasons(self) -> Iterator[str]:
        for unit in self._ground.map.units:
            reasons = [reason for reason in reasons_for(self._ground.look, unit) if not reason.implicit]
            if reasons and not unit.implicit:
                yield f"{self._places([unit])} because {self._places(reasons)}"

    def _places(self, units: Any) -> str:
        return self._numbers(span for unit in units for span in unit.spans)

    def _numbers(self, spans: Any) -> str:
        """The numbers of the segments that these stretches overlap: `4-6,9`."""
        found = sorted({number for span in spans for number in self._overlapped(span)})
        runs: list[list[int]] = []
        for number in found:
            if runs and number == runs[-1][1] + 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)

    def _overlapped(self, span: Span) -> Iterator[int]:
        at = bisect_right(self._segments, span.start, key=lambda segment: segment.end)
        while at < len(self._segments) and self._segments[at].start < span.end:
            yield at + 1
            at += 1

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        text = {"type": "string", "maxLength": 900}
        sentence = object_schema({"kind": {"type": "string", "enum": list(KINDS)}, "text": text})
        sentences = {"type": "array", "maxItems": MAX_SENTENCES, "items": sentence}
        group = object_schema({"heading": {"type": "string", "maxLength": 80}, "sentences": sentences})
        return object_schema({"groups": {"type": "array", "maxItems": MAX_GROUPS, "items": group}})

    def decode(self, raw: str) -> Decoded[BriefAnswer]:
        """The sentences with the spans they cite. Each sentence that fails a check is an error, and so is a brief that
        is too long or much too short.
        """
        repairs = Repairs()
        value = parse_object(raw, repairs)
        groups = None if value is None else value.get("groups")
        if value is not None and not isinstance(groups, list):
            repairs.errors.append('"groups" is missing or is not an array.')
        if not isinstance(groups, list):
            return repairs.decoded(None)
        answer = BriefAnswer(groups=tuple(self._group(item) for item in groups[:MAX_GROUPS] if isinstance(item, dict)))
        faults = faults_of(self._ground.map, answer, self._language)
        if not any(group.sentences for group in answer.groups):
            repairs.errors.append("It has no sentences.")
            return repairs.decoded(None)
        repairs.errors += self._length_errors(answer)
        if faults:
            repairs.errors.append("Write these sentences anew, and keep the others:")
        repairs.errors += faults
        return repairs.decoded(answer)

    def _length_errors(self, answer: BriefAnswer) -> Iterator[str]:
        words = sum(
            count_words(text)
            for group in answer.groups
            for text in (group.heading, *(item.text for item in group.sentences))
        )
        limit = limit_for(self._ground.map)
        if words > limit:
            over = words - limit
            yield f"It has {words} words with its headings, {limit} are the most: tighten by {over}, lose no answer."
        elif words < _LEAST * limit:
            yield f"It has only {words} of {limit} words: say what the article has and the brief leaves out."

    def _group(self, given: Mapping[str, Any]) -> ModelGroup:
        sentences = [item for item in _listed(given, "sentences") if item.get("kind") in KINDS]
        return ModelGroup(
            heading=shown(str(given.get("heading") or "")).strip(),
            sentences=tuple(
                ModelSentence(kind=item["kind"], claims=claims)
                for item in sentences[:MAX_SENTENCES]
                if (claims := tuple(self._claims(shown(str(item.get("text") or "")))))
            ),
        )

    def _claims(self, text: str) -> Iterator[ModelClaim]:
        """Those of a marked sentence; words without a mark are a claim that cites nothing."""
        for words, marks in islice(marked_claims(text), MAX_CLAIMS):
            for number, (voice, rows) in enumerate(marks):
                spans = tuple(self._cited(rows))
                yield ModelClaim(text=words, voice=self._voice(voice), spans=spans, shared=number > 0)
            if not marks:
                yield ModelClaim(text=words, voice="")

    def _voice(self, number: int) -> str:
        return self._voices[number] if 0 <= number < len(self._voices) else ""

    def _cited(self, rows: str) -> Iterator[Span]:
        for row in rows.split(","):
            match = _ROW.match(row)
            first = int(match[1]) if match else 0
            last = int(match[2] or match[1]) if match else 0
            for number in range(max(first, 1), min(last, first + 20, len(self._segments)) + 1):
                segment = self._segments[number - 1]
                yield Span(start=segment.start, end=segment.end)


def _listed(given: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    items = given.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def marked_claims(text: str) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The claims of a sentence, each with its marks; without any where words at the end have none.

    >>> told = "Trams pay [1: 3-4] → “not here”, says Ann [2: 9; 3: 12]. Nobody asked for them at all."
    >>> for claim in marked_claims(told):
    ...     print(claim)
    ('Trams pay', ((1, '3-4'),))
    ('→ “not here”, says Ann.', ((2, '9'), (3, '12')))
    ('Nobody asked for them at all.', ())
    """
    *marked, tail = _MARK.split(text)
    words, marks = [part.strip() for part in marked[::2]], marked[1::2]
    rests = [part.strip() for part in (*words[1:], tail)] if words else []
    for number, rest in enumerate(rests):
        closing = _CLOSING.match(rest)
        if closing:
            words[number] += closing[0]
            rest = rest[closing.end() :].strip()
        if number + 1 < len(words):
            words[number + 1] = rest
        elif count_words(rest) <= _TAIL:
            words[number] = f"{words[number]} {rest}".strip()
            rest = ""
        tail = rest
    for claim, mark in zip(words, marks, strict=True):
        yield claim, tuple(_mark(part) for part in mark.split(";"))
    if count_words(tail):
        yield tail.strip(), ()


def _mark(part: str) -> Mark:
    voice, _, rows = part.partition(":")
    return int(voice) if voice.strip().isdecimal() else NO_VOICE, rows.strip()
