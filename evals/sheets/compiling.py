"""From a label sheet and its article's text to a gold map."""

from __future__ import annotations

from datetime import UTC, datetime

from evals.sheets.errors import SheetError
from evals.sheets.issues import issues_answer, with_notes
from evals.sheets.model import Sheet, SheetParagraph, SheetRelation
from evals.sheets.quoting import QuoteError, find_mentions, find_quote
from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document
from service.domain.provenance import Provenance
from service.engines.answers import (
    AttributedStretch,
    IssuesAnswer,
    LinksAnswer,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
    Voice,
    VoicesAnswer,
)
from service.pipeline.assembly import assemble
from service.reading import read_text
from service.reading.build import number_segments


def compile_sheet(sheet: Sheet, text: str) -> ArgumentMap:
    """The map that the sheet describes. Raises SheetError: nothing in gold is repaired in silence."""
    document = _document(sheet, text)
    problems: list[str] = []
    structures = [_structure(document, paragraph, problems) for paragraph in sheet.paragraphs]
    voices = VoicesAnswer(voices=tuple(_voices(document, sheet)))
    if problems:
        raise SheetError(sheet.id, problems)
    made = {
        "map_id": sheet.id,
        "provenance": Provenance(engine=sheet.annotator, finished=datetime.now(UTC)),
        "carry_on": False,
    }
    draft = assemble(document, voices, structures, None, **made)  # type: ignore[arg-type]
    places = {(unit.paragraph, unit.spans): unit.id for unit in draft.units}
    names = {
        f"{structure.paragraph}.{unit.id}": places.get((structure.paragraph, unit.spans), "")
        for structure in structures
        for unit in structure.units
    }
    links = _links(sheet, names, problems)
    issues = _issues(sheet, draft, names, problems)
    map_ = assemble(document, voices, structures, links, issues, **made)  # type: ignore[arg-type]
    problems += [f"paragraph {item.paragraph}: {item.code}: {item.detail}" for item in map_.provenance.warnings]
    if problems:
        raise SheetError(sheet.id, problems)
    return _with_notes(map_, sheet, names)


def _document(sheet: Sheet, text: str) -> Document:
    document = read_text(text, title=sheet.title)
    if len(document.paragraphs) != len(sheet.kinds):
        detail = f"`kinds` has {len(sheet.kinds)} entries, the text has {len(document.paragraphs)} blocks"
        raise SheetError(sheet.id, [detail])
    paragraphs = tuple(
        paragraph.model_copy(update={"kind": kind})
        for paragraph, kind in zip(document.paragraphs, sheet.kinds, strict=True)
    )
    segments = number_segments(document.text, paragraphs, document.language)
    return document.model_copy(update={"paragraphs": paragraphs, "segments": segments})


def _voices(document: Document, sheet: Sheet) -> list[Voice]:
    return [
        Voice(
            key=item.id,
            label=item.label,
            kind=item.kind,
            parent=item.parent,
            aliases=item.aliases,
            mentions=tuple(span for alias in item.aliases for span in find_mentions(document, alias)),
        )
        for item in sheet.perspectives
    ]


def _structure(document: Document, labels: SheetParagraph, problems: list[str]) -> StructureAnswer:
    number = labels.paragraph

    def span(quotation: str) -> Span:
        try:
            return find_quote(document, number, quotation)
        except QuoteError as error:
            problems.append(str(error))
            return Span(start=0, end=1)

    return StructureAnswer(
        paragraph=number,
        attributions=tuple(
            AttributedStretch(
                id=item.id,
                voice=item.perspective,
                within=item.within,
                source=span(item.source) if item.source else None,
                cue=span(item.cue) if item.cue else None,
                content=tuple(span(quotation) for quotation in item.content),
                attitude=item.attitude,
            )
            for item in labels.attributions
        ),
        units=tuple(
            UnitAnswer(
                id=item.id,
                spans=tuple(span(quotation) for quotation in item.text),
                attribution=item.attribution,
            )
            for item in labels.units
        ),
        relations=tuple(_relation(item) for item in labels.relations),
    )


def _relation(item: SheetRelation) -> RelationAnswer:
    return RelationAnswer(id=item.id, kind=item.kind, sources=item.sources, target=item.target)


def _links(sheet: Sheet, names: dict[str, str], problems: list[str]) -> LinksAnswer:
    def name(reference: str) -> str:
        if not names.get(reference):
            problems.append(f"links: {reference!r} names no unit; write PARAGRAPH.ID")
        return names.get(reference, reference)

    relation_ids = {
        f"{part.paragraph}.{item.id}": f"p{part.paragraph}:{item.id}"
        for part in sheet.paragraphs
        for item in part.relations
    }
    relation_ids |= {item.id: item.id for item in sheet.links}
    relations = []
    for item in sheet.links:
        target = relation_ids.get(item.target, item.target) if item.kind == "undercut" else name(item.target)
        sources = tuple(name(source) for source in item.sources)
        relations.append(RelationAnswer(id=item.id, kind=item.kind, sources=sources, target=target))
    return LinksAnswer(relations=tuple(relations), conclusion=name(sheet.conclusion) if sheet.conclusion else None)


def _issues(sheet: Sheet, draft: ArgumentMap, names: dict[str, str], problems: list[str]) -> IssuesAnswer:
    by_label = {item.label: item.id for item in draft.perspectives}
    holders = {AUTHOR: AUTHOR} | {item.id: by_label.get(item.label, "") for item in sheet.perspectives}

    def unit(reference: str) -> str:
        if not names.get(reference):
            problems.append(f"issues: {reference!r} names no unit; write PARAGRAPH.ID")
        return names.get(reference, reference)

    def perspective(name: str) -> str:
        if not holders.get(name):
            problems.append(f"issues: {name!r} is no perspective to whom something is attributed")
        return holders.get(name, name)

    return issues_answer(draft.document, sheet.issues, unit, perspective, problems)


def _with_notes(map_: ArgumentMap, sheet: Sheet, names: dict[str, str]) -> ArgumentMap:
    notes = {
        names[f"{part.paragraph}.{item.id}"]: item.note for part in sheet.paragraphs for item in part.units if item.note
    }
    units = tuple(unit.model_copy(update={"note": notes.get(unit.id)}) for unit in map_.units)
    issues = with_notes(map_.issues, sheet.issues, lambda name: names.get(name, name))
    return map_.model_copy(update={"units": units, "issues": issues})
