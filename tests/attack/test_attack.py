"""The short form of `make attack`, four at a time. Its bounds are for a machine that does other work, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.world import attack, ends, server

SECONDS = 45.0


@pytest.mark.slow
def test_nobody_notices(tmp_path: Path) -> None:
    with server(f"sqlite:///{tmp_path}/argmap.db", tmp_path) as (address, process):
        report = attack(address, process, SECONDS, 4)
        ends(address, report, 600)
        assert not report.unfit, report.line()
        assert not report.unended, report.line()
        assert report.share(report.reads, 0.9) < 2, report.line()
        assert report.memory < 2_500 << 20, report.line()
        assert "Traceback" not in process.text()
