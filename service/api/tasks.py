"""Tasks that the API runs in sandboxed processes: reading, importing, exporting, trees, corrections.

Bytes in, bytes out. `python -m service.sandbox.child service.api.tasks BYTES` runs them; small ones also run in the
server's own threads (`request_executor`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, template_brief
from service.domain.changes import Change
from service.domain.comparison import compare_perspectives
from service.domain.corrections import apply_changes
from service.domain.debates.corrections import DebateEdit, apply_edits
from service.domain.debates.debate import Debate, stored_debate
from service.domain.difference import Difference, differences
from service.domain.issue_views import view_issues
from service.domain.meaning import meaning_of
from service.domain.trees import build_forest, select_trees
from service.errors import InputError, NoSuchPart
from service.formats import import_map
from service.formats.debates import export_debate
from service.pipeline.imports import adopt
from service.reading.sandboxed import TASKS as READING
from service.sandbox.child import Task, Tasks
from service.storage.debate_rows import writable
from service.storage.records import Writable
from service.ui.page_format import export

DEEPEST = 60
"""Maximum nesting of a response, since JSON parsers have a limit; `folded` counts the rest."""
MOST_VALUES = 100_000
"""Maximum number of values in the JSON of one request."""
ARTICLES_DIFFER = "articles-differ"
_EDITS: TypeAdapter[list[DebateEdit]] = TypeAdapter(list[DebateEdit])
_CHANGES: TypeAdapter[list[Change]] = TypeAdapter(list[Change])
_DIFFERENCES = TypeAdapter(tuple[Difference, ...])


def _count(task: Task) -> Sequence[bytes]:
    """Returns nothing, for JSON with few enough values; raises InputError for more, or for invalid JSON."""
    try:
        waiting = [json.loads(task.parts[0])]
    except ValueError as error:
        raise InputError(f"the body is not valid JSON: {error}", hint="Check the quotes and commas.").called(
            "bad-json"
        ) from error
    count = 0
    while waiting:
        value, count = waiting.pop(), count + 1
        if count > MOST_VALUES:
            raise InputError(f"the body contains more than {MOST_VALUES:,} values", hint="Send it in parts.")
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)
    return []


def _import(task: Task) -> Sequence[bytes]:
    text, options = task.parts[1].decode("utf-8"), json.loads(task.parts[0])
    return Writable.of(adopt(import_map(text, options["format"]))).parts()


def _export(task: Task) -> Sequence[bytes]:
    """Includes the brief in the third part, if there is one."""
    worded = Brief.model_validate_json(task.parts[2]) if len(task.parts) > 2 else None
    options = json.loads(task.parts[0])
    exported = export(_corrected(task), options["format"], worded, options["language"])
    about = {"media_type": exported.media_type, "warnings": exported.warnings}
    return [json.dumps(about).encode(), exported.text.encode("utf-8", "surrogatepass")]


def _trees(task: Task) -> Sequence[bytes]:
    wanted, map_ = json.loads(task.parts[0]), _map(task)
    perspective, paragraph, depth = wanted["perspective"], wanted["paragraph"], wanted["depth"]
    if perspective is not None and all(item.id != perspective for item in map_.perspectives):
        raise _no_perspective(map_, perspective)
    if paragraph is not None and paragraph >= len(map_.document.paragraphs):
        detail = f"the map has no paragraph {paragraph}, only 0 to {len(map_.document.paragraphs) - 1}"
        hint = "Paragraphs are numbered from 0, furniture included."
        raise NoSuchPart(detail, hint=hint).called("no-such-paragraph")
    forest = build_forest(map_, depth=DEEPEST if depth is None else min(depth, DEEPEST))
    return [select_trees(forest, perspective=perspective, paragraph=paragraph).model_dump_json().encode()]


def _perspectives(task: Task) -> Sequence[bytes]:
    return [compare_perspectives(_map(task)).model_dump_json().encode()]


def _correct(task: Task) -> Sequence[bytes]:
    """The map with the changes in the first part, as the version given there."""
    options = json.loads(task.parts[0])
    changed = _corrected(task)
    return Writable.of(changed.model_copy(update={"version": options["version"], "status": options["status"]})).parts()


def _corrected(task: Task) -> ArgumentMap:
    changes = _CHANGES.validate_python(json.loads(task.parts[0])["changes"])
    return apply_changes(_map(task), changes) if changes else _map(task)


def _differences(task: Task) -> Sequence[bytes]:
    """The differences between each map and the previous one."""
    maps = [ArgumentMap.model_validate_json(body) for body in task.parts[1:]]
    return [_DIFFERENCES.dump_json(differences(before, after)) for before, after in pairwise(maps)]


def _meaning(task: Task) -> Sequence[bytes]:
    return [meaning_of(_map(task)).model_dump_json().encode()]


def _brief(task: Task) -> Sequence[bytes]:
    return [template_brief(_map(task)).model_dump_json().encode()]


def _preview(task: Task) -> Sequence[bytes]:
    """What the corrected map says, how it differs, and that map, each of the last two `null` unless it is wanted.

    A map in the third part is restored in place of corrections.
    """
    wanted, before = json.loads(task.parts[0]), _map(task)
    corrected = ArgumentMap.model_validate_json(task.parts[2]) if len(task.parts) > 2 else _corrected(task)
    whole = corrected.model_dump_json().encode() if wanted["map"] else b"null"
    changes = _DIFFERENCES.dump_json(differences(before, corrected)) if wanted["differences"] else b"null"
    return [meaning_of(corrected).model_dump_json().encode(), changes, whole]


def _issues(task: Task) -> Sequence[bytes]:
    wanted, map_ = json.loads(task.parts[0]), _map(task)
    two = tuple(wanted["between"]) if wanted["between"] is not None else None
    unknown = set(two or ()) - {item.id for item in map_.perspectives}
    if unknown:
        raise _no_perspective(map_, min(unknown))
    depth = wanted["depth"]
    found = view_issues(map_, between=two, depth=DEEPEST if depth is None else min(depth, DEEPEST))
    return [found.model_dump_json().encode()]


def _export_debate(task: Task) -> Sequence[bytes]:
    """The debate of the second part in a format; the others are its maps."""
    maps = (ArgumentMap.model_validate_json(body) for body in task.parts[2:])
    exported = export_debate(stored_debate(task.parts[1]), json.loads(task.parts[0])["format"], maps)
    return [json.dumps({"media_type": exported.media_type, "suffix": exported.suffix}).encode(), exported.data]


def _correct_debate(task: Task) -> Sequence[bytes]:
    """The debate of the second part with the edits of the first; or, if there is a third, that one restored."""
    options = json.loads(task.parts[0])
    now = stored_debate(task.parts[1])
    if len(task.parts) > 2:
        new = _restored(now, stored_debate(task.parts[2]))
    else:
        new = apply_edits(now, _EDITS.validate_python(options["changes"]))
    return writable(new.model_copy(update={"version": options["version"], "status": now.status})).parts()


def _restored(now: Debate, then: Debate) -> Debate:
    if {(item.map, item.version) for item in now.documents} != {(item.map, item.version) for item in then.documents}:
        raise InputError(
            f"version {then.version} was made from different articles than the current one",
            hint="Add or remove the articles first, or correct the current version.",
        ).called(ARTICLES_DIFFER)
    return then


def _no_perspective(map_: ArgumentMap, name: str) -> NoSuchPart:
    known = ", ".join(item.id for item in map_.perspectives[:50])
    return NoSuchPart(f"the map has no perspective {name!r}", hint=f"It has {known}.").called("no-such-perspective")


def _map(task: Task) -> ArgumentMap:
    return _parsed(bytes(task.parts[1]))


@lru_cache(maxsize=1)
def _parsed(body: bytes) -> ArgumentMap:
    """Kept for the next task: whoever corrects a map has it previewed again and again."""
    return ArgumentMap.model_validate_json(body)


def _flat(work: Any) -> Any:
    """The task, with an InputError for input nested too deeply for Python."""

    def done(task: Task) -> Sequence[bytes]:
        try:
            found: Sequence[bytes] = work(task)
        except RecursionError as error:
            raise InputError("this is nested too deeply to be processed", hint="Take it apart.") from error
        return found

    return done


TASKS: Tasks = {
    name: _flat(work)
    for name, work in {
        **READING,
        "count": _count,
        "import": _import,
        "export": _export,
        "trees": _trees,
        "perspectives": _perspectives,
        "correct": _correct,
        "meaning": _meaning,
        "brief": _brief,
        "preview": _preview,
        "issues": _issues,
        "differences": _differences,
        "debate-export": _export_debate,
        "debate-correct": _correct_debate,
    }.items()
}
