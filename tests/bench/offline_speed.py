"""The offline engine on an article of 1,000 words, beside spaCy's own parse of the same text, on one core."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

_SAMPLE = Path("service/pipeline/samples/night-trains.txt")
_ROUNDS = 7
LEAST_WORDS_A_SECOND = 250


def article_of_words(count: int, salt: int) -> str:
    """The sample's body, repeated up to about `count` words; `salt` keeps one round's text from another's cache."""
    blocks = [block for block in _SAMPLE.read_text("utf-8").split("\n\n") if len(block) > 150]
    words, chosen = 0, []
    while words < count:
        for block in blocks:
            if words >= count:
                break
            chosen.append(f"{block} This was round {salt}." if not chosen else block)
            words += len(block.split())
    return "\n\n".join(chosen)


def run() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    import spacy

    from service.engines.offline.engine import OfflineEngine
    from service.engines.offline.parsing import PACKAGE
    from service.pipeline.direct import map_document
    from service.reading import read_text

    engine = OfflineEngine.load()
    parser = spacy.load(PACKAGE)

    def map_it(text: str) -> None:
        asyncio.run(map_document(read_text(text), engine, engine))

    def parse_it(text: str) -> None:
        parser(text)

    texts = [article_of_words(1000, salt) for salt in range(_ROUNDS + 1)]
    words = len(texts[0].split())
    map_it(texts[0]), parse_it(texts[0])
    pairs = [(_seconds(map_it, text), _seconds(parse_it, text)) for text in texts[1:]]
    ours = statistics.median(pair[0] for pair in pairs)
    ratio = statistics.median(mapped / parsed for mapped, parsed in pairs)
    print(f"map of {words} words: {ours:.2f} s ({words / ours:.0f} words/s; at least {LEAST_WORDS_A_SECOND})")
    print(f"ratio to spaCy's parse of the same text: {ratio:.2f}")


def _seconds(function: Callable[[str], None], text: str) -> float:
    start = time.perf_counter()
    function(text)
    return time.perf_counter() - start
