"""One loaded engine for all tests of the offline room; loading is what takes the time."""

from __future__ import annotations

import pytest

from service.engines.offline.engine import OfflineEngine


@pytest.fixture(scope="session")
def engine() -> OfflineEngine:
    return OfflineEngine.load()
