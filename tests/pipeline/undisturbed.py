"""The map that comes out where nothing goes wrong, to compare with what came out of a run that was disturbed."""

from __future__ import annotations

import asyncio
import tempfile

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.pipeline.direct import map_with_settings
from service.settings import Settings
from tests.pipeline.ledger import marked_chain
from tests.scripted_llm import ScriptedLLM

_known: dict[str, ArgumentMap] = {}


def undisturbed(document: Document) -> ArgumentMap:
    """Made once for each document, with a table of calls of its own."""
    known = document.model_dump_json()
    if known not in _known:
        with ScriptedLLM(marked_chain) as model, tempfile.TemporaryDirectory() as folder:
            settings = Settings(
                database_url=f"sqlite:///{folder}/calls.db", openai_base_url=model.base_url, model="scripted"
            )
            _known[known] = asyncio.run(map_with_settings(document, "llm", settings))
    return _known[known]
