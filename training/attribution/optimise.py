"""The training loop: one loss over cues, roles and verdicts, an average of the weights, a checkpoint per epoch."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.attribution.batches import Batch, WindowGroup, batch, steps, window_groups
from training.attribution.examples import Segment
from training.attribution.network import Tagger

WARM_UP = 0.08
WORDS_PER_SENTENCE = 25
CUE_PENALTY = 30.0  # a cue's own words are no source and no content


@dataclass(frozen=True)
class Recipe:
    """Learning rates (encoder, heads), epochs of the schedule and the decay of the averaged weights.

    `stop_after`: leave the schedule after so many epochs, for another run to go on from the averaged weights.
    `share`: how much of the data an epoch draws.
    """

    epochs: int
    stop_after: int | None = None
    encoder_rate: float = 3e-4
    head_rate: float = 1e-3
    average_decay: float = 0.998
    share: float = 1.0


def step_loss(model: Tagger, made: Batch, random: Random) -> tuple[Tensor, dict[str, float]]:
    """The loss of one step and its parts."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states, last = model.encode(made.ids, made.case, made.quote, made.mask)
        at_words = last.gather(1, made.word_positions[..., None].expand(-1, -1, last.shape[2]))
        emissions = model.cue_head(model.dropout(at_words)).float()
        memberships = model.roles_head(at_words).float()
    inside = torch.arange(emissions.shape[1])[None] < made.word_lengths[:, None]
    words = int(made.word_lengths.sum())
    cue = model.cue_crf(emissions, made.cue_labels, made.word_lengths).sum() * WORDS_PER_SENTENCE / words
    member = F.binary_cross_entropy_with_logits(memberships, made.memberships, reduction="none")
    member = (member * inside[..., None]).sum() / words
    with torch.no_grad():
        shares = torch.softmax(emissions, dim=-1) * inside[..., None]
    groups = window_groups(made, shares[..., 1], shares[..., 2], random)
    role, verdict = _branch_losses(model, states, groups)
    loss = cue + 0.5 * role + 0.5 * verdict + 0.5 * member
    parts = {"cue": cue.item(), "role": role.item(), "verdict": verdict.item(), "member": member.item()}
    return loss, parts


def _branch_losses(model: Tagger, states: Tensor, groups: Sequence[WindowGroup]) -> tuple[Tensor, Tensor]:
    flat = states.reshape(-1, states.shape[2])
    role, verdict = torch.zeros(()), torch.zeros(())
    if not groups:
        return role, verdict
    true = sum(float(group.true_cue.sum()) for group in groups)
    total = sum(len(group.true_cue) for group in groups)
    for group in groups:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            emissions, logits = model.read(flat[group.token_index], group.marks, group.mask)
        emissions = emissions.float()
        index = group.word_positions[..., None].expand(-1, -1, emissions.shape[2])
        emissions = emissions.gather(1, index)
        emissions = emissions - CUE_PENALTY * group.cue_words[..., None] * (torch.arange(5) > 0)
        paths = model.role_crf(emissions, group.path, group.word_lengths)
        role = role + (paths * group.true_cue).sum() / max(true, 1.0)
        logits = logits.float()
        verdict = verdict + F.binary_cross_entropy_with_logits(logits, group.true_cue, reduction="sum") / total
    return role, verdict


class Average:
    """An exponential moving average of a model's trained weights, slower as training goes on."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.live: list[Tensor] = [p for p in model.parameters() if p.requires_grad]
        self.mean = [p.detach().clone() for p in self.live]
        self.decay, self.updates = decay, 0

    def update(self) -> None:
        """Take in the present weights."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        with torch.no_grad():
            torch._foreach_lerp_(self.mean, self.live, 1 - decay)

    def swap(self) -> None:
        """Exchange the model's weights and the averaged ones; a second call undoes it."""
        with torch.no_grad():
            for live, mean in zip(self.live, self.mean, strict=True):
                kept = live.clone()
                live.copy_(mean)
                mean.copy_(kept)


def optimiser(model: Tagger, recipe: Recipe) -> torch.optim.Optimizer:
    """AdamW: the pretrained layers slowly, the new heads faster, no decay on biases, norms and embeddings."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        pretrained = name.startswith(("layers", "branch.", "positions", "embedding_norm"))
        rate = recipe.encoder_rate if pretrained else recipe.head_rate
        decay = 0.01 if parameter.ndim > 1 and "crf" not in name else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": members, "lr": rate, "weight_decay": decay} for (rate, decay), members in groups.items()],
        betas=(0.9, 0.98),
    )


def train(
    model: Tagger,
    epoch_segments: Callable[[Random], Sequence[Segment]],
    recipe: Recipe,
    seed: int,
    folder: Path,
    log: Callable[[str], None],
) -> None:
    """Train in place and leave the averaged weights in the model; `folder` gets `epoch-N.pt` after each epoch.

    `epoch_segments` draws an epoch's segments; each epoch is a fresh draw.
    """
    random = Random(seed)
    torch.manual_seed(seed)
    plan = [list(steps(epoch_segments(random), random)) for _ in range(recipe.epochs)]
    total = sum(len(epoch) for epoch in plan)
    chosen = optimiser(model, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(chosen, lambda step: _rate(step, total))
    average = Average(model, recipe.average_decay)
    began = time.monotonic()
    for number, step, made in _walk(plan[: recipe.stop_after]):
        model.train()
        loss, parts = step_loss(model, batch(made), random)
        chosen.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        chosen.step()
        schedule.step()
        average.update()
        done = step + 1
        if done % 25 == 0:
            seconds = time.monotonic() - began
            shown = " ".join(f"{name} {value:.3f}" for name, value in parts.items())
            log(f"epoch {number + 1} step {done}/{total} {seconds:.0f}s loss {loss.item():.3f} {shown}")
        if done == sum(len(epoch) for epoch in plan[: number + 1]):
            average.swap()
            torch.save(model.state_dict(), folder / f"epoch-{number + 1}.pt")
            average.swap()
    average.swap()
    model.eval()


def _walk(plan: Sequence[Sequence[list[Segment]]]) -> Iterator[tuple[int, int, list[Segment]]]:
    step = 0
    for number, epoch in enumerate(plan):
        for made in epoch:
            yield number, step, made
            step += 1


def _rate(step: int, total: int) -> float:
    warm = max(1, math.ceil(WARM_UP * total))
    return min((step + 1) / warm, (total - step) / max(1, total - warm))
