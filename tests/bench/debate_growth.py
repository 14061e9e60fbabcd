"""Debates of 10, 50 and 140 articles made of training maps: what they take, how that grows, and what readers wait.

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
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate, stored_debate
from service.domain.debates.digest import Digest, digest_of
from service.domain.debates.views import matrix, tellings_of
from service.domain.provenance import Provenance
from service.engines.llm.debates import UNITS_AT_ONCE
from service.pipeline.debates.sources import Sources, built, encoded, stand
from service.storage.debates import DebateStore
from service.storage.store import MapStore
from training.labelled_maps import read_records

_MAPS = Path(__file__).parents[2] / "training" / "maps"
_DAYS = 28
_AGAIN = ("", ", as was said before", ", as many hold", ", so it is said", ", or so one hears", ", as the paper wrote",
          ", which is well known", ", it is thought", ", as it turns out", ", they say")  # fmt: skip


def digests(count: int) -> Iterator[Digest]:
    """Digests of so many articles; from the second round on, names and units say which round it is."""
    records = read_records(_MAPS)
    for number in range(count):
        base = digest_of(ArgumentMap.model_validate(records[number % len(records)]))
        turn, month = number // len(records), number % 12 + 1
        units = tuple(unit.model_copy(update={"text": unit.text + _AGAIN[turn]}) for unit in base.units)
        yield base.model_copy(
            update={
                "map": f"{base.map}-{number}",
                "units": units,
                "published": f"20{10 + number % 15}-{month:02}-{number % _DAYS + 1:02}",
                "sha256": f"{number}",
            }
        )


@dataclass(frozen=True)
class Growth:
    """`calls`: to a model, were there one. `seconds`, `one_more`: of processor time.

    `page`: seconds that a reader waits.
    """

    debate: Debate
    units: int
    seconds: float
    calls: int
    one_more: float
    page: float


async def grown(count: int) -> Growth:
    """A debate of so many articles and one more, taken in, stored and read as a run and a server do."""
    with tempfile.TemporaryDirectory() as folder:
        store = MapStore.open(f"sqlite:///{folder}/bench.db")
        try:
            return await _grown(count, DebateStore(store))
        finally:
            store.close()


async def _grown(count: int, debates: DebateStore) -> Growth:
    *most, last = digests(count + 1)
    empty = Debate(id="growth", status="queued", provenance=Provenance(engine="offline"))
    debates.create(empty, [], engine="offline", owner=None)
    spent, sources = await _run(debates, Sources(empty), most)
    calls = sum(-(-len(digest.units) // UNITS_AT_ONCE) for digest, _ in sources.added)
    units = len(sources.index.units)
    del sources  # as a run does with its own
    debates.change_members(empty.id, None)
    begun = time.process_time()
    body = debates.present(empty.id)
    assert body is not None
    again = stand(stored_debate(body), debates.articles(empty.id), (), ())
    read = time.process_time() - begun
    more, _ = await _run(debates, again, [last])
    debate, page = _read(debates)
    return Growth(debate, units, spent, calls, read + more, page)


async def _run(debates: DebateStore, sources: Sources, new: Sequence[Digest]) -> tuple[float, Sources]:
    """Processor seconds until the articles are taken in and the debate is stored."""
    begun, started = time.process_time(), datetime.now(UTC)
    for digest in new:
        article, _ = await sources.take_in(digest, encoded(digest), None)
        assert debates.put_article("growth", article, {})
    debate, _ = built(sources, None, started)
    summary = debates.summary("growth", None)
    assert debates.finish(
        debate, seen=summary.wanted, made_by="bench", comment=None, changed=True, status=debate.status
    )
    return time.process_time() - begun, sources


def _read(debates: DebateStore) -> tuple[Debate, float]:
    """The debate, and seconds until a page of its matrix is there."""
    begun = time.process_time()
    debate = stored_debate(debates.get("growth", None).body)
    digests = [Digest.model_validate_json(body) for body in debates.digests("growth")]
    told = tellings_of(debate, {digest.map: digest.told for digest in digests})
    matrix(debate, actors_most=50, claims_most=50, tellings=told)
    return debate, time.process_time() - begun


def run(sizes: Sequence[int] = (10, 50, 140)) -> None:
    for count in sizes:
        found = asyncio.run(grown(count))
        print(
            f"{count:5} articles, {found.units:6} units: {found.seconds:7.1f} s of processor time "
            f"({1000 * found.seconds / found.units:5.2f} ms a unit), {found.calls / found.units:5.3f} calls of a "
            f"model a unit, {len(found.debate.claims):6} claims; one "
            f"article more {found.one_more:5.2f} s; a page of the matrix {1000 * found.page:5.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    run([int(size) for size in sys.argv[1:]] or (10, 50, 140))
