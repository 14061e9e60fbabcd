"""Warm processes that run tasks within limits of time and memory, and are killed if they exceed them."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from service import errors
from service.errors import ArgmapError, BrokenRules, InfrastructureError
from service.sandbox.frames import Header, pack, receive_from

_ROOT = str(Path(__file__).parents[__package__.count(".") + 1])
_SECRETS = ("ARGMAP_", "OPENAI_")
_START_SECONDS = 180.0
_SLACK = 10
"""Ratio of a task's wall-clock limit to its CPU limit, for a busy machine."""
SHRINKING = 1_000
"""Units of size, such as code points, deducted from a waiting task per second, so that none starves."""
_WRITTEN = 1 << 18
_ENDING_LOOKS = 200


class ResourceLimitExceeded(Exception):
    """The task was stopped. `what`: its limit of time or memory, or its process crashed."""

    def __init__(self, what: Literal["time", "memory", "crash"]) -> None:
        super().__init__(what)
        self.what = what


class TaskCrashed(ArgmapError):
    """The task raised an unexpected error; `message` is the traceback, without the values of variables."""

    code = "internal-error"


class PoolFull(InfrastructureError):
    """Too many tasks are waiting."""

    code = "busy"


@dataclass
class Account:
    """A CPU-time budget in seconds shared by several tasks; usage is deducted from `left`."""

    left: float


@dataclass(eq=False)
class _Waiting:
    """A task waiting for a child; `size`: how much work it starts, such as an article's code points."""

    key: str
    group: str | None
    size: int
    since: float = field(default_factory=time.monotonic)

    def rank(self, at_work: int) -> tuple[int, float]:
        """The group with fewest children comes first, then the smallest task; waiting makes a task smaller."""
        return at_work, self.size - SHRINKING * (time.monotonic() - self.since)


class _Worker:
    """One child. `key`: what it last worked on; `group`: for whom it is working."""

    def __init__(self, key: str, group: str | None) -> None:
        self.key = key
        self.group = group
        self.size = 0
        self.busy = True
        self.dead = False
        self._process: asyncio.subprocess.Process | None = None
        self._receiving = False
        self._ending: asyncio.Future[int] | None = None

    @property
    def started(self) -> bool:
        return self._process is not None

    async def start(self, module: str, memory: int, environment: Mapping[str, str]) -> None:
        """Raises InfrastructureError if it does not start."""
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", f"{__package__}.child", module, str(memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=dict(environment),
        )  # fmt: skip
        try:
            async with asyncio.timeout(_START_SECONDS):
                await self._receive()
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            self.kill()
            raise InfrastructureError(
                f"a process for {module} did not start (exit code {process.returncode})",
                hint=f"`python -m {__package__}.child {module} {memory}` says why.",
            ) from error

    async def exchange(self, header: Header, parts: list[bytes]) -> tuple[Header, list[bytes]]:
        assert self._process is not None
        assert self._process.stdin is not None
        for piece in pack(header, parts):
            for start in range(0, len(piece), _WRITTEN):  # a pipe's buffered data is moved on every write
                self._process.stdin.write(piece[start : start + _WRITTEN])
                await self._process.stdin.drain()
        return await self._receive()

    async def _receive(self) -> tuple[Header, list[bytes]]:
        assert self._process is not None
        assert self._process.stdout is not None
        self._receiving = True
        try:
            return await receive_from(self._process.stdout.readexactly)
        finally:
            self._receiving = False

    def kill(self) -> None:
        self.dead = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def ended(self) -> int:
        """The exit code, once it has ended; negative signal number if killed by a signal."""
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._end())
        return await asyncio.shield(self._ending)

    async def _end(self) -> int:
        """Waits until its pipes are closed, so that the loop can be closed afterwards."""
        assert self._process is not None
        if self._process.stdin is not None:
            self._process.stdin.close()
        for _ in range(_ENDING_LOOKS):
            if not self._receiving:  # else a reader is still at work
                await self._process.communicate()
                break
            await asyncio.sleep(0.01)
        code = await self._process.wait()
        await asyncio.sleep(0.01)
        return code


