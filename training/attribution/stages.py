"""The two stages of training: on PolNeAR, then shortly on the project's own maps mixed with a PolNeAR sample."""

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.attribution.corpus import LabelledText
from training.attribution.examples import Example, Segment, example, segments
from training.attribution.network import Tagger
from training.attribution.optimise import Recipe, train

SEED = 20
THREADS = 2
# Two passes at a high rate, then one on from their averaged weights.
LEGS = (Recipe(5, stop_after=2), Recipe(2, stop_after=1, encoder_rate=2.2e-4, head_rate=7e-4))
# From there (with each of these seeds) a quarter of a pass down to a rate of nothing; the mean of start and ends is
# kept (Wortsman et al. 2022: averaging weights that share a history).
COOLING = Recipe(1, encoder_rate=1.2e-4, head_rate=4e-4, average_decay=0.98, share=0.25)
COOLING_SEEDS = (22,)
OWN_COPIES = 1
POLNEAR_SHARE = 0.5
HELD_OUT = 40  # PolNeAR documents kept from training: for thresholds and calibration


def hold_out(texts: Sequence[LabelledText]) -> tuple[list[LabelledText], list[LabelledText]]:
    """Training texts and the ones kept for calibration; the choice depends on the seed and the ids alone."""
    names = sorted(text.id for text in texts)
    kept = set(Random(SEED).sample(names, min(HELD_OUT, len(names) // 10)))
    return [t for t in texts if t.id not in kept], [t for t in texts if t.id in kept]


def prepare(tokenizer: Tokenizer, texts: Sequence[LabelledText]) -> list[Example]:
    """Texts as examples, in order."""
    return [example(tokenizer, text) for text in texts]


def polnear_stage(
    model: Tagger, polnear: Sequence[Example], legs_done: int, folder: Path, log: Callable[[str], None]
) -> None:
    """Train on PolNeAR alone: the legs that are left, each on from the averaged weights of the last, then cooling."""
    torch.set_num_threads(THREADS)
    pieces = segments(polnear)
    for number, recipe in enumerate(LEGS[legs_done:], start=legs_done):
        train(model, _draw(pieces, recipe.share), recipe, SEED + number, _made(folder / f"leg-{number + 1}"), log)
    start = copy.deepcopy(model.state_dict())
    ends = []
    for seed in COOLING_SEEDS:
        model.load_state_dict(start)
        train(model, _draw(pieces, COOLING.share), COOLING, seed, _made(folder / f"cooling-{seed}"), log)
        ends.append(copy.deepcopy(model.state_dict()))
    model.load_state_dict(mean_of([start, *ends]))
    torch.save(model.state_dict(), folder / "polnear.pt")


def mean_of(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several states of one network; what is not a weight is taken from the first."""
    first = states[0]
    return {
        name: torch.stack([state[name] for state in states]).mean(dim=0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _draw(pieces: Sequence[Segment], share: float) -> Callable[[Random], Sequence[Segment]]:
    count = round(share * len(pieces))
    return lambda random: pieces if count == len(pieces) else random.sample(pieces, count)


def own_stage(
    model: Tagger,
    own: Sequence[Example],
    polnear: Sequence[Example],
    epochs: int,
    going_on: bool,
    folder: Path,
    log: Callable[[str], None],
) -> None:
    """Go on with the project's maps, each drawn OWN_COPIES times an epoch, with POLNEAR_SHARE as many PolNeAR segments.

    The sample keeps what was learnt before; without PolNeAR the maps train the network alone, at the full rate, or at
    half of it if it goes on from earlier weights.
    """
    torch.set_num_threads(THREADS)
    ours, theirs = segments(own), segments(polnear)
    wanted = min(len(theirs), round(POLNEAR_SHARE * OWN_COPIES * len(ours)))

    def draw(random: Random) -> list[Segment]:
        return [*(ours * OWN_COPIES), *random.sample(theirs, wanted)]

    recipe = Recipe(epochs, encoder_rate=8e-5, head_rate=3e-4, average_decay=0.99) if theirs else Recipe(epochs)
    if going_on and not theirs:
        recipe = Recipe(epochs, encoder_rate=1.5e-4, head_rate=5e-4, average_decay=0.995)
    train(model, draw, recipe, SEED + 1, folder, log)
