"""The third question: what links the paragraphs, and what the article as a whole argues for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.domain.argument import AUTHOR, RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.engines.answers import LinksAnswer, RelationAnswer
from service.engines.llm.confidence import ReadingOrder, relation_features, weights_of
from service.engines.llm.decoding import Decoded, Repairs, object_schema, parse_object, rows_schema, string_list
from service.engines.llm.numbering import article_lines, fence_of, shown, without_brackets
from service.engines.llm.rows import CLAIM_PATTERN, LINK_PATTERN, LinkRow, RowKind, parse_link

WINDOW_UNITS = 240
"""Units shown in one call; the paragraphs of a longer article are read in windows, which overlap by a quarter."""
BETWEEN_CHARACTERS = 240
"""Shown of a stretch between units, which loses its middle."""
QUOTED = 60
"""Characters of a claim in a warning."""
_KINDS: dict[str, RelationKind] = {"s": "support", "r": "rebut", "u": "undercut"}


@dataclass(frozen=True)
class LinksQuestion:
    """A window of the draft's units, numbered from 1 in text order.

    An answer names the claim of each paragraph before it draws arrows; that helps the model to plan, and is not kept.
    """

    draft: ArgumentMap
    units: tuple[Unit, ...]

    def values(self) -> dict[str, object]:
        """What the prompt's template is given."""
        return {
            "title": shown(self.draft.document.title or ""),
            "fence": fence_of(self.draft.document.sha256, "links", *(unit.id for unit in self.units)),
            "article_lines": article_lines(self.draft, self.units, self._between),
        }

    def _between(self, span: Span) -> str:
        words = without_brackets(span.cut(self.draft.document.text)).strip()
        if len(words) <= BETWEEN_CHARACTERS:
            return words
        return f"{words[: BETWEEN_CHARACTERS // 2]} ... {words[-BETWEEN_CHARACTERS // 2 :]}"

    def schema(self) -> dict[str, Any]:
        """The strict JSON schema of an answer."""
        properties = {
            "conclusion": {"type": "string", "pattern": "^([0-9]{1,6})?$"},
            "claims": rows_schema(CLAIM_PATTERN, len({unit.paragraph for unit in self.units})),
            "links": rows_schema(LINK_PATTERN, len(self.units)),
        }
        return object_schema(properties)

    def decode(self, raw: str) -> Decoded[LinksAnswer]:
        """All relations between the window's units, in the draft's ids; what cannot stand is listed as a warning."""
        repairs = Repairs()
        value = parse_object(raw, repairs)
        rows = None if value is None else string_list(value, "links", len(self.units), repairs)
        if value is None or rows is None:
            return repairs.decoded(None)
        conclusion = self._conclusion(value, repairs)
        answer = LinksAnswer(
            relations=self._weighed(relations_of(self._pointers(rows, repairs), repairs)),
            redrawn=tuple(unit.id for unit in self.units),
            conclusion=conclusion,
        )
        return repairs.decoded(answer)

    def _weighed(self, relations: Sequence[RelationAnswer]) -> tuple[RelationAnswer, ...]:
        """The relations with their confidence, as calibrated on the gold maps (see `confidence`)."""
        units = {unit.id: unit for unit in self.units}
        starts = {relation.id: relation.sources[0] for relation in relations}
        order, weighed = ReadingOrder(self.draft), []
        for relation in relations:
            source, target = units[relation.sources[0]], units[starts.get(relation.target, relation.target)]
            features = relation_features(order, relation.kind, source, target)
            weighed.append(relation.model_copy(update={"confidence": weights_of("relations").confidence(features)}))
        return tuple(weighed)

    def _pointers(self, rows: Sequence[str], repairs: Repairs) -> dict[str, Pointer]:
        """What each unit does, in text order."""
        listed: dict[int, LinkRow] = {}
        bad = 0
        for text in rows:
            row = parse_link(text)
            if row is None or not (1 <= row.source <= len(self.units) and 1 <= row.target <= len(self.units)):
                bad += 1
                repairs.warn("bad-row", f"a link breaks the grammar or names a unit that does not exist: {text[:60]!r}")
            elif row.doubtful:  # no relation is better than a guessed one (guidelines, 6)
                repairs.warn("doubtful-link", self._doubted(row))
            elif row.source in listed:
                repairs.warn("second-relation", f"the link {text.strip()!r}: the unit has one already; it was left out")
            else:
                listed[row.source] = row
        if bad * 2 > len(rows):
            repairs.errors.append(f"{bad} of {len(rows)} links break the grammar or name units that do not exist.")
        return {
            self.units[row.source - 1].id: Pointer(row.kind, self.units[row.target - 1].id)
            for _, row in sorted(listed.items())
        }

    def _doubted(self, row: LinkRow) -> str:
        source, target = (_quoted(self.units[number - 1].text) for number in (row.source, row.target))
        return f"The model was not sure that {source} bears on {target}; this link was left out."

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


def _quoted(words: str) -> str:
    return f"“{words if len(words) <= QUOTED else words[: QUOTED - 1].rstrip() + '…'}”"


