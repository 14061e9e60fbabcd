"""ArgUNSC (Poiaganova and Stede 2025): speeches as examples, read by the structure model; folds by meeting."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from service.domain.document import Document, Paragraph
from service.engines.offline.attribution.encoding import Ints, encode
from service.engines.offline.structure_model.labels import BEGIN, INSIDE, KINDS, NOWHERE, OUTSIDE
from service.engines.offline.structure_model.model import Reading, StructureModel
from service.engines.offline.structure_model.pair_features import shared_words
from service.engines.offline.structure_model.token_features import FREE, segment_marks
from service.reading.build import number_segments
from training.structure.corpus import Example, words_of

_BREAKS = re.compile(r"[\r\n\t]")
FOLDS = 5
CLAIM, PREMISE = 0, 1
SUPPORT, ATTACK = KINDS.index("support"), KINDS.index("rebut")
KINDS_HERE = 2
_KIND = {"support": SUPPORT, "attack": ATTACK}


@dataclass(frozen=True)
class Speech:
    """`reading`: what the structure model makes of its words; `roles` [N] of its units; `sentences`: words of each;
    `edges`: (source, target, kind), some with one source.
    """

    example: Example
    reading: Reading
    meeting: str
    roles: Ints
    sentences: tuple[tuple[int, ...], ...]
    edges: tuple[tuple[int, int, int], ...]

    @property
    def argues(self) -> npt.NDArray[np.bool_]:
        """Whether a unit stands in each sentence [S]."""
        inside = self.example.labels != OUTSIDE
        return np.array([inside[list(words)].any() for words in self.sentences], dtype=np.bool_)


def load_speeches(path: Path, tokenizer: Tokenizer, model: StructureModel) -> list[Speech]:
    """All speeches of a file of JSON lines."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [_speech(row, tokenizer, model) for row in rows]


def _speech(row: dict[str, Any], tokenizer: Tokenizer, model: StructureModel) -> Speech:
    text = _BREAKS.sub(" ", row["text"])  # the corpus breaks lines anywhere; offsets stay
    paragraph = Paragraph(index=0, start=0, end=len(text), kind="body")
    document = Document(
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        paragraphs=(paragraph,),
        segments=number_segments(text, (paragraph,)),
    )
    encoded = encode(tokenizer, [text])
    segments = segment_marks(document, encoded)
    labels = np.full(len(encoded.word_tokens), OUTSIDE, dtype=np.int64)
    placed: list[tuple[int, ...]] = []
    listed = []
    for unit in sorted(row["units"], key=lambda item: item["start"]):
        words = words_of(encoded, 0, unit["start"], unit["end"])
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
            text=encoded,
            segments=segments,
            said=(),
            labels=labels,
            units=tuple(placed),
            paragraphs=np.zeros(len(listed), dtype=np.int64),
            holders=np.zeros(len(listed), dtype=np.int64),
            heads=heads,
            kinds=kinds,
            conclusion=NOWHERE,
            shared=shared_words([row["text"][unit["start"] : unit["end"]] for unit in listed]),
            turned=np.full(len(encoded.ids), FREE, dtype=np.int64),
        ),
        model.read(encoded, segments, np.full(len(encoded.ids), FREE, dtype=np.int64)),
        row["meta"]["meeting"],
        np.array([CLAIM if unit["role"] == "claim" else PREMISE for unit in listed], dtype=np.int64),
        tuple(tuple(words) for a, b in row["meta"]["sentences"] if (words := words_of(encoded, 0, a, b))),
        tuple(edges),
    )


def folds_by_meeting(speeches: Sequence[Speech]) -> list[set[str]]:
    """Meetings dealt out so that the folds have about as many speeches each."""
    sizes = {speech.meeting: 0 for speech in speeches}
    for speech in speeches:
        sizes[speech.meeting] += 1
    folds: list[set[str]] = [set() for _ in range(FOLDS)]
    for meeting in sorted(sizes, key=lambda name: (-sizes[name], name)):
        min(folds, key=lambda fold: sum(sizes[name] for name in fold)).add(meeting)
    return folds
