"""Train the structure model, and score a folder of its weights.

python -m training.structure train --maps training/maps --mpnet model.safetensors --work DIR
python -m training.structure train --maps training/maps --standoff LABELS... --texts FILE --start WEIGHTS --work DIR
python -m training.structure fit --maps training/maps --and-on FOLDER... --mpnet model.safetensors --work DIR
python -m training.structure evaluate --weights DIR/weights --maps FOLDER
python -m training.structure speeches --corpus argunsc_dev.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch

from service.domain.argument_map import ArgumentMap, parse_map
from service.engines.offline.attribution import weights as attribution
from service.engines.offline.attribution.encoding import encode
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.parsing import load_parser
from service.engines.offline.structure_model.model import PACKAGED, StructureModel
from training.labelled_maps import read_records
from training.standoff import joined
from training.structure.confidence import fitted, of_arcs, of_units
from training.structure.corpus import Example, body_of, example
from training.structure.endtoend import figures, observe
from training.structure.fitting import fit_biases, head_score, judge_gold, kind_share, linked_score, unit_score
from training.structure.network import FROZEN, LAYERS, StructureNet, started
from training.structure.optimise import Recipe, Training, losses_of_maps
from training.structure.packing import Biases, Confidences, pack, set_fitted
from training.structure.speech_network import PASSES, SpeechNet, load_heads
from training.structure.speech_scores import cross_validate
from training.structure.speeches import load_speeches
from training.structure.states import States
from training.structure.unpacking import load_packed

SEED = 7
KEPT = 60
"""Maps that no training sees; the decisions are fitted on them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.structure", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    trainer = commands.add_parser("train", help="train, or go on with a training that was stopped")
    trainer.add_argument("--steps", type=int, default=Recipe.steps)
    trainer.add_argument("--falling", type=int, default=Recipe.falling, help="last steps, in which the rate falls")
    trainer.add_argument("--encoder-rate", type=float, default=Recipe.encoder_rate)
    trainer.add_argument("--head-rate", type=float, default=Recipe.head_rate)
    trainer.add_argument("--standoff", type=Path, nargs="*", default=[], help="labels of texts that are not ours")
    trainer.add_argument("--texts", type=Path, help="these texts (*.jsonl)")
    trainer.set_defaults(run=run_train)
    fitter = commands.add_parser("fit", help="write a training's weights to WORK/weights, with what is fitted")
    fitter.add_argument("--and-on", type=Path, nargs="*", default=[], help="further maps to fit on")
    fitter.set_defaults(run=run_fit)
    for command in (trainer, fitter):
        command.add_argument("--maps", type=Path, required=True, help="folder of argument maps (*.json)")
        begun = command.add_mutually_exclusive_group(required=True)
        begun.add_argument("--mpnet", type=Path, help="begin with model.safetensors of all-mpnet-base-v2")
        begun.add_argument("--start", type=Path, help="begin with a folder of packed weights")
        command.add_argument("--work", type=Path, required=True, help="folder for frozen states, checkpoints, weights")
        command.add_argument("--layers", type=int, default=LAYERS, help="MPNet's lowest layers that are used")
        command.add_argument("--frozen", type=int, default=FROZEN, help="how many of them stay as published")
    scorer = commands.add_parser("evaluate", help="score a folder of weights, with gold units and from end to end")
    scorer.add_argument("--weights", type=Path, required=True)
    scorer.add_argument("--maps", type=Path, required=True)
    scorer.set_defaults(run=run_evaluate)
    speaker = commands.add_parser("speeches", help="five-fold scores on ArgUNSC by meeting, each step with gold input")
    speaker.add_argument("--corpus", type=Path, required=True, help="ArgUNSC lines")
    speaker.add_argument("--weights", type=Path, default=PACKAGED, help="that it starts from (default: those shipped)")
    speaker.add_argument("--passes", type=int, default=PASSES, help="over the speeches it is trained on")
    speaker.set_defaults(run=run_speeches)
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(2)
    return int(chosen.run(chosen))


