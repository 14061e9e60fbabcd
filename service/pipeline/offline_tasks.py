"""The offline engine's steps, for a process that can be killed; its models are loaded when this is imported."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.engines.answers import VoicesAnswer
from service.engines.offline.engine import OfflineEngine
from service.sandbox.child import Task, Tasks

_ENGINE = OfflineEngine.load()
_LOOP = asyncio.new_event_loop()


def _document(task: Task, options: dict[str, Any]) -> Document:
    return task.shared(options["document"], Document.model_validate_json)


def _voices(task: Task, options: dict[str, Any]) -> Awaitable[Any]:
    return _ENGINE.voices(_document(task, options))


def _structure(task: Task, options: dict[str, Any]) -> Awaitable[Any]:
    voices = task.shared(options["voices"], VoicesAnswer.model_validate_json)
    return _ENGINE.structure(_document(task, options), voices, options["paragraph"])


def _links(task: Task, _options: dict[str, Any]) -> Awaitable[Any]:
    return _ENGINE.links(ArgumentMap.model_validate_json(task.parts[1]))


def _issues(task: Task, _options: dict[str, Any]) -> Awaitable[Any]:
    return _ENGINE.issues(ArgumentMap.model_validate_json(task.parts[1]))


def _references(task: Task, _options: dict[str, Any]) -> Awaitable[Any]:
    return _ENGINE.references(ArgumentMap.model_validate_json(task.parts[1]))


def _step(ask: Callable[[Task, dict[str, Any]], Awaitable[Any]]) -> Callable[[Task], Sequence[bytes]]:
    def done(task: Task) -> Sequence[bytes]:
        async def answer() -> Any:
            return await ask(task, json.loads(task.parts[0]))

        return [_LOOP.run_until_complete(answer()).model_dump_json().encode()]

    return done


TASKS: Tasks = {
    "voices": _step(_voices),
    "structure": _step(_structure),
    "links": _step(_links),
    "issues": _step(_issues),
    "references": _step(_references),
}
