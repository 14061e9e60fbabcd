"""The suite of debates: a folder for each, with articles, what is known of them, two layers and the gold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from evals.debate_suite.outside import OutsideText
from evals.debate_suite.sheets import DebateSheet, labels_of_sheet, problems_of
from evals.fingerprints import debate_scorer_fingerprint
from evals.metrics.debates.labels import DebateLabels
from evals.metrics.debates.registry import DEBATE_METRICS, DebateMetric
from evals.suites import ROOT
from service.domain.base import Frozen
from service.domain.document import Document
from service.domain.schema_faults import reason_of
from service.errors import InputError
from service.reading import read_text

NAME = "debates"
"""How the name of every suite of debates begins, and of its folder."""
_HINT = "See evals/debates/README.md."


class ArticleMeta(Frozen):
    """What is known of an article besides its text; `id`: its file's stem."""

    id: str
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    place: OutsideText | None = Field(default=None, exclude=True)


class _Meta(Frozen):
    question: str
    documents: tuple[ArticleMeta, ...]


@dataclass(frozen=True)
class GoldDebate:
    """`texts`: the articles as they are read; `layers`: the independent first labels, annotator -> labels."""

    id: str
    question: str
    documents: tuple[ArticleMeta, ...]
    texts: Mapping[str, Document]
    sheet: DebateSheet
    labels: DebateLabels
    layers: Mapping[str, DebateLabels] = field(default_factory=dict)


@dataclass(frozen=True)
class DebateSuite:
    """`documents`: the debates, which resampling draws and gates look at one by one; `outside`: their texts are."""

    name: str
    documents: tuple[GoldDebate, ...]
    fingerprint: str
    kind: Literal["debate"] = "debate"
    left_out: int = 0
    outside: bool = False

    @property
    def scorer(self) -> str:
        """Fingerprint of the code that scores it."""
        return debate_scorer_fingerprint()

    @property
    def metrics(self) -> tuple[DebateMetric, ...]:
        return DEBATE_METRICS


def load_debates(folder: Path = ROOT / NAME, name: str = NAME) -> DebateSuite:
    """All debates of a folder. InputError where there is none, or one breaks the form."""
    places = sorted(path.parent for path in folder.glob("*/gold.json"))
    if not places:
        hint = "Each has a folder with meta.json, articles/ and gold.json."
        raise InputError(f"there is no debate in {folder.name}", hint=hint)
    digest = hashlib.sha256()
    for place in places:
        for path in (place / "meta.json", place / "gold.json", *sorted((place / "articles").glob("*.txt"))):
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    debates = tuple(read_debate(place) for place in places)
    outside = any(document.place is not None for debate in debates for document in debate.documents)
    return DebateSuite(name, debates, digest.hexdigest(), outside=outside)


def read_debate(place: Path) -> GoldDebate:
    """One debate. InputError with all mistakes where its labels break the form."""
    meta = _meta(place)
    documents = tuple(sorted(meta.documents, key=lambda item: item.published or ""))
    texts = {
        item.id: read_text(
            (place / "articles" / f"{item.id}.txt").read_text("utf-8") if item.place is None else item.place.read()
        )
        for item in documents
    }
    plain = {name: document.text for name, document in texts.items()}
    layers = sorted((place / "layers").glob("*.json"))
    sheet = read_sheet(place / "gold.json", plain)
    languages = {name: document.language for name, document in texts.items()}
    return GoldDebate(
        id=place.name,
        question=meta.question,
        documents=documents,
        texts=texts,
        sheet=sheet,
        labels=replace(labels_of_sheet(sheet, plain), languages=languages),
        layers={
            path.stem: replace(labels_of_sheet(read_sheet(path, plain), plain), languages=languages) for path in layers
        },
    )


def _meta(place: Path) -> _Meta:
    try:
        return _Meta.model_validate_json((place / "meta.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{place.name}/meta.json cannot be used: {reason_of(error)}", hint=_HINT) from error


def read_sheet(path: Path, texts: Mapping[str, str]) -> DebateSheet:
    """A layer or the gold; InputError lists every mistake in it."""
    where = f"{path.parent.name}/{path.name}"
    try:
        sheet = DebateSheet.model_validate(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"{where} is no labelled debate: {error}", hint=_HINT) from error
    problems = problems_of(sheet, texts)
    if problems:
        raise InputError(f"{where} has {len(problems)} mistake(s): {'; '.join(problems[:10])}", hint="Mend the labels.")
    return sheet
