"""The loss on what the network makes of one document: units, heads, kinds, voices and the conclusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.structure_model.labels import NOWHERE
from service.engines.offline.structure_model.pair_features import distances, holder_pairs, places
from training.structure.corpus import Example, Floats
from training.structure.heads import UNIT, UnitHeads

HOLDER_NOISE = 0.08
"""Share of units whose holder is told wrong in training, as the tagger will tell some of them."""
SAID_NOISE = 0.25
"""Share of attributions that are left out in training, as the tagger misses some."""
CUT_NOISE = 0.5
"""Share of attributions that are cut to one sentence in training, as the tagger cuts some that run on."""
WEIGHTS = {
    **{"voice": 0.5, "unit": 1.0, "head": 1.0, "kind": 0.4, "conclusion": 0.4, "linked": 0.3},
    **{"argues": 1.0, "role": 1.0},  # of speeches
}


def unit_inputs(at_words: Tensor, units: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor, Tensor]:
    """States [N, W] of each unit's first word, mean over its words, and of up to three words before it."""
    firsts = torch.tensor([unit[0] for unit in units])
    means = torch.stack([at_words[list(unit)].mean(0) for unit in units])
    before = torch.stack([at_words[max(0, unit[0] - 3) : unit[0] + 1].mean(0) for unit in units])
    return at_words[firsts], means, before


@dataclass(frozen=True)
class Seen:
    """What the network makes of a document: states [words, W] and emissions [words, 3]; of its gold units, vectors
    [N, UNIT] in context, and kinds of distance and of pairs of holders [N, N].
    """

    words: Tensor
    emissions: Tensor
    units: Tensor
    apart: Tensor
    pairs: Tensor

    def head_scores(self, model: UnitHeads, shared: Floats) -> Tensor:
        """Scores [N, N + 1] of heads; `shared` [N, N]: words in common."""
        return model.head_scores(self.units, self.apart, self.pairs, torch.from_numpy(shared))

    def kind_scores(self, model: UnitHeads, sources: Tensor, targets: Tensor) -> Tensor:
        """Scores [M, kinds] of the relations between pairs of units."""
        return model.kind_scores(self.units, sources, targets, self.pairs[sources, targets])


def see_units(model: UnitHeads, example: Example, words: Tensor, emissions: Tensor, holders: Ints) -> Seen:
    """`words`, `emissions`: of the document's words; `holders`: of its units, as the network is told."""
    apart, pairs = torch.from_numpy(distances(example.paragraphs)), torch.from_numpy(holder_pairs(holders))
    if not example.units:
        return Seen(words, emissions, torch.zeros(0, UNIT), apart, pairs)
    alone = model.unit_vectors(
        *unit_inputs(words, example.units),
        torch.from_numpy(places(example.paragraphs, holders)),
    )
    return Seen(words, emissions, model.in_context(alone, apart, pairs), apart, pairs)


def losses(model: UnitHeads, example: Example, seen: Seen) -> dict[str, Tensor]:
    """The parts of the loss on what the network makes of a document."""
    parts = {"unit": _unit_loss(model, example, seen.emissions)}
    if not example.units:
        return parts
    others = torch.from_numpy(example.holders != 0)
    voice = model.voice(seen.units)[:, 0]
    parts["voice"] = F.binary_cross_entropy_with_logits(voice, others.float(), reduction="sum") / 8
    if example.knows_arcs:
        parts |= _arc_losses(model, example, seen, others)
    return parts


def _arc_losses(model: UnitHeads, example: Example, seen: Seen, others: Tensor) -> dict[str, Tensor]:
    parts = {}
    scores = seen.head_scores(model, example.shared)
    count = len(example.units)
    wanted_heads = torch.zeros(count, count + 1, dtype=torch.bool)
    wanted_heads[torch.arange(count), torch.from_numpy(np.where(example.heads == NOWHERE, count, example.heads))] = True
    parts["head"] = head_loss(scores, wanted_heads)
    linked = np.flatnonzero(example.heads != NOWHERE)
    if len(linked):
        sources, targets = torch.from_numpy(linked), torch.from_numpy(example.heads[linked])
        kinds = seen.kind_scores(model, sources, targets)
        weight = torch.tensor([1.0, 1.6, 2.0])
        parts["kind"] = (
            F.cross_entropy(kinds, torch.from_numpy(example.kinds[linked]), weight=weight, reduction="sum") / 8
        )
    choice = torch.cat([model.conclusion_scores(seen.units, scores).masked_fill(others, -1e4), torch.zeros(1)])
    wanted = count if example.conclusion == NOWHERE else example.conclusion
    parts["conclusion"] = F.cross_entropy(choice[None], torch.tensor([wanted]))
    return parts


def head_loss(scores: Tensor, wanted: Tensor) -> Tensor:
    """Per eight units: that each leads to any one of those wanted, both [N, N + 1], the last column for nowhere."""
    return (scores.logsumexp(1) - scores.masked_fill(~wanted, -1e9).logsumexp(1)).sum() / 8


def _unit_loss(model: UnitHeads, example: Example, of_words: Tensor) -> Tensor:
    """Per eight units' worth of words (about a paragraph and a half): the chain over each paragraph."""
    loss = torch.zeros(())
    bounds = [np.searchsorted(example.text.word_tokens, bound) for bound in example.text.bounds]
    groups = [(int(a), int(b)) for a, b in bounds if b > a]
    length = max(b - a for a, b in groups)
    emissions = torch.zeros(len(groups), length, 3)
    paths = torch.zeros(len(groups), length, dtype=torch.long)
    for row, (start, end) in enumerate(groups):
        emissions[row, : end - start] = of_words[start:end]
        paths[row, : end - start] = torch.from_numpy(example.labels[start:end])
    lengths = torch.tensor([end - start for start, end in groups])
    return loss + model.crf(emissions, paths, lengths).sum() / 8


def with_other_holders(holders: Ints, random: Random) -> Ints:
    """Some of them told wrong."""
    told = holders.copy()
    for index in range(len(told)):
        if random.random() < HOLDER_NOISE:
            told[index] = random.randrange(int(holders.max()) + 2)
    return told
