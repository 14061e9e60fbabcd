"""A hypothesis strategy of valid argument maps, small but with everything that a map can hold."""

from __future__ import annotations

import hashlib
from typing import Any

from hypothesis import strategies as st

from service.domain.argument import AUTHOR, Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span, text_of
from service.domain.document import Document, DocumentSource, Paragraph, Segment
from service.domain.graph import find_cycle
from service.domain.issue import Contrast, Issue, Position, Question
from service.domain.normalisation import normalise_roles
from service.domain.provenance import Provenance
from service.domain.sides import is_of_side

_PLAIN = ["trams", "pay", "the dam", "leaks", "U.S.", "said", "“no”", "café", "🙂", "because", "don’t", "1.5%", "不"]
_HOSTILE = ["[x]", "<b>", "#tag", "a\\b", "{y}", "&amp;", "*bold*", "_x_", '"q"', "'s", "=1+1", "-", "+ x", "//", "(1)"]
_WORDS = st.sampled_from([*_PLAIN, *_HOSTILE, "x:y", "|", "`k`", "<!--", "/*", "http://x.org/a", "----", "@[z]"])
_LABELS = st.sampled_from(
    ["Riders", "The “board”", "U.S. officials", "A, B: C", 'Q "q" {z}', "Ü. Ö.", "=cmd|x", "<i>Mayor</i>"]
)
_CONFIDENCES = st.sampled_from([1.0, 0.5, 0.25])
_NOTES = st.sampled_from([None, None, "two readings", 'a "note", with\nlines'])


@st.composite
def argument_maps(draw: st.DrawFn, *, min_units: int = 0, max_units: int = 8) -> ArgumentMap:
    """Paragraphs of each kind, perspectives with parents, nested attributions, units in pieces and implicit ones,
    linked and convergent relations, undercuts of supports, of rebuts and of undercuts, issues."""
    document, words = draw(_documents())
    perspectives = draw(_perspectives(document))
    attributions = draw(_attributions(document, words, perspectives))
    units = draw(_units(document, words, attributions, min_units, max_units))
    relations = draw(_relations(units))
    normal_units, normal_relations = normalise_roles(units, relations)
    return ArgumentMap(
        id=draw(st.sampled_from(["m", "map-1", "3f2a"])),
        version=draw(st.integers(1, 3)),
        document=document,
        perspectives=tuple(perspectives),
        attributions=tuple(attributions),
        units=tuple(normal_units),
        relations=tuple(normal_relations),
        issues=tuple(draw(_issues(document, words, perspectives, units))),
        conclusion=draw(st.sampled_from([None, *(unit.id for unit in units)])),
        provenance=Provenance(engine="test", model=draw(st.sampled_from([None, "m-1"]))),
    )


