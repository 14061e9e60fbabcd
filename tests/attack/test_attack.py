"""The short form of `make attack`: each of the worst requests once, four at a time, under small limits.

It looks at what comes of them, not at a clock, since a test machine does other things as well.
"""

from __future__ import annotations

from pathlib import Path

from tests.attack.world import attack, client_of, ends, server
from tests.attack.worst import attacks

_LIMITS = {
    "ARGMAP_READ_SECONDS": "1",
    "ARGMAP_OFFLINE_ARTICLE_SECONDS": "30",
    "ARGMAP_OFFLINE_PARAGRAPH_SECONDS": "5",
}
_OURS = Path("service/pipeline/samples/night-trains.txt").read_text("utf-8")


def test_nobody_notices(tmp_path: Path) -> None:
    with server(f"sqlite:///{tmp_path}/argmap.db", tmp_path, **_LIMITS) as (address, process):
        with client_of(address, "worker") as client:
            before = client.post("/v1/maps", json={"text": _OURS}).json()["id"]
        report = attack(address, process, 1_800, 4, once=True, units=300)
        ends(address, report, 120, cancelling=True)
        assert sorted(report.sent) == sorted(item.name for item in attacks(0)), "some were not sent"
        assert len(report.sent) >= 40
        assert not report.unfit, report.line()
        assert not report.unended, report.line()
        assert set(report.cancelled) == {200}
        assert report.memory < 2_500 << 20, report.line()
        with client_of(address, "worker") as client:
            kept = client.get(f"/v1/maps/{before}").json()
            assert kept["document"]["text"].split() == _OURS.split(), "the other key's map is lost"
            assert client.get("/readyz").status_code == 200
        assert "Traceback" not in process.text()
