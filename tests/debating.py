"""A small debate for tests: three articles of a year about a tram line, four actors, five claims."""

from __future__ import annotations

from typing import Any

from service.domain.debates.debate import Debate, parse_debate

DOCUMENTS = [
    {"id": "d1", "map": "m1", "outlet": "Herald", "published": "2024-01-10", "title": "Build it"},
    {"id": "d2", "map": "m2", "outlet": "Courier", "published": "2024-03", "title": "Not yet"},
    {"id": "d3", "map": "m3", "outlet": "Herald", "published": "2024-11-02", "title": "Late, and dear"},
]
ACTORS = [
    {"id": "x1", "label": "The city", "kind": "state", "members": [{"map": "m1", "perspective": "v1"}]},
    {
        "id": "x2",
        "label": "Ms Oduya",
        "kind": "person",
        "parent": "x1",
        "members": [{"map": "m1", "perspective": "v2"}, {"map": "m3", "perspective": "v1"}],
    },
    {"id": "x3", "label": "Riders", "kind": "group", "members": [{"map": "m2", "perspective": "v1"}]},
    {
        "id": "x4",
        "label": "The author of “Not yet”",
        "kind": "author",
        "members": [{"map": "m2", "perspective": "author"}],
    },
]


def mention(map_id: str, unit: str, actor: str, stance: str = "for") -> dict[str, Any]:
    return {"map": map_id, "unit": unit, "actor": actor, "stance": stance}


def claim(claim_id: str, text: str, *mentions: dict[str, Any], issue: str | None = None) -> dict[str, Any]:
    first = mentions[0]
    label = {"text": text, "map": first["map"], "unit": first["unit"]}
    return {"id": claim_id, "label": label, "issue": issue, "mentions": list(mentions)}


def tram_debate(**changes: Any) -> Debate:
    """Ms Oduya is for the tram in January and against it in November; the riders are against it; c4 nobody takes up."""
    values: dict[str, Any] = {
        "id": "trams",
        "documents": DOCUMENTS,
        "actors": ACTORS,
        "claims": [
            claim(
                "c1",
                "the line should be built",
                mention("m1", "u1", "x2"),
                mention("m1", "u2", "x1"),
                mention("m2", "u1", "x3", "against"),
                mention("m3", "u1", "x2", "against"),
                issue="i0",
            ),
            claim("c2", "it costs 90 million", mention("m1", "u3", "x1"), mention("m3", "u2", "x2"), issue="i0"),
            claim("c3", "buses would do", mention("m2", "u2", "x3"), mention("m2", "u3", "x4")),
            claim("c4", "noise will rise", mention("m2", "u4", "x4")),
            claim("c5", "the city has the money", mention("m1", "u4", "x1"), mention("m2", "u5", "x4", "against")),
        ],
        "issues": [{"id": "i0", "question": {"text": "Should the line be built?"}}],
        "answers": [
            {"id": "n0", "from": {"map": "m2", "unit": "u1"}, "to": {"map": "m1", "unit": "u2"}, "kind": "rebut"}
        ],
        "changes": [
            {
                "actor": "x2",
                "claim": "c1",
                "from": "for",
                "to": "against",
                "first": {"map": "m1", "unit": "u1"},
                "then": {"map": "m3", "unit": "u1"},
            }
        ],
        "provenance": {"engine": "test"},
    }
    return parse_debate(values | changes)
