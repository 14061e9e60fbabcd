"""The training loop: steps over texts, which can be stopped and gone on with; what is learnt of the maps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from service.engines.offline.attribution.encoding import EncodedText, Ints
from service.engines.offline.structure_model.labels import INSIDE
from service.engines.offline.structure_model.model import CUT
from service.engines.offline.structure_model.token_features import SENTENCE_START
from service.engines.offline.structure_model.windows import windows, with_lead
from training.attribution.optimise import Average
from training.structure.corpus import Example, said_marks_of
from training.structure.fitting import siblings
from training.structure.losses import CUT_NOISE, SAID_NOISE, WEIGHTS, Seen, losses, see_units
from training.structure.network import Marks, StructureNet
from training.structure.noise import with_noise
from training.structure.states import States

Text = TypeVar("Text")
_SAVED, _LOGGED = 25, 10
"""Steps between two checkpoints, between two lines of the log."""


@dataclass(frozen=True)
class Recipe:
    """Steps in all, and how many of them, the last ones, the rate falls in; learning rates of encoder and heads;
    documents a step; decay of the averaged weights.
    """

    steps: int = 660
    falling: int = 200
    encoder_rate: float = 6e-5
    head_rate: float = 7e-4
    documents: int = 4
    average_decay: float = 0.98
    rising: int = 40


def rows_of(text: EncodedText) -> Ints:
    """Where each token [tokens] stands among the rows of the document's windows, each with a leading one."""
    rows = np.zeros(len(text.ids), dtype=np.int64)
    for number, (start, end) in enumerate(windows(text)):
        rows[start:end] = np.arange(start, end) + number + 1
    return rows


def marks_of(example: Example, said: Ints) -> Marks:
    """The marks of the rows of a document's windows; `said`: of its tokens."""
    text = example.text
    laid = [
        np.concatenate([with_lead(values, start, end) for start, end in windows(text)])
        for values in (example.segments, said, text.case, text.quote)
    ]
    return Marks(*(torch.from_numpy(item) for item in laid))


def read_tokens(
    model: StructureNet, examples: Sequence[Example], states: Sequence[Tensor], said: Sequence[Ints]
) -> list[tuple[Tensor, Tensor]]:
    """Word states [words, W] and emissions [words, 3] of each document; `said`: marks of its tokens."""
    marks = [marks_of(example, item) for example, item in zip(examples, said, strict=True)]
    together = Marks(*(torch.cat([getattr(item, field.name) for item in marks]) for field in fields(Marks)))
    lengths = [end - start + 1 for example in examples for start, end in windows(example.text)]
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=model.training):
        tokens, emissions = model.read(torch.cat(list(states)), together, lengths)
    sizes = [len(item) for item in states]
    read = []
    for example, some, scores in zip(
        examples, tokens.float().split(sizes), emissions.float().split(sizes), strict=True
    ):
        at = torch.from_numpy(rows_of(example.text)[example.text.word_tokens])
        opens = torch.from_numpy(example.segments[example.text.word_tokens] == SENTENCE_START)
        read.append((some[at], scores[at] - CUT * (opens[:, None] & (torch.arange(3) == INSIDE))))
    return read


def document_losses(model: StructureNet, example: Example, seen: Seen) -> dict[str, Tensor]:
    """The parts of the loss on what the network makes of a document."""
    parts = losses(model, example, seen)
    pairs = siblings(example) if example.knows_arcs else []
    if pairs:
        left, right = torch.tensor(pairs).T
        wanted = torch.tensor([pair in example.linked for pair in pairs])
        links = model.linked_scores(seen.units, left, right, seen.apart[left, right])
        parts["linked"] = F.binary_cross_entropy_with_logits(links, wanted.float(), reduction="sum") / 8
    return parts


def losses_of_maps(
    model: StructureNet, states: States
) -> Callable[[Sequence[Example], Random], Iterator[dict[str, Tensor]]]:
    """What a training on maps asks for: the parts of the loss on each of a step's documents, with noise."""

    def of_documents(chosen: Sequence[Example], random: Random) -> Iterator[dict[str, Tensor]]:
        said = [
            said_marks_of(item, lambda: random.random() < SAID_NOISE, lambda: random.random() < CUT_NOISE)
            for item in chosen
        ]
        frozen = [torch.from_numpy(states.of(item.id, item.text).astype(np.float32)) for item in chosen]
        read = read_tokens(model, chosen, frozen, said)
        for item, marks, (words, emissions) in zip(chosen, said, read, strict=True):
            noised = with_noise(item, marks, random)
            yield document_losses(
                model, noised.example, see_units(model, noised.example, words, emissions, noised.told)
            )

    return of_documents


