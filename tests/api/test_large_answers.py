"""Work on large debates is done in children, once for all who ask, and large answers are sent in pieces."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from service.api import debate_access, sending
from service.pipeline.together import SingleFlight
from tests.api.test_debates import made_of
from tests.debated import tram_articles
from tests.serving import serving, settings_in


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """In this process, since the sizes that count as large are changed."""
    with serving(settings_in(tmp_path_factory.mktemp("large"))) as url:
        yield url


@pytest.fixture(scope="module")
def trams(base_url: str) -> dict[str, Any]:
    return made_of(base_url, *tram_articles())


def test_a_child_gives_the_same_answers(
    client: httpx.Client, trams: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"/v1/debates/{trams['id']}"
    actor = trams["actors"][0]["id"]
    paths = ("matrix", f"claims?actor={actor}", "timeline", "export?format=csv")
    before = [client.get(f"{url}/{path}").content for path in paths]
    monkeypatch.setattr(debate_access, "SMALL_CLAIMS", 0)
    assert [client.get(f"{url}/{path}").content for path in paths] == before
    assert client.get(f"{url}/matrix?actor=nobody").status_code == 404
    assert client.get(f"{url}/claims/nothing").json()["type"].endswith("no-such-claim")


def test_a_large_answer_is_compressed_once(
    client: httpx.Client, trams: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LARGE", 1_000)
    url, compressed = f"/v1/debates/{trams['id']}", list[int]()
    real = gzip.compress

    def counting(body: bytes, *args: Any, **kwargs: Any) -> bytes:
        compressed.append(len(body))
        return real(body, *args, **kwargs)

    monkeypatch.setattr(gzip, "compress", counting)
    first, second = (client.get(url) for _ in range(2))
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert first.json() == second.json() == plain.json() == trams
    assert first.headers["content-encoding"] == "gzip"
    assert int(plain.headers["content-length"]) == len(plain.content)
    assert len(compressed) == 1


def test_what_several_ask_for_is_worked_out_once_and_left_where_all_hang_up() -> None:
    begun, ended = list[str](), list[str]()

    async def ask() -> None:
        flights: SingleFlight[str] = SingleFlight()
        let_go = asyncio.Event()

        async def work() -> str:
            begun.append("")
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                ended.append("")
                raise
            return "found"

        async def asking(number: int, *, leave: int) -> list[str | BaseException]:
            let_go.clear()
            tasks = [asyncio.create_task(flights.run("a", work)) for _ in range(number)]
            await asyncio.sleep(0.01)
            for task in tasks[:leave]:
                task.cancel()
            if leave < number:
                let_go.set()
            return (await asyncio.gather(*tasks, return_exceptions=True))[leave:]

        assert await asking(3, leave=0) == ["found"] * 3
        assert await asking(2, leave=1) == ["found"]
        assert await asking(2, leave=2) == []

    asyncio.run(ask())
    assert (len(begun), len(ended)) == (3, 1)
