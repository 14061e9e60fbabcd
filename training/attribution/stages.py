"""The two stages of training: on PolNeAR, then shortly on the project's own maps mixed with a PolNeAR sample."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from training.attribution.corpus import LabelledText
from training.attribution.examples import Example, Segment, example, segments
from training.attribution.network import Tagger
from training.attribution.optimise import Recipe, train

SEED = 20
THREADS = 2
# Two passes at a high rate, then two from their averaged weights, down to nothing.
LEGS = (Recipe(5, stop_after=2), Recipe(2, encoder_rate=2.2e-4, head_rate=7e-4))
PASSES = sum(leg.stop_after or leg.epochs for leg in LEGS)
OWN_COPIES = 2
POLNEAR_SHARE = 2
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
    """Train on PolNeAR alone, in the legs that are left; a leg goes on from the averaged weights of the one before."""
    torch.set_num_threads(THREADS)
    pieces = segments(polnear)
    for number, recipe in enumerate(LEGS[legs_done:], start=legs_done):
        place = folder / f"leg-{number + 1}"
        place.mkdir(parents=True, exist_ok=True)
        train(model, lambda _: pieces, recipe, SEED + number, place, log)


def own_stage(
    model: Tagger,
    own: Sequence[Example],
    polnear: Sequence[Example],
    epochs: int,
    folder: Path,
    log: Callable[[str], None],
) -> None:
    """Go on with the project's maps, each drawn OWN_COPIES times an epoch, with POLNEAR_SHARE as many PolNeAR segments.

    The sample keeps what was learnt before; without PolNeAR the maps train the network alone, at the full rate.
    """
    torch.set_num_threads(THREADS)
    ours, theirs = segments(own), segments(polnear)
    wanted = min(len(theirs), POLNEAR_SHARE * OWN_COPIES * len(ours))

    def draw(random: Random) -> list[Segment]:
        return [*(ours * OWN_COPIES), *random.sample(theirs, wanted)]

    recipe = Recipe(epochs, encoder_rate=8e-5, head_rate=3e-4, average_decay=0.99) if theirs else Recipe(epochs)
    train(model, draw, recipe, SEED + len(LEGS), folder, log)