def run_train(options: argparse.Namespace) -> int:
    """Train up to a number of steps; a checkpoint in the folder is gone on with."""
    _, seen = split(read_maps(options.maps))
    listed = examples(seen) + [item for labels in options.standoff for item in standoff(labels, options.texts)]
    say(f"{len(listed)} texts, {sum(item.knows_arcs for item in listed)} of them with relations")
    recipe = Recipe(options.steps, options.falling, options.encoder_rate, options.head_rate)
    _training(options, listed).run(recipe, say, options.work / "training.pt")
    return 0


def run_fit(options: argparse.Namespace) -> int:
    """Weights and decisions from the averaged weights of a checkpoint."""
    weights, nlp = options.work / "weights", load_parser()
    kept, _ = split(read_maps(options.maps))
    kept += [item for folder in options.and_on for item in read_maps(folder)]
    training = _training(options, [])
    training.average.swap()
    pack(training.model.eval(), weights, _vocabulary())

    def packed(biases: Biases) -> StructureModel:
        set_fitted(weights, biases)
        return StructureModel.load(weights, threads=2)

    packed(fit_biases(packed, examples(kept)))
    observed = observe(StructureModel.load(weights), AttributionTagger.load(), nlp, kept)
    confidences = Confidences(fitted(of_arcs(observed)).weights, fitted(of_units(observed)).weights)
    set_fitted(weights, confidences)
    say(str(figures(StructureModel.load(weights), observed)))
    return 0


def run_evaluate(options: argparse.Namespace) -> int:
    """Print the scores with gold units, then those from end to end."""
    nlp, model, maps = load_parser(), StructureModel.load(options.weights), read_maps(options.maps)
    listed = examples(maps)
    judged = [judge_gold(model, item) for item in listed]
    say(
        f"gold attributions: units {unit_score(model, listed).f1:.3f}; gold units: "
        f"arcs {head_score(judged, listed).f1:.3f}, kinds {kind_share(judged, listed):.3f}, "
        f"linked {linked_score(judged, listed).f1:.3f}"
    )
    say(str(figures(model, observe(model, AttributionTagger.load(), nlp, maps))))
    return 0


def run_speeches(options: argparse.Namespace) -> int:
    """Print the scores of all folds."""

    def fresh(seed: int) -> SpeechNet:
        torch.manual_seed(seed)
        return load_heads(SpeechNet(), options.weights)

    speeches = load_speeches(options.corpus, attribution.load().tokenizer, StructureModel.load(options.weights))
    scores = cross_validate(speeches, fresh, options.passes, SEED, say)
    for name, value in scores.items():
        say(f"{name:28} {value:.3f}")
    return 0


def _training(options: argparse.Namespace, seen: Sequence[Example]) -> Training[Example]:
    torch.manual_seed(SEED)
    fresh = StructureNet(layers=options.layers, frozen=options.frozen)
    model = load_packed(fresh, options.start, _vocabulary()) if options.start else started(fresh, options.mpnet)
    states = States(options.work / f"states-{options.frozen}", model.encoder)
    training = Training(model, seen, losses_of_maps(model, states), SEED)
    for name in ("training.pt", "training-steady.pt"):
        if (options.work / name).exists():
            training.load(options.work / name)
            say(f"goes on from step {training.step} of {options.work / name}")
            break
    return training


def examples(maps: Sequence[ArgumentMap]) -> list[Example]:
    """Maps as examples."""
    tokenizer = attribution.load().tokenizer
    return [example(item, encode(tokenizer, body_of(item))) for item in maps]


def standoff(labels: Path, texts: Path) -> list[Example]:
    """Labels of texts that are not ours as examples; half of them have no relations, since nobody looked for any."""
    listed = [parse_map(record) for record in joined(labels, texts)]
    tokenizer = attribution.load().tokenizer
    return [example(item, encode(tokenizer, body_of(item)), knows_arcs=bool(item.relations)) for item in listed]


def _vocabulary() -> dict[str, int]:
    return dict(attribution.load().tokenizer.get_vocab())


def read_maps(folder: Path) -> list[ArgumentMap]:
    """Every argument map of a folder, in the order of their ids."""
    return [parse_map(record) for record in read_records(folder)]


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
