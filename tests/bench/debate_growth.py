"""Debates of 10, 100 and 1,000 articles made of training maps: what they take, how that grows, and what readers wait.

    python -m tests.bench.debate_growth [ARTICLES...]

The articles are the training maps, taken again under other names with a clause of their own in each unit where there
are not enough. Everything is offline: encoder, pair scorer, no model. Prints one line for each size.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from service.api.debate_views import DebateReader
from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate
from service.domain.debates.digest import Digest, digest_of
from service.domain.debates.selecting import Selection
from service.domain.debates.stances import matrix
from service.domain.provenance import Provenance
from service.engines.debate_answers import Verdict
from service.pipeline.debates.articles import encode_units, judge_article, pack, unpack
from service.pipeline.debates.building import build
from service.pipeline.debates.candidates import CandidateIndex
from service.storage.debate_records import Article
from service.storage.debates import DebateStore
from service.storage.store import MapStore

_MAPS = Path(__file__).parents[2] / "training" / "maps"
_DAYS = 28


def digests(count: int) -> Iterator[Digest]:
    """Digests of so many articles; from the second round on, names and units say which round it is."""
    paths = sorted(_MAPS.glob("*.json"))
    for number in range(count):
        base = digest_of(ArgumentMap.model_validate_json(paths[number % len(paths)].read_bytes()))
        turn, month = number // len(paths), number % 12 + 1
        units = base.units
        if turn:
            units = tuple(
                unit.model_copy(update={"text": f"{unit.text}, as was said in round {turn}"}) for unit in units
            )
        yield base.model_copy(
            update={
                "map": f"{base.map}-{number}",
                "units": units,
                "published": f"20{10 + number % 15}-{month:02}-{number % _DAYS + 1:02}",
                "sha256": f"{number}",
            }
        )


async def made(count: int) -> tuple[Debate, CandidateIndex, dict[str, float]]:
    """The debate, and what it took: processor seconds in all, candidates, seconds of the last article and its build."""
    index, candidates = CandidateIndex(), 0
    added: list[tuple[Digest, tuple[Verdict, ...]]] = []
    begun = time.process_time()
    for digest in digests(count - 1):
        rows = index.add(digest, unpack(pack(encode_units(digest))))
        candidates += len(index.candidates(rows))
        judged = await judge_article(index, rows, None)
        added.append((digest, judged.verdicts))
    empty = Debate(id="growth", provenance=Provenance(engine="offline"))
    whole = build(empty, index.digests, added)
    spent = time.process_time() - begun
    *_, last = digests(count)
    begun = time.process_time()
    rows = index.add(last, unpack(pack(encode_units(last))))
    judged = await judge_article(index, rows, None)
    grown = build(whole, index.digests, [(last, judged.verdicts)])
    figures = {"seconds": spent, "candidates": candidates, "one_more": time.process_time() - begun}
    return grown, index, figures


def reading(debate: Debate, index: CandidateIndex) -> tuple[float, float]:
    """Seconds of a page of the matrix: the first of a version, which is parsed then, and the next."""
    with tempfile.TemporaryDirectory() as folder:
        store = MapStore.open(f"sqlite:///{folder}/bench.db")
        try:
            debates = DebateStore(store)
            debates.create(debate, [], engine="offline", owner=None)
            for place, (map_id, digest) in enumerate(index.digests.items()):
                article = Article(map_id, 1, place, digest.model_dump_json().encode(), b"", b"")
                debates.put_article(debate.id, article, {})
            reader = DebateReader(debates)
            times = []
            for _ in range(4):
                begun = time.perf_counter()
                part = reader.part(debate.id, None, Selection())
                matrix(part, order=reader.order(part, Selection()), actors_most=50, claims_most=50)
                times.append(time.perf_counter() - begun)
            return times[0], min(times[1:])
        finally:
            store.close()


def run(sizes: Sequence[int] = (10, 100, 1000)) -> None:
    for count in sizes:
        debate, index, figures = asyncio.run(made(count))
        first, next_ = reading(debate, index)
        units = len(index.refs)
        print(
            f"{count:5} articles, {units:6} units: {figures['seconds']:7.1f} s of processor time "
            f"({1000 * figures['seconds'] / units:5.2f} ms a unit), {figures['candidates'] / units:4.2f} candidates a "
            f"unit, {len(debate.claims):6} claims; one article more {figures['one_more']:5.2f} s; a page of the matrix "
            f"{1000 * first:5.0f} ms the first time, then {1000 * next_:4.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    run([int(size) for size in sys.argv[1:]] or (10, 100, 1000))
