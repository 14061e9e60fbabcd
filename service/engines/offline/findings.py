"""The offline engine's findings in a text, as plain data that can be sent between processes."""

from __future__ import annotations

from bisect import bisect_left

from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.answers import StructureAnswer, UnitAnswer, VoicesAnswer
from service.engines.offline.analysis import Analysis
from service.engines.offline.structure import structure_of
from service.engines.offline.structure_model.head_decoding import Arc
from service.engines.offline.voices import voices_of


class Findings(Frozen):
    """`structures`: one per body paragraph, with the voice keys of `voices`; `arcs` and `conclusion` refer to units by
    index across all structures.
    """

    voices: VoicesAnswer = VoicesAnswer()
    structures: tuple[StructureAnswer, ...] = ()
    arcs: tuple[Arc, ...] = ()
    conclusion: int | None = None
    warnings: tuple[MapWarning, ...] = ()

    @property
    def units(self) -> list[tuple[int, UnitAnswer]]:
        """All units in the order in which `arcs` number them, each with the index of its paragraph."""
        return [(answer.paragraph, unit) for answer in self.structures for unit in answer.units]

    def structure(self, paragraph: int) -> StructureAnswer:
        """The structure of a paragraph, empty where nothing was found."""
        at = bisect_left(self.structures, paragraph, key=lambda found: found.paragraph)
        found = self.structures[at] if at < len(self.structures) else None
        return found if found and found.paragraph == paragraph else StructureAnswer(paragraph=paragraph)

    def warnings_of(self, paragraph: int | None) -> tuple[MapWarning, ...]:
        """The warnings about one paragraph, or (null) about the text as a whole."""
        return tuple(warning for warning in self.warnings if warning.paragraph == paragraph)


def findings_of(document: Document, analysis: Analysis) -> Findings:
    """What the analysis found, as answers."""
    return Findings(
        voices=voices_of(document, analysis),
        structures=tuple(structure_of(document, analysis, paragraph.index) for paragraph in document.body()),
        arcs=analysis.arcs,
        conclusion=analysis.conclusion,
    )