class Pool:
    """Up to `size` children that run the `TASKS` of `module`. Bound to one event loop.

    `memory`: bytes that each may use. `keep`: bytes above which one is replaced after its task. `waiting`: tasks that
    may wait for a child. Tasks of one `group` (None: everybody's) never occupy all children at once, except those of
    size `short` or less; nor do those larger than `long`, of any group. Of the waiting tasks, those of the group with
    fewer children go first, then the smaller.
    """

    def __init__(
        self,
        module: str,
        *,
        size: int,
        memory: int,
        keep: int,
        waiting: int = 256,
        short: int = -1,
        long: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._module = module
        self._size = size
        self._memory = memory
        self._keep = keep
        self._most_waiting = waiting
        self._short = short
        self._long = long
        self._environment = _child_environment(environment or {})
        self._workers: list[_Worker] = []
        self._waiting: list[_Waiting] = []
        self._groups: Counter[str] = Counter()
        self._free = asyncio.Condition()
        self._closed = False

    async def warm(self) -> None:
        """Start one child in advance."""
        await self._release(await self._acquire(_Waiting("", None, 0)))

    async def ask(
        self,
        task: str,
        *parts: bytes,
        seconds: float | Account,
        key: str = "",
        group: str | None = None,
        size: int = 0,
    ) -> list[bytes]:
        """Run a task in a child; return its result or raise its error.

        `seconds`: CPU time limit, or an `Account` to charge. `key`: tasks with the same key go to the same child, one
        after the other. `group`: for whom the task is; see the class. `size`: total size of the work this task belongs
        to; smaller work goes first.
        Raises ResourceLimitExceeded if the task was stopped, PoolFull if too many are waiting.
        """
        worker = await self._acquire(_Waiting(key, group, size))
        whole = False
        try:
            most = max(0.0, seconds.left) if isinstance(seconds, Account) else seconds
            async with asyncio.timeout(_SLACK * most):
                answer, found = await worker.exchange({"task": task, "seconds": most}, list(parts))
            if isinstance(seconds, Account):
                seconds.left -= answer["seconds"]
            whole = "memory" not in answer and answer["bytes"] <= self._keep
            return _result(answer, found)
        except TimeoutError:
            raise ResourceLimitExceeded("time") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ResourceLimitExceeded("time" if await worker.ended() == -signal.SIGXCPU else "crash") from None
        finally:
            if not whole:
                worker.kill()
            await asyncio.shield(self._release(worker))

    def kill_all(self) -> None:
        """Kill all children now. Running tasks raise ResourceLimitExceeded; so does the next task of an idle child."""
        for worker in self._workers:
            worker.kill()

    async def aclose(self) -> None:
        """Kill all; waiting callers get ResourceLimitExceeded."""
        self._closed = True
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.ended() for worker in workers if worker.started))

    async def _acquire(self, task: _Waiting) -> _Worker:
        """A child for this task alone, until `_release`."""
        if len(self._waiting) >= self._most_waiting:
            raise PoolFull("more work waits than this server takes on", hint="Try again in some seconds.")
        async with self._free:
            self._waiting.append(task)
            try:
                while (worker := self._found(task)) is None:
                    await self._free.wait()
            finally:
                self._waiting.remove(task)
                self._free.notify_all()  # the next one may find a different child
        if not worker.started:
            try:
                await worker.start(self._module, self._memory, self._environment)
            except BaseException:
                worker.kill()
                await asyncio.shield(self._release(worker))
                raise
        return worker

    def _found(self, task: _Waiting) -> _Worker | None:
        """The child that has the key, else an idle one, else a new one; None if the task must wait."""
        if self._closed:
            raise ResourceLimitExceeded("crash")
        if not self._may_start(task) or task is not min(filter(self._may_start, self._waiting), key=self._rank):
            return None
        key, group = task.key, task.group
        idle = [worker for worker in self._workers if not worker.busy]
        worker = next((worker for worker in idle if worker.key == key), idle[0] if idle else None)
        if worker is None:
            if len(self._workers) >= self._size:
                return None
            worker = _Worker(key, group)
            self._workers.append(worker)
        worker.busy, worker.key, worker.group, worker.size = True, key, group, task.size
        if group is not None:
            self._groups[group] += 1
        return worker

    def _may_start(self, task: _Waiting) -> bool:
        most = max(1, self._size - 1)
        if task.group is not None and task.size > self._short and self._groups[task.group] >= most:
            return False
        if (
            self._is_long(task.size)
            and sum(worker.busy and self._is_long(worker.size) for worker in self._workers) >= most
        ):
            return False
        return not task.key or not any(worker.busy and worker.key == task.key for worker in self._workers)

    def _is_long(self, size: int) -> bool:
        return self._long is not None and size > self._long

    def _rank(self, task: _Waiting) -> tuple[int, float]:
        return task.rank(self._groups[task.group] if task.group is not None else 0)

    async def _release(self, worker: _Worker) -> None:
        if worker.dead and worker.started:
            await worker.ended()
        async with self._free:
            worker.busy = False
            if worker.group is not None:
                self._groups[worker.group] -= 1
                self._groups += Counter()
            if worker.dead and worker in self._workers:
                self._workers.remove(worker)
            self._free.notify_all()


def _child_environment(more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without secrets, which readers of untrusted files do not need."""
    path = os.pathsep.join(part for part in (_ROOT, os.environ.get("PYTHONPATH")) if part)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    return {**kept, **more, "PYTHONPATH": path}


def _result(answer: Header, found: list[bytes]) -> list[bytes]:
    if "memory" in answer:
        raise ResourceLimitExceeded("memory")
    if "crash" in answer:
        raise TaskCrashed(answer["crash"])
    if "error" in answer:
        raise _rebuilt(answer["error"])
    return found


def _rebuilt(fields: Mapping[str, Any]) -> ArgmapError:
    kind: type[ArgmapError] = getattr(errors, str(fields["kind"]), errors.InputError)
    if issubclass(kind, BrokenRules):
        return kind(fields["message"], hint=fields["hint"], broken=tuple(fields["broken"]))
    error: ArgmapError = kind(fields["message"], hint=fields["hint"])
    return error.called(fields["code"])
