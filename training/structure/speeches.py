"""ArgUNSC (Poiaganova and Stede 2025): speeches as examples, five-fold scores by meeting, each step with gold input."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score  # type: ignore[import-untyped]
from spacy.language import Language
from torch import Tensor, nn

from service.domain.document import Document, Paragraph
from service.engines.offline.attribution.encoding import Ints, chunks
from service.engines.offline.attribution.tagger import AttributionTagger
from service.engines.offline.structure_model.head_decoding import best_forest
from service.engines.offline.structure_model.labels import BEGIN, INSIDE, KINDS, NOWHERE, OUTSIDE
from service.engines.offline.structure_model.model import Judged
from service.engines.offline.structure_model.pair_features import distances, holder_pairs, shared_words
from service.engines.offline.structure_model.token_features import segment_marks
from service.reading.build import number_segments
from training.attribution.network import WIDTH
from training.structure.corpus import Example, words_of
from training.structure.heads import UNIT, ContextLayer
from training.structure.losses import Seen, unit_inputs
from training.structure.speech_training import BranchNet, Recipe, see, stack, train

_BREAKS = re.compile(r"[\r\n\t]")
FOLDS = 5
KEPT = 8
CLAIM, PREMISE = 0, 1
_SURE = 1e3
_KIND = {"support": KINDS.index("support"), "attack": KINDS.index("rebut")}


@dataclass(frozen=True)
class Speech:
    """`roles` [N] of its units; `sentences`: words of each; `edges`: (source, target, kind), some with one source."""

    example: Example
    meeting: str
    roles: Ints
    sentences: tuple[tuple[int, ...], ...]
    edges: tuple[tuple[int, int, int], ...]

    @property
    def argues(self) -> npt.NDArray[np.bool_]:
        """Whether a unit stands in each sentence [S]."""
        inside = self.example.labels != OUTSIDE
        return np.array([inside[list(words)].any() for words in self.sentences], dtype=np.bool_)


def load_speeches(path: Path, tagger: AttributionTagger, nlp: Language) -> list[Speech]:
    """All speeches of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [_speech(row, tagger, nlp) for row in rows]


def _speech(row: dict[str, Any], tagger: AttributionTagger, nlp: Language) -> Speech:
    text = _BREAKS.sub(" ", row["text"])  # the corpus breaks lines anywhere; offsets stay
    paragraph = Paragraph(index=0, start=0, end=len(text), kind="body")
    document = Document(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        paragraphs=(paragraph,),
        segments=number_segments(text, (paragraph,)),
    )
    encoded = tagger.encode([text])
    labels = np.full(len(encoded.text.word_tokens), OUTSIDE, dtype=np.int64)
    placed: list[tuple[int, ...]] = []
    listed = []
    for unit in sorted(row["units"], key=lambda item: item["start"]):
        words = words_of(encoded.text, 0, unit["start"], unit["end"])
        if not words or (labels[words] != OUTSIDE).any():
            continue
        labels[words] = INSIDE
        labels[words[0]] = BEGIN
        placed.append(tuple(words))
        listed.append(unit)
    index = {unit["id"]: number for number, unit in enumerate(listed)}
    edges = sorted(
        {
            (index[item["source"]], index[item["target"]], _KIND[item["kind"]])
            for item in row["relations"]
            if item["source"] in index and item["target"] in index and item["source"] != item["target"]
        },
        key=lambda edge: (edge[0], abs(edge[1] - edge[0])),
    )
    heads, kinds = np.full(len(listed), NOWHERE, dtype=np.int64), np.zeros(len(listed), dtype=np.int64)
    for source, target, kind in reversed(edges):
        heads[source], kinds[source] = target, kind
    return Speech(
        Example(
            id=row["id"],
            text=encoded.text,
            chunks=tuple(chunks(encoded.text)),
            states=encoded.states,
            segments=segment_marks(document, encoded.text),
            said=(),
            labels=labels,
            units=tuple(placed),
            paragraphs=np.zeros(len(listed), dtype=np.int64),
            holders=np.zeros(len(listed), dtype=np.int64),
            heads=heads,
            kinds=kinds,
            conclusion=NOWHERE,
            shared=shared_words([row["text"][unit["start"] : unit["end"]] for unit in listed]),
            more_heads=tuple((source, target) for source, target, _ in edges),
        ),
        row["meta"]["meeting"],
        np.array([CLAIM if unit["role"] == "claim" else PREMISE for unit in listed], dtype=np.int64),
        tuple(tuple(words) for a, b in row["meta"]["sentences"] if (words := words_of(encoded.text, 0, a, b))),
        tuple(edges),
    )


