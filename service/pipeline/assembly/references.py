"""What the units' pronouns and other anaphors refer to, from an engine's answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from service.domain.argument import Reference, Unit, references_within
from service.domain.base import Span
from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.answers import ReferencesAnswer


def with_references(
    units: Sequence[Unit], answer: ReferencesAnswer | None, document: Document, warnings: list[MapWarning]
) -> list[Unit]:
    """The units with the answer's valid references; invalid ones are listed as warnings."""
    proposed: dict[str, list[Reference]] = defaultdict(list)
    for item in answer.references if answer is not None else ():
        proposed[item.unit].append(_in_order(item.reference))
    known = {unit.id for unit in units}
    lost = sum(len(items) for name, items in proposed.items() if name not in known)
    found = []
    for unit in units:
        offered = proposed.get(unit.id, [])
        kept = references_within([item for item in offered if _stands(item, document)], unit.spans)
        lost += len(offered) - len(kept)
        found.append(unit.model_copy(update={"references": kept}) if kept else unit)
    if lost:
        detail = f"What {_words(lost)} for was not found in the text; nothing is put in their place."
        warnings.append(MapWarning(code="bad-reference", detail=detail))
    return found


def _words(count: int) -> str:
    return "one pronoun stands" if count == 1 else f"{count} pronouns stand"


def _in_order(reference: Reference) -> Reference:
    """Its spans in text order, overlapping ones merged."""
    joined: list[Span] = []
    for span in sorted(reference.spans, key=lambda item: (item.start, item.end)):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
        else:
            joined.append(Span(start=span.start, end=span.end))
    return reference.model_copy(update={"spans": tuple(joined)})


def _stands(reference: Reference, document: Document) -> bool:
    return all(span.end <= len(document.text) and not span.overlaps(reference) for span in reference.spans)
