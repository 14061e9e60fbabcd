"""A document with the labels that it should get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.metrics.labels import Labels
from service.domain.argument_map import ArgumentMap


@dataclass(frozen=True)
class GoldDocument:
    """`map`: the gold map, None for a corpus; `layers`: the independent first labels, annotator -> map.

    `issue_layers`: the independent labels of issues, on the gold's units; annotator -> the gold map with these issues.
    `left_out`: units of a corpus that stand nowhere in the text and are not judged.
    """

    id: str
    text: str
    labels: Labels
    map: ArgumentMap | None = None
    layers: Mapping[str, ArgumentMap] = field(default_factory=dict)
    issue_layers: Mapping[str, ArgumentMap] = field(default_factory=dict)
    left_out: int = 0
