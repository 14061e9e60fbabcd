"""Debates over real HTTP: made, read, grown, corrected, exported, and hidden from others."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.debates.debate import parse_debate
from service.domain.meaning.claim_wording import every_wording
from tests.debated import article, told_article, tram_articles
from tests.serving import serving, settings_in
from tests.waiting import until

FIRST = (
    "The tram line will pay for itself within ten years, Tove Hagen, the mayor, said. "
    "The council hid the true cost from voters."
)
SECOND = (
    "Tove Hagen said that the tram line will pay for itself in ten years. The riders' union said that the line will "
    "never pay for itself. Buses would do the job just as well, the union argued."
)
THIRD = (
    "Noise from the tracks keeps children awake at night. "
    "The tram line will not pay for itself within ten years, Tove Hagen conceded."
)
ARTICLES = [
    {"text": FIRST, "title": "Build it", "outlet": "Herald", "author": "Ann Lee", "published": "2024-01-10"},
    {"text": SECOND, "title": "Not yet", "outlet": "Courier", "author": "Bo Ruud", "published": "2024-03-02"},
]


def made(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    body = {"title": "Trams", "question": "Should the line be built?", "engine": "offline", "articles": ARTICLES}
    answer = client.post("/v1/debates", params={"wait": 60}, json=body | changes)
    assert answer.status_code == 200, answer.text
    value: dict[str, Any] = answer.json()
    return value


@pytest.fixture(scope="module")
def debate(base_url: str) -> dict[str, Any]:
    with httpx.Client(base_url=base_url, timeout=90) as client:
        return made(client)


def test_articles_become_maps_and_a_debate_that_points_to_them(client: httpx.Client, debate: dict[str, Any]) -> None:
    parsed = parse_debate(debate)
    assert (parsed.status, parsed.version, parsed.title) == ("done", 1, "Trams")
    assert [item.outlet for item in parsed.documents] == ["Herald", "Courier"]
    for claim in parsed.claims:
        for mention in claim.mentions:
            map_ = client.get(f"/v1/maps/{mention.map}").json()
            assert any(unit["id"] == mention.unit for unit in map_["units"])
    assert client.get("/v1/debates").json()["debates"][0]["documents"] == 2


@pytest.mark.parametrize(
    "path",
    [
        "matrix",
        "claims",
        "actors",
        "issues",
        "answers",
        "timeline",
    ],
)
def test_every_view_answers_of_all_and_of_a_part(client: httpx.Client, debate: dict[str, Any], path: str) -> None:
    url = f"/v1/debates/{debate['id']}/{path}"
    assert client.get(url).status_code == 200
    assert client.get(url, params={"outlet": "Herald", "since": "2024", "until": "2024-02"}).status_code == 200
    assert client.get(url, params={"since": "last week"}).status_code == 422
    assert client.get(url, params={"actor": "nobody"}).json()["type"].endswith("no-such-actor")
    assert client.get(url, params={"issue": "none"}).status_code == 404


def test_the_matrix_and_a_claim_say_who_stands_where(client: httpx.Client, debate: dict[str, Any]) -> None:
    url = f"/v1/debates/{debate['id']}"
    page = client.get(f"{url}/claims", params={"recurring": True}).json()
    assert page["total"] >= 1
    claim = page["claims"][0]["claim"]
    view = client.get(f"{url}/claims/{claim['id']}").json()
    assert len(view["mentions"]) == len(claim["mentions"])
    assert all(item["quote"]["text"] for item in view["mentions"])
    matrix = client.get(f"{url}/matrix", params={"claim_limit": 1}).json()
    assert len(matrix["rows"][0]["cells"]) == 1
    assert matrix["total_claims"] == len(debate["claims"])
    assert client.get(f"{url}/claims/c999").status_code == 404


def test_the_brief_says_who_divides_who_moved_and_points_to_claims(client: httpx.Client, trams: dict[str, Any]) -> None:
    address = f"/v1/debates/{trams['id']}/brief"
    brief = client.get(address).json()
    assert (brief["debate"], brief["map"], brief["words"]) == (trams["id"], None, "template")
    lead, *others = [sentence for group in brief["groups"] for sentence in group["sentences"]]
    assert "most divides them whether" in lead["text"]
    assert all(sentence["cites"]["claims"] for sentence in others)
    assert "Who moved, and when" in [group["heading"] for group in brief["groups"]]
    assert sum(len(sentence["text"].split()) for sentence in (lead, *others)) <= 300
    assert client.get(address, params={"words": "model"}).status_code == 404


def _actor(debate: dict[str, Any], words: str) -> str:
    found: str = next(item["id"] for item in debate["actors"] if words in item["label"])
    return found


def made_of(base_url: str, *maps: ArgumentMap) -> dict[str, Any]:
    with httpx.Client(base_url=base_url, timeout=90) as client:
        answers = [client.post("/v1/maps/import?format=json", content=item.model_dump_json()) for item in maps]
        return made(client, articles=[], maps=[answer.json()["id"] for answer in answers])


@pytest.fixture(scope="module")
def told(base_url: str) -> dict[str, Any]:
    """Two articles: in the first the union is reported by Hagen, supposed, and heard; in the second both speak."""
    return made_of(base_url, told_article(), article("m2", ("v2", "Rails last"), ("v1", "Trams are dear")))


@pytest.fixture(scope="module")
def trams(base_url: str) -> dict[str, Any]:
    """Hagen is for the line's paying, then against it; the union is against it."""
    return made_of(base_url, *tram_articles())


