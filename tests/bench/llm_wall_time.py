"""An article of 40 paragraphs against a model of 0.5 s and 80 tokens a second, 16 calls at once; beside it LangExtract.

The critical path: the call for the voices, the slowest call about paragraphs, the call for the links. LangExtract makes
one independent call a chunk and links nothing across chunks: less work, hence fewer rounds. ARGMAP_LANGEXTRACT_PYTHON
names the Python that has it. Tokens are characters of messages / 4.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from tests.scripted_llm import Answer, Asked, Reaction, ScriptedLLM, valid_chain

_PARAGRAPHS, _AT_ONCE = 40, 16
_FIRST, _TOKENS_A_SECOND = 0.5, 80.0
MOST_RATIO = 1.25


def run() -> None:
    asyncio.run(_run())


async def _run() -> None:
    from service.engines.llm.calls import MemoryCallStore
    from service.engines.llm.chain import Chain
    from service.engines.llm.engine import LLMEngine
    from service.engines.offline.engine import OfflineEngine
    from service.pipeline.direct import map_document
    from service.reading import read_text

    fallback = OfflineEngine.load()
    text = "\n\n".join(
        f"The line number {number} should stay open. It carries many people, and it pays for itself."
        for number in range(_PARAGRAPHS)
    )
    answered = Answered()
    with ScriptedLLM(answered) as server:
        chain = Chain(
            model="bench", base_url=server.base_url, api_key="none", calls=MemoryCallStore(), concurrency=_AT_ONCE
        )
        engine = LLMEngine(chain)
        await map_document(read_text("A first call loads what later ones need."), engine, fallback)
        before, answered.characters = len(server.requests), 0
        answered.slowest.clear()
        start = time.perf_counter()
        map_ = await map_document(read_text(text), engine, fallback, concurrency=_PARAGRAPHS)
        seconds = time.perf_counter() - start
        await chain.aclose()
        calls = len(server.requests) - before
        ours = tokens(server.requests[before:], answered)
    segments = len(map_.document.segments)
    bound = sum(answered.slowest.values())
    print(
        f"{_PARAGRAPHS} paragraphs: {seconds:.2f} s, {seconds / bound:.2f} of the critical path (at most {MOST_RATIO})"
    )
    print(f"{calls} calls; {segments} segments; status {map_.status}")
    print(ours)
    python = os.environ.get("ARGMAP_LANGEXTRACT_PYTHON")
    if not python:
        print("LangExtract not installed: set ARGMAP_LANGEXTRACT_PYTHON to a Python that has langextract[openai]")
        return
    paragraph = max(map(len, text.split("\n\n")))
    for name, size in (("default chunks", None), (f"chunks of {paragraph} characters", paragraph)):
        print(f"LangExtract, {name}: {langextract(python, text, size, seconds)}", flush=True)


class Answered:
    """Answers both sides, slower the longer the answer is, and counts its characters; `slowest`: seconds by step."""

    def __init__(self) -> None:
        self.characters = 0
        self.slowest: dict[str, float] = {}

    def __call__(self, asked: Asked) -> Reaction:
        answer = units_of_chunk(asked) if "responds in JSON format" in asked.system else valid_chain(asked)
        assert isinstance(answer, Answer)
        self.characters += len(answer.text or "")
        seconds = _FIRST + len(answer.text or "") / 4 / _TOKENS_A_SECOND
        self.slowest[asked.step] = max(seconds, self.slowest.get(asked.step, 0.0))
        return replace(answer, delay=seconds)


def units_of_chunk(asked: Asked) -> Answer:
    """Every sentence of the last question of LangExtract's prompt, in the form that its examples show."""
    chunk = asked.user.rpartition("Q: ")[2].rpartition("\nA:")[0]
    kept = {"holder": "author", "relation": "supports"}
    sentences = re.findall(r"[^.\n]+\.", chunk)
    return Answer(json.dumps({"extractions": [{"unit": text.strip(), "unit_attributes": kept} for text in sentences]}))


def tokens(requests: list[Asked], answered: Answered) -> str:
    asked = sum(len(str(message["content"])) for request in requests for message in request.body["messages"])
    return f"{asked // 4:,} prompt and {answered.characters // 4:,} completion tokens"


def langextract(python: str, text: str, size: int | None, ours: float) -> str:
    answered = Answered()
    with ScriptedLLM(answered) as server:
        job = {"base_url": server.base_url, "text": text, "workers": _AT_ONCE, "max_char_buffer": size}
        script = Path(__file__).with_name("langextract_side.py")
        ran = subprocess.run([python, script], input=json.dumps(job), stdout=subprocess.PIPE, text=True, check=True)
        took = json.loads(ran.stdout.strip().splitlines()[-1])
        # The first request is the one that loads; its answer is part of what was counted.
        first = units_of_chunk(server.requests[0]).text or ""
        answered.characters -= len(first)
        requests = server.requests[1:]
    return (
        f"{took['seconds']:.2f} s, {took['seconds'] / ours:.2f} of ours; {len(requests)} calls, "
        f"{server.most_running} at once; {tokens(requests, answered)}; {took['placed']} of {took['units']} units placed"
    )
