"""The third question: what links the paragraphs, and what the article as a whole argues for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.domain.argument import AUTHOR, Relation, RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Paragraph
from service.domain.graph import find_cycle, outgoing_relations, taken_back
from service.engines.answers import LinksAnswer, RelationAnswer
from service.engines.llm.decoding import Decoded, Repairs, parse_object, string_list
from service.engines.llm.linking import Linking, as_relation
from service.engines.llm.numbering import fence_of, shown
from service.engines.llm.rows import LINK_PATTERN, LinkRow, parse_link

WINDOW_UNITS = 240
"""Units shown in one call; the paragraphs of a longer article are read in windows, which overlap by a quarter."""
UNIT_CHARACTERS = 400
BETWEEN_CHARACTERS = 240
"""Shown of a unit, and of a stretch between units, which loses its middle."""
_SYMBOLS = {"support": "s", "rebut": "r", "undercut": "u"}
_KINDS: dict[str, RelationKind] = {"s": "support", "r": "rebut", "u": "undercut"}


@dataclass(frozen=True)
class LinksQuestion:
    """A window of the draft's units, numbered from 1 in text order."""

    draft: ArgumentMap
    units: tuple[Unit, ...]

    @cached_property
    def _outgoing(self) -> dict[str, Relation]:
        return outgoing_relations(self.draft.relations)

    @cached_property
    def _inner(self) -> tuple[Relation, ...]:
        """The draft's relations between the units of this window."""
        ids = {unit.id for unit in self.units}
        return tuple(relation for relation in self.draft.relations if not ids.isdisjoint(relation.sources))

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        return {
            "title": shown(self.draft.document.title or ""),
            "fence": fence_of(self.draft.document.sha256, "links", *(unit.id for unit in self.units)),
            "article_lines": self._article_lines(),
        }

    def _article_lines(self) -> str:
        """Paragraph by paragraph, units marked in the text: `That is why ⟦12 author: its text⟧-> s10 in May.`

        A unit that points nowhere yet is followed by `*`; of one in several pieces the last piece is.
        """
        first, last = self.units[0].paragraph, self.units[-1].paragraph
        whole = len(self.units) == sum(not unit.implicit for unit in self.draft.units)
        lines = []
        for paragraph in self.draft.document.paragraphs:
            if paragraph.kind == "furniture" or not (whole or first <= paragraph.index <= last):
                continue
            mark = "#" if paragraph.kind == "heading" else "¶"
            lines.append(f"{mark} {paragraph.index + 1}: {self._marked(paragraph)}")
        return "\n".join(lines)

    def _marked(self, paragraph: Paragraph) -> str:
        text = self.draft.document.text
        pieces = sorted(
            (span.start, number, span)
            for number, unit in enumerate(self.units, start=1)
            if unit.paragraph == paragraph.index
            for span in unit.spans
        )
        parts, at = [], paragraph.start
        for _, number, span in pieces:
            parts += [_between(text[at : span.start]), self._bracketed(span, number)]
            at = span.end
        parts.append(_between(text[at : paragraph.end]))
        return " ".join(part for part in parts if part)

    def _bracketed(self, span: Span, number: int) -> str:
        unit = self.units[number - 1]
        head = f"{number} {self._holder(unit)}" if span == unit.spans[0] else str(number)
        tail = self._pointer(unit) if span == unit.spans[-1] else ""
        return f"⟦{head}: {_unbracketed(span.cut(self.draft.document.text))[:UNIT_CHARACTERS].strip()}⟧{tail}"

    def _holder(self, unit: Unit) -> str:
        if unit.perspective == AUTHOR:
            return "author"
        labels = {item.id: _unbracketed(item.label) for item in self.draft.perspectives}
        return labels.get(unit.perspective, "?")

    def _pointer(self, unit: Unit) -> str:
        numbers = {unit.id: number for number, unit in enumerate(self.units, start=1)}
        relation = self._outgoing.get(unit.id)
        if relation is None:
            return "*"
        target = relation.target
        if relation.kind == "undercut":
            aimed = next((item for item in self._inner if item.id == relation.target), None)
            target = aimed.sources[0] if aimed else ""
        return f"-> {_SYMBOLS[relation.kind]}{numbers[target]}" if target in numbers else ""

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        rows = {"type": "array", "maxItems": len(self.units), "items": {"type": "string", "pattern": LINK_PATTERN}}
        properties = {"conclusion": {"type": "string", "pattern": "^([0-9]{1,6})?$"}, "links": rows}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def decode(self, raw: str) -> Decoded[LinksAnswer]:
        """Links in the draft's ids; those that cannot stand in its trees are left out, each with a warning.

        A unit that points somewhere in the draft is moved by a link of its own, or freed (`14 -`). A link that the
        model doubts is left out, too.
        """
        repairs = Repairs()
        value = parse_object(raw, repairs)
        rows = None if value is None else string_list(value, "links", len(self.units), repairs)
        if value is None or rows is None:
            return Decoded(None, tuple(repairs.warnings), tuple(repairs.errors))
        listed: list[LinkRow] = []
        bad = 0
        for text in rows:
            row = parse_link(text)
            if row is None or not self._names_units(row):
                bad += 1
                repairs.warn("bad-row", f"a link breaks the grammar or names a unit that does not exist: {text[:60]!r}")
            else:
                listed.append(row)
        linking = Linking(self.draft.relations, repairs)
        for row in sorted(listed, key=lambda row: row.kind == "u"):  # an undercut may aim at a link listed after it
            self._link(row, linking)
        if bad * 2 > len(rows):
            repairs.errors.append(f"{bad} of {len(rows)} links break the grammar or name units that do not exist.")
        answer = LinksAnswer(
            relations=tuple(linking.relations),
            moved=tuple(linking.moved),
            conclusion=self._conclusion(value, repairs),
        )
        return Decoded(answer, tuple(repairs.warnings), tuple(repairs.errors))

    def _names_units(self, row: LinkRow) -> bool:
        numbers = (row.source,) if row.target is None else (row.source, row.target)
        return all(1 <= number <= len(self.units) for number in numbers)

    def _link(self, row: LinkRow, linking: Linking) -> None:
        source = self.units[row.source - 1]
        if row.kind is None or row.target is None:
            linking.free(source.id)
            return
        said = f"the link {row.source} {row.kind}{row.target}"
        if row.doubtful:  # no relation is better than a guessed one (guidelines, 6)
            linking.repairs.warn("doubtful-link", f"{said} was marked as doubtful; it was left out")
            return
        target = self.units[row.target - 1]
        kind = _KINDS[row.kind]
        linking.link(RelationAnswer(id=f"l.{source.id}", kind=kind, sources=(source.id,), target=target.id), said)

    def _conclusion(self, value: dict[str, Any], repairs: Repairs) -> str | None:
        named = value.get("conclusion")
        if not isinstance(named, str) or not named:
            return None
        unit = self.units[int(named) - 1] if named.isdecimal() and 1 <= int(named) <= len(self.units) else None
        if unit is None or unit.perspective != AUTHOR:
            repairs.warn(
                "bad-conclusion", f"the article's conclusion was said to be {named[:12]!r}, no unit of the author's"
            )
            return None
        return unit.id


