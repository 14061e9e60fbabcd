"""Supervises a worker: its heartbeat, taking over from dead workers, and recovering lost work."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import structlog

from service.errors import ArgmapError, InputError
from service.pipeline.failure_notes import LOST
from service.pipeline.queue import WorkQueue
from service.pipeline.run_executor import RunExecutor
from service.pipeline.worker_context import WorkerContext
from service.storage.heartbeats import Heartbeat, HeartbeatTable
from service.storage.records import now

BEAT_SECONDS = 3.0
DEAD_SECONDS = 12.0
"""After this long without a heartbeat a worker counts as dead, and another takes over its work."""
_LOOK_SECONDS = 1.0
LOST_SECONDS = 15.0
LOST_PIECE_SECONDS = 5.0
_SWEEP_SECONDS = 60.0
_REST_SECONDS = 2.0
"""Seconds between looks for work of a worker that rests."""
_SELDOM = 3
"""Times as long between its looks for lost work."""
_KEPT_SECONDS = 600.0
_log = structlog.get_logger(__name__)


def claim_worker_id(beats: HeartbeatTable, wanted: str | None, token: str) -> str:
    """A worker id unique among processes and stable across restarts: `wanted`, or the host's first free one.

    Raises InputError if another live process holds the wanted one.
    """
    host, pid = socket.gethostname(), os.getpid()
    deadline = time.monotonic() + 2 * DEAD_SECONDS
    while True:
        known = {beat.worker_id: beat for beat in beats.all()}
        ours = next((beat.worker_id for beat in known.values() if beat.token == token), None)
        if ours is not None:
            return ours  # an earlier claim was committed, but the connection dropped before the reply
        number = 0
        name = wanted or f"{host}-{number}"
        while wanted is None and name in known and not _is_dead(known[name], host):
            number += 1
            name = f"{host}-{number}"
        before = known.get(name)
        if before is None or _is_dead(before, host):
            if beats.claim(name, token, host, pid, in_place_of=before.token if before else None):
                return name
        elif time.monotonic() > deadline:
            raise InputError(
                f"the worker id {name!r} is in use by process {before.pid} on {before.host}",
                hint="Give each worker an ARGMAP_WORKER_ID of its own, or none.",
            )
        time.sleep(0.5)


def _is_dead(beat: Heartbeat, host: str) -> bool:
    if beat.heir is not None:
        return False  # not ours to take: its work is being moved right now
    if beat.age > DEAD_SECONDS:
        return True
    return beat.host == host and beat.pid != os.getpid() and not _runs(beat.pid)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Supervisor:
    """A thread that runs alongside one worker's tasks."""

    def __init__(
        self,
        context: WorkerContext,
        queue: WorkQueue,
        executor: RunExecutor,
        beats: HeartbeatTable,
        worker_id: str,
        token: str,
    ) -> None:
        self._context = context
        self._queue = queue
        self._executor = executor
        self._beats = beats
        self.worker_id = worker_id
        self._token = token
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)
        self._suspects: set[str] = set()
        self._idle: set[str] = set()
        self._more: list[Callable[[], None]] = []

    def also(self, duty: Callable[[], None]) -> None:
        """Before `start`: add a periodic task that recovers its own kind of lost work."""
        self._more.append(duty)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread; `leave` removes this worker's heartbeat."""
        self._stop.set()
        self._thread.join()

    def leave(self) -> None:
        """Remove this worker's heartbeat, so that no other worker takes over from it."""
        self._beats.forget(self.worker_id, self._token)

    def _keep(self) -> None:
        duties: list[tuple[float, Callable[[], None]]] = [
            (_LOOK_SECONDS, self._stop_what_ended),
            (_LOOK_SECONDS, self._go_on_with_parked),
            (BEAT_SECONDS, self._beat),
            (BEAT_SECONDS, self._inherit),
            (LOST_PIECE_SECONDS, self._find_lost_pieces),
            (LOST_SECONDS, self._find_lost_runs),
            (_SWEEP_SECONDS, self._sweep),
            (_REST_SECONDS, self._look),
            *((LOST_PIECE_SECONDS, duty) for duty in self._more),
        ]
        due = [0.0] * len(duties)
        while not self._stop.wait(0.5):
            for number, (seconds, duty) in enumerate(duties):
                if time.monotonic() >= due[number] and not self._stop.is_set():
                    seldom = self._queue.rests and seconds >= LOST_PIECE_SECONDS
                    due[number] = time.monotonic() + seconds * (_SELDOM if seldom else 1)
                    self._do(duty)

    def _do(self, duty: Callable[[], None]) -> None:
        """A periodic task that fails is retried at its next interval, and does not stop the others."""
        try:
            duty()
        except ArgmapError as error:
            _log.warning("supervisor.failed", duty=duty.__name__, detail=error.message)
        except Exception:
            _log.exception("supervisor.crashed", duty=duty.__name__)

    def _beat(self) -> None:
        if self._beats.beat(self.worker_id, self._token):
            return
        token = uuid.uuid4().hex
        host, pid = socket.gethostname(), os.getpid()
        if self._beats.claim(self.worker_id, token, host, pid, in_place_of=self._token) or self._beats.claim(
            self.worker_id, token, host, pid, in_place_of=None
        ):
            self._token = token
        _log.warning("supervisor.was-declared-dead", worker=self.worker_id)
        for moved in self._context.active.keys() - {work.id for work in self._queue.of_worker(self.worker_id)}:
            self._context.stop_soon(moved)

    def _inherit(self) -> None:
        for dead in self._beats.inherit(self.worker_id, DEAD_SECONDS):
            left = self._queue.of_worker(dead.worker_id)
            self._queue.put_back(left)
            self._beats.forget(dead.worker_id, dead.token)
            _log.warning("supervisor.took-over", worker=dead.worker_id, silent_for=round(dead.age, 1), pieces=len(left))

    def _stop_what_ended(self) -> None:
        """Abort work on maps that were cancelled or deleted, by whichever process."""
        at_work = self._context.maps_at_work()
        for map_id in self._context.runs.ended(at_work) if at_work else ():
            self._context.stop_soon(map_id)

    def _go_on_with_parked(self) -> None:
        """Requeue parked runs whose wait is over."""
        for map_id, due in list(self._context.parked.items()):
            if due <= time.monotonic():
                self._put_in_again(map_id)
                self._context.parked.pop(map_id, None)

    def _put_in_again(self, map_id: str) -> None:
        summary, size = self._context.store.find(map_id), self._context.runs.input_size(map_id)
        self._queue.forget([map_id])
        if summary is not None and not summary.finished:
            self._queue.put_run(map_id, summary.owner, size)

    def _find_lost_pieces(self) -> None:
        """Requeue work assigned to this worker that it is not doing; it counts as lost when seen in two checks.

        For example a task that was taken over while its first worker came back under the same name.
        """
        idle = {work.id: work for work in self._queue.of_worker(self.worker_id) if work.id not in self._context.active}
        lost = [work for name, work in idle.items() if name in self._idle]
        if lost:
            self._queue.put_back(lost)
            _log.warning("supervisor.found-lost", pieces=len(lost))
        self._idle = idle.keys() - {work.id for work in lost}

    def _find_lost_runs(self) -> None:
        """Queue runs that were accepted but never queued, or ended too early; lost when seen in two checks."""
        unfinished = self._context.runs.unfinished(now() - timedelta(seconds=LOST_SECONDS))
        found = self._queue.find(unfinished)
        states = {map_id: found[map_id].state if map_id in found else None for map_id in unfinished}
        lost = {map_id for map_id, state in states.items() if state not in ("waiting", "working")}
        lost -= self._context.parked.keys()
        for map_id in lost & self._suspects:
            if states[map_id] == "failed":
                self._give_up(map_id)
            else:
                self._put_in_again(map_id)
        self._suspects = lost - self._suspects

    def _give_up(self, map_id: str) -> None:
        if self._context.loop is not None:
            asyncio.run_coroutine_threadsafe(self._executor.give_up(map_id, LOST), self._context.loop).result(60)

    def _look(self) -> None:
        self._queue.look(busy=bool(self._context.active))

    def _sweep(self) -> None:
        while self._queue.sweep(_KEPT_SECONDS) == 500 and not self._stop.is_set():
            pass