def test_a_claim_of_one_actor_shows_the_others_mentions_apart(client: httpx.Client, trams: dict[str, Any]) -> None:
    several = [{mention["actor"] for mention in item["mentions"]} for item in trams["claims"]]
    claim, actors = next((x, y) for x, y in zip(trams["claims"], several, strict=True) if len(y) > 1)
    url = f"/v1/debates/{trams['id']}/claims/{claim['id']}"
    whole = client.get(url).json()
    assert whole["outside"] == []
    for actor in actors:
        found = client.get(url, params={"actor": actor}).json()
        assert {item["mention"]["actor"] for item in found["mentions"]} == {actor}
        assert {item["mention"]["actor"] for item in found["outside"]} == actors - {actor}
        assert found["column"] == whole["column"]
        assert len(found["mentions"]) + len(found["outside"]) == len(whole["mentions"])


def test_who_reports_a_claim_and_what_is_only_supposed_is_said(client: httpx.Client, told: dict[str, Any]) -> None:
    url = f"/v1/debates/{told['id']}"
    views = {}
    for claim in told["claims"]:
        for item in client.get(f"{url}/claims/{claim['id']}").json()["mentions"]:
            views.setdefault(item["quote"]["text"], (item["told_by"], item["supposed"]))
    assert views["Trams pay"] == (["Tove Hagen"], None)
    assert views["the union would say that buses pay"] == ([], "would")
    assert views["Rails last"] == ([], None)
    union, hagen = _actor(told, "union"), _actor(told, "Hagen")
    [row] = [row for row in client.get(f"{url}/matrix").json()["rows"] if row["actor"] == union]
    cells = [(cell["told_by"], cell["supposed"]) for cell in row["cells"] if cell["stance"] != "silent"]
    assert sorted(cells, key=str) == sorted([([hagen], None), ([], "would"), ([], None)], key=str)


def test_changes_come_with_their_words(client: httpx.Client, trams: dict[str, Any]) -> None:
    url = f"/v1/debates/{trams['id']}"
    lines = client.get(f"{url}/timeline").json()
    moved = [track for track in lines["tracks"] if track["change"]]
    assert [track["change"] for track in moved] == ["whole"]
    words = {f"{ref['map']}/{ref['unit']}" for track in moved for point in track["points"] for ref in point["mentions"]}
    assert set(lines["quotes"]) == words


def test_answers_of_one_actor_name_both_ends(client: httpx.Client, debate: dict[str, Any]) -> None:
    url = f"/v1/debates/{debate['id']}/answers"
    whole = client.get(url).json()["answers"]
    assert whole, "the two articles answer each other"
    for actor in {line[end] for line in whole for end in ("answering_actor", "answered_actor")}:
        found = client.get(url, params={"actor": actor}).json()["answers"]
        assert found == [line for line in whole if actor in (line["answering_actor"], line["answered_actor"])]


def test_labels_can_be_read_alone(client: httpx.Client) -> None:
    articles = [ARTICLES[0] | {"text": "Trams pay for themselves within ten years. They will not, said Tove Hagen."}]
    debate = made(client, articles=articles)
    [claim] = [item for item in debate["claims"] if item["label"]["text"].startswith("They will not")]
    found = client.get(f"/v1/debates/{debate['id']}/claims", params={"id": claim["id"]}).json()
    assert found["total"] == 1
    map_ = parse_map(client.get(f"/v1/maps/{debate['documents'][0]['map']}").json())
    wordings = {item.unit: item.text for item in every_wording(map_)}
    assert found["claims"][0]["column"]["label"] == wordings[claim["label"]["unit"]] != claim["label"]["text"]