def _unbracketed(text: str) -> str:
    """As shown, and no double bracket in it, so that the ones around a unit are always ours."""
    return shown(text).replace("⟦", "[").replace("⟧", "]")


def _between(text: str) -> str:
    words = _unbracketed(text).strip()
    if len(words) <= BETWEEN_CHARACTERS:
        return words
    return f"{words[: BETWEEN_CHARACTERS // 2]} ... {words[-BETWEEN_CHARACTERS // 2 :]}"


def questions_of(draft: ArgumentMap) -> list[LinksQuestion]:
    """The windows in which links are asked for; one, unless the article is very long; none for fewer than two units."""
    units = [unit for unit in draft.units if not unit.implicit]
    if len(units) < 2:
        return []
    step = WINDOW_UNITS * 3 // 4
    starts = range(0, max(1, len(units) - WINDOW_UNITS // 4), step)
    return [LinksQuestion(draft, tuple(units[at : at + WINDOW_UNITS])) for at in starts]


def answer_without_model(draft: ArgumentMap) -> LinksAnswer | None:
    """The answer where there is nothing to ask: at most one paragraph with units, and at most one open claim in it."""
    units = [unit for unit in draft.units if not unit.implicit]
    if len({unit.paragraph for unit in units}) > 1:
        return None
    outgoing = outgoing_relations(draft.relations)
    claims = [unit.id for unit in units if unit.perspective == AUTHOR and unit.id not in outgoing]
    return LinksAnswer(conclusion=claims[0] if claims else None) if len(claims) < 2 else None


def conclusion_question(draft: ArgumentMap, answers: Sequence[LinksAnswer]) -> LinksQuestion | None:
    """A last question about the windows' conclusions only, where there was more than one window."""
    named = {answer.conclusion for answer in answers if answer.conclusion is not None}
    units = tuple(unit for unit in draft.units if unit.id in named)
    return LinksQuestion(draft, units) if len(units) > 1 else None


def merged(draft: ArgumentMap, answers: Sequence[LinksAnswer], conclusion: str | None) -> LinksAnswer:
    """The windows' links as one answer: a unit's first link counts; of a circle over two windows the last is cut."""
    moved = dict.fromkeys(unit for answer in answers for unit in answer.moved)
    drafted = taken_back(draft.relations, moved)
    names = {relation.id for relation in drafted}
    kept: dict[str, RelationAnswer] = {}
    for relation in (relation for answer in answers for relation in answer.relations):
        if relation.id not in kept and (relation.kind != "undercut" or relation.target in names | kept.keys()):
            kept[relation.id] = relation
    while cycle := find_cycle([*drafted, *map(as_relation, kept.values())]):
        in_cycle = [name for name in kept if f"relation {name}" in cycle]
        kept = _without(in_cycle[-1], kept)
    return LinksAnswer(relations=tuple(kept.values()), moved=tuple(moved), conclusion=conclusion)


def _without(name: str, relations: dict[str, RelationAnswer]) -> dict[str, RelationAnswer]:
    """The relations less one, and less what undercuts it."""
    lost = {name}
    for other, relation in relations.items():
        if relation.kind == "undercut" and relation.target in lost:
            lost.add(other)
    return {other: relation for other, relation in relations.items() if other not in lost}