@st.composite
def _documents(draw: st.DrawFn) -> tuple[Document, dict[int, list[Span]]]:
    """A document and, per body paragraph, the spans of its words."""
    kinds = draw(st.lists(st.sampled_from(["body", "body", "body", "heading", "furniture"]), max_size=4))
    blocks: list[Paragraph] = []
    segments: list[Segment] = []
    words: dict[int, list[Span]] = {}
    text = ""
    for index, kind in enumerate(["body", *kinds]):
        start = len(text)
        spans = []
        for word in draw(st.lists(_WORDS, min_size=2, max_size=10)):
            if len(text) > start:
                text += " "
            spans.append(Span(start=len(text), end=len(text) + len(word)))
            text += word
        blocks.append(Paragraph(index=index, start=start, end=len(text), kind=kind))  # type: ignore[arg-type]
        if kind == "body":
            words[index] = spans
            middle = spans[len(spans) // 2].start
            for one, two in ((start, middle), (middle, len(text))):
                segments.append(Segment(id=f"s{len(segments)}", paragraph=index, start=one, end=two))
        text += "\n\n"
    text = text[:-2]
    document = Document(
        title=draw(st.sampled_from([None, "A title", 'A "title" <x>: [y]'])),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        source=DocumentSource(name=draw(st.sampled_from([None, "a.txt"]))),
        paragraphs=tuple(blocks),
        segments=tuple(segments),
    )
    return document, words


@st.composite
def _perspectives(draw: st.DrawFn, document: Document) -> list[Perspective]:
    labels = draw(st.lists(_LABELS, max_size=3, unique=True))
    found = [Perspective(id=AUTHOR, label="The author", kind="author")]
    for number, label in enumerate(labels):
        parent = draw(st.sampled_from([None, *(item.id for item in found[1:])]))
        mentions = (Span(start=0, end=1),) if draw(st.booleans()) else ()
        kind: Any = draw(st.sampled_from(["person", "group", "institution", "state", "unnamed"]))
        found.append(Perspective(id=f"v{number}", label=label, kind=kind, parent=parent, mentions=mentions))
    return found


@st.composite
def _stretch(draw: st.DrawFn, words: dict[int, list[Span]]) -> tuple[int, tuple[Span, ...]]:
    """One or two pieces in one body paragraph, each of whole words."""
    index = draw(st.sampled_from(sorted(words)))
    spans = words[index]
    first = draw(st.integers(0, len(spans) - 1))
    last = draw(st.integers(first, len(spans) - 1))
    pieces = [Span(start=spans[first].start, end=spans[last].end)]
    if last + 2 < len(spans) and draw(st.booleans()):
        pieces.append(Span(start=spans[last + 2].start, end=spans[-1].end))
    return index, tuple(pieces)


@st.composite
def _attributions(
    draw: st.DrawFn, document: Document, words: dict[int, list[Span]], perspectives: list[Perspective]
) -> list[Attribution]:
    found: list[Attribution] = []
    if len(perspectives) == 1:
        return found
    for number in range(draw(st.integers(0, 3))):
        _, content = draw(_stretch(words))
        attitude: Any = draw(st.sampled_from(["asserts", "denies", "concedes", "doubts", "asks", "wants", "predicts"]))
        found.append(
            Attribution(
                id=f"a{number}",
                perspective=draw(st.sampled_from([item.id for item in perspectives[1:]])),
                within=draw(st.sampled_from([None, *(item.id for item in found)])),
                source=draw(st.sampled_from([None, content[0]])),
                cue=draw(st.sampled_from([None, content[0]])),
                content=content,
                attitude=attitude,
            )
        )
    return found


@st.composite
def _units(
    draw: st.DrawFn,
    document: Document,
    words: dict[int, list[Span]],
    attributions: list[Attribution],
    min_units: int,
    max_units: int,
) -> list[Unit]:
    found = []
    for number in range(draw(st.integers(min_units, max_units))):
        index, spans = draw(_stretch(words))
        implicit = draw(st.integers(0, 5)) == 0
        attribution = draw(st.sampled_from([None, *attributions]))
        found.append(
            Unit(
                id=f"u{number}",
                paragraph=index,
                spans=() if implicit else spans,
                text=f"unsaid {number}" if implicit else text_of(spans, document.text),
                implicit=implicit,
                gist=draw(st.sampled_from([None, "in short"])),
                role="conclusion",
                perspective=attribution.perspective if attribution else AUTHOR,
                attribution=attribution.id if attribution else None,
                confidence=draw(_CONFIDENCES),
                note=draw(_NOTES),
            )
        )
    return found


_QUESTIONS = st.sampled_from(
    ["Why?", "What is right?", "<script>alert(1)</script> */ // why?", "=HYPERLINK(1) [x]: {y}", "*/ #x\\ “q” 🙂?"]
)


@st.composite
def _issues(
    draw: st.DrawFn,
    document: Document,
    words: dict[int, list[Span]],
    perspectives: list[Perspective],
    units: list[Unit],
) -> list[Issue]:
    """Up to two issues, the second a part of the first; no unit in both."""
    parents = {item.id: item.parent for item in perspectives}
    found: list[Issue] = []
    free = {unit.id: unit.perspective for unit in units}
    for number in range(draw(st.integers(0, 2))):
        positions = []
        for holder in (
            draw(st.lists(st.sampled_from(list(parents)), min_size=2, max_size=3, unique=True))
            if (len(parents) > 1)
            else []
        ):
            own = [name for name, who in free.items() if is_of_side(who, holder, parents)]
            held = draw(st.lists(st.sampled_from(own), max_size=2, unique=True)) if own else []
            shown = draw(st.sampled_from([(), (words[min(words)][0],), tuple(words[max(words)][:2])]))
            if any((unit.perspective, unit.spans) == (holder, shown) for unit in units):
                shown = ()
            stances = ["silent", "rejects", *(["holds"] if shown else [])]
            stance: Any = "holds" if held else draw(st.sampled_from(stances))
            positions.append(Position(perspective=holder, units=tuple(held), stance=stance, spans=shown))
            free = {name: who for name, who in free.items() if name not in held}
        if not any(position.units for position in positions):
            continue
        spans = (words[min(words)][0],) if draw(st.booleans()) else ()
        question = Question(
            text=text_of(spans, document.text) if spans else draw(_QUESTIONS),
            spans=spans,
            anchors=draw(st.sampled_from([(), (words[min(words)][0],)])),
        )
        kind: Any = draw(st.sampled_from(["rival", "compatible", "same"]))
        first, second = positions[0].perspective, positions[1].perspective
        found.append(
            Issue(
                id=f"i{number}",
                question=question,
                parent=found[0].id if found and draw(st.booleans()) else None,
                positions=tuple(positions),
                contrasts=(Contrast(a=first, b=second, kind=kind),) if draw(st.booleans()) else (),
                confidence=draw(_CONFIDENCES),
            )
        )
    return found


@st.composite
def _relations(draw: st.DrawFn, units: list[Unit]) -> list[Relation]:
    found: list[Relation] = []
    if len(units) < 2:
        return found
    ids = [unit.id for unit in units]
    for number in range(draw(st.integers(0, len(units) + 2))):
        sources = tuple(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True)))
        kind: Any = draw(st.sampled_from(["support", "support", "rebut", "undercut"]))
        targets = [item.id for item in found] if kind == "undercut" else [name for name in ids if name not in sources]
        if not targets:
            continue
        relation = Relation(
            id=f"r{number}",
            kind=kind,
            sources=sources,
            target=draw(st.sampled_from(targets)),
            confidence=draw(_CONFIDENCES),
            note=draw(_NOTES),
        )
        if not find_cycle([*found, relation]):
            found.append(relation)
    return found
