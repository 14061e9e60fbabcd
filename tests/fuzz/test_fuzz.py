"""The short form of the fuzzers: a second for each target, and the requests that Schemathesis makes without chance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fuzz.requests import send
from tests.fuzz.running import Found, fuzz
from tests.fuzz.targets import targets


@pytest.mark.slow
def test_no_mutated_input_crashes_hangs_or_eats_memory(tmp_path: Path) -> None:
    names = sorted(targets())

    def half(first: int) -> list[Found]:
        return fuzz(names[first::2], seconds=1.0, seed=1, folder=tmp_path)

    with ThreadPoolExecutor(2) as both:
        found = [item for part in both.map(half, (0, 1)) for item in part]
    assert sorted(item.target for item in found) == names
    assert all(item.inputs > 0 for item in found)
    assert [bad for item in found for bad in item.bad] == []


@pytest.mark.slow
def test_requests_by_the_openapi_document_meet_no_error(database_url: str, tmp_path: Path) -> None:
    sent = send(tmp_path, database_url=database_url, seconds=30, seed=1, examples=5, phases="examples,coverage")
    assert sent.wrong == []
    assert sent.operations >= 15
    assert sent.requests > 100


def test_the_harness_notices_what_is_wrong(tmp_path: Path) -> None:
    found = fuzz(["none-such"], seconds=0.1, seed=1, folder=tmp_path)
    assert "KeyError" in found[0].bad[0]
