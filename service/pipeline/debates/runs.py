"""Debates: as the API sees them (submit, grow, shrink, wait, follow), and how the queue brings one up to date.

A run is idempotent: stored answers are not requested again. It waits until the maps are finished, asks about each new
or changed article, stores the answers, and builds the debate. If articles change in the meantime, it starts over, and
asks about those only.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from service.domain.debates.debate import Debate, check_size, stored_debate
from service.domain.debates.digest import Digest
from service.domain.document import Document
from service.domain.pieces import dump_in_pieces
from service.domain.provenance import Provenance, RunChoice
from service.engines.debate_answers import Judge
from service.errors import InputError
from service.pipeline.db_retry import with_db_retry
from service.pipeline.debates.articles import in_order, was_left
from service.pipeline.debates.direct import distinct
from service.pipeline.debates.sources import Sources, built, encoded, read_digest, stand
from service.pipeline.failure_notes import note_of
from service.pipeline.following import Follower
from service.pipeline.queue import WorkQueue
from service.pipeline.watch import EventWatch
from service.pipeline.worker_context import Stopped, WorkerContext
from service.storage.debate_rows import DebateInput, DebateSummary, MemberMap
from service.storage.debates import DebateStore
from service.storage.errors import TooManyMaps
from service.storage.records import Quota
from service.storage.store import MapStore
from service.tracing import span

_LOOK_SECONDS = 1.0
_AT_ONCE = 4
"""Debates that one worker builds concurrently; those waiting for their maps do not count."""
Submit = Callable[[DebateInput], object]


def debate_work_id(debate_id: str, run: int) -> str:
    """The queue's id for one run of a debate."""
    return f"debate:{debate_id}:{run}"


