"""What the structure model's network has above its encoder: a unit tagger, a chooser of heads, kinds and conclusion.

The choice of a head is a softmax over all units of the document and "nowhere" (Zhang et al. 2017, "Dependency parsing
as head selection"); scores are bilinear in unit vectors (Dozat & Manning 2017) plus those of a small network that also
sees distance, holders and shared words. Units see one another first (Shaw et al. 2018, "Self-attention with relative
position representations": here the distance and the pair of holders).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from service.engines.offline.attribution.chains import cue_chain
from service.engines.offline.structure_model.labels import KINDS
from service.engines.offline.structure_model.pair_features import DISTANCES, HOLDERS, PLACES
from training.attribution.crf import ChainCrf
from training.attribution.network import PooledDropout

RANK = 96
UNIT = 192
CONTEXT_LAYERS, CONTEXT_HEADS = 2, 4


class ContextLayer(nn.Module):
    """Self-attention among the units of a document, biased by how far apart they stand and by who holds them."""

    def __init__(self, dropout: nn.Module) -> None:
        super().__init__()
        self.before = nn.LayerNorm(UNIT)
        self.qkv = nn.Linear(UNIT, 3 * UNIT)
        self.out = nn.Linear(UNIT, UNIT)
        self.near = nn.Embedding(DISTANCES, CONTEXT_HEADS)
        self.held = nn.Embedding(HOLDERS, CONTEXT_HEADS)
        self.between = nn.LayerNorm(UNIT)
        self.up = nn.Linear(UNIT, 2 * UNIT)
        self.down = nn.Linear(2 * UNIT, UNIT)
        self.dropout = dropout
        for table in (self.near, self.held):
            nn.init.zeros_(table.weight)

    def forward(self, units: Tensor, distances: Tensor, holders: Tensor) -> Tensor:
        """Unit vectors [N, UNIT] to new ones."""
        count = units.shape[0]  # `len` would be a constant of the exported graph
        q, k, v = self.qkv(self.before(units)).view(count, 3, CONTEXT_HEADS, UNIT // CONTEXT_HEADS).permute(1, 2, 0, 3)
        bias = (self.near(distances) + self.held(holders)).permute(2, 0, 1)
        weights = torch.softmax(q @ k.transpose(1, 2) / q.shape[2] ** 0.5 + bias, dim=2)
        seen = (weights @ v).transpose(0, 1).reshape(count, UNIT)
        units = units + self.dropout(self.out(seen))
        return units + self.dropout(self.down(torch.relu(self.up(self.between(units)))))


class UnitHeads(nn.Module):
    """What works on units: `unit_vectors`, `in_context`, the scores; `width`: of the token states they are made of."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.dropout = PooledDropout(dropout)
        self.unit_head = nn.Linear(width, 3)
        self.crf = ChainCrf(cue_chain())
        self.unit = nn.Linear(3 * width, UNIT)
        self.context = nn.ModuleList(ContextLayer(self.dropout) for _ in range(CONTEXT_LAYERS))
        self.arc_source = nn.Linear(UNIT, RANK)
        self.arc_target = nn.Linear(UNIT, RANK)
        self.arc_distance = nn.Embedding(DISTANCES, RANK)
        self.arc_holder = nn.Embedding(HOLDERS, RANK)
        self.arc_overlap = nn.Parameter(torch.zeros(RANK))
        self.arc_out = nn.Linear(RANK, 1, bias=False)
        self.shared_words = nn.Parameter(torch.tensor(1.0))
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
        self.conclusion_by_heads = nn.Parameter(torch.tensor([0.3, 0.3]))  # leads nowhere, is led to
        self.voice = nn.Linear(UNIT, 1)
        for table in (self.places, self.arc_distance, self.arc_holder):
            nn.init.normal_(table.weight, std=0.02)
        for table in (self.distance, self.holder, self.kind_holder):
            nn.init.zeros_(table.weight)
        for layer in (self.distance_by_source, self.distance_by_target):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def unit_vectors(self, first: Tensor, mean: Tensor, before: Tensor, places: Tensor) -> Tensor:
        """Vectors [N, UNIT] from the states of a unit's first word, of all its words, of the words before it."""
        x = torch.cat([first, mean, before], dim=1)
        return self.dropout(torch.tanh(self.unit(self.dropout(x)) + self.places(places)))

    def in_context(self, units: Tensor, distances: Tensor, holders: Tensor) -> Tensor:
        """Unit vectors [N, UNIT] that know of one another."""
        for layer in self.context:
            units = layer(units, distances, holders)
        return units

    def head_scores(self, units: Tensor, distances: Tensor, holders: Tensor, shared: Tensor) -> Tensor:
        """Scores [N, N + 1]: of each unit as the head of each, and of nowhere in the last column; `shared` [N, N]:
        words in common.
        """
        hidden = self.arc_source(units)[:, None] + self.arc_target(units)[None]
        hidden = hidden + self.arc_distance(distances) + self.arc_holder(holders) + shared[..., None] * self.arc_overlap
        pairwise = self.arc_out(torch.tanh(hidden))[..., 0] + self.shared_words * shared
        scores = pairwise + self.query(units) @ self.key(units).T / RANK**0.5 + self.popular(units).T
        scores = scores + self.distance(distances)[..., 0] + self.holder(holders)[..., 0]
        scores = scores + self.distance_by_source(units).gather(1, distances)
        scores = scores + self.distance_by_target(units).gather(1, distances.T).T
        scores = scores.masked_fill(torch.eye(units.shape[0], dtype=torch.bool), -1e4)
        return torch.cat([scores, self.nowhere(units)], dim=1)

    def conclusion_scores(self, units: Tensor, heads: Tensor) -> Tensor:
        """Scores [N] of being what the article argues for; `heads` [N, N + 1]: head scores."""
        likely = heads.log_softmax(1)
        led_to = torch.log1p(likely[:, :-1].exp().sum(0))
        ends, aims = self.conclusion_by_heads
        scores: Tensor = self.conclusion(units)[:, 0] + ends * likely[:, -1].clamp(min=-8.0) + aims * led_to
        return scores

    def kind_scores(self, units: Tensor, sources: Tensor, targets: Tensor, holders: Tensor) -> Tensor:
        """Scores [M, kinds] of the relations between pairs of units."""
        hidden = self.kind_source(units[sources]) + self.kind_target(units[targets]) + self.kind_holder(holders)
        scores: Tensor = self.kind_out(self.dropout(torch.tanh(hidden)))
        return scores
