"""MCP over HTTP: the official SDK's client against a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client as McpClient
from mcp.client.streamable_http import streamable_http_client

from tests.serving import serving, settings_in


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(settings_in(tmp_path_factory.mktemp("mcp"), api_keys="ann,bob")) as url:
        yield url


@asynccontextmanager
async def connected(url: str, key: str, mode: str = "auto") -> AsyncIterator[McpClient]:
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        McpClient(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def test_an_assistant_maps_reads_and_lists_with_structured_results(url: str) -> None:
    async with connected(url, "ann") as client:
        made: Any = await client.call_tool(
            "map_article", {"text": "Trams should stay because they pay.", "engine": "offline"}
        )
        assert not made.is_error, made.content
        assert made.structured_content["status"] == "done"
        assert "because:" in made.content[0].text
        map_id = made.structured_content["id"]
        held: Any = await client.call_tool("compare_perspectives", {"map_id": map_id})
        assert held.structured_content
        debate: Any = await client.call_tool("make_debate", {"articles": [], "maps": [map_id]})
        assert not debate.is_error, debate.content
        assert debate.structured_content["id"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_each_caller_sees_their_own_maps_only(url: str, mode: str) -> None:
    for key in ("ann", "bob", "ann"):
        async with connected(url, key, mode) as client:
            listed: Any = await client.call_tool("list_maps", {})
            own = [item for item in listed.structured_content["maps"] if not item["id"].startswith("sample")]
            assert (len(own) > 0) == (key == "ann"), own
            if key == "bob":
                nothing: Any = await client.call_tool("read_trees", {"map_id": "0" * 32})
                assert nothing.is_error


def test_the_checks_of_every_other_call_hold(url: str) -> None:
    def ask(content: bytes, **more: str) -> httpx.Response:
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        return httpx.post(f"{url}/mcp", content=content, headers=headers | more, timeout=30)

    question = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    assert ask(question).status_code == 401
    assert ask(question, Authorization="Bearer bob").status_code == 200
    assert ask(b"{" * 100, Authorization="Bearer bob").status_code == 400
    many = b'{"jsonrpc": "2.0", "id": 1, "method": "x", "params": [' + b"0," * 200_000 + b"0]}"
    assert "more than 100,000 values" in ask(many, Authorization="Bearer bob").json()["detail"]
