"""From use to gold: a corrected map becomes a gold document, or a candidate that a second person has yet to label."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from evals.metrics.viewing import labels_of
from evals.suites import GOLD, read_map
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.normalisation import normalise_roles
from service.domain.provenance import Provenance
from service.errors import InputError

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CANDIDATES = "candidates"


class GoldProvenance(Frozen):
    """Kept beside a gold map as `ID.provenance.json`: where it came from and who vouches for it."""

    status: Literal["candidate", "gold"]
    added: date
    added_by: str
    map_id: str
    map_version: int
    map_engine: str
    map_model: str | None = None
    text_sha256: str


def add_gold(
    path: Path, *, suite: str, gold_id: str | None, by: str, accepted: bool, replace: bool, root: Path = GOLD
) -> Path:
    """Writes the map (and its provenance) into the suite, or into its `candidates`; the path of the new file.

    Raises InvalidMap or InputError where the map cannot be gold, or where one of this id is there already.
    """
    source = read_map(path)
    name = gold_id or slug(source.document.title or path.stem)
    if not _ID.fullmatch(name):
        raise InputError(f"{name!r} is no id", hint="Use small letters, digits and hyphens, such as 25-harbour-fees.")
    map_ = as_gold(source, name, by)
    folder = root / suite if accepted else root / suite / CANDIDATES
    target = folder / f"{name}.json"
    if target.exists() and not replace:
        raise InputError(f"{target.name} is there already", hint="Choose another --id, or --replace it.")
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(map_.model_dump_json(indent=1) + "\n", "utf-8")
    note = GoldProvenance(
        status="gold" if accepted else "candidate",
        added=datetime.now(UTC).date(),
        added_by=by,
        map_id=source.id,
        map_version=source.version,
        map_engine=source.provenance.engine,
        map_model=source.provenance.model,
        text_sha256=map_.document.sha256,
    )
    _note_of(target).write_text(json.dumps(note.model_dump(mode="json"), indent=1) + "\n", "utf-8")
    if accepted:
        _forget_candidate(root / suite / CANDIDATES / f"{name}.json")
    return target


def as_gold(map_: ArgumentMap, name: str, by: str) -> ArgumentMap:
    """The map without what a model said about it: gists, confidences, usage. Raises InputError for implicit units."""
    if any(unit.implicit for unit in map_.units):
        raise InputError("the map holds implicit units", hint="Gold is what stands in the text; remove them first.")
    units = [unit.model_copy(update={"gist": None, "confidence": 1.0}) for unit in map_.units]
    relations = [relation.model_copy(update={"confidence": 1.0}) for relation in map_.relations]
    issues = [issue.model_copy(update={"confidence": 1.0}) for issue in map_.issues]
    units, relations = normalise_roles(units, relations)
    values = map_.model_dump() | {
        "id": name,
        "status": "done",
        "version": 1,
        "units": [unit.model_dump() for unit in units],
        "relations": [relation.model_dump() for relation in relations],
        "issues": [issue.model_dump() for issue in issues],
        "provenance": Provenance(engine=by).model_dump(),
    }
    gold = ArgumentMap.model_validate(values)
    violations = labels_of(gold).violations
    if violations:
        raise InputError(f"the map cannot be gold: {violations[0]}", hint="Mend its spans, then add it again.")
    return gold


def slug(title: str) -> str:
    """A title as an id: small letters, digits and hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:60].strip("-")


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.provenance.json")


def _forget_candidate(path: Path) -> None:
    path.unlink(missing_ok=True)
    _note_of(path).unlink(missing_ok=True)
