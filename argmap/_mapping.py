"""A map of a string, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal, TypeVar

from service.domain.argument_map import ArgumentMap

Result = TypeVar("Result")


def map_text(
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    engine: Literal["offline", "llm"] = "offline",
) -> ArgumentMap:
    """The argument map of an article's text, made in this process, without a server.

    `title`: else a leading headline; `language`: ISO 639-1, else found. The engine `llm` asks the model that the
    environment names (OPENAI_API_KEY or OPENAI_BASE_URL, ARGMAP_MODEL) and keeps its answers in ARGMAP_DATABASE_URL.
    The offline engine loads with the first call, which takes some seconds.

    Raises InputError for a text that is no article or an engine that is not configured, InfrastructureError where no
    model answers, WorkFailed where a limit of calls, tokens, cost or time ended the run.

    >>> map_text("Trams should stay, because they carry many people.").relations[0].kind  # doctest: +SKIP
    'support'
    """
    from service.pipeline.direct import map_with_settings
    from service.reading import read_text
    from service.settings import get_settings

    settings = get_settings()
    document = read_text(text, title=title, language=language, limits=settings.reading_limits)
    return _run(map_with_settings(document, engine, settings))


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    """To the end; in a thread of its own where this one has a running event loop, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
