"""Suites: folders of gold maps, and corpora by path."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.corpora import CORPORA, read_corpus
from evals.documents import GoldDocument
from evals.fingerprints import scorer_fingerprint
from evals.metrics.registry import METRICS, Metric, SuiteKind
from evals.metrics.viewing import EdgeForm, labels_of
from service.domain.argument_map import ArgumentMap, parse_map
from service.errors import InputError, InvalidMap

ROOT = Path(__file__).resolve().parent
GOLD = ROOT / "gold"
_ISSUES = ".issues.json"
_NO_MAP = (".provenance.json", _ISSUES)


@dataclass(frozen=True)
class Suite:
    """`fingerprint`: changes with any text or label; `form`: how relations of predictions become edges."""

    name: str
    kind: SuiteKind
    documents: tuple[GoldDocument, ...]
    fingerprint: str

    @property
    def scorer(self) -> str:
        """Fingerprint of the code that scores it."""
        return scorer_fingerprint()

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return METRICS[self.kind]

    @property
    def left_out(self) -> int:
        """Units that stand nowhere in the text: no engine is judged by them."""
        return sum(document.left_out for document in self.documents)

    @property
    def form(self) -> EdgeForm:
        return "native" if self.kind == "map" else "signed"


def load_suite(spec: str) -> Suite:
    """A suite by `NAME` (a folder in evals/gold), `NAME=FOLDER` of gold maps, or `CORPUS=FILE`.

    Raises InputError for a name that is not there, InvalidMap for gold that breaks a rule.
    """
    name, _, path = spec.partition("=")
    if path and name in CORPORA:
        return _corpus_suite(name, Path(path))
    folder = Path(path) if path else GOLD / name
    if not folder.is_dir():
        hint = (
            f"Suites: {', '.join(suite_names()) or 'none'}; corpora: {', '.join(f'{item}=PATH' for item in CORPORA)}."
        )
        raise InputError(f"there is no suite {spec!r}", hint=hint)
    return _map_suite(name, folder)


def suite_names() -> list[str]:
    """The suites that come with the project."""
    return sorted(folder.name for folder in GOLD.iterdir() if folder.is_dir()) if GOLD.is_dir() else []


def map_files(folder: Path) -> list[Path]:
    """The maps in a folder, without the issues and notes beside them."""
    return sorted(path for path in folder.glob("*.json") if not path.name.endswith(_NO_MAP))


def read_map(path: Path) -> ArgumentMap:
    """A gold map. Raises InvalidMap with the file's name where it breaks a rule."""
    try:
        return parse_map(path.read_bytes())
    except InvalidMap as error:
        raise InvalidMap(f"{path.name}: {error.message}", hint=error.hint, broken=error.broken) from error


def _corpus_suite(name: str, path: Path) -> Suite:
    kind: SuiteKind = name  # type: ignore[assignment]
    documents = read_corpus(name, path)
    return Suite(name, kind, documents, hashlib.sha256(path.read_bytes()).hexdigest())


def _map_suite(name: str, folder: Path) -> Suite:
    documents = []
    layers = {path.name: path for path in sorted((folder / "layers").glob("*")) if path.is_dir()}
    for path in map_files(folder):
        map_ = read_map(path)
        labelled = {who: read_map(place / path.name) for who, place in layers.items() if (place / path.name).is_file()}
        issues = {
            who: _with_issues(map_, place / f"{path.stem}{_ISSUES}")
            for who, place in layers.items()
            if (place / f"{path.stem}{_ISSUES}").is_file()
        }
        documents.append(GoldDocument(path.stem, map_.document.text, labels_of(map_), map_, labelled, issues))
    if not documents:
        raise InputError(
            f"suite {name!r} holds no gold map", hint=f"Put maps into {folder.name}/, or see `argmap gold add`."
        )
    return Suite(name, "map", tuple(documents), _fingerprint(documents))


def _with_issues(gold: ArgumentMap, path: Path) -> ArgumentMap:
    """The gold map with the issues that an annotator found on its units: a list, in the map's form."""
    try:
        return parse_map(dict(gold) | {"issues": json.loads(path.read_bytes())})
    except (InvalidMap, ValueError) as error:
        raise InputError(f"{path.parent.name}/{path.name}: {error}", hint="Mend the issues.") from error


def _fingerprint(documents: list[GoldDocument]) -> str:
    """A hash of the texts and labels; who labelled and when plays no part, nor what pronouns stand for: no label."""
    unlabelled: Any = {"provenance": True, "units": {"__all__": {"references"}}}
    content = {item.id: item.map.model_dump(mode="json", exclude=unlabelled) for item in documents if item.map}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