@pytest.mark.parametrize("format", ["json", "tree", "csv", "csv-matrix", "html"])
def test_it_is_exported(client: httpx.Client, debate: dict[str, Any], format: str) -> None:
    answer = client.get(f"/v1/debates/{debate['id']}/export", params={"format": format})
    assert answer.status_code == 200, answer.text
    if format == "json":
        assert parse_debate(answer.text).claims
    elif format == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert len(rows) == sum(len(claim["mentions"]) for claim in debate["claims"])
        assert all(row["text"] and row["start"] for row in rows)
    else:
        assert "Tove Hagen" in answer.text
    assert client.get(f"/v1/debates/{debate['id']}/export", params={"format": "pdf"}).status_code == 422


def test_it_grows_shrinks_and_keeps_what_was_decided(client: httpx.Client) -> None:
    debate = made(client)
    url = f"/v1/debates/{debate['id']}"
    tag = client.get(url).headers["etag"]
    claim, other = (debate["claims"][number]["id"] for number in (0, 1))
    edit = {"changes": [{"op": "merge-claims", "ids": [other], "into": claim}], "comment": "the same point"}
    corrected = client.patch(url, json=edit, headers={"If-Match": tag})
    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["version"] == 2
    stale = client.patch(url, json=edit, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)
    third = {"text": THIRD, "outlet": "Herald", "author": "Ann Lee", "published": "2024-11-20"}
    grown = client.post(f"{url}/articles", params={"wait": 60}, json={"articles": [third]}).json()
    assert (grown["version"], len(grown["documents"]), grown["status"]) == (3, 3, "done")
    assert {len(c["mentions"]) for c in grown["claims"] if c["id"] == claim} != {1}
    assert other not in [item["id"] for item in grown["claims"]]
    gone = next(item["map"] for item in grown["documents"] if item["published"] == "2024-11-20")
    shrunk = client.delete(f"{url}/articles/{gone}", params={"wait": 60}).json()
    assert [item["map"] for item in shrunk["documents"]] == [item["map"] for item in debate["documents"]]
    restored = client.patch(url, json={"restore": 1}).json()
    assert [c["id"] for c in restored["claims"]] == [c["id"] for c in debate["claims"]]
    notes = client.get(f"{url}/versions").json()["versions"]
    assert [note["made_by"] for note in notes] == ["offline", "user", "engine:offline", "engine:offline", "user"]
    assert notes[1]["comment"] == "the same point"
    assert client.patch(url, json={"restore": 3}).json()["type"].endswith("articles-differ")


def test_a_corrected_map_is_followed_and_a_map_in_use_stays(client: httpx.Client) -> None:
    debate = made(client)
    map_id = debate["documents"][0]["map"]
    unit = client.get(f"/v1/maps/{map_id}").json()["units"][0]["id"]
    assert client.patch(
        f"/v1/maps/{map_id}", json={"changes": [{"op": "remove", "kind": "unit", "id": unit}]}
    ).is_success
    follow = client.get(f"/v1/debates/{debate['id']}/events", timeout=60).text
    assert "finished" in follow
    present = client.get(f"/v1/debates/{debate['id']}").json()
    assert present["documents"][0]["version"] == 2
    assert not any((x["map"], x["unit"]) == (map_id, unit) for c in present["claims"] for x in c["mentions"])
    refused = client.delete(f"/v1/maps/{map_id}")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:argmap:problem:map-in-debate")
    assert client.delete(f"/v1/debates/{debate['id']}").status_code == 204
    assert client.delete(f"/v1/maps/{map_id}").status_code == 204


def test_the_same_request_with_a_key_makes_one_debate(client: httpx.Client) -> None:
    body = {"engine": "offline", "articles": ARTICLES[:1]}
    before = len(client.get("/v1/maps", params={"limit": 200}).json()["maps"])
    with ThreadPoolExecutor(3) as pool:
        sent = [pool.submit(client.post, "/v1/debates", json=body, headers={"Idempotency-Key": "once"}) for _ in "abc"]
        answers = [item.result() for item in sent]
    assert [item.status_code for item in answers] == [202] * 3
    assert len({item.json()["id"] for item in answers}) == 1
    assert client.post("/v1/debates", params={"wait": 60}, json=body, headers={"Idempotency-Key": "once"}).is_success
    assert len(client.get("/v1/maps", params={"limit": 200}).json()["maps"]) == before + 1
    other = client.post("/v1/debates", json=body | {"title": "x"}, headers={"Idempotency-Key": "once"})
    assert other.status_code == 422


