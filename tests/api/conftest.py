"""The server that most tests of the API share, and a map that it made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.serving import ARTICLE


@pytest.fixture(scope="session")
def base_url(server: str) -> str:
    return server


@pytest.fixture
def client(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def made(server: str) -> dict[str, Any]:
    """The map of the sample article."""
    answer = httpx.post(f"{server}/v1/maps", params={"wait": 60}, json={"text": ARTICLE}, timeout=90)
    assert answer.status_code == 200, answer.text
    value: dict[str, Any] = answer.json()
    return value
