"""The structure model's network: a branch on the attribution encoder's states, a unit tagger, a head chooser.

The choice of a head is a softmax over all units of the document and "nowhere" (Zhang et al. 2017, "Dependency parsing
as head selection"); scores are bilinear in unit vectors (Dozat & Manning 2017) plus a bias for distance and holders.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from service.engines.offline.arguing.features import DISTANCES, HOLDERS, PLACES
from service.engines.offline.arguing.labels import KINDS
from service.engines.offline.arguing.marks import SAID_MARKS, SEGMENT_MARKS
from service.engines.offline.attribution.chains import cue_chain
from training.attribution.crf import ChainCrf
from training.attribution.network import LAYERS, SPLIT, WIDTH, Layer, PooledDropout, from_minilm

RANK = 96
UNIT = 192


class StructureNet(nn.Module):
    """`read` gives token states and unit emissions; `unit_vectors`, `head_scores`, `kind_scores` work on units."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.dropout = PooledDropout(dropout)
        self.positions = nn.Embedding(256, WIDTH)
        self.segments = nn.Embedding(SEGMENT_MARKS, WIDTH)
        self.said = nn.Embedding(SAID_MARKS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.branch = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS - SPLIT))
        self.unit_head = nn.Linear(WIDTH, 3)
        self.crf = ChainCrf(cue_chain())
        self.unit = nn.Linear(3 * WIDTH, UNIT)
        self.places = nn.Embedding(PLACES, UNIT)
        self.query = nn.Linear(UNIT, RANK)
        self.key = nn.Linear(UNIT, RANK)
        self.nowhere = nn.Linear(UNIT, 1)
        self.popular = nn.Linear(UNIT, 1)
        self.distance = nn.Embedding(DISTANCES, 1)
        self.holder = nn.Embedding(HOLDERS, 1)
        self.distance_by_source = nn.Linear(UNIT, DISTANCES)
        self.distance_by_target = nn.Linear(UNIT, DISTANCES)
        self.kind_source = nn.Linear(UNIT, RANK)
        self.kind_target = nn.Linear(UNIT, RANK)
        self.kind_holder = nn.Embedding(HOLDERS, RANK)
        self.kind_out = nn.Linear(RANK, len(KINDS))
        self.conclusion = nn.Linear(UNIT, 1)
        self.by_rule = nn.Parameter(torch.tensor([0.3, 0.1, 0.1]))  # arc, target's root, own root
        self.attack_by_rule = nn.Parameter(torch.tensor([0.0, 0.1, 0.1]))
        for table in (self.positions, self.places, self.segments, self.said):
            nn.init.normal_(table.weight, std=0.02)
        for table in (self.distance, self.holder, self.kind_holder):
            nn.init.zeros_(table.weight)
        for layer in (self.distance_by_source, self.distance_by_target):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def read(self, states: Tensor, segments: Tensor, said: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder states [B, L, W], marks and key mask [B, L] to token states [B, L, W], unit emissions [B, L, 3]."""
        x = states + self.positions.weight[: states.shape[1]] + self.segments(segments) + self.said(said)
        x = self.dropout(self.norm(x))
        keys = mask[:, None, None, :]
        for layer in self.branch:
            x = layer(x, keys)
        return x, self.unit_head(self.dropout(x))

    def unit_vectors(self, first: Tensor, mean: Tensor, before: Tensor, places: Tensor) -> Tensor:
        """Vectors [N, UNIT] from the states of a unit's first word, of all its words, of the words before it."""
        x = torch.cat([first, mean, before], dim=1)
        return self.dropout(torch.tanh(self.unit(self.dropout(x)) + self.places(places)))

    def head_scores(self, units: Tensor, distances: Tensor, holders: Tensor, arcs: Tensor, roots: Tensor) -> Tensor:
        """Scores [N, N + 1]: of each unit as the head of each, and of nowhere in the last column.

        `arcs` [N, N] and `roots` [N]: what the rules say.
        """
        scores = self.query(units) @ self.key(units).T / RANK**0.5 + self.popular(units).T
        scores = scores + self.distance(distances)[..., 0] + self.holder(holders)[..., 0]
        scores = scores + self.distance_by_source(units).gather(1, distances)
        scores = scores + self.distance_by_target(units).gather(1, distances.T).T
        scores = scores + self.by_rule[0] * arcs + self.by_rule[1] * roots[None] * (arcs != 0)
        scores = scores.masked_fill(torch.eye(len(units), dtype=torch.bool), -1e4)
        return torch.cat([scores, self.nowhere(units) + self.by_rule[2] * roots[:, None]], dim=1)

    def kind_scores(self, units: Tensor, sources: Tensor, targets: Tensor, holders: Tensor, attack: Tensor) -> Tensor:
        """Scores [M, kinds] of the relations between pairs of units; `attack` [M]: what the rules say."""
        hidden = self.kind_source(units[sources]) + self.kind_target(units[targets]) + self.kind_holder(holders)
        scores: Tensor = self.kind_out(self.dropout(torch.tanh(hidden))) + attack[:, None] * self.attack_by_rule
        return scores


def from_encoder(folder: Path) -> StructureNet:
    """A network whose branch starts from the upper layers of all-MiniLM-L6-v2."""
    model = StructureNet()
    source = from_minilm(folder)
    model.branch.load_state_dict(source.branch.state_dict(), strict=False)
    model.norm.load_state_dict(source.branch_norm.state_dict())
    return model
