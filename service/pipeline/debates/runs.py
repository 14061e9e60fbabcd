"""Debates, as the API and command line see them: submit, grow, shrink, wait, follow."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.debates.debate import Debate
from service.domain.document import Document
from service.domain.pieces import dump_in_pieces
from service.domain.provenance import Provenance, RunChoice
from service.pipeline.debates.articles import was_left
from service.pipeline.debates.run_executor import debate_work_id
from service.pipeline.following import Follower
from service.pipeline.queue import WorkQueue
from service.pipeline.watch import EventWatch
from service.storage.debate_rows import DebateSummary
from service.storage.debates import DebateStore
from service.storage.records import Quota
from service.storage.store import MapStore

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
