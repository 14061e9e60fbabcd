"""Words against seconds and memory, up to the longest articles, offline and by the chain with a scripted model."""

from __future__ import annotations

import asyncio
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.offline_speed import article_of_words

WORDS = (1_000, 5_000, 15_000, 60_000)
MOST_ABOVE_LINE = 1.3
"""Times the seconds a word of the length before, from 5,000 words on."""


def article(words: int) -> str:
    """The sample's paragraphs, again and again up to so many words, each sentence told apart by a number."""
    blocks = [block for block in article_of_words(words, 0).split("\n\n") if block]
    return "\n\n".join(re.sub(r"\.(?=\s|$)", f" by rule {n}.", block) for n, block in enumerate(blocks))


def run() -> None:
    """Prints a row for each length and engine, each measured in a process of its own, and whether it is linear."""
    print("| engine | words | seconds of a core | ms a word | server MB | child MB | units |")
    for engine in ("offline", "llm"):
        before = 0.0
        for words in WORDS:
            command = [sys.executable, "-m", __name__, engine, str(words)]
            seconds, own, child, units = subprocess.check_output(command, text=True).split()[-4:]
            each = 1000 * float(seconds) / words
            linear = "" if not before or words <= WORDS[1] or each < MOST_ABOVE_LINE * before else "  NOT LINEAR"
            print(f"| {engine} | {words:,} | {seconds} | {each:.2f} | {own} | {child} | {units} |{linear}", flush=True)
            before = each


async def measure(engine: str, words: int) -> None:
    """Prints seconds of the processor (of this process and its child, less their start; by the chain with the scripted
    model's own), MB of both, and units.
    """
    from service.engines.llm.calls import MemoryCallStore
    from service.engines.llm.chain import Chain
    from service.engines.llm.engine import LLMEngine
    from service.pipeline.direct import map_document
    from service.pipeline.offline_sandbox import SandboxedOfflineEngine
    from service.reading import read_text
    from service.settings import Settings
    from tests.scripted_llm import ScriptedLLM

    short, document = read_text(article(100)), read_text(article(words))
    offline = SandboxedOfflineEngine(Settings.model_validate({"worker_concurrency": 1}))
    with ScriptedLLM() as model:
        chain = Chain(model="scripted", base_url=model.base_url, api_key="none", calls=MemoryCallStore())
        asked = offline if engine == "offline" else LLMEngine(chain)
        await map_document(short, asked, offline)
        begun = time.process_time() + _of_child("stat")
        map_ = await map_document(document, asked, offline)
        seconds, peak = time.process_time() + _of_child("stat") - begun, _of_child("status")
        await offline.pool.aclose()
        await chain.aclose()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{seconds:.1f} {own} {peak:.0f} {len(map_.units)}")


def _of_child(what: str) -> float:
    """Seconds of the processor (`stat`) or the most MB (`status`) of the one child; 0 where there is none."""
    known = [pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]
    if not known:
        return 0.0
    text = Path(f"/proc/{known[0]}/{what}").read_text()
    if what == "status":
        return int(text.partition("VmHWM:")[2].split()[0]) / 1024
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    asyncio.run(measure(sys.argv[1], int(sys.argv[2])))
