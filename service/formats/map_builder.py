"""Builds a valid map from the parts that an importer finds; whatever breaks a rule is repaired or omitted, with a
warning.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from service.domain.argument import AUTHOR, Attribution, Perspective, Relation, RelationKind, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, DocumentSource, Paragraph
from service.domain.graph import acyclic_relations
from service.domain.normalisation import normalise_roles
from service.domain.provenance import Provenance
from service.domain.schema_faults import reason_of
from service.errors import FormatError
from service.formats.base import Imported


@dataclass
class ImportedUnit:
    """A claim as found. `holder`: a perspective's id. `spans`: set if there is a document; otherwise units are grouped
    by `paragraph`.
    """

    id: str
    text: str
    holder: str = AUTHOR
    attribution: str | None = None
    spans: tuple[Span, ...] = ()
    paragraph: int | None = None
    implicit: bool = False
    gist: str | None = None
    confidence: float = 1.0
    note: str | None = None


@dataclass
class ImportedRelation:
    """A relation as found. `sources` and `target` are ids of imported units; the target of an undercut is a
    relation id.
    """

    id: str
    kind: RelationKind
    sources: list[str]
    target: str
    confidence: float = 1.0
    note: str | None = None


def with_known_ends(relations: list[ImportedRelation], units: set[str], warnings: list[str]) -> list[ImportedRelation]:
    """The relations whose sources and target exist; where a relation is left out, so are those that undercut it."""
    undercuts: dict[str, list[ImportedRelation]] = defaultdict(list)
    for item in relations:
        item.sources = list(dict.fromkeys(source for source in item.sources if source in units))
        if item.kind == "undercut":
            undercuts[item.target].append(item)
        elif item.target in item.sources:
            item.sources.remove(item.target)
            warnings.append(f"relation {item.id}: a claim that supports or attacks itself was left out")
    known = {item.id for item in relations}
    lost = [
        item
        for item in relations
        if not item.sources or item.target not in (known if item.kind == "undercut" else units)
    ]
    gone = {id(item) for item in lost}
    remaining = Counter(item.id for item in relations if id(item) not in gone)
    while lost:
        item = lost.pop()
        warnings.append(f"relation {item.id} left out: one of its ends does not exist")
        if remaining[item.id]:
            continue  # another one has the same id
        for undercut in undercuts[item.id]:
            if id(undercut) not in gone:
                gone.add(id(undercut))
                remaining[undercut.id] -= 1
                lost.append(undercut)
    return [item for item in relations if id(item) not in gone]


_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text in NFC with white space collapsed, without control characters and lone surrogates."""
    text = unicodedata.normalize("NFC", _NO_TEXT.sub("", text))
    return " ".join(text.split())


def compose(units: Iterable[ImportedUnit]) -> tuple[str, list[Paragraph]]:
    """A text of the units themselves, one paragraph per group; sets their spans, and paragraphs from 0 on."""
    groups: dict[tuple[int, int], list[ImportedUnit]] = defaultdict(list)
    for number, unit in enumerate(units):
        groups[(unit.paragraph, 0) if unit.paragraph is not None else (1 << 40, number)].append(unit)
    paragraphs: list[Paragraph] = []
    pieces, at = list[str](), 0
    for index, key in enumerate(sorted(groups)):
        if index:
            pieces.append("\n\n")
            at += 2
        start = at
        for unit in groups[key]:
            unit.paragraph = index
            if unit.implicit:
                continue
            if at > start:
                pieces.append(" ")
                at += 1
            unit.spans = (Span(start=at, end=at + len(unit.text)),)
            pieces.append(unit.text)
            at += len(unit.text)
        if at == start:  # nothing but unsaid premises: the paragraph needs a place
            pieces.append("…")
            at += 1
        paragraphs.append(Paragraph(index=index, start=start, end=at))
    return "".join(pieces), paragraphs


_MOST_WARNINGS = 100
MOST_ITEMS = 20_000
"""Units and relations that an imported map may have."""
MOST_ENDS = 100_000
"""Sources of all its relations together."""


