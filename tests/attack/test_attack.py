"""The short form of `make attack`: each of the worst requests once, four at a time, under small limits.

`make test` sends one of each kind, `make test-slow` all. Looked at is what comes of them, not a clock, since a test
machine does other things as well.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.world import attack, client_of, ends, server, small_beside_books
from tests.attack.worst import attacks

_SMALL = """
from service.api import request_executor
from service.pipeline import offline_sandbox
request_executor.READ_SECONDS, offline_sandbox.PARAGRAPH_SECONDS = 1, 5
"""
_OURS = Path("service/pipeline/samples/night-trains.txt").read_text("utf-8")
_ONE_OF_EACH_KIND = [
    "speech without end",
    "one word",
    "many sentences",
    "bz2 as a charset",
    "PDF of one page, over and over",
    "Word: more of them",
    "page of tags",
    "Markdown of quotes",
    "Argdown chain",
    "AIF, all to all",
    "JSON of brackets",
    "trees",
    "as SVG",
    "NUL in a path",
    "half a character",
    "many changes",
    "a page that drips",
    "a webhook of a million dots",
    "prompts that lead out",
    "MCP: many values",
    "debate: every cell of a matrix",
    "debate: split in halves",
    "an invented method",
]


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(_ONE_OF_EACH_KIND, id="one of each kind"),
        pytest.param([item.name for item in attacks(0)], id="all", marks=pytest.mark.slow),
    ],
)
def test_nobody_notices(names: list[str], tmp_path: Path) -> None:
    with server(f"sqlite:///{tmp_path}/argmap.db", tmp_path, _SMALL, ARGMAP_OFFLINE_ARTICLE_SECONDS="30") as (
        address,
        process,
    ):
        with client_of(address, "worker") as client:
            before = client.post("/v1/maps", json={"text": _OURS}).json()["id"]
        report = attack(address, process, 1_800, 4, names, once=True, units=300)
        ends(address, report, 400, cancelling=True)
        assert sorted(report.sent) == sorted(names), "some were not sent"
        assert not report.unfit, report.line()
        assert not report.unended, report.line()
        assert set(report.cancelled) == {200}
        assert report.memory < 2_500 << 20, report.line()
        with client_of(address, "worker") as client:
            kept = client.get(f"/v1/maps/{before}").json()
            assert kept["document"]["text"].split() == _OURS.split(), "the other key's map is lost"
            assert client.get("/readyz").status_code == 200
        assert "Traceback" not in process.text()


def test_two_sentences_wait_for_no_long_article(tmp_path: Path) -> None:
    """Neither the same key's nor another's; looked at is what ends first."""
    with server(f"sqlite:///{tmp_path}/argmap.db", tmp_path) as (address, process):
        assert set(map(len, small_beside_books(address, 15_000, 1).values())) == {1}
        assert "Traceback" not in process.text()