class SpeechNet(BranchNet):
    """The structure network with two more heads: whether a sentence argues, and claim or premise, which elsewhere
    follows from the relations.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sentence = nn.Linear(3 * WIDTH, UNIT)
        self.sentences = ContextLayer(self.dropout)
        self.argues = nn.Linear(UNIT, 1)
        self.role = nn.Linear(UNIT, 2)

    def sentence_scores(self, words: Tensor, sentences: Sequence[Sequence[int]]) -> Tensor:
        """Log odds [S] that a sentence (its words' numbers) holds a unit; `words`: states [words, W]."""
        vectors = self.dropout(torch.tanh(self.sentence(torch.cat(unit_inputs(words, sentences), dim=1))))
        alone = np.zeros(len(sentences), dtype=np.int64)
        apart, pairs = torch.from_numpy(distances(alone)), torch.from_numpy(holder_pairs(alone))
        scores: Tensor = self.argues(self.sentences(vectors, apart, pairs))[:, 0]
        return scores

    def loss(self, speech: Speech, seen: Seen) -> Tensor:
        """Cross-entropies of both heads, as the loss of the other heads per eight."""
        argues = torch.from_numpy(speech.argues).float()
        scores = self.sentence_scores(seen.words, speech.sentences)
        loss = F.binary_cross_entropy_with_logits(scores, argues, reduction="sum")
        if len(speech.roles):
            loss = loss + F.cross_entropy(self.role(seen.units), torch.from_numpy(speech.roles), reduction="sum")
        return loss / 8


def folds_by_meeting(speeches: Sequence[Speech]) -> list[set[str]]:
    """Meetings dealt out so that the folds have about as many speeches each."""
    sizes = {speech.meeting: 0 for speech in speeches}
    for speech in speeches:
        sizes[speech.meeting] += 1
    folds: list[set[str]] = [set() for _ in range(FOLDS)]
    for meeting in sorted(sizes, key=lambda name: (-sizes[name], name)):
        min(folds, key=lambda fold: sum(sizes[name] for name in fold)).add(meeting)
    return folds


@dataclass(frozen=True)
class Look:
    """What a network says of a speech: `argues` [S], log odds that a sentence holds a unit; of its gold units log
    probabilities: `roles` [N, 2], `kinds` [N, N, kinds] and `heads` [N, N + 1].
    """

    argues: npt.NDArray[np.float32]
    roles: npt.NDArray[np.float32]
    kinds: npt.NDArray[np.float32]
    heads: npt.NDArray[np.float32]


@torch.no_grad()
def look(model: SpeechNet, speech: Speech) -> Look:
    """The network's view, in evaluation mode."""
    example = speech.example
    seen = see(model, example, stack(example), np.zeros(len(example.text.ids), dtype=np.int64), example.holders)
    count = len(example.units)
    rows, columns = (index.reshape(-1) for index in torch.meshgrid(*[torch.arange(count)] * 2, indexing="ij"))
    kinds = seen.kind_scores(model, rows, columns)
    return Look(
        argues=model.sentence_scores(seen.words, speech.sentences).numpy(),
        roles=model.role(seen.units).log_softmax(1).numpy(),
        kinds=kinds.view(count, count, -1)[..., : len(_KIND)].numpy(),
        heads=seen.head_scores(model, example.shared).log_softmax(1).numpy(),
    )


def train_speeches(model: SpeechNet, speeches: Sequence[Speech], epochs: int, seed: int) -> None:
    """The recipe of the maps, with the losses of the further heads; the averaged weights stay in the model."""
    by_id = {speech.example.id: speech for speech in speeches}

    def more(example: Example, seen: Seen) -> Tensor:
        return model.loss(by_id[example.id], seen)

    train(model, [speech.example for speech in speeches], Recipe(epochs=epochs, documents=1), seed, print, more)


@dataclass
class Tally:
    """Gold and predicted labels of kept speeches, laid end to end, and edges: right, found, wanted."""

    argues: tuple[list[bool], list[bool]] = field(default_factory=lambda: ([], []))
    roles: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    attacks: tuple[list[bool], list[bool]] = field(default_factory=lambda: ([], []))
    edges: tuple[int, int, int] = (0, 0, 0)
    edges_of_roles: tuple[int, int, int] = (0, 0, 0)

    def add(self, speech: Speech, seen: Look, thresholds: Thresholds) -> None:
        """Each step with gold input: sentences from the text, roles, heads of gold units (and once more with gold
        roles), kinds of gold relations.
        """
        self.argues[0].extend(speech.argues.tolist())
        self.argues[1].extend((seen.argues > thresholds.argues).tolist())
        self.roles[0].extend(speech.roles.tolist())
        self.roles[1].extend(seen.roles.argmax(axis=1).tolist())
        for source, target, kind in speech.edges:
            odds = seen.kinds[source, target, _KIND["attack"]] - seen.kinds[source, target, _KIND["support"]]
            self.attacks[0].append(kind == _KIND["attack"])
            self.attacks[1].append(bool(odds > thresholds.attack))
        gold = {(source, target) for source, target, _ in speech.edges}
        self.edges = _counted(self.edges, gold, edges_of(seen, seen.roles, thresholds.nowhere))
        sure = np.where(np.arange(2) == speech.roles[:, None], 0.0, -_SURE)
        self.edges_of_roles = _counted(self.edges_of_roles, gold, edges_of(seen, sure, 0.0))

    def scores(self) -> dict[str, float]:
        """As published: macro, weighted, macro F1, and F1 of edges within the speech."""
        return {
            "segmentation macro F1": f1_score(*self.argues, average="macro"),
            "claim/premise weighted F1": f1_score(*self.roles, average="weighted"),
            "support/attack macro F1": f1_score(*self.attacks, average="macro"),
            "edge F1": _f1(self.edges),
            "edge F1, gold roles": _f1(self.edges_of_roles),
        }


def edges_of(seen: Look, roles: npt.NDArray[np.floating[Any]], nowhere: float) -> set[tuple[int, int]]:
    """The likeliest forest if premises alone lead somewhere, and to claims alone, as in this corpus.

    `roles` [N, 2]: log probabilities; `nowhere` is added to the log odds of leading nowhere.
    """
    heads = seen.heads + np.append(roles[:, CLAIM], 0.0)[None] + roles[:, PREMISE, None]
    heads[:, -1] = seen.heads[:, -1] + roles[:, CLAIM] + nowhere
    judged = Judged(heads, seen.kinds, np.zeros(len(heads) + 1), np.full_like(heads[:, :-1], -1.0))
    return {(arc.source, arc.target) for arc in best_forest(judged)}


def _counted(
    counts: tuple[int, int, int], gold: set[tuple[int, int]], found: set[tuple[int, int]]
) -> tuple[int, int, int]:
    return counts[0] + len(found & gold), counts[1] + len(found), counts[2] + len(gold)


def _f1(counts: tuple[int, int, int]) -> float:
    return 2 * counts[0] / max(1, counts[1] + counts[2])


@dataclass(frozen=True)
class Thresholds:
    """Least log odds of arguing and of attacking; what is added to the log odds of leading nowhere."""

    argues: float = 0.0
    attack: float = 0.0
    nowhere: float = 0.0


def fit_thresholds(speeches: Sequence[Speech], seen: Sequence[Look]) -> Thresholds:
    """Those that score best on speeches kept from training."""

    def best(metric: str, values: Iterable[float], made: Callable[[float], Thresholds]) -> float:
        return max((_tally(speeches, seen, made(value)).scores()[metric], -abs(value), value) for value in values)[2]

    return Thresholds(
        best("segmentation macro F1", np.arange(-3, 3.1, 0.125), lambda value: Thresholds(argues=value)),
        best("support/attack macro F1", np.arange(-3, 3.1, 0.25), lambda value: Thresholds(attack=value)),
        best("edge F1", np.arange(-3, 3.1, 0.25), lambda value: Thresholds(nowhere=value)),
    )


def _tally(speeches: Sequence[Speech], seen: Sequence[Look], thresholds: Thresholds) -> Tally:
    tally = Tally()
    for speech, view in zip(speeches, seen, strict=True):
        tally.add(speech, view, thresholds)
    return tally


def cross_validate(speeches: Sequence[Speech], fresh: Callable[[], SpeechNet], epochs: int, seed: int) -> Tally:
    """Trains on all other meetings, one speech in KEPT kept to fit thresholds on; tallies each meeting once."""
    total = Tally()
    for number, fold in enumerate(folds_by_meeting(speeches), start=1):
        rest = [speech for speech in speeches if speech.meeting not in fold]
        model = fresh()
        train_speeches(model, [speech for at, speech in enumerate(rest) if at % KEPT], epochs, seed)
        thresholds = fit_thresholds(rest[::KEPT], [look(model, speech) for speech in rest[::KEPT]])
        for speech in speeches:
            if speech.meeting in fold:
                total.add(speech, look(model, speech), thresholds)
        print(f"fold {number} {sorted(fold)} {thresholds} so far {total.scores()}", flush=True)
    return total
