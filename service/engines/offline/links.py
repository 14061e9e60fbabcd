"""A draft map -> what links its paragraphs, and what the article argues for. Few links, and only those the text
makes.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.engines.answers import LinksAnswer, RelationAnswer
from service.engines.offline.arguing.signals import Signals, read_signals

_LEAST_CONCLUSION = 1.0


def links_of(draft: ArgumentMap) -> LinksAnswer:
    """Links between conclusions of neighbouring paragraphs where a connective makes them, and the article's
    conclusion.
    """
    tops = [unit for unit in draft.units if unit.role == "conclusion" and not unit.implicit]
    conclusion = _conclusion(draft, tops)
    return LinksAnswer(relations=tuple(_links(draft, tops)), conclusion=conclusion.id if conclusion else None)


def _conclusion(draft: ArgumentMap, tops: Sequence[Unit]) -> Unit | None:
    """The author's unit that most looks like what the rest is for; null where none does."""
    own = [unit for unit in tops if unit.perspective == AUTHOR]
    if not own:
        return None
    supported = {relation.target for relation in draft.relations if relation.kind == "support"}
    last = max(unit.paragraph for unit in draft.units)
    first = min(unit.paragraph for unit in draft.units)
    scored = []
    for unit in own:
        signals = _signals(draft, unit)
        value = 2.0 * signals.deontic + 0.5 * signals.stance + 0.4 * signals.evaluation + 1.0 * signals.result
        value += 0.8 * (unit.id in supported) + 0.7 * (unit.paragraph == last) + 0.6 * (unit.paragraph == first)
        value -= 1.5 * signals.question + 1.0 * signals.concession
        scored.append((value, unit))
    value, best = max(scored, key=lambda item: item[0])
    return best if value >= _LEAST_CONCLUSION or last == first else None


def _signals(draft: ArgumentMap, unit: Unit) -> Signals:
    """Signals of the unit with the words before it in its sentence, where its connectives stand."""
    text = draft.document.text
    start, paragraph = unit.spans[0].start, draft.document.paragraphs[unit.paragraph]
    stops = [text.rfind(mark, paragraph.start, start) for mark in (". ", "? ", "! ", "; ")]
    opening = max([paragraph.start, *(stop + 2 for stop in stops if stop >= 0)])
    return read_signals(text[opening : unit.spans[-1].end])


def _links(draft: ArgumentMap, tops: Sequence[Unit]) -> list[RelationAnswer]:
    """A paragraph that opens with "therefore" or "but" goes on from what the paragraph before it concluded."""
    links: list[RelationAnswer] = []
    leading = {source for relation in draft.relations for source in relation.sources}
    by_paragraph = {unit.paragraph: unit for unit in reversed(tops)}
    for unit in by_paragraph.values():
        before = by_paragraph.get(unit.paragraph - 1)
        if before is None or not _opens_paragraph(draft, unit):
            continue
        signals = _signals(draft, unit)
        if (
            signals.result
            and not signals.contrast
            and unit.perspective == before.perspective
            and before.id not in leading
        ):
            links.append(_relation(len(links), "support", before, unit))
            leading.add(before.id)
        elif signals.contrast and unit.perspective != before.perspective and unit.id not in leading:
            links.append(_relation(len(links), "rebut", unit, before))
            leading.add(unit.id)
    return links


def _opens_paragraph(draft: ArgumentMap, unit: Unit) -> bool:
    paragraph = draft.document.paragraphs[unit.paragraph]
    between = draft.document.text[paragraph.start : unit.spans[0].start]
    return len(between.split()) <= 8


def _relation(number: int, kind: str, source: Unit, target: Unit) -> RelationAnswer:
    return RelationAnswer.model_validate(
        {"id": f"link{number}", "kind": kind, "sources": (source.id,), "target": target.id, "confidence": 0.5}
    )
