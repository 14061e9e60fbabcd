"""The structure model's heads on speeches, whose words it has read: two heads more, the losses, what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from service.engines.offline.structure_model.pair_features import distances, holder_pairs
from service.engines.offline.structure_model.windows import WIDTH
from training.structure.heads import UNIT, ContextLayer, UnitHeads
from training.structure.heads_graph import read_heads
from training.structure.losses import Seen, head_loss, see_units, unit_inputs
from training.structure.optimise import Recipe, Training
from training.structure.speeches import ATTACK, KINDS_HERE, SUPPORT, Speech

PASSES = 8
_DROPOUT = 0.3
_ATTACK_WEIGHT = 2.0
"""One edge in nine is an attack."""


class SpeechNet(UnitHeads):
    """The structure model's heads and two more: whether a sentence argues, and claim or premise, which elsewhere
    follows from the relations.
    """

    def __init__(self, dropout: float = _DROPOUT) -> None:
        super().__init__(WIDTH, dropout)
        self.sentence = nn.Linear(3 * WIDTH, UNIT)
        self.sentences = ContextLayer(self.dropout)
        self.argues = nn.Linear(UNIT, 1)
        self.role = nn.Linear(UNIT, 2)

    def sentence_scores(self, words: Tensor, sentences: Sequence[Sequence[int]]) -> Tensor:
        """Log odds [S] that a sentence (its words' numbers) holds a unit; `words`: states [words, W]."""
        inputs = self.dropout(torch.cat(unit_inputs(words, sentences), dim=1))
        vectors = self.dropout(torch.tanh(self.sentence(inputs)))
        alone = np.zeros(len(sentences), dtype=np.int64)
        apart, pairs = torch.from_numpy(distances(alone)), torch.from_numpy(holder_pairs(alone))
        scores: Tensor = self.argues(self.sentences(vectors, apart, pairs))[:, 0]
        return scores


def load_heads(model: SpeechNet, folder: Path) -> SpeechNet:
    """The network, begun from the heads of a folder of packed weights; sentences begin as units do."""
    model.load_state_dict(read_heads(folder / "heads.onnx"), strict=False)
    model.sentence.load_state_dict(model.unit.state_dict())
    model.sentences.load_state_dict(model.context[0].state_dict())
    return model


def _see(model: SpeechNet, speech: Speech) -> Seen:
    words, emissions = torch.from_numpy(speech.reading.words), torch.from_numpy(speech.reading.emissions)
    return see_units(model, speech.example, words, emissions, speech.example.holders)


def speech_losses(model: SpeechNet, speech: Speech) -> dict[str, Tensor]:
    """The parts of the loss on one speech. A premise with several targets may lead to any."""
    seen = _see(model, speech)
    argues = torch.from_numpy(speech.argues).float()
    scores = model.sentence_scores(seen.words, speech.sentences)
    parts = {"argues": F.binary_cross_entropy_with_logits(scores, argues, reduction="sum") / 8}
    count = len(speech.roles)
    if not count:
        return parts
    parts["role"] = F.cross_entropy(model.role(seen.units), torch.from_numpy(speech.roles), reduction="sum") / 8
    wanted = torch.zeros(count, count + 1, dtype=torch.bool)
    for source, target, _ in speech.edges:
        wanted[source, target] = True
    wanted[:, -1] = ~wanted.any(dim=1)
    parts["head"] = head_loss(seen.head_scores(model, speech.example.shared), wanted)
    if speech.edges:
        sources, targets, kinds = torch.tensor(speech.edges).T
        scores = seen.kind_scores(model, sources, targets)[:, :KINDS_HERE]
        weight = torch.tensor([1.0, _ATTACK_WEIGHT])
        parts["kind"] = F.cross_entropy(scores, kinds, weight=weight, reduction="sum") / 8
    return parts


def train(model: SpeechNet, speeches: Sequence[Speech], passes: int, seed: int) -> None:
    """Trains all heads, one speech a step; the averaged weights stay in the model."""

    def of_speeches(chosen: Sequence[Speech], random: Random) -> Iterator[dict[str, Tensor]]:
        return (speech_losses(model, speech) for speech in chosen)

    steps = passes * len(speeches)
    recipe = Recipe(steps=steps, falling=round(0.6 * steps), documents=1, average_decay=0.99)
    Training(model, speeches, of_speeches, seed).run(recipe, lambda line: None)


@dataclass(frozen=True)
class Look:
    """What a network says of a speech. Log odds: `argues` [S], that a sentence holds a unit; of its gold units
    `attacks` [N, N], that a relation is an attack. Log probabilities: `roles` [N, 2]. Scores: `heads` [N, N + 1].
    """

    argues: npt.NDArray[np.float32]
    roles: npt.NDArray[np.float32]
    attacks: npt.NDArray[np.float32]
    heads: npt.NDArray[np.float32]


@torch.no_grad()
def look(model: SpeechNet, speech: Speech) -> Look:
    """The view of a network in evaluation mode."""
    seen = _see(model, speech)
    count = len(speech.roles)
    rows, columns = (index.reshape(-1) for index in torch.meshgrid(*[torch.arange(count)] * 2, indexing="ij"))
    kinds = seen.kind_scores(model, rows, columns).view(count, count, -1)
    return Look(
        argues=model.sentence_scores(seen.words, speech.sentences).numpy(),
        roles=model.role(seen.units).log_softmax(1).numpy(),
        attacks=(kinds[..., ATTACK] - kinds[..., SUPPORT]).numpy(),
        heads=seen.head_scores(model, speech.example.shared).numpy(),
    )


def mean(looks: Sequence[Look]) -> Look:
    """The mean of what several networks say."""
    names = ("argues", "roles", "attacks", "heads")
    return Look(*(np.mean([getattr(item, name) for item in looks], axis=0) for name in names))
