"""Train the structure model, or score a folder of weights.

python -m training.structure train --maps training/maps --out DIR
python -m training.structure evaluate --weights DIR --maps FOLDER
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch

from service.engines.offline.arguing.model import PACKAGED, StructureModel
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.parsing import load_parser
from training.attribution.__main__ import starting_point
from training.attribution.calibration import calibration_error
from training.structure.card import Provenance, Results, card
from training.structure.corpus import Example, load_examples
from training.structure.fitting import fit_biases, head_confidences, head_score, judge_gold, kind_share, unit_score
from training.structure.network import StructureNet, from_encoder
from training.structure.optimise import Recipe, train
from training.structure.packing import pack

SEED = 7
KEPT_SHARE = 5
"""One map in so many is kept from the first of two trainings, to fit the decisions on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.structure", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    trainer = commands.add_parser("train", help="train and write a folder of weights")
    trainer.add_argument("--maps", type=Path, required=True, help="folder of argument maps (*.json)")
    trainer.add_argument("--out", type=Path, required=True, help="folder for the weights")
    trainer.add_argument("--attribution", type=Path, help="the encoder's weights (default: the packaged ones)")
    trainer.add_argument("--epochs", type=int, default=Recipe.epochs)
    trainer.set_defaults(run=run_train)
    scorer = commands.add_parser("evaluate", help="score a folder of weights on gold units and attributions")
    scorer.add_argument("--weights", type=Path, default=PACKAGED)
    scorer.add_argument("--attribution", type=Path)
    scorer.add_argument("--maps", type=Path, required=True)
    scorer.set_defaults(run=run_evaluate)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


def run_train(options: argparse.Namespace) -> int:
    """Train on four fifths, fit the decisions on the rest, train on all, write weights and card."""
    torch.set_num_threads(2)
    examples = load_examples(options.maps, AttributionTagger.load(options.attribution), load_parser())
    kept, rest = split(examples)
    recipe = Recipe(epochs=options.epochs)
    first = fresh()
    train(first, rest, recipe, SEED, say)
    biases = fit_biases(first, kept, options.out)
    pack(first, options.out, biases)
    results = score(StructureModel.load(options.out), kept)
    say(f"kept from training: {results}\n{biases}")
    final = fresh()
    train(final, examples, recipe, SEED, say)
    pack(final, options.out, biases)
    made = Provenance(len(examples), sum(len(item.units) for item in examples), options.epochs, SEED)
    (options.out / "MODEL_CARD.md").write_text(card(made, results, len(kept)), encoding="utf-8")
    return 0


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The maps kept from the first training, and the others; the choice depends on the seed and the ids alone."""
    names = sorted(item.id for item in examples)
    chosen = set(Random(SEED).sample(names, len(names) // KEPT_SHARE))
    return [item for item in examples if item.id in chosen], [item for item in examples if item.id not in chosen]


def fresh() -> StructureNet:
    """An untrained network on pretrained layers."""
    torch.manual_seed(SEED)
    return from_encoder(starting_point()[1].parent)


def score(model: StructureModel, examples: Sequence[Example]) -> Results:
    """Units with gold attributions; heads, kinds and calibration with gold units."""
    judged = [judge_gold(model, item) for item in examples]
    return Results(
        unit_f1=unit_score(model, examples).f1,
        head_f1=head_score(judged, examples).f1,
        kind_accuracy=kind_share(judged, examples),
        calibration_error=calibration_error(head_confidences(judged, examples)),
    )


def run_evaluate(options: argparse.Namespace) -> int:
    """Print the scores and the time."""
    examples = load_examples(options.maps, AttributionTagger.load(options.attribution), load_parser())
    began = time.process_time()
    say(str(score(StructureModel.load(options.weights), examples)))
    words = sum(len(item.text.word_tokens) for item in examples)
    say(f"{words / (time.process_time() - began):.0f} words a second of processor time, states given")
    return 0


def say(message: str) -> None:
    """Progress on stdout, at once."""
    print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main())
