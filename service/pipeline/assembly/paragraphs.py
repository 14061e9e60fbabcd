"""One paragraph's answer in the ids of the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.domain.argument import AUTHOR, Attribution, Unit
from service.domain.base import Span, text_of
from service.domain.document import Document, Paragraph
from service.domain.provenance import MapWarning
from service.domain.sides import acyclic_parents
from service.domain.spans import DisjointSpans
from service.engines.answers import AttributedStretch, RelationAnswer, StructureAnswer, UnitAnswer
from service.pipeline.assembly.holders import Holders
from service.pipeline.assembly.settling import settle_units
from service.pipeline.assembly.warning_texts import WARNING_TEXTS
from service.reading import trim_unit

_WHOLE_SENTENCE = 6
"""Words; a shorter text may occur twice and mean different things."""
ProposedRelation = tuple[int | None, RelationAnswer]
"""The paragraph that proposed it (None: the links step), and the relation in the map's ids."""


@dataclass
class ParagraphParts:
    """The parts of all paragraphs so far; roles are provisional until the relations are settled."""

    attributions: list[Attribution] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    relations: list[ProposedRelation] = field(default_factory=list)
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    """Holder and case-folded words -> their unit."""


@dataclass
class ParagraphNumbering:
    """Adds a paragraph's attributions, units and relations to `parts`, with the map's ids."""

    parts: ParagraphParts
    structure: StructureAnswer
    document: Document
    holders: Holders
    warnings: list[MapWarning]
    attribution_ids: dict[str, str] = field(default_factory=dict)
    holder_of: dict[str, str] = field(default_factory=dict)
    unit_ids: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        if self.structure.paragraph >= len(self.document.paragraphs):
            self.warnings.append(MapWarning(code="bad-span", detail=WARNING_TEXTS["bad-span"]))
            return
        self.add_attributions()
        self.add_units()
        self.add_relations()

    @property
    def paragraph(self) -> Paragraph:
        return self.document.paragraphs[self.structure.paragraph]

    def warn(self, code: str, told: str | None = None) -> None:
        detail = WARNING_TEXTS[code] if told is None else told
        self.warnings.append(MapWarning(paragraph=self.structure.paragraph, code=code, detail=detail))

    def add_attributions(self) -> None:
        scope = self.holders.scope(self.structure.new_voices)
        stretches = {item.id: item for item in self.structure.attributions}
        outer = acyclic_parents({item.id: item.within for item in stretches.values()})
        for item in stretches.values():
            self.attribution_ids[item.id] = f"a{len(self.parts.attributions) + len(self.attribution_ids)}"
        for item in stretches.values():
            holder = scope.get(item.voice) or self.unknown_holder(item)
            source = self.inside_text(item.source)
            if source is not None:
                self.holders.mention(holder, source)
            self.holder_of[self.attribution_ids[item.id]] = holder
            self.parts.attributions.append(
                Attribution(
                    id=self.attribution_ids[item.id],
                    perspective=holder,
                    within=None if (around := outer[item.id]) is None else self.attribution_ids[around],
                    source=source,
                    cue=self.inside_text(item.cue),
                    content=self.in_order(
                        trim_unit(self.document.text, span) for span in item.content if self.inside_text(span)
                    ),
                    attitude=item.attitude,
                    mode=item.mode,
                )
            )

    def unknown_holder(self, item: AttributedStretch) -> str:
        label = item.source.cut(self.document.text) if self.inside_text(item.source) and item.source else "Unnamed"
        self.warn(
            "unknown-holder", f"The holder of a claim is named nowhere else in the article; “{label}” stands for it."
        )
        return self.holders.unnamed(label)

    def inside_text(self, span: Span | None) -> Span | None:
        if span is not None and span.end > len(self.document.text):
            self.warn("bad-span")
            return None
        return span

    @staticmethod
    def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
        """Spans in text order, overlapping ones merged."""
        joined: list[Span] = []
        for span in sorted(spans, key=lambda item: (item.start, item.end)):
            if joined and span.start < joined[-1].end:
                joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
            else:
                joined.append(span)
        return tuple(joined)

    def add_units(self) -> None:
        if self.paragraph.kind != "body":
            if self.structure.units:
                self.warn("no-body-text")
            return
        self.add_placed_units()
        for unsaid in self.structure.implicit:
            if unsaid.id not in self.unit_ids and unsaid.text.strip():
                self.put(unsaid.id, text=unsaid.text, implicit=True, confidence=unsaid.confidence)

    def add_placed_units(self) -> None:
        inside = [item for item in self.structure.units if self.is_inside(item)]
        settled = settle_units(inside, self.frames(), self.document.text)
        for code, detail in settled.told:
            self.warn(code, detail)
        taken = DisjointSpans()
        for item in settled.units:
            spans = self.in_order(item.spans)
            if any(taken.meet(span) for span in spans):
                self.warn("overlapping-units")
            elif item.id not in self.unit_ids:
                taken.add(spans)
                self.add_unit_once(item, spans)
        for gone, instead in settled.instead.items():
            if gone not in self.unit_ids and instead in self.unit_ids:
                self.unit_ids[gone] = self.unit_ids[instead]

    def is_inside(self, item: UnitAnswer) -> bool:
        if all(self.paragraph.covers(span) for span in item.spans):
            return True
        self.warn("bad-span")
        return False

    def frames(self) -> dict[str, tuple[Span, ...]]:
        """Attribution id -> its source and cue."""
        return {
            item.id: tuple(span for span in (item.source, item.cue) if span is not None)
            for item in self.structure.attributions
        }

    def add_unit(self, item: UnitAnswer, spans: tuple[Span, ...]) -> None:
        attribution = None if item.attribution is None else self.attribution_ids.get(item.attribution)
        if item.attribution is not None and attribution is None:
            self.warn("unknown-attribution")
        holder = self.holder_of.get(attribution or "", AUTHOR)
        self.put(
            item.id,
            spans=spans,
            text=text_of(spans, self.document.text),
            perspective=holder,
            attribution=attribution,
            confidence=item.confidence,
            gist=item.gist,
        )

    def add_unit_once(self, item: UnitAnswer, spans: tuple[Span, ...]) -> None:
        """A claim that a holder makes in both standfirst and body is one unit, at its first occurrence."""
        words = " ".join(text_of(spans, self.document.text).casefold().split()).strip(' .“”"')
        attribution = self.attribution_ids.get(item.attribution or "")
        key = (self.holder_of.get(attribution or "", AUTHOR), words)
        first = self.parts.said.get(key)
        if first is not None and len(words.split()) >= _WHOLE_SENTENCE:
            self.unit_ids[item.id] = first
            self.warn("repeated-unit", f"“{words[:60]}” is said twice in the article; one claim has these words.")
            return
        self.add_unit(item, spans)
        self.parts.said.setdefault(key, self.unit_ids[item.id])

    def put(self, local_id: str, **values: object) -> None:
        name = f"u{len(self.parts.units)}"
        self.unit_ids[local_id] = name
        fields = {"id": name, "paragraph": self.structure.paragraph, "role": "conclusion", **values}
        self.parts.units.append(Unit.model_validate(fields))

    def add_relations(self) -> None:
        ids = {item.id: f"p{self.structure.paragraph}:{item.id}" for item in self.structure.relations}
        for item in self.structure.relations:
            known = ids if item.kind == "undercut" else self.unit_ids
            sources = tuple(dict.fromkeys(self.unit_ids[name] for name in item.sources if name in self.unit_ids))
            if item.target not in item.sources and sources == (known.get(item.target),):
                continue  # both ends were merged into one unit
            if item.target not in known or not sources:
                self.warn("unknown-id")
                continue
            renamed = {"id": ids[item.id], "sources": sources, "target": known[item.target]}
            self.parts.relations.append((self.structure.paragraph, item.model_copy(update=renamed)))
