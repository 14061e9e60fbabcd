"""Training on speeches, fold by fold: a branch on the attribution encoder's states, which are frozen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.structure_model.labels import INSIDE
from service.engines.offline.structure_model.model import CUT
from service.engines.offline.structure_model.token_features import SAID_MARKS, SEGMENT_MARKS, SENTENCE_START
from training.attribution.network import LAYERS, SPLIT, WIDTH, Layer, from_minilm
from training.attribution.optimise import Average
from training.structure.corpus import Example, said_marks_of, told_holders
from training.structure.heads import UnitHeads
from training.structure.losses import CUT_NOISE, SAID_NOISE, WEIGHTS, Seen, losses, see_units, with_other_holders


class BranchNet(UnitHeads):
    """A branch on the attribution encoder's states; `read` gives token states and unit emissions."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__(WIDTH, dropout)
        self.positions = nn.Embedding(256, WIDTH)
        self.segments = nn.Embedding(SEGMENT_MARKS, WIDTH)
        self.said = nn.Embedding(SAID_MARKS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.branch = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS - SPLIT))
        for table in (self.positions, self.segments, self.said):
            nn.init.normal_(table.weight, std=0.02)

    def read(self, states: Tensor, segments: Tensor, said: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder states [B, L, W], marks and key mask [B, L] to token states [B, L, W], unit emissions [B, L, 3]."""
        x = states + self.positions.weight[: states.shape[1]] + self.segments(segments) + self.said(said)
        x = self.dropout(self.norm(x))
        keys = mask[:, None, None, :]
        for layer in self.branch:
            x = layer(x, keys)
        return x, self.unit_head(self.dropout(x))


Net = TypeVar("Net", bound=BranchNet)


def branch_started(model: Net, folder: Path) -> Net:
    """The network, its branch begun from the upper layers of all-MiniLM-L6-v2."""
    source = from_minilm(folder)
    model.branch.load_state_dict(source.branch.state_dict(), strict=False)
    model.norm.load_state_dict(source.branch_norm.state_dict())
    return model


@dataclass(frozen=True)
class Recipe:
    """Passes over the data, learning rates of branch and heads, documents a step, decay of the averaged weights."""

    epochs: int = 8
    branch_rate: float = 2e-4
    head_rate: float = 1e-3
    documents: int = 3
    average_decay: float = 0.99


@dataclass(frozen=True)
class Stacked:
    """Chunks of one document as arrays: states [C, L, W], mask and segment marks [C, L]; where each token lies in them
    laid end to end [tokens], and each word's first token [words].
    """

    states: Tensor
    mask: Tensor
    segments: Tensor
    flat: Ints
    at: Tensor

    def laid_out(self, values: Ints) -> Tensor:
        """A value for each token of the document as an array like `mask`."""
        made = np.zeros(self.mask.numel(), dtype=np.int64)
        made[self.flat] = values
        return torch.from_numpy(made.reshape(tuple(self.mask.shape)))


def stack(example: Example) -> Stacked:
    """The chunks of a document, stacked."""
    length = max(end - start for start, end in example.chunks)
    shape = len(example.chunks), length
    states = np.zeros((*shape, example.states.shape[1]), dtype=np.float32)
    mask = np.zeros(shape, dtype=bool)
    segments = np.zeros(shape, dtype=np.int64)
    flat = np.zeros(len(example.text.ids), dtype=np.int64)
    for row, (start, end) in enumerate(example.chunks):
        states[row, : end - start] = example.states[start:end]
        segments[row, : end - start] = example.segments[start:end]
        mask[row, : end - start] = True
        flat[start:end] = row * length + np.arange(end - start)
    at = torch.from_numpy(flat[example.text.word_tokens])
    return Stacked(torch.from_numpy(states), torch.from_numpy(mask), torch.from_numpy(segments), flat, at)


def see(model: BranchNet, example: Example, stacked: Stacked, said: Ints, holders: Ints) -> Seen:
    """`said`: marks of the document's tokens; `holders`: of its gold units, as the network is told."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tokens, emissions = model.read(stacked.states, stacked.segments, stacked.laid_out(said), stacked.mask)
    at_words = tokens.float().reshape(-1, tokens.shape[2])[stacked.at]
    of_words = emissions.float().reshape(-1, emissions.shape[2])[stacked.at]
    opens = torch.from_numpy(example.segments[example.text.word_tokens] == SENTENCE_START)
    of_words = of_words - CUT * (opens[:, None] & (torch.arange(3) == INSIDE))
    return see_units(model, example, at_words, of_words, holders)


def document_loss(
    model: BranchNet,
    example: Example,
    stacked: Stacked,
    random: Random,
    more: Callable[[Example, Seen], Tensor] | None = None,
) -> dict[str, Tensor]:
    """The parts of the loss on one document; `more`: a further one."""
    said = said_marks_of(example, lambda: random.random() < SAID_NOISE, lambda: random.random() < CUT_NOISE)
    seen = see(model, example, stacked, said, with_other_holders(told_holders(example, said), random))
    return losses(model, example, seen, more)


def train(
    model: BranchNet,
    examples: Sequence[Example],
    recipe: Recipe,
    seed: int,
    log: Callable[[str], None],
    more: Callable[[Example, Seen], Tensor] | None = None,
) -> None:
    """Trains in place and leaves the averaged weights in the model; `more`: a further loss on each document."""
    random = Random(seed)
    torch.manual_seed(seed)
    prepared = [stack(item) for item in examples]
    branch = [p for name, p in model.named_parameters() if name.startswith(("branch", "norm"))]
    heads = [p for name, p in model.named_parameters() if not name.startswith(("branch", "norm"))]
    chosen = torch.optim.AdamW(
        [{"params": branch, "lr": recipe.branch_rate}, {"params": heads, "lr": recipe.head_rate}],
        betas=(0.9, 0.98),
        weight_decay=0.01,
    )
    steps = math.ceil(len(examples) / recipe.documents)
    total = steps * recipe.epochs
    warm = max(1, round(0.08 * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        chosen, lambda step: min((step + 1) / warm, (total - step) / max(1, total - warm))
    )
    average = Average(model, recipe.average_decay)
    for epoch in range(recipe.epochs):
        order = list(range(len(examples)))
        random.shuffle(order)
        sums: dict[str, float] = {}
        model.train()
        for start in range(0, len(order), recipe.documents):
            chosen.zero_grad(set_to_none=True)
            for index in order[start : start + recipe.documents]:
                parts = document_loss(model, examples[index], prepared[index], random, more)
                loss = sum(WEIGHTS[name] * part for name, part in parts.items())
                (loss / recipe.documents).backward()  # type: ignore[union-attr]
                for name, part in parts.items():
                    sums[name] = sums.get(name, 0.0) + part.item()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            chosen.step()
            schedule.step()
            average.update()
        log(f"epoch {epoch + 1} " + " ".join(f"{name} {value / len(order):.3f}" for name, value in sums.items()))
    average.swap()
    model.eval()