class DebateRunExecutor:
    """Bound to the event loop that does the work."""

    def __init__(self, context: WorkerContext, debates: DebateStore, submit: Submit) -> None:
        """`submit`: accepts a document to be mapped; raises TooManyMaps if there is no room at the moment."""
        self._context = context
        self._debates = debates
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._submit = submit

    async def run(self, debate_id: str, run: int) -> None:
        """Bring a debate up to date, whatever state it is in. Failures are stored with the debate, not raised."""
        with (
            self._context.at_work(debate_work_id(debate_id, run)),
            structlog.contextvars.bound_contextvars(debate_id=debate_id),
            span("debate", debate_id),
        ):
            try:
                await self._make(debate_id)
            except Stopped:
                return
            except Exception as error:
                await with_db_retry(self._debates.fail, debate_id, note_of(error, "debate.crashed"))

    async def _make(self, debate_id: str) -> None:
        started = datetime.now(UTC)
        while True:
            self._context.go_on()
            summary = await with_db_retry(self._debates.find, debate_id)
            if summary is None or summary.finished:
                return
            await with_db_retry(self._debates.begin, debate_id)
            members = await self._finished_members(debate_id)
            async with self._places:
                if members is not None and await self._bring_up_to_date(summary, members, started):
                    return

    async def _finished_members(self, debate_id: str) -> list[MemberMap] | None:
        """The debate's maps once all are finished; None if its members changed by then."""
        told: set[str] = set()
        while True:
            self._context.go_on()
            waiting = await self._let_in(debate_id)
            members = await with_db_retry(self._debates.members, debate_id)
            for member in members:
                if member.ended and member.map_id not in told:
                    told.add(member.map_id)
                    data = {
                        "map": member.map_id,
                        "status": member.status,
                        "done": len(told),
                        "total": len(members) + waiting,
                    }
                    once = f"map {member.map_id} {member.version}"
                    await with_db_retry(self._debates.append_event, debate_id, "map", data, once)
            if not waiting and all(member.ended for member in members):
                return members
            await self._check_it_is_there(debate_id)
            await asyncio.sleep(_LOOK_SECONDS)

    async def _let_in(self, debate_id: str) -> int:
        """Submit documents for mapping, one by one, while there is room; returns how many still wait."""
        while (waiting := await with_db_retry(self._debates.next_input, debate_id)) is not None:
            try:
                await with_db_retry(self._submit, waiting)
            except TooManyMaps:
                return await with_db_retry(self._debates.count_inputs, debate_id)
            await with_db_retry(self._debates.let_in, debate_id, waiting)
        return 0

    async def _check_it_is_there(self, debate_id: str) -> None:
        if await with_db_retry(self._debates.ended, debate_id):
            raise Stopped

    async def _bring_up_to_date(self, summary: DebateSummary, members: Sequence[MemberMap], started: datetime) -> bool:
        """Whether the debate is up to date; false if more is wanted by now."""
        check_size(len(members))
        sources = await self._read(summary, members)
        judge = await self._context.engines.judge(summary.engine, sources.usage, summary.budget)
        new = await self._new_articles(members, sources)
        for number, digest in enumerate(new, start=1):
            await self._take_in(summary.id, digest, sources, judge, number, len(new))
        if not sources.index.digests:
            detail = "none of the articles could be mapped: " + "; ".join(item.detail for item in sources.warnings)
            raise InputError(detail[:500], hint="Read the maps' own errors, and add articles that can be mapped.")
        final, changed = await asyncio.to_thread(built, sources, judge, started)
        return await with_db_retry(
            self._debates.finish,
            final,
            seen=summary.wanted,
            made_by=f"engine:{final.provenance.engine}",
            comment=sources.comment,
            changed=changed,
            status=final.status,
        )

    async def _read(self, summary: DebateSummary, members: Sequence[MemberMap]) -> Sources:
        """The debate and its articles, minus those removed and those whose map was corrected."""
        body = await with_db_retry(self._debates.present, summary.id)
        if body is None:
            raise Stopped
        debate = await asyncio.to_thread(stored_debate, body)
        rows = await with_db_retry(self._debates.articles, summary.id)
        wanted = {member.map_id: member for member in members if member.usable}
        kept = [row for row in rows if row.map_id in wanted and wanted[row.map_id].version == row.map_version]
        stays = {row.map_id for row in kept}
        gone = tuple(item.map for item in debate.documents if item.map not in stays)
        await with_db_retry(self._debates.drop_articles, summary.id, [r.map_id for r in rows if r.map_id not in stays])
        return await asyncio.to_thread(stand, debate, kept, gone, members)

    async def _new_articles(self, members: Sequence[MemberMap], sources: Sources) -> list[Digest]:
        """Digests of the maps not yet asked about, each text once, by date."""
        new = [member for member in members if member.usable and member.map_id not in sources.index.digests]
        digests = list(sources.index.digests.values())
        for member in new:
            body = await with_db_retry(self._debates.map_body, member.map_id, member.version)
            digests.append(await asyncio.to_thread(read_digest, body))
        kept, twice = distinct(digests)
        sources.warnings += twice
        return in_order([digest for digest in kept if digest.map not in sources.index.digests])

    async def _take_in(
        self, debate_id: str, digest: Digest, sources: Sources, judge: Judge | None, number: int, total: int
    ) -> None:
        self._context.go_on()
        article, judged = await sources.take_in(digest, await asyncio.to_thread(encoded, digest), judge)
        data = {"map": digest.map, "title": digest.title, "done": number, "total": total, "engine": judged.engine}
        if not await with_db_retry(self._debates.put_article, debate_id, article, data):
            raise Stopped


_SUSPECT_SECONDS = 15.0


@dataclass(frozen=True)
class WantedDebate:
    """What to build a debate from: stored `maps`, and `documents` to be mapped one by one.

    `budget`: per run.
    """

    title: str | None
    question: str | None
    engine: str
    maps: tuple[str, ...]
    documents: tuple[Document, ...] = ()
    budget: RunChoice | None = None