@dataclass
class MapBuilder:
    """What an importer has found so far. `document`: the article, if the file contains it."""

    format: str
    title: str | None = None
    map_id: str | None = None
    document: Document | None = None
    units: list[ImportedUnit] = field(default_factory=list)
    relations: list[ImportedRelation] = field(default_factory=list)
    perspectives: dict[str, Perspective] = field(default_factory=dict)
    attributions: list[Attribution] = field(default_factory=list)
    conclusion: str | None = None
    warnings: list[str] = field(default_factory=list)
    _labels: dict[str, str] = field(default_factory=dict)
    _holders: dict[str, str] = field(default_factory=dict)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def holder(self, label: str) -> str:
        """The id of the perspective with this label, created if missing; the author's if the label is empty."""
        name = clean(label)
        if not name:
            return AUTHOR
        if len(self._labels) != len(self.perspectives):
            self._labels = {item.label: item.id for item in reversed(self.perspectives.values())}
        known = self._labels.get(name)
        if known is not None:
            return known
        new_id = f"v{len(self.perspectives)}"
        while new_id in self.perspectives:
            new_id += "_"
        self._labels[name] = new_id
        self.perspectives[new_id] = Perspective(id=new_id, label=name, kind="unnamed")
        return new_id

    def finish(self) -> Imported:
        """The valid map of all this. Raises FormatError if there is nothing to make a map of, or too much."""
        if len(self.units) + len(self.relations) > MOST_ITEMS:
            raise FormatError(
                f"the {self.format} text has more than {MOST_ITEMS:,} claims and relations", hint="Split it."
            )
        self._with_author()
        self._clean_texts()
        try:
            return self._made()
        except ValidationError as error:
            if self.document is None:
                raise self._unusable(error) from error
            reason = reason_of(error)
        self.warn(f"the file's article does not match its claims and was left out: {reason}")
        self.forget_document()
        self._clean_texts()
        try:
            return self._made()
        except ValidationError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: ValidationError) -> FormatError:
        reason = reason_of(error)
        return FormatError(
            f"the {self.format} text does not yield a valid map: {reason}", hint="Correct the parts named."
        )

    def forget_document(self) -> None:
        """Drops the article: the claims become the text, and all offsets are removed."""
        self.document = None
        for unit in self.units:
            unit.spans = ()
        self.perspectives = {key: item.model_copy(update={"mentions": ()}) for key, item in self.perspectives.items()}
        gone = {"source": None, "cue": None, "content": ()}
        self.attributions = [item.model_copy(update=gone) for item in self.attributions]

    def _made(self) -> Imported:
        document = self._document()
        self._holders = {item.id: item.perspective for item in self.attributions}
        units = [self._unit(unit) for unit in self.units]
        relations = self._relations({unit.id for unit in units})
        normal_units, normal_relations = normalise_roles(units, relations)
        conclusion = self.conclusion if any(unit.id == self.conclusion for unit in units) else None
        made = ArgumentMap(
            id=self.map_id or "imported",
            document=document,
            perspectives=tuple(self.perspectives.values()),
            attributions=tuple(self.attributions),
            units=tuple(normal_units),
            relations=tuple(normal_relations),
            conclusion=conclusion,
            provenance=Provenance(engine=f"import:{self.format}"),
        )
        return Imported(made, _shortened(self.warnings))

    def _clean_texts(self) -> None:
        """No text is empty, none holds what no database and no JSON can carry (NUL, lone surrogates)."""
        self.title = clean(self.title) if self.title else None
        for unit in self.units:
            if unit.spans:
                continue
            unit.text = clean(unit.text)
            if not unit.text and not unit.implicit:
                unit.text = "…"
                self.warn(f"claim {unit.id} has no text")

    def _with_author(self) -> None:
        if AUTHOR not in self.perspectives:
            author = Perspective(id=AUTHOR, label="The author", kind="author")
            self.perspectives = {AUTHOR: author, **self.perspectives}

    def _document(self) -> Document:
        if self.document is not None:
            return self.document
        text, paragraphs = compose(self.units)
        return Document(
            title=self.title,
            text=text,
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            source=DocumentSource(kind="import"),
            paragraphs=tuple(paragraphs),
        )

    def _unit(self, unit: ImportedUnit) -> Unit:
        if unit.attribution is None and unit.holder != AUTHOR:
            unit.attribution = self._bare_attribution(unit)
        holder = self._holders.get(unit.attribution, unit.holder) if unit.attribution else AUTHOR
        return Unit(
            id=unit.id,
            paragraph=unit.paragraph or 0,
            spans=unit.spans,
            text=unit.text,
            gist=unit.gist,
            role="conclusion",
            perspective=holder,
            attribution=unit.attribution,
            implicit=unit.implicit,
            confidence=unit.confidence,
            note=unit.note,
        )

    def _bare_attribution(self, unit: ImportedUnit) -> str:
        """A holder without source and cue: an attribution of the whole unit."""
        new_id = f"a{len(self.attributions)}"
        while new_id in self._holders:
            new_id += "_"
        self._holders[new_id] = unit.holder
        self.attributions.append(Attribution(id=new_id, perspective=unit.holder, content=unit.spans))
        return new_id

    def _relations(self, units: set[str]) -> list[Relation]:
        kept = with_known_ends(self.relations, units, self.warnings)
        acyclic = acyclic_relations(kept)
        names = {item.id for item in acyclic}
        for gone in dict.fromkeys(item.id for item in kept if item.id not in names):
            self.warn(f"relation {gone} left out: it closes a cycle")
        kept = with_known_ends(acyclic, units, self.warnings)  # what undercuts a relation that went goes with it
        return [
            Relation(
                id=item.id,
                kind=item.kind,
                sources=tuple(item.sources),
                target=item.target,
                confidence=item.confidence,
                note=item.note,
            )
            for item in kept
        ]


def _shortened(warnings: Sequence[str]) -> tuple[str, ...]:
    unique = tuple(dict.fromkeys(warnings))
    if len(unique) <= _MOST_WARNINGS:
        return unique
    return (*unique[:_MOST_WARNINGS], f"and {len(unique) - _MOST_WARNINGS} more")
