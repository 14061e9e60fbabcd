"""The training loop: units, heads, kinds and conclusions in one loss, a document a step."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from service.engines.offline.attribution.encoding import Ints
from service.engines.offline.structure_model.labels import INSIDE, NOWHERE
from service.engines.offline.structure_model.model import CUT
from service.engines.offline.structure_model.pair_features import distances, holder_pairs, places
from service.engines.offline.structure_model.rule_features import Ruled
from service.engines.offline.structure_model.token_features import SENTENCE_START
from training.attribution.optimise import Average
from training.structure.corpus import Example, said_marks_of, told_holders
from training.structure.network import UNIT, StructureNet, UnitHeads

HOLDER_NOISE = 0.08
"""Share of units whose holder is told wrong in training, as the tagger will tell some of them."""
SAID_NOISE = 0.25
"""Share of attributions that are left out in training, as the tagger misses some."""
CUT_NOISE = 0.5
"""Share of attributions that are cut to one sentence in training, as the tagger cuts some that run on."""
WEIGHTS = {"voice": 0.5, "unit": 1.0, "head": 1.0, "kind": 0.4, "conclusion": 0.4, "more": 0.4}


@dataclass(frozen=True)
class Recipe:
    """Passes over the data, learning rates of branch and heads, documents a step, decay of the averaged weights."""

    epochs: int = 8
    branch_rate: float = 2e-4
    head_rate: float = 1e-3
    documents: int = 3
    average_decay: float = 0.99


GOING_ON = Recipe(epochs=3, branch_rate=1e-4, head_rate=5e-4)


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

    def head_scores(self, model: UnitHeads, ruled: Ruled) -> Tensor:
        """Scores [N, N + 1] of heads."""
        arcs, roots, overlap = (torch.from_numpy(item) for item in (ruled.arcs, ruled.roots, ruled.overlap))
        return model.head_scores(self.units, self.apart, self.pairs, arcs, roots, overlap)

    def kind_scores(self, model: UnitHeads, sources: Tensor, targets: Tensor, ruled: Ruled) -> Tensor:
        """Scores [M, kinds] of the relations between pairs of units."""
        attack = torch.from_numpy(ruled.attack)[sources, targets]
        return model.kind_scores(self.units, sources, targets, self.pairs[sources, targets], attack)


def see(model: StructureNet, example: Example, stacked: Stacked, said: Ints, holders: Ints) -> Seen:
    """`said`: marks of the document's tokens; `holders`: of its gold units, as the network is told."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tokens, emissions = model.read(stacked.states, stacked.segments, stacked.laid_out(said), stacked.mask)
    at_words = tokens.float().reshape(-1, tokens.shape[2])[stacked.at]
    of_words = emissions.float().reshape(-1, emissions.shape[2])[stacked.at]
    opens = torch.from_numpy(example.segments[example.text.word_tokens] == SENTENCE_START)
    of_words = of_words - CUT * (opens[:, None] & (torch.arange(3) == INSIDE))
    return see_units(model, example, at_words, of_words, holders)


def see_units(model: UnitHeads, example: Example, words: Tensor, emissions: Tensor, holders: Ints) -> Seen:
    """`words`, `emissions`: of the document's words; `holders`: of its units, as the network is told."""
    apart, pairs = torch.from_numpy(distances(example.paragraphs)), torch.from_numpy(holder_pairs(holders))
    if not example.units:
        return Seen(words, emissions, torch.zeros(0, UNIT), apart, pairs)
    alone = model.unit_vectors(
        *unit_inputs(words, example.units),
        torch.from_numpy(places(example.paragraphs, holders)),
        torch.from_numpy(example.ruled.signals),
    )
    return Seen(words, emissions, model.in_context(alone, apart, pairs), apart, pairs)


def document_loss(
    model: StructureNet,
    example: Example,
    stacked: Stacked,
    random: Random,
    more: Callable[[Example, Seen], Tensor] | None = None,
) -> dict[str, Tensor]:
    """The parts of the loss on one document; `more`: a further one."""
    said = said_marks_of(example, lambda: random.random() < SAID_NOISE, lambda: random.random() < CUT_NOISE)
    seen = see(model, example, stacked, said, with_other_holders(told_holders(example, said), random))
    return losses(model, example, seen, more)


def losses(
    model: UnitHeads, example: Example, seen: Seen, more: Callable[[Example, Seen], Tensor] | None = None
) -> dict[str, Tensor]:
    """The parts of the loss on what the network makes of a document."""
    parts = {"unit": _unit_loss(model, example, seen.emissions)}
    if more is not None:
        parts["more"] = more(example, seen)
    if not example.units:
        return parts
    scores = seen.head_scores(model, example.ruled)
    count = len(example.units)
    wanted_heads = torch.zeros(count, count + 1, dtype=torch.bool)
    wanted_heads[torch.arange(count), torch.from_numpy(np.where(example.heads == NOWHERE, count, example.heads))] = True
    for unit, head in example.more_heads:
        wanted_heads[unit, head] = True
    parts["head"] = (scores.logsumexp(1) - scores.masked_fill(~wanted_heads, -1e9).logsumexp(1)).sum() / 8
    linked = np.flatnonzero(example.heads != NOWHERE)
    if len(linked):
        sources, targets = torch.from_numpy(linked), torch.from_numpy(example.heads[linked])
        kinds = seen.kind_scores(model, sources, targets, example.ruled)
        weight = torch.tensor([1.0, 1.6, 2.0])
        parts["kind"] = (
            F.cross_entropy(kinds, torch.from_numpy(example.kinds[linked]), weight=weight, reduction="sum") / 8
        )
    others = torch.from_numpy(example.holders != 0)
    voice = model.voice(seen.units)[:, 0]
    parts["voice"] = F.binary_cross_entropy_with_logits(voice, others.float(), reduction="sum") / 8
    choice = torch.cat([model.conclusion_scores(seen.units, scores).masked_fill(others, -1e4), torch.zeros(1)])
    wanted = count if example.conclusion == NOWHERE else example.conclusion
    parts["conclusion"] = F.cross_entropy(choice[None], torch.tensor([wanted]))
    return parts


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


def train(
    model: StructureNet,
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
