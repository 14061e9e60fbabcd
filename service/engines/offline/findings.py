"""What the offline engine found in a text, as plain data that travels between processes."""

from __future__ import annotations

from bisect import bisect_left

from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.answers import StructureAnswer, VoicesAnswer
from service.engines.offline.analysis import Analysis
from service.engines.offline.attribution_rules.raw_attributions import Stretch
from service.engines.offline.structure import structure_of
from service.engines.offline.structure_model.head_decoding import Arc
from service.engines.offline.voices import voices_of


class FoundUnit(Frozen):
    """Where a unit stands, in code points, before its ends are moved to whole words."""

    paragraph: int
    spans: tuple[Stretch, ...]


class Findings(Frozen):
    """`structures`: of each body paragraph in order, in the keys of `voices`; `arcs` and `conclusion` count `units`."""

    voices: VoicesAnswer = VoicesAnswer()
    structures: tuple[StructureAnswer, ...] = ()
    units: tuple[FoundUnit, ...] = ()
    arcs: tuple[Arc, ...] = ()
    conclusion: int | None = None
    warnings: tuple[MapWarning, ...] = ()

    def structure(self, paragraph: int) -> StructureAnswer:
        at = bisect_left(self.structures, paragraph, key=lambda found: found.paragraph)
        found = self.structures[at] if at < len(self.structures) else None
        return found if found and found.paragraph == paragraph else StructureAnswer(paragraph=paragraph)

    def warnings_of(self, paragraph: int | None) -> tuple[MapWarning, ...]:
        """Those of one paragraph, or (null) of the whole text."""
        return tuple(warning for warning in self.warnings if warning.paragraph == paragraph)


def findings_of(document: Document, analysis: Analysis) -> Findings:
    """All answers that the analysis holds."""
    voices = voices_of(document, analysis)
    return Findings(
        voices=voices,
        structures=tuple(structure_of(document, analysis, paragraph.index) for paragraph in document.body()),
        units=tuple(FoundUnit(paragraph=unit.paragraph, spans=tuple(unit.spans)) for unit in analysis.units),
        arcs=analysis.arcs,
        conclusion=analysis.conclusion,
    )
