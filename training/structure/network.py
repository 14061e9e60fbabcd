"""MPNet's lower layers over windows of whole paragraphs, under the structure model's heads; one head more for linked
premises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from service.engines.offline.structure_model.pair_features import DISTANCES
from service.engines.offline.structure_model.token_features import SAID_MARKS, SEGMENT_MARKS
from service.engines.offline.structure_model.windows import WIDTH
from training.attribution.network import PooledDropout
from training.structure.heads import RANK, UNIT, UnitHeads
from training.structure.mpnet import Mpnet, from_published

CASES, QUOTES = 3, 4
LAYERS, FROZEN = 6, 3
"""Of MPNet's twelve layers those that are used, and how many of them stay as published. Six fit the package."""


@dataclass(frozen=True)
class Marks:
    """What is known of each token [T], as in `structure_model.token_features` and `attribution.encoding`."""

    segments: Tensor
    said: Tensor
    case: Tensor
    quote: Tensor


class StructureNet(UnitHeads):
    """`read` gives token states and unit emissions, `linked_scores` which premises are linked."""

    def __init__(self, dropout: float = 0.2, layers: int = LAYERS, frozen: int = FROZEN) -> None:
        super().__init__(WIDTH, dropout)
        self.encoder = Mpnet(layers, frozen, PooledDropout(dropout / 2))
        self.segments = nn.Embedding(SEGMENT_MARKS, WIDTH)
        self.said = nn.Embedding(SAID_MARKS, WIDTH)
        self.case = nn.Embedding(CASES, WIDTH)
        self.quote = nn.Embedding(QUOTES, WIDTH)
        self.linked_left = nn.Linear(UNIT, RANK)
        self.linked_right = nn.Linear(UNIT, RANK)
        self.linked_near = nn.Embedding(DISTANCES, 1)
        self.linked_out = nn.Linear(RANK, 1)
        for table in (self.segments, self.said, self.case, self.quote):
            nn.init.normal_(table.weight, std=0.02)
        nn.init.zeros_(self.linked_near.weight)

    def read(self, states: Tensor, marks: Marks, lengths: Sequence[int]) -> tuple[Tensor, Tensor]:
        """States [T, W] after the frozen layers, of windows laid end to end, to those after the last layer and unit
        emissions [T, 3].
        """
        x = states + self.segments(marks.segments) + self.said(marks.said)
        x = x + self.case(marks.case) + self.quote(marks.quote)
        x = self.encoder.raise_states(x, lengths, self.encoder.frozen, len(self.encoder.layers))
        return x, self.unit_head(self.dropout(x))

    def linked_scores(self, units: Tensor, left: Tensor, right: Tensor, distances: Tensor) -> Tensor:
        """Log odds [M] that pairs of units, the earlier on the left, which lead to the same one do so together only;
        `distances` [M]: kinds of distance from left to right.
        """
        hidden = torch.tanh(self.linked_left(units[left]) + self.linked_right(units[right]))
        scores: Tensor = (self.linked_out(self.dropout(hidden)) + self.linked_near(distances))[:, 0]
        return scores


def started(model: StructureNet, published: Path) -> StructureNet:
    """The network, its encoder begun from the file `model.safetensors` of all-mpnet-base-v2."""
    from_published(model.encoder, published)
    return model
