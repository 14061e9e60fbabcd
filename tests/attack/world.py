"""A server under attack: who attacks, who works meanwhile, and what is measured."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from service.pipeline.samples import MODEL_SAMPLE_ID, SAMPLE_ID
from tests.attack.worst import Attack, attacks, dripping_server, own_map
from tests.bench.long_articles import article
from tests.pipeline.processes import Process
from tests.ports import free_port

ARTICLE = Path("service/pipeline/samples/night-trains.txt")
SAMPLES = (SAMPLE_ID, MODEL_SAMPLE_ID)
_BARE = """
import sys, uvicorn

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body"})

uvicorn.run(app, port=int(sys.argv[1]), lifespan="off", access_log=False)
"""
_ENDED = ("done", "partial", "failed", "cancelled")


@dataclass
class Report:
    """Seconds of the worker's reads, of `/healthz` and of a bare application beside it, what came of the attacks, and
    what was lost.
    """

    reads: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    maps: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    unfit: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    memory: int = 0
    largest: str = ""
    unended: int = 0

    def share(self, seconds: list[float], part: float) -> float:
        ordered = sorted(seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0

    def line(self) -> str:
        return (
            f"{sum(self.answers.values())} attacks ({', '.join(f'{n} {w}' for w, n in self.answers.most_common())}); "
            f"{len(self.reads)} reads: median {self.share(self.reads, 0.5) * 1000:.0f} ms, "
            f"p99 {self.share(self.reads, 0.99) * 1000:.0f} ms, longest {max(self.reads, default=0) * 1000:.0f} ms; "
            f"{len(self.health)} /healthz: median {self.share(self.health, 0.5) * 1000:.0f} ms, "
            f"p99 {self.share(self.health, 0.99) * 1000:.0f} ms "
            f"(a bare application beside it: p99 {self.share(self.bare, 0.99) * 1000:.0f} ms); "
            f"{len(self.maps)} maps: median {self.share(self.maps, 0.5):.1f} s; "
            f"memory at most {self.memory >> 20} MiB ({self.largest}); "
            f"{self.unended} of the attacker's maps without an end; "
            f"unfit: {self.unfit or 'nothing'}"
        )


@contextmanager
def server(database: str, folder: Path, prelude: str = "", **environment: str) -> Iterator[tuple[str, Process]]:
    """A server with two keys, and its address. `prelude`: Python that its process runs first."""
    start = "import sys; from service.cli.main import main; sys.argv = ['argmap', 'serve', '--port', '0']; main()"
    with Process(
        ["-c", f"{prelude}\n{start}"],
        folder / "log",
        ARGMAP_DATABASE_URL=database,
        ARGMAP_API_KEYS="attacker,worker",
        **environment,
    ) as process:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and "running on http" not in process.text():
            assert process.runs, process.text()[-2000:]
            time.sleep(0.1)
        address = process.text().split("running on ")[1].split()[0]
        yield address, process


@contextmanager
def bare_server(folder: Path) -> Iterator[str]:
    """The address of an application that does nothing: how long it takes tells how busy the machine is."""
    port = free_port()
    with Process(["-c", _BARE, str(port)], folder / "bare-log") as process:
        while "running on http" not in process.text():
            assert process.runs, process.text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"


def client_of(address: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=180)


def memory_of(pid: int) -> dict[str, int]:
    """Bytes in use by a process and all that come from it, by what they run; what they share counts once (PSS)."""
    pids, found = [pid], Counter[str]()
    for known in pids:
        with suppress(OSError):
            for task in Path(f"/proc/{known}/task").iterdir():
                pids += [int(child) for child in (task / "children").read_text().split() if int(child) not in pids]
            words = Path(f"/proc/{known}/cmdline").read_text().split("\0")
            name = "server" if known == pid else next((word for word in words if "tasks" in word), "other")
            for line in Path(f"/proc/{known}/smaps_rollup").read_text().splitlines():
                found[name] += int(line.split()[1]) * 1024 if line.startswith("Pss:") else 0
    return dict(found)


def attack(
    address: str,
    process: Process,
    seconds: float,
    at_once: int,
    wanted: list[str] | None = None,
    *,
    once: bool = False,
    units: int = 3_000,
    bare: str | None = None,
) -> Report:
    """All attacks in turn, until the time is over, or `once`; the other key maps, reads and searches meanwhile.

    `units`: of the attacker's own map. `bare`: the address of `bare_server`.
    """
    report, over = Report(), threading.Event()
    with dripping_server() as port, client_of(address, "attacker") as client:
        target = client.post("/v1/maps/import", params={"format": "argdown"}, content=own_map(units, chained=False))
        known = [item for item in attacks(port) if wanted is None or item.name in wanted]
        work = [lambda: _work(address, report, over), lambda: _beat(f"{address}/healthz", report.health, over)]
        work += [lambda: _weigh(process, report, over)]
        if bare is not None:
            work += [lambda: _beat(bare, report.bare, over)]
        work += [
            lambda n=n: _fire(address, known[n::at_once], target.json()["id"], report, over, once=once)
            for n in range(at_once)
        ]
        threads = [threading.Thread(target=_noting(item, report)) for item in work]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + seconds
        for thread in threads[-at_once:]:
            thread.join(max(0.0, deadline - time.monotonic()))
        over.set()
        for thread in threads:
            thread.join()
    assert process.runs, "the server is gone"
    return report


def _noting(work: Callable[[], None], report: Report) -> Callable[[], None]:
    def done() -> None:
        try:
            work()
        except Exception as error:
            report.unfit.append(f"{type(error).__name__}: {error}")

    return done


def _fire(address: str, known: list[Attack], target: str, report: Report, over: threading.Event, *, once: bool) -> None:
    """Each answer is a 2xx that holds what was asked for, a 4xx, or a map that ends."""
    with client_of(address, "attacker") as client:
        while not over.is_set():
            for item in known:
                if over.is_set():
                    return
                try:
                    answer = item.send(client, target)
                except httpx.HTTPError as error:
                    report.unfit.append(f"{item.name}: {type(error).__name__}")
                    continue
                report.answers[str(answer.status_code)] += 1
                report.sent.append(item.name)
                if answer.status_code >= 500:
                    report.unfit.append(f"{item.name}: {answer.status_code} {answer.text[:200]}")
            if once:
                return


def _work(address: str, report: Report, over: threading.Event) -> None:
    ours = ARTICLE.read_text("utf-8")
    with client_of(address, "worker") as client:
        mapping: tuple[str, float] | None = None
        map_id, number = "sample", 0
        while not over.is_set():
            if mapping is None:
                number += 1
                sent = client.post("/v1/maps", json={"text": f"{ours}\n\nThis is number {number}, the editors say."})
                assert sent.status_code == 202, sent.text
                mapping = (sent.json()["id"], time.monotonic())
            for path in (f"/v1/maps/{map_id}", "/v1/maps", "/v1/maps?q=trains", f"/v1/maps/{map_id}/trees"):
                begun = time.monotonic()
                answer = client.get(path)
                report.reads.append(time.monotonic() - begun)
                assert answer.status_code == 200, f"{path}: {answer.text[:200]}"
            status = client.get(f"/v1/maps/{mapping[0]}").json()["status"]
            if status in _ENDED:
                assert status == "done", status
                report.maps.append(time.monotonic() - mapping[1])
                map_id, mapping = mapping[0], None
            time.sleep(0.2)


def _beat(address: str, seconds: list[float], over: threading.Event) -> None:
    with httpx.Client(timeout=60) as client:
        while not over.is_set():
            begun = time.monotonic()
            assert client.get(address).status_code == 200
            seconds.append(time.monotonic() - begun)
            time.sleep(0.1)


def _weigh(process: Process, report: Report, over: threading.Event) -> None:
    while not over.wait(0.5):
        found = memory_of(process.pid)
        if sum(found.values()) > report.memory:
            report.memory = sum(found.values())
            report.largest = ", ".join(f"{name.rsplit('.', 1)[-1]} {size >> 20}" for name, size in found.items())


def small_beside_books(address: str, words: int, tries: int) -> dict[str, list[float]]:
    """Seconds that a map of two sentences takes, by key, while two long articles of the attacker's are made.

    Neither of these, of so many `words`, ends meanwhile; they are cancelled then.
    """
    with client_of(address, "attacker") as attacker, client_of(address, "worker") as worker:
        books = [attacker.post("/v1/maps", json={"text": article(words + n)}).json()["id"] for n in range(2)]
        deadline = time.monotonic() + 120
        while any(attacker.get(f"/v1/maps/{book}").json()["status"] == "queued" for book in books):
            assert time.monotonic() < deadline, "the articles are not begun"
            time.sleep(0.2)
        waits: dict[str, list[float]] = {"the same key": [], "another key": []}
        for number in range(tries):
            for name, client in zip(waits, (attacker, worker), strict=True):
                begun = time.monotonic()
                text = f"The quay of {name} is too short. So the town should borrow {number} times."
                answer = client.post("/v1/maps", params={"wait": 60}, json={"text": text})
                assert answer.json()["status"] == "done", answer.text[:300]
                waits[name].append(time.monotonic() - begun)
        left = [attacker.get(f"/v1/maps/{book}").json()["status"] for book in books]
        assert left == ["running", "running"], f"the articles were no burden: {left}"
        for book in books:
            attacker.post(f"/v1/maps/{book}/cancel")
    return waits


def ends(address: str, report: Report, seconds: float, *, cancelling: bool = False) -> None:
    """Waits for the attacker's maps; each must come to an end, with a reason where it failed. `cancelling`: at once."""
    deadline = time.monotonic() + seconds
    with client_of(address, "attacker") as client:
        for line in client.get("/v1/maps", params={"limit": 200}).json()["maps"] if cancelling else ():
            if line["id"] not in SAMPLES:
                report.cancelled.append(client.post(f"/v1/maps/{line['id']}/cancel").status_code)
        while True:
            waiting = [client.get("/v1/maps", params={"status": status, "limit": 200}).json()["maps"] for status in ("queued", "running")]  # fmt: skip  # noqa: E501
            report.unended = sum(map(len, waiting))
            if not report.unended or time.monotonic() > deadline:
                break
            time.sleep(1)
        for line in client.get("/v1/maps", params={"status": "failed", "limit": 200}).json()["maps"]:
            if not client.get(f"/v1/maps/{line['id']}").json()["provenance"]["warnings"]:
                report.unfit.append(f"map {line['id']} failed without a reason")
