from __future__ import annotations

import sys

from mcp import Client as McpClient
from mcp import StdioServerParameters

from service.client import AsyncClient
from service.domain.issue_views import view_issues
from service.mcp import build_server
from tests.building import dispute_map, tram_map
from tests.client.server import Answer, playing

_ANSWERS = {
    "POST /v1/maps": [Answer(200, tram_map().model_dump_json())],
    "GET /v1/maps/trams": [Answer(200, tram_map().model_dump_json())],
    "GET /v1/maps/trams/export": [Answer(200, "the line should stay\n")],
    "GET /v1/maps/no": [Answer(404, {"detail": "there is no map no", "hint": "List them."})],
    "GET /v1/maps/no/export": [Answer(404, {"detail": "there is no map no", "hint": "List them."})],
    "GET /v1/maps/lake/issues": [Answer(200, view_issues(dispute_map()).model_dump_json())],
    "POST /v1/maps/lake/issues": [Answer(200, dispute_map().model_dump_json())],
    "GET /v1/maps": [Answer(200, {"maps": [], "next": None})],
}


def _answers() -> dict[str, list[Answer]]:
    return {key: [*value] for key, value in _ANSWERS.items()}


async def test_the_tools() -> None:
    with playing(_answers()) as played:
        async with McpClient(build_server(lambda: AsyncClient(played.url))) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            assert names == {
                "map_article",
                "list_maps",
                "read_trees",
                "compare_perspectives",
                "read_issues",
                "find_issues",
                "export_map",
                "make_debate",
                "grow_debate",
                "resume_debate",
                "read_brief",
                "read_debate",
                "export_debate",
            }
            made = await client.call_tool("map_article", {"text": "Trams pay."})
            assert not made.is_error
            assert "Map trams: 4 claims" in made.content[0].text  # type: ignore[union-attr]
            assert "the line should stay" in made.content[0].text  # type: ignore[union-attr]
            assert made.structured_content["id"] == "trams"
            assert [unit["id"] for unit in made.structured_content["units"]] == ["u0", "u1", "u2", "u3"]
            issues = await client.call_tool("read_issues", {"map_id": "lake", "one": "v1", "other": "v2"})
            assert "Why is the lake gone?" in issues.content[0].text  # type: ignore[union-attr]
            assert played.seen[-1].path == "/v1/maps/lake/issues?between=v1%2Cv2"
            assert (await client.call_tool("read_issues", {"map_id": "lake", "one": "v1"})).is_error
            found = await client.call_tool("find_issues", {"map_id": "lake"})
            assert found.content[0].text == "1 issues in version 1 of map lake."  # type: ignore[union-attr]
            listed = await client.call_tool("list_maps", {})
            assert listed.content[0].text == "There are no maps."  # type: ignore[union-attr]


async def test_errors_say_what_to_do() -> None:
    with playing(_answers()) as played:
        async with McpClient(build_server(lambda: AsyncClient(played.url))) as client:
            missing = await client.call_tool("export_map", {"map_id": "no"})
            assert missing.is_error
            assert "there is no map no List them." in missing.content[0].text  # type: ignore[union-attr]
            nothing = await client.call_tool("map_article", {})
            assert nothing.is_error
            assert "one of text, url and file" in nothing.content[0].text  # type: ignore[union-attr]


async def test_over_standard_input_and_output() -> None:
    with playing(_answers()) as played:
        code = f"from service.mcp import run_stdio; run_stdio({played.url!r})"
        async with McpClient(StdioServerParameters(command=sys.executable, args=["-c", code])) as client:
            result = await client.call_tool("export_map", {"map_id": "trams", "format": "tree"})
            assert result.content[0].text == "the line should stay\n"  # type: ignore[union-attr]
