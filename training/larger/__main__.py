"""Train the larger structure model, which is not shipped yet, and score it.

python -m training.larger train --maps training/maps --mpnet model.safetensors --work DIR
python -m training.larger fit --maps training/maps --and-on evals/gold/development --mpnet model.safetensors --work DIR
python -m training.larger evaluate --weights DIR/weights --maps FOLDER
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from spacy.language import Language

from service.domain.argument_map import ArgumentMap, parse_map
from service.engines.offline.attribution import weights as attribution
from service.engines.offline.attribution.encoding import encode
from service.engines.offline.attribution.tagger import AttributionTagger, EncodedStates
from service.engines.offline.parsing import load_parser
from training.larger.model import FILES, LargerModel
from training.larger.network import FROZEN, LAYERS, LargerNet, started
from training.larger.optimise import Recipe, Training
from training.larger.packing import pack
from training.larger.states import States
from training.structure.confidence import fitted, of_arcs, of_units
from training.structure.corpus import Example, body_of, example
from training.structure.endtoend import figures, observe
from training.structure.fitting import fit_biases, head_score, judge_gold, kind_share, unit_score
from training.structure.packing import Biases, Confidences, set_fitted

SEED = 7
KEPT = 60
"""Maps that no training sees; the decisions are fitted on them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.larger", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    trainer = commands.add_parser("train", help="train, or go on with a training that was stopped")
    trainer.add_argument("--steps", type=int, default=Recipe.steps)
    trainer.add_argument("--falling", type=int, default=Recipe.falling, help="last steps, in which the rate falls")
    trainer.set_defaults(run=run_train)
    fitter = commands.add_parser("fit", help="write a training's weights to WORK/weights, with what is fitted")
    fitter.add_argument("--and-on", type=Path, help="further maps to fit on (evals/gold/development)")
    fitter.set_defaults(run=run_fit)
    for command in (trainer, fitter):
        command.add_argument("--maps", type=Path, required=True, help="folder of argument maps (*.json)")
        command.add_argument("--mpnet", type=Path, required=True, help="model.safetensors of all-mpnet-base-v2")
        command.add_argument("--work", type=Path, required=True, help="folder for frozen states, checkpoints, weights")
        command.add_argument("--layers", type=int, default=LAYERS, help="MPNet's lowest layers that are used")
        command.add_argument("--frozen", type=int, default=FROZEN, help="how many of them stay as published")
    scorer = commands.add_parser("evaluate", help="score a folder of weights, with gold units and from end to end")
    scorer.add_argument("--weights", type=Path, required=True)
    scorer.add_argument("--maps", type=Path, required=True)
    scorer.set_defaults(run=run_evaluate)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(2)
    return int(chosen.run(chosen))


def run_train(options: argparse.Namespace) -> int:
    """Train up to a number of steps; a checkpoint in the folder is gone on with."""
    _, seen = split(read_maps(options.maps))
    training = _training(options, examples(seen, load_parser()))
    training.run(Recipe(steps=options.steps, falling=options.falling), say, options.work / "training.pt")
    return 0


def run_fit(options: argparse.Namespace) -> int:
    """Weights and decisions from the averaged weights of a checkpoint."""
    weights, nlp = options.work / "weights", load_parser()
    kept, _ = split(read_maps(options.maps))
    kept += read_maps(options.and_on) if options.and_on else []
    training = _training(options, [])
    training.average.swap()
    pack(training.model.eval(), weights)

    def packed(biases: Biases) -> LargerModel:
        set_fitted(weights, biases, FILES)
        return LargerModel.load(weights, threads=2)

    packed(fit_biases(packed, examples(kept, nlp)))
    observed = observe(LargerModel.load(weights), AttributionTagger.load(), nlp, kept)
    confidences = Confidences(fitted(of_arcs(observed)).weights, fitted(of_units(observed)).weights)
    set_fitted(weights, confidences, FILES)
    say(str(figures(LargerModel.load(weights), observed)))
    return 0


def run_evaluate(options: argparse.Namespace) -> int:
    """Print the scores with gold units, then those from end to end."""
    nlp, model, maps = load_parser(), LargerModel.load(options.weights), read_maps(options.maps)
    listed = examples(maps, nlp)
    judged = [judge_gold(model, item) for item in listed]
    say(
        f"gold attributions: units {unit_score(model, listed).f1:.3f}; gold units: "
        f"arcs {head_score(judged, listed).f1:.3f}, kinds {kind_share(judged, listed):.3f}"
    )
    say(str(figures(model, observe(model, AttributionTagger.load(), nlp, maps))))
    return 0


def _training(options: argparse.Namespace, seen: Sequence[Example]) -> Training:
    torch.manual_seed(SEED)
    model = started(LargerNet(layers=options.layers, frozen=options.frozen), options.mpnet)
    training = Training(model, seen, States(options.work / f"states-{options.frozen}", model.encoder), SEED)
    for name in ("training.pt", "training-steady.pt"):
        if (options.work / name).exists():
            training.load(options.work / name)
            say(f"goes on from step {training.step} of {options.work / name}")
            break
    return training


def examples(maps: Sequence[ArgumentMap], nlp: Language) -> list[Example]:
    """Maps as examples, without states."""
    tokenizer = attribution.load().tokenizer
    none = np.zeros((0, 0), np.float32)
    return [example(item, EncodedStates(encode(tokenizer, body_of(item)), none, none), nlp) for item in maps]


def read_maps(folder: Path) -> list[ArgumentMap]:
    """Every argument map (`*.json`, label sheets aside) in a folder, in the order of their names."""
    files = sorted(path for path in folder.glob("*.json") if not path.name.endswith(".sheet.json"))
    return [parse_map(path.read_bytes()) for path in files]


def split(maps: Sequence[ArgumentMap]) -> tuple[list[ArgumentMap], list[ArgumentMap]]:
    """The maps kept from training, and the others; the choice depends on the seed and the ids alone."""
    names = sorted(item.id for item in maps)
    chosen = set(Random(SEED).sample(names, min(KEPT, len(names) // 10)))
    return [item for item in maps if item.id in chosen], [item for item in maps if item.id not in chosen]


def say(message: str) -> None:
    """Progress on stdout, at once."""
    print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main())
