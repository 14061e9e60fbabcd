"""Tasks on possibly large debates: views, exports and corrections. Bytes in, bytes out, as in `service.api.tasks`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from service.api.debate_pages import PAGES, Look
from service.api.debate_reader import Missing, reader_of
from service.domain.debates.corrections import apply_edits
from service.domain.debates.debate import Debate, stored_debate
from service.domain.debates.edits import DebateEdit
from service.domain.debates.selecting import Selection
from service.errors import InputError
from service.formats.debates import export_debate
from service.sandbox.child import Task, Tasks
from service.storage.debate_records import writable

ARTICLES_DIFFER = "articles-differ"
_EDITS: TypeAdapter[list[DebateEdit]] = TypeAdapter(list[DebateEdit])


def _view(task: Task) -> Sequence[bytes]:
    """The names of missing data, as a list; or an empty list, the answer's metadata, and the answer.

    The first part is the request, with the names of the other parts in `given`.
    """
    wanted = json.loads(task.parts[0])
    given = dict(zip(wanted["given"], task.parts[1:], strict=True))
    try:
        look = Look(reader_of(wanted["key"], given), Selection.model_validate(wanted["selection"]))
        look.reader.check(look.selection)
        about, body = _answer(look, wanted["view"], wanted["options"])
    except Missing as missing:
        return [json.dumps(missing.names).encode()]
    return [b"[]", json.dumps(about).encode(), body]


def _answer(look: Look, view: str, options: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    if view == "export":
        exported = export_debate(look.part, options["format"], look.reader.maps(look.part))
        return {"media_type": exported.media_type, "suffix": exported.suffix}, exported.data
    return {"media_type": "application/json"}, to_json(PAGES[view](look, **options))


def _correct(task: Task) -> Sequence[bytes]:
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


DEBATE_TASKS: Tasks = {"debate-view": _view, "debate-correct": _correct}