class DebateRuns:
    """One per process. All methods except the coroutines block: call them from a thread."""

    def __init__(self, store: MapStore, watch: EventWatch, quota: Quota) -> None:
        self.store = DebateStore(store)
        follower = Follower(self.store, watch)
        self.wait, self.follow = follower.wait, follower.follow
        self._quota = quota
        self._queue: WorkQueue | None = None
        self._suspects: dict[str, float] = {}

    def attach(self, queue: WorkQueue | None) -> None:
        """Set the queue that runs go to; None while there is none."""
        self._queue = queue

    def reserve(self, owner: str | None, key: str | None, request_hash: str) -> tuple[str, bool]:
        """The id for a new debate, and whether it exists already (a repeated idempotency key)."""
        wanted = uuid.uuid4().hex
        if key is None:
            return wanted, False
        made = self.store.known(owner, f"debate {key}", request_hash, wanted)
        return made, self.store.find(made) is not None

    def submit(self, debate_id: str, wanted: WantedDebate, owner: str | None) -> DebateSummary:
        """Accept a debate; from then on its run cannot get lost.

        Raises NoSuchMap if a map is not the owner's, TooManyMaps if too many debates are unfinished.
        """
        empty = Debate(
            id=debate_id,
            status="queued",
            title=wanted.title,
            question=wanted.question,
            provenance=Provenance(engine=wanted.engine),
        )
        self.store.create(
            empty,
            wanted.maps,
            engine=wanted.engine,
            owner=owner,
            budget=wanted.budget,
            inputs=_inputs(wanted.documents),
            quota=self._quota,
        )
        summary = self.store.summary(debate_id, owner)
        self._enqueue(summary)
        return summary

    def change(
        self,
        debate_id: str,
        owner: str | None,
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
        documents: Sequence[Document] = (),
    ) -> DebateSummary:
        """Add maps and documents, or remove maps; only what that affects is redone."""
        inputs = _inputs(documents)
        summary = self.store.change_members(debate_id, owner, add=add, remove=remove, inputs=inputs)
        self._enqueue(summary)
        return summary

    def resume(self, debate_id: str, owner: str | None, budget: RunChoice | None) -> DebateSummary:
        """Ask again about the articles on which the model gave up, for example because the budget ran out.

        Raises NotFinished while a run is active.
        """
        self.store.summary(debate_id, owner)
        left = [item.map_id for item in self.store.articles(debate_id) if was_left(item.judged)]
        summary = self.store.resume(debate_id, owner, again=left, budget=budget)
        if not summary.finished:
            self._enqueue(summary)
        return summary

    def map_changed(self, map_id: str) -> None:
        """Queue the debates that refer to a corrected map and were asked to follow it."""
        for summary in self.store.unfinished_with(map_id):
            self._enqueue(summary)

    def _enqueue(self, summary: DebateSummary) -> None:
        work = debate_work_id(summary.id, summary.run)
        if (queue := self._queue) is not None:
            queue.put_soon(queue.put_debate, work, summary.id, summary.run)

    def find_lost(self) -> None:
        """Queue runs that were accepted but not queued, or that the queue lost; lost means seen so for a while."""
        if self._queue is None:
            return
        unfinished = {debate_work_id(item.id, item.run): item for item in self.store.unfinished()}
        found = self._queue.find(list(unfinished))
        suspects = {
            work: self._suspects.get(work, time.monotonic()) for work in unfinished if _is_lost(found.get(work))
        }
        for work, since in list(suspects.items()):
            if time.monotonic() - since >= _SUSPECT_SECONDS:
                self._queue.forget([work] if work in found else [])
                summary = unfinished[work]
                self._queue.put_debate(work, summary.id, summary.run)
                del suspects[work]
        self._suspects = suspects


def _inputs(documents: Sequence[Document]) -> list[tuple[str, bytes]]:
    """The documents, each with the id that its map will have."""
    return [(uuid.uuid4().hex, dump_in_pieces(document)) for document in documents]


def _is_lost(work: object) -> bool:
    return work is None or getattr(work, "state", "") in ("done", "failed")
