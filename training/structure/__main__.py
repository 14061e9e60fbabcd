"""Train the structure model, or score a folder of weights.

python -m training.structure train --maps training/maps --out DIR [--fit evals/gold/development]
python -m training.structure evaluate --weights DIR --maps FOLDER
python -m training.structure confidence --weights DIR --maps evals/gold/development
python -m training.structure speeches --corpus argunsc_dev.jsonl
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import torch

from service.domain.argument_map import parse_map
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.parsing import load_parser
from service.engines.offline.structure_model.model import PACKAGED, StructureModel
from training.attribution.__main__ import starting_point
from training.attribution.calibration import calibration_error
from training.structure.card import Provenance, Results, card
from training.structure.confidence import fitted, of_arcs, of_units
from training.structure.corpus import Example, load_examples
from training.structure.endtoend import Observed, figures, observe
from training.structure.fitting import fit_biases, head_confidences, head_score, judge_gold, kind_share, unit_score
from training.structure.network import StructureNet, started
from training.structure.optimise import GOING_ON, Recipe, train
from training.structure.packing import Biases, Confidences, pack, set_fitted
from training.structure.speeches import SpeechNet, cross_validate, load_speeches
from training.structure.unpacking import load_packed

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
    trainer.add_argument("--start", type=Path, help="a folder of weights to go on from, at a lower rate")
    trainer.add_argument(
        "--fit", type=Path, help="maps to fit the decisions on; without, a fifth of --maps and a training without it"
    )
    trainer.set_defaults(run=run_train)
    scorer = commands.add_parser("evaluate", help="score a folder of weights on gold units and attributions")
    scorer.add_argument("--weights", type=Path, default=PACKAGED)
    scorer.add_argument("--attribution", type=Path)
    scorer.add_argument("--maps", type=Path, required=True)
    scorer.set_defaults(run=run_evaluate)
    settler = commands.add_parser("confidence", help="fit the confidences of a folder of weights on maps, end to end")
    settler.add_argument("--weights", type=Path, required=True)
    settler.add_argument("--attribution", type=Path)
    settler.add_argument("--maps", type=Path, required=True, help="maps that the training did not see")
    settler.set_defaults(run=run_confidence)
    speaker = commands.add_parser("speeches", help="five-fold scores on ArgUNSC by meeting, each step with gold input")
    speaker.add_argument("--corpus", type=Path, required=True, help="ArgUNSC lines")
    speaker.add_argument("--attribution", type=Path)
    speaker.add_argument("--epochs", type=int, default=12)
    speaker.add_argument("--start", type=Path, help="a folder of weights to go on from (default: MiniLM)")
    speaker.set_defaults(run=run_speeches)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


def run_train(options: argparse.Namespace) -> int:
    """Train, fit the decisions on texts that the training did not see, write weights and card."""
    torch.set_num_threads(2)
    tagger, parser = AttributionTagger.load(options.attribution), load_parser()
    examples = load_examples(options.maps, tagger, parser)
    kept, rest = (load_examples(options.fit, tagger, parser), examples) if options.fit else split(examples)
    recipe = Recipe(epochs=options.epochs) if options.start is None else replace(GOING_ON, epochs=options.epochs)
    model = fresh(options.start)
    train(model, rest, recipe, SEED, say)

    def packed(biases: Biases) -> StructureModel:
        pack(model, options.out, biases)
        return StructureModel.load(options.out, threads=2)

    biases = fit_biases(packed, kept)
    pack(model, options.out, biases)
    results = score(StructureModel.load(options.out), kept)
    say(f"kept from training: {results}\n{biases}")
    if not options.fit:
        model = fresh(options.start)
        train(model, examples, recipe, SEED, say)
        pack(model, options.out, biases)
    made = Provenance(
        len(examples), sum(len(item.units) for item in examples), options.epochs, SEED, bool(options.start)
    )
    (options.out / "MODEL_CARD.md").write_text(
        card(made, results, len(kept), options.fit.name if options.fit else None), encoding="utf-8"
    )
    return 0


def run_speeches(options: argparse.Namespace) -> int:
    """Print the scores of each fold and of all."""
    torch.set_num_threads(2)
    listed = load_speeches(options.corpus, AttributionTagger.load(options.attribution), load_parser())
    tally = cross_validate(listed, lambda: fresh_for_speeches(options.start), options.epochs, SEED)
    for name, value in tally.scores().items():
        say(f"{name:28} {value:.3f}")
    return 0


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The maps kept from the first training, and the others; the choice depends on the seed and the ids alone."""
    names = sorted(item.id for item in examples)
    chosen = set(Random(SEED).sample(names, len(names) // KEPT_SHARE))
    return [item for item in examples if item.id in chosen], [item for item in examples if item.id not in chosen]


def fresh(start: Path | None = None) -> StructureNet:
    """An untrained network on pretrained layers, or what a folder of weights holds."""
    torch.manual_seed(SEED)
    model = started(StructureNet(), starting_point()[1].parent)
    if start is not None:
        load_packed(model, start)
    return model


def fresh_for_speeches(start: Path | None) -> SpeechNet:
    """The same with the further heads, or what a folder of weights holds."""
    torch.manual_seed(SEED)
    model = started(SpeechNet(), starting_point()[1].parent)
    if start is not None:
        load_packed(model, start)
    return model


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
    """Print the scores with gold units and the time; then the scores from end to end."""
    examples = load_examples(options.maps, AttributionTagger.load(options.attribution), load_parser())
    began = time.process_time()
    say(str(score(StructureModel.load(options.weights), examples)))
    words = sum(len(item.text.word_tokens) for item in examples)
    say(f"{words / (time.process_time() - began):.0f} words a second of processor time, states given")
    say(str(figures(StructureModel.load(options.weights), observed_texts(options))))
    return 0


def run_confidence(options: argparse.Namespace) -> int:
    """Fit the confidences of arcs and units, write them to the weights, print the scores with them."""
    observed = observed_texts(options)
    arcs, units = fitted(of_arcs(observed)), fitted(of_units(observed))
    set_fitted(options.weights, Confidences(arcs.weights, units.weights))
    say(str(figures(StructureModel.load(options.weights), observed)))
    return 0


def observed_texts(options: argparse.Namespace) -> list[Observed]:
    """The texts of the maps as the engine reads them with these weights."""
    files = sorted(path for path in options.maps.glob("*.json") if not path.name.endswith(".sheet.json"))
    maps = [parse_map(path.read_bytes()) for path in files]
    tagger = AttributionTagger.load(options.attribution)
    return observe(StructureModel.load(options.weights), tagger, load_parser(), maps)


def say(message: str) -> None:
    """Progress on stdout, at once."""
    print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main())