@pytest.mark.parametrize(
    "body, status, words",
    [
        ({"articles": []}, 422, "no articles"),
        ({"articles": [{"text": "a", "url": "http://x"}]}, 422, "one of `text` and `url`"),
        ({"maps": ["nothing"]}, 404, "there is no map"),
        ({"articles": [{"text": ""}]}, 422, "article 0"),
        ({"articles": ARTICLES, "engine": "llm"}, 422, "no model"),
    ],
)
def test_bad_requests_say_what_is_wrong(client: httpx.Client, body: dict[str, Any], status: int, words: str) -> None:
    answer = client.post("/v1/debates", json={"engine": "offline"} | body)
    assert answer.status_code == status, answer.text
    assert words in answer.text


def test_what_a_debate_will_take_is_told_before(client: httpx.Client) -> None:
    body = {"engine": "llm", "articles": ARTICLES, "budget": {"calls": 1}}
    told = client.post("/v1/debates/estimate", json=body).json()
    assert (told["engine"], told["articles"], told["comparing"]["calls"]) == ("llm", 2, 2)
    assert told["mapping"]["input_tokens"] > 0
    assert told["within_budget"] is False
    assert client.post("/v1/debates/estimate", json={"maps": ["nothing"]}).status_code == 404
    assert client.post("/v1/debates/estimate", json={"articles": []}).status_code == 422
    assert client.post("/v1/debates", json=body | {"budget": {"calls": 0}}).status_code == 422


def test_odd_articles_are_said_in_the_debate(client: httpx.Client) -> None:
    nothing = {"text": "Table of contents", "title": "Empty"}
    debate = made(client, articles=[ARTICLES[0], ARTICLES[0], nothing])
    codes = {item["code"] for item in debate["provenance"]["warnings"]}
    assert {"same-article", "no-date"} <= codes
    assert len(debate["documents"]) == 2


def test_a_debate_has_at_most_three_hundred_articles(client: httpx.Client, debate: dict[str, Any]) -> None:
    for path in ("", "/estimate", f"/{debate['id']}/articles"):
        refused = client.post(f"/v1/debates{path}", json={"maps": [f"m{number}" for number in range(301)]})
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:argmap:problem:debate-too-large")
        assert "several debates" in refused.json()["hint"]


def test_two_debates_share_a_map_that_is_corrected_and_stays_until_both_are_gone(client: httpx.Client) -> None:
    one = made(client)
    shared = one["documents"][0]["map"]
    two = made(client, articles=[], maps=[shared])
    unit = client.get(f"/v1/maps/{shared}").json()["units"][0]["id"]
    assert client.patch(
        f"/v1/maps/{shared}", json={"changes": [{"op": "remove", "kind": "unit", "id": unit}]}
    ).is_success
    for debate in (one, two):
        until(lambda path=f"/v1/debates/{debate['id']}": (shared, 2) in _maps_of(client.get(path).json()), 120)
    for debate, status in ((one, 409), (two, 204)):
        assert client.delete(f"/v1/debates/{debate['id']}").status_code == 204
        assert client.delete(f"/v1/maps/{shared}").status_code == status


def _maps_of(debate: dict[str, Any]) -> list[tuple[str, int]]:
    """The maps that it points to, with their versions."""
    return [(item["map"], item["version"]) for item in debate["documents"]]


def test_a_debate_has_its_articles_mapped_one_after_the_other(tmp_path: Path) -> None:
    """Of more articles than a key may have unfinished maps; its versions come in pages."""
    with serving(settings_in(tmp_path, max_waiting_per_key=1)) as url, httpx.Client(base_url=url, timeout=90) as client:
        debate = made(client, articles=[*ARTICLES, {"text": THIRD}])
        assert (debate["status"], len(debate["documents"])) == ("done", 3)
        path = f"/v1/debates/{debate['id']}"
        rename = {"changes": [{"op": "rename-claim", "id": debate["claims"][0]["id"], "text": "It pays"}]}
        assert client.patch(path, json=rename).json()["version"] == 2
        first = client.get(f"{path}/versions", params={"limit": 1}).json()
        assert ([item["version"] for item in first["versions"]], first["next"]) == ([1], 1)
        assert client.get(f"{path}/versions", params={"after": 1}).json()["next"] is None
        assert client.patch(path, json={"restore": 2**63}).status_code == 422
