"""The model card that goes with the weights."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provenance:
    """What the weights were trained on."""

    maps: int
    units: int
    epochs: int
    seed: int
    went_on: bool = False
    """Whether the training began with weights that had seen such texts before."""


@dataclass(frozen=True)
class Results:
    """Scores on maps kept from training: units with gold attributions; heads and kinds with gold units."""

    unit_f1: float
    head_f1: float
    kind_accuracy: float
    calibration_error: float


def card(made: Provenance, results: Results, kept: int, fitted: str | None = None) -> str:
    """The card in Markdown; `fitted`: the suite that the decisions were fitted on, if these are no training maps."""
    texts = f"the {kept} articles of the suite `{fitted}`" if fitted else f"{kept} of these texts"
    before = " on from weights trained on the same kind of texts (the recipe says which)," if made.went_on else ""
    return f"""# Structure model

Finds the units of an English text, what each of them leads to and how, and what the article argues for. Three
transformer layers (from all-MiniLM-L6-v2) on the attribution encoder's states, int8, two small ones over the units of
a document, and small heads in half precision, which also read the scores of hand-written rules. The recipe is in
`training/structure/README.md`.

## Trained on

- Starting point: all-MiniLM-L6-v2, Apache-2.0, and the states of the attribution encoder (its own card says what it
  was trained on).
- {made.maps} texts written and labelled for this project (`training/maps`, the project's licence) with {made.units}
  units, {made.epochs} passes,{before} seed {made.seed}. None of them is in the gold, and no text of a corpus is among
  them.

## Scores

On {texts}, by a model that was not trained on them (the decisions' biases were fitted on the same ones, which
flatters them a little; `argmap eval` gives the scores of the whole engine on the gold):

| | |
|---|---|
| unit F1 (tokens' intersection over union of at least .5), gold attributions | {results.unit_f1:.3f} |
| arc F1, gold units | {results.head_f1:.3f} |
| kind accuracy, gold arcs | {results.kind_accuracy:.3f} |
| expected calibration error of arcs' probabilities | {results.calibration_error:.3f} |

Confidences are fitted from end to end by the command `confidence`, which prints how well.

## Known weaknesses

- Links between paragraphs are found in few cases.
- Of reasons that run on behind a speaker without a new "says", many stay the author's; a unit is given to the speaker
  only where the model is nearly sure.
- Undercuts and rebuttals are rarer than supports in the training texts and often taken for them.
- Linked premises are given as separate ones.
- A unit never runs over the end of a sentence.
- English only.
"""