def questions_of(draft: ArgumentMap) -> list[LinksQuestion]:
    """The windows in which links are asked for; one, unless the article is very long; none for fewer than two units."""
    units = [unit for unit in draft.units if not unit.implicit]
    if len(units) < 2:
        return []
    step = WINDOW_UNITS * 3 // 4
    starts = range(0, max(1, len(units) - WINDOW_UNITS // 4), step)
    return [LinksQuestion(draft, tuple(units[at : at + WINDOW_UNITS])) for at in starts]


def answer_without_model(draft: ArgumentMap) -> LinksAnswer | None:
    """The answer where there is nothing to ask: fewer than two units."""
    units = [unit for unit in draft.units if not unit.implicit]
    if len(units) > 1:
        return None
    return LinksAnswer(conclusion=next((unit.id for unit in units if unit.perspective == AUTHOR), None))


def conclusion_question(draft: ArgumentMap, answers: Sequence[LinksAnswer]) -> LinksQuestion | None:
    """A last question about the windows' conclusions only, where there was more than one window."""
    named = {answer.conclusion for answer in answers if answer.conclusion is not None}
    units = tuple(unit for unit in draft.units if unit.id in named)
    return LinksQuestion(draft, units) if len(units) > 1 else None


def merged(answers: Sequence[LinksAnswer], conclusion: str | None) -> LinksAnswer:
    """The windows' links as one answer: a unit's first link counts."""
    redrawn = tuple(dict.fromkeys(unit for answer in answers for unit in answer.redrawn))
    kept: dict[str, RelationAnswer] = {}
    led_on: set[str] = set()
    for relation in (relation for answer in answers for relation in answer.relations):
        if relation.id not in kept and led_on.isdisjoint(relation.sources):
            kept[relation.id] = relation
            led_on.update(relation.sources)
    return LinksAnswer(
        relations=tuple(kept.values()),
        redrawn=redrawn,
        conclusion=conclusion,
        concessions=tuple(dict.fromkeys(item for answer in answers for item in answer.concessions)),
        motions=tuple(dict.fromkeys(item for answer in answers for item in answer.motions)),
    )


@dataclass(frozen=True)
class Pointer:
    """What one unit does: `kind` as in the rows, `target` another unit's reference."""

    kind: RowKind
    target: str


def relations_of(pointers: Mapping[str, Pointer], repairs: Repairs) -> tuple[RelationAnswer, ...]:
    """Relations named `r` + their first source, units by their reference; `pointers` in text order."""
    return _built(_without_dangling_links(pointers, repairs), repairs)


def _without_dangling_links(pointers: Mapping[str, Pointer], repairs: Repairs) -> dict[str, Pointer]:
    """The pointers, less links to a unit that has no relation to share, and pointers at oneself."""
    kept: dict[str, Pointer] = {}
    for unit, pointer in pointers.items():
        if pointer.target == unit:
            repairs.warn("self-target", f"unit {unit} points at itself; the relation was left out")
        elif pointer.kind == "+" and _base(unit, pointers) is None:
            repairs.warn(
                "linked-to-nothing", f"unit {unit} is linked with {pointer.target}, which has no relation to share"
            )
        else:
            kept[unit] = pointer
    return kept


def _base(unit: str, pointers: Mapping[str, Pointer]) -> str | None:
    """The unit whose relation `unit` shares, itself where it is linked with none; None where none."""
    seen: set[str] = set()
    while unit in pointers and unit not in seen:
        if pointers[unit].kind != "+":
            return unit
        seen.add(unit)
        unit = pointers[unit].target
    return None


def _built(pointers: Mapping[str, Pointer], repairs: Repairs) -> tuple[RelationAnswer, ...]:
    sources: dict[str, list[str]] = {unit: [unit] for unit, pointer in pointers.items() if pointer.kind != "+"}
    for unit, pointer in pointers.items():
        base = _base(unit, pointers)
        if pointer.kind == "+" and base is not None:
            sources[base].append(unit)
    built = []
    for unit, members in sources.items():
        kind, target = _aimed(unit, pointers, repairs)
        if target in members:
            repairs.warn(
                "self-target", f"unit {unit} is linked with the unit that it points at; the relation was left out"
            )
            continue
        built.append(RelationAnswer(id=f"r{unit}", kind=kind, sources=tuple(members), target=target))
    return _without_lost_targets(built)


def _aimed(unit: str, pointers: Mapping[str, Pointer], repairs: Repairs) -> tuple[RelationKind, str]:
    """Kind and target; an undercut of a unit that has no relation out becomes a rebuttal of the unit itself."""
    pointer = pointers[unit]
    if pointer.kind != "u":
        return _KINDS[pointer.kind], pointer.target
    base = _base(pointer.target, pointers)
    if base is not None and base != unit:
        return "undercut", f"r{base}"
    warning = "An objection to a step found no step to object to; it stands as an objection to the claim itself."
    if all(earlier.detail != warning for earlier in repairs.warnings):
        repairs.warn("undercut-of-nothing", warning)
    return "rebut", pointer.target


def _without_lost_targets(relations: list[RelationAnswer]) -> tuple[RelationAnswer, ...]:
    """The relations, less undercuts of one that was left out."""
    while True:
        names = {relation.id for relation in relations}
        kept = [relation for relation in relations if relation.kind != "undercut" or relation.target in names]
        if len(kept) == len(relations):
            return tuple(kept)
        relations = kept
