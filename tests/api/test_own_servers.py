"""Tests that need a server with settings of their own. One after the other, and apart from the modules that share a
server: two servers in one process share one DBOS, and the second takes the first one's event loop with it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx

from service.storage.keys import KeyTable
from service.storage.store import MapStore
from tests.api.test_debates import ARTICLES
from tests.debated import tram_articles
from tests.scripted_llm import ScriptedLLM
from tests.serving import serving, settings_in

_CHAIN = "[c0]: claim\n  + [c1]: reason"


def test_a_body_over_the_limit_is_refused_while_it_arrives(tmp_path: Path) -> None:
    with serving(settings_in(tmp_path, max_upload=10_000)) as url:
        for content in (b"x" * 20_000, iter([b"x" * 6_000] * 4)):
            answer = httpx.post(f"{url}/v1/maps", content=content, headers={"content-type": "application/json"})
            assert (answer.status_code, answer.json()["type"]) == (413, "urn:argmap:problem:too-large")


def test_keys_keep_maps_apart(tmp_path: Path) -> None:
    with serving(settings_in(tmp_path, api_keys="alpha,beta")) as url, httpx.Client(base_url=url, timeout=60) as client:
        assert client.get("/v1/maps").status_code == 401
        assert client.get("/v1/maps", headers={"Authorization": "Bearer gamma"}).status_code == 401
        alpha, beta = ({"Authorization": f"Bearer {key}"} for key in ("alpha", "beta"))
        made = client.post("/v1/maps", params={"wait": 30}, json={"text": "Trams pay."}, headers=alpha).json()
        for path in ("", "?version=1", "/trees", "/perspectives", "/export", "/versions", "/events"):
            assert client.get(f"/v1/maps/{made['id']}{path}", headers=beta).status_code == 404
            assert client.get(f"/v1/maps/{made['id']}{path}", headers=alpha).status_code == 200
        assert client.get("/v1/maps", headers=beta, params={"q": "trams"}).json()["maps"] == []
        listed = client.get("/v1/maps", headers=beta, params={"status": "done"}).json()["maps"]
        assert made["id"] not in [item["id"] for item in listed]
        changes = {"changes": [{"op": "conclusion", "id": None}]}
        for method, path, body in (("PATCH", "", changes), ("POST", "/cancel", None), ("DELETE", "", None)):
            theirs = client.request(
                method, f"/v1/maps/{made['id']}{path}", json=body, headers=beta | {"If-Match": '"1"'}
            )
            nobodys = client.request(
                method, f"/v1/maps/{'0' * 32}{path}", json=body, headers=beta | {"If-Match": '"1"'}
            )
            assert (theirs.status_code, nobodys.status_code) == (404, 404)
            assert theirs.text.replace(made["id"], "") == nobodys.text.replace("0" * 32, ""), "they can be told apart"
        again = {"text": "Trams pay."}
        first, second = (
            client.post("/v1/maps", json=again, headers=key | {"Idempotency-Key": "one"}).json()["id"]
            for key in (alpha, beta)
        )
        assert first != second


def test_many_corrections_of_a_large_map_take_little_room(tmp_path: Path) -> None:
    """120 corrections of 60 bytes each grew the file by 72 MB."""
    text = "[c0]: claim\n" + "\n".join(f"  + [c{number}]: reason number {number} of many" for number in range(1, 500))
    with serving(settings_in(tmp_path)) as url, httpx.Client(base_url=url, timeout=120) as client:
        made = client.post("/v1/maps/import", params={"format": "argdown"}, content=text)
        whole, map_id = len(made.content), made.json()["id"]
        for number in range(12):
            body = {"changes": [{"op": "conclusion", "id": f"c{number}"}]}
            assert client.patch(f"/v1/maps/{map_id}", json=body).status_code == 200
        page = client.get(f"/v1/maps/{map_id}/versions", params={"limit": 5}).json()
        assert [item["version"] for item in page["versions"]] == [1, 2, 3, 4, 5]
        rest = client.get(f"/v1/maps/{map_id}/versions", params={"after": page["next"]}).json()
        assert [item["version"] for item in rest["versions"]] == list(range(6, 14))
        assert rest["next"] is None
        assert all(item["changes"] for item in rest["versions"])
        assert client.get(f"/v1/maps/{map_id}", params={"version": 1}).json()["version"] == 1
    store = MapStore.open(f"sqlite:///{tmp_path / 'argmap.db'}")
    with store.database.read() as connection:
        query = "SELECT sum(length(body)) FROM map_versions WHERE map_id = ?"
        kept = connection.exec_driver_sql(query, (map_id,)).scalar_one()
    store.close()
    assert kept < 4 * whole


def test_no_answer_names_the_place_of_the_database(tmp_path: Path) -> None:
    with serving(settings_in(tmp_path)) as url, httpx.Client(base_url=url, timeout=60) as client:
        for name in ("argmap.db", "argmap.db-wal", "argmap.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / "argmap.db").mkdir()
        answers = [client.post("/v1/maps/import", params={"format": "argdown"}, content=_CHAIN), client.get("/readyz")]
        for answer in answers:
            assert not re.search(r"sqlite|\.db|/tmp", answer.text), answer.text


def test_a_debate_whose_budget_ended_goes_on_with_a_larger_one(tmp_path: Path) -> None:
    """Every question is asked of the model once, however often the debate is resumed."""
    with ScriptedLLM() as model, serving(
        settings_in(tmp_path, OPENAI_BASE_URL=model.base_url, model="scripted")
    ) as url, httpx.Client(base_url=url, timeout=300) as client:  # fmt: skip
        maps = [client.post("/v1/maps/import", content=map_.model_dump_json()).json()["id"] for map_ in tram_articles()]
        body = {"engine": "llm", "maps": maps, "budget": {"calls": 1}}
        debate = client.post("/v1/debates", params={"wait": 250}, json=body).json()
        path = f"/v1/debates/{debate['id']}"
        assert (debate["status"], _left(debate), len(model.requests)) == ("partial", 1, 1)
        label = {"op": "rename-claim", "id": debate["claims"][0]["id"], "text": "It pays"}
        assert client.patch(path, json={"changes": [label]}).status_code == 200
        for calls, status, asked in ((1, "partial", 2), (5, "done", 3), (9, "done", 3)):
            answer = client.post(f"{path}/resume", params={"wait": 250}, json={"budget": {"calls": calls}})
            assert (answer.status_code, answer.json()["status"], len(model.requests)) == (200, status, asked)
        assert max(model.counts.values()) == 1
        last = answer.json()
        assert ([item["map"] for item in last["documents"]], _left(last)) == (maps, 0)
        assert "It pays" in [claim["label"]["text"] for claim in last["claims"]]
        assert last["version"] == 4, "made, renamed, resumed twice; the third time nothing was left"
        assert last["provenance"]["usage"]["calls"] == 3
        events = client.get(f"{path}/events").text
        assert events.count("event: article") == 3 + 2 + 1, "the articles of each run are told"
        assert client.post(f"{path}/resume", json={"budget": {"calls": 0}}).status_code == 422
        assert client.post("/v1/debates/none/resume", json={}).status_code == 404
        model.delay = 2
        grown = client.post(f"{path}/articles", json={"articles": ARTICLES[:1]})
        refused = client.post(f"{path}/resume", json={})
        assert (grown.status_code, refused.status_code) == (202, 409)
        assert refused.json()["type"].endswith("not-finished")


def _left(debate: dict[str, Any]) -> int:
    """Warnings that the budget was spent."""
    return sum(item["code"] == "llm-budget-spent" for item in debate["provenance"]["warnings"])


def test_nothing_of_another_keys_debate_is_reachable(tmp_path: Path) -> None:
    store = MapStore.open(settings_in(tmp_path).database_url)
    ann, bob = ({"Authorization": f"Bearer {KeyTable(store.database).create(name)[1]}"} for name in ("ann", "bob"))
    store.close()
    with serving(settings_in(tmp_path)) as url, httpx.Client(base_url=url, timeout=300) as client:
        body = {"engine": "offline", "articles": ARTICLES[:1]}
        debate = client.post("/v1/debates", params={"wait": 250}, json=body, headers=ann).json()
        path, theirs = f"/v1/debates/{debate['id']}", debate["documents"][0]["map"]
        for part in ("", "/matrix", "/claims", "/actors", "/timeline", "/cruxes", "/versions", "/events", "/export"):
            assert client.get(path + part, headers=bob).status_code == 404, part
        change = {"changes": [{"op": "rename-actor", "id": debate["actors"][0]["id"], "label": "x"}]}
        assert client.patch(path, json=change, headers=bob).status_code == 404
        assert client.post(f"{path}/articles", json={"articles": ARTICLES[1:]}, headers=bob).status_code == 404
        assert client.delete(f"{path}/articles/{theirs}", headers=bob).status_code == 404
        assert client.delete(path, headers=bob).status_code == 404
        for way in ("/v1/debates", "/v1/debates/estimate"):
            refused = client.post(way, json={"engine": "offline", "maps": [theirs]}, headers=bob)
            assert (refused.status_code, theirs in refused.text) == (404, True)
            assert refused.json()["type"].endswith("no-such-map")
        assert client.get("/v1/debates", headers=bob).json()["debates"] == []
        assert client.get(path, headers=ann).json()["version"] == 1
