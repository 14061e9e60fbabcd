"""Analyses one document: parse, attributions, holders, units and arcs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from spacy.language import Language

from service.domain.argument import AUTHOR
from service.domain.document import Document, Paragraph
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.attribution.finding import find_attributions
from service.engines.offline.attribution.letters import greeted
from service.engines.offline.attribution.speaker_turns import SpeakerTurns
from service.engines.offline.attribution.tagger import AttributionTagger, EncodedStates, TaggedAttribution
from service.engines.offline.free_indirect_speech import RunOn
from service.engines.offline.holder_confidence import shipped_weights
from service.engines.offline.holders.registry import Registry
from service.engines.offline.holders.resolve import Resolver
from service.engines.offline.parsing import parse_paragraphs
from service.engines.offline.structure_model.confidence import about_arc, about_unit
from service.engines.offline.structure_model.head_decoding import Arc, best_forest
from service.engines.offline.structure_model.model import Judged, Reading, StructureModel, Unit
from service.engines.offline.structure_model.pair_features import shared_words
from service.engines.offline.structure_model.token_features import said_marks, segment_marks
from service.engines.offline.units import SHORT, UnitPlacer
from service.engines.turns import speakers_of

_MOST_TOGETHER = 240
"""Units judged together; time grows with the square of their number."""
_LEAST_IN_SHORT = 0.3
"""Least probability of an attribution in a short text, on which the tagger was not trained."""
_EAGER_IN_SHORT = 1.5
"""Added to the score of beginning a unit in a short text, where nothing else tells a reason from the rest of its
sentence.
"""
_LEAST_ARC = 0.12
"""Arcs below this probability are left out. Half of the attainable F1 (.18; Lipton et al. 2014) would improve arcs a
little, but premises without an arc pass for conclusions (docs/lab/offline-engine.md).
"""


@dataclass(frozen=True)
class Analysis:
    """`held`: attributions by paragraph index, into which units index; `arcs` and `conclusion`: unit numbers."""

    held: Mapping[int, tuple[Attribution, ...]]
    units: tuple[Unit, ...]
    arcs: tuple[Arc, ...]
    conclusion: int | None
    registry: Registry


class Analyst:
    """Analyses one document at a time. The tagger runs in a thread beside the parser: both mostly release the GIL."""

    def __init__(
        self,
        nlp: Language,
        tagger: AttributionTagger,
        structure: StructureModel,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._without = without
        self._nlp = nlp
        self._tagger = tagger
        self._structure = structure
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagger")

    def analyse(self, document: Document) -> Analysis:
        """The analysis of all body paragraphs."""
        paragraphs = [paragraph.cut(document.text) for paragraph in document.body()]
        is_short = sum(map(len, paragraphs)) <= SHORT
        reading = self._beside.submit(self._read, paragraphs, _LEAST_IN_SHORT if is_short else None)
        parsed = list(parse_paragraphs(self._nlp, document, document.body()))
        encoded, tagged = reading.result()
        if "attribution-tagger" in self._without:
            tagged = []
        turns = SpeakerTurns(document, counted="speaker-turns" not in self._without)
        beside = _naming(document, greeted(document))
        resolver = Resolver([*parse_paragraphs(self._nlp, document, beside), *parsed], speakers_of(document))
        held: dict[int, list[Attribution]] = {item.index: [] for item in parsed}
        for item in resolver.resolve(find_attributions(document, parsed, tagged, turns)):
            held[item.paragraph].append(item)
        said = said_marks(document, encoded.text, [item for items in held.values() for item in items])
        words = self._structure.read(encoded.text, segment_marks(document, encoded.text), said)
        placer = UnitPlacer(document, encoded.text, held)
        units = placer.with_overlooked(
            placer.placed(self._structure.units(words, _EAGER_IN_SHORT if is_short else 0.0)), parsed
        )
        units = [unit for unit in units if not turns.claims_nothing(unit.spans[0][0])]
        if len(units) < 2:
            units = placer.with_reasons_apart(units)
        units = placer.with_interrupted(units)
        if "free-indirect-speech" not in self._without:
            units, held = self._run_on(words, units, held, resolver)
        arcs, conclusion = self._argue(document.text, words, units, held)
        return Analysis(
            {index: tuple(items) for index, items in held.items()},
            tuple(map(self._sure, units)),
            tuple(arcs),
            conclusion,
            resolver.registry,
        )

    def _sure(self, unit: Unit) -> Unit:
        """A unit with its confidence."""
        cut = self._structure.unit_confidence.of(about_unit(unit.probability, len(unit.words)))
        sure = shipped_weights().confidence(cut, attributed=unit.attribution is not None)
        return replace(unit, probability=sure)

    def _sure_arc(self, arc: Arc, units: Sequence[Unit], first: int) -> Arc:
        """An arc between units numbered from `first`, with numbers of the whole document and its confidence."""
        source, target = units[arc.source], units[arc.target]
        known = about_arc(arc.probability, source.probability, target.probability)
        return Arc(
            arc.source + first,
            arc.target + first,
            arc.kind,
            self._structure.arc_confidence.of(known),
            None if arc.beside is None or "linked-premises" in self._without else arc.beside + first,
        )

    def _read(self, paragraphs: list[str], least: float | None) -> tuple[EncodedStates, list[TaggedAttribution]]:
        encoded = self._tagger.encode(paragraphs)
        return encoded, self._tagger.tag(paragraphs, encoded, least)

    def _run_on(
        self, words: Reading, units: Sequence[Unit], held: Mapping[int, Sequence[Attribution]], resolver: Resolver
    ) -> tuple[list[Unit], dict[int, list[Attribution]]]:
        """The units, those of free indirect speech given to their speakers, and all attributions."""
        run_on = RunOn(held, {paragraph: resolver.talked_about(paragraph) for paragraph in held}, resolver.hold)
        for start, end in _stretches(units):
            stretch = units[start:end]
            run_on.add(
                stretch, self._structure.others(words, [unit.words for unit in stretch], _holders(stretch, held))
            )
        return run_on.units, run_on.held

    def _argue(
        self, text: str, words: Reading, units: Sequence[Unit], held: Mapping[int, Sequence[Attribution]]
    ) -> tuple[list[Arc], int | None]:
        """The arcs and the conclusion. Very long documents are judged in stretches; the first conclusion counts."""
        arcs: list[Arc] = []
        conclusion = None
        for start, end in _stretches(units):
            stretch = units[start:end]
            shared = shared_words([" ".join(text[a:b] for a, b in unit.spans) for unit in stretch])
            judged = self._structure.judge(words, [unit.words for unit in stretch], _holders(stretch, held), shared)
            sure = (self._sure_arc(arc, stretch, start) for arc in best_forest(judged))
            arcs += [arc for arc in sure if arc.probability >= _LEAST_ARC]
            best = _conclusion(judged, stretch)
            if conclusion is None and best is not None:
                conclusion = start + best
        return arcs, conclusion


def _naming(document: Document, name: Stretch | None) -> list[Paragraph]:
    """Paragraphs that name holders but make no claims: headings, and the greeting of a letter."""
    return [
        item
        for item in document.paragraphs
        if item.kind == "heading" or (item.kind == "furniture" and name and item.start <= name[0] < item.end)
    ]


def _holders(units: Sequence[Unit], held: Mapping[int, Sequence[Attribution]]) -> Ints:
    """The units' holders as numbers; 0 is the author."""
    numbers = {AUTHOR: 0}
    return np.array([numbers.setdefault(holder_of(unit, held), len(numbers)) for unit in units], dtype=np.int64)


def holder_of(unit: Unit, held: Mapping[int, Sequence[Attribution]]) -> str:
    """The unit's holder: a key of the registry, or AUTHOR."""
    return AUTHOR if unit.attribution is None else held[unit.paragraph][unit.attribution].holder


def _stretches(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Ranges of units of whole paragraphs, each of about _MOST_TOGETHER units at most."""
    ranges = []
    start = 0
    for at in range(1, len(units) + 1):
        at_break = at == len(units) or units[at].paragraph != units[at - 1].paragraph
        if at == len(units) or (at_break and at - start >= _MOST_TOGETHER) or at - start >= 2 * _MOST_TOGETHER:
            ranges.append((start, at))
            start = at
    return ranges


def _conclusion(judged: Judged, units: Sequence[Unit]) -> int | None:
    """The author's unit most likely to be the article's conclusion; null if having none is more likely."""
    own = [number for number, unit in enumerate(units) if unit.attribution is None]
    best = max(own, key=lambda number: float(judged.conclusion[number]), default=None)
    return best if best is not None and judged.conclusion[best] > judged.conclusion[-1] else None