class Training(Generic[Text]):
    """A training that can be stopped after any step and gone on with. `losses`: the parts of the loss, by their names
    in WEIGHTS, on each of a step's texts.

    What is drawn at random depends on the seed and the number of the step alone.
    """

    def __init__(
        self,
        model: nn.Module,
        texts: Sequence[Text],
        losses: Callable[[Sequence[Text], Random], Iterable[dict[str, Tensor]]],
        seed: int,
    ) -> None:
        self.model, self._texts, self._losses, self._seed = model, texts, losses, seed
        self.step = 0
        trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        encoder = [p for name, p in trained if name.startswith("encoder")]
        heads = [p for name, p in trained if not name.startswith("encoder")]
        self._optimiser = torch.optim.AdamW(
            [{"params": encoder}, {"params": heads}], betas=(0.9, 0.98), weight_decay=0.01
        )
        self.average = Average(model, Recipe.average_decay)

    def save(self, path: Path) -> None:
        """Write a checkpoint."""
        names = [name for name, p in self.model.named_parameters() if p.requires_grad]
        kept = {
            "step": self.step,
            "seed": self._seed,
            "updates": self.average.updates,
            "optimiser": self._optimiser.state_dict(),
            "live": dict(zip(names, self.average.live, strict=True)),
            "mean": dict(zip(names, self.average.mean, strict=True)),
        }
        partial = path.with_suffix(".part")
        torch.save(kept, partial)
        partial.replace(path)

    def load(self, path: Path) -> None:
        """Go on from a checkpoint."""
        kept = torch.load(path, weights_only=True)
        self.step, self._seed, self.average.updates = kept["step"], kept["seed"], kept["updates"]
        self._optimiser.load_state_dict(kept["optimiser"])
        with torch.no_grad():
            for own, other in ((self.average.live, kept["live"]), (self.average.mean, kept["mean"])):
                for parameter, value in zip(own, other.values(), strict=True):
                    parameter.copy_(value)

    def run(
        self,
        recipe: Recipe,
        log: Callable[[str], None],
        checkpoint: Path | None = None,
    ) -> None:
        """Train up to `recipe.steps`; leaves the averaged weights in the model. A checkpoint is written now and then,
        and one named `steady` before the rate falls, from which a longer training can go on.
        """
        self.average.decay = recipe.average_decay
        self.model.train()
        sums: dict[str, float] = {}
        began = time.monotonic()
        while self.step < recipe.steps:
            falls = recipe.steps - self.step < recipe.falling
            if checkpoint and (self.step % _SAVED == _SAVED - 1 or recipe.steps - self.step == recipe.falling):
                self.save(checkpoint.with_name(f"{checkpoint.stem}{'' if falls else '-steady'}.pt"))
            scale = min((self.step + 1) / recipe.rising, 1.0, (recipe.steps - self.step) / max(1, recipe.falling))
            for group, rate in zip(self._optimiser.param_groups, (recipe.encoder_rate, recipe.head_rate), strict=True):
                group["lr"] = rate * scale
            for name, value in self._one_step(recipe).items():
                sums[name] = sums.get(name, 0.0) + value / _LOGGED
            if self.step % _LOGGED == 0:
                log(
                    f"step {self.step} {time.monotonic() - began:.0f} s "
                    + " ".join(f"{name} {value:.3f}" for name, value in sums.items())
                )
                sums = {}
        if checkpoint:
            self.save(checkpoint)
        self.average.swap()
        self.model.eval()

    def _one_step(self, recipe: Recipe) -> dict[str, float]:
        random = Random(f"{self._seed} {self.step}")
        torch.manual_seed(random.getrandbits(32))
        chosen = [self._texts[index] for index in self._order(recipe.documents)]
        losses: dict[str, float] = {}
        total = torch.zeros(())
        for parts in self._losses(chosen, random):
            for name, part in parts.items():
                total = total + WEIGHTS[name] * part / len(chosen)
                losses[name] = losses.get(name, 0.0) + part.item() / len(chosen)
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimiser.step()
        self.average.update()
        self.step += 1
        return losses

    def _order(self, count: int) -> list[int]:
        """Which texts the present step takes: each once in a pass."""
        chosen = []
        for number in range(self.step * count, (self.step + 1) * count):
            passed, place = divmod(number, len(self._texts))
            order = list(range(len(self._texts)))
            Random(f"{self._seed} {passed}").shuffle(order)
            chosen.append(order[place])
        return chosen
