"""The model card that goes with the weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.attribution.metrics import Score, table


@dataclass(frozen=True)
class Provenance:
    """What the weights were trained on: numbers of documents and passes over them."""

    polnear: int
    maps: int
    map_epochs: int
    seed: int
    went_on: bool = False
    """Whether the training began with weights that had seen such texts before."""


def card(made: Provenance, results: Mapping[str, Mapping[str, Score]], notes: Sequence[str] = ()) -> str:
    """The card in Markdown; `results` are scores of the int8 weights by the name of the texts."""
    lines = [
        "# Attribution tagger",
        "",
        "Finds who says what in English prose: the source, the cue and the content of each attribution, and how sure",
        "the cue and the holder are. MiniLM-L6 (22 million parameters) with a second copy of its upper three layers,",
        "int8, run by ONNX Runtime. The recipe is in `training/attribution/README.md`.",
        "",
        "## Trained on",
        "",
        "- Starting point: all-MiniLM-L6-v2, Apache-2.0.",
        *_data(made),
        f"- Seed {made.seed}.",
        "",
        "## Scores of these weights",
        "",
        "Spans are right only with all their pieces (exact) or if they share a character (overlap). Who says what: the",
        "contents' words have an intersection over union of at least .5 and the sources overlap, or neither has one.",
        "Intervals: 1,000 bootstrap draws of documents. Threshold and weights were chosen on texts kept from training.",
    ]
    for name, found in results.items():
        lines += ["", f"### {name}", "", table(dict(found))]
    lines += ["", "## Known weaknesses", "", *(f"- {note}" for note in (*WEAKNESSES, *notes)), ""]
    return "\n".join(lines)


def _data(made: Provenance) -> list[str]:
    lines = []
    if made.polnear:
        lines += [
            f"- PolNeAR (Newell, Margolin and Ruths 2018), {made.polnear} training documents of political news; "
            "40 more were kept for the threshold and the calibration.",
            "  **The data states no licence, and its texts belong to their publishers.** No text is in the weights'",
            "  folder; whoever needs clean provenance can train without it, from the project's own maps alone.",
        ]
    if made.maps:
        lines.append(
            f"- {made.maps} articles written and labelled for this project (`training/maps`, the project's licence), "
            f"passes over all of them: {made.map_epochs}"
            + (", on from weights that had seen part of them (the recipe says which)." if made.went_on else ".")
        )
    return lines


WEAKNESSES = (
    'An attribution inside the content of another ("A said that B believes p") is found less than half of the time; '
    "the engine's rules find more of them.",
    "Most errors are cues, missed or spurious; after that the extent of the content, where a coordinated clause is the "
    "case to watch.",
    "An attribution without any cue word (a speaker's label, a bare quotation) is not found: a cue anchors each one.",
    "A source is looked for near its cue, in practice in the same paragraph; pronouns are not resolved.",
    "Single straight quotation marks are not read as quotation marks.",
    "English only.",
)
