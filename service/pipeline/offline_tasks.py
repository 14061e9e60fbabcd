"""The offline engine's tasks, for a killable process; importing this module loads the models."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.engines.offline.engine import DRAFT_STEPS, OfflineEngine
from service.engines.offline.fault_isolation import find_safely
from service.sandbox.child import Task, Tasks

_ENGINE = OfflineEngine.load()


def _find(task: Task) -> Sequence[bytes]:
    offset, document = task.parts
    found = find_safely(_ENGINE.analyst, Document.model_validate_json(document), int(offset))
    return [found.model_dump_json().encode()]


def _compute(task: Task) -> Sequence[bytes]:
    step, draft = task.parts
    return [DRAFT_STEPS[step.decode()](ArgumentMap.model_validate_json(draft)).model_dump_json().encode()]


TASKS: Tasks = {"find": _find, "compute": _compute}
