"""A choice of model, budget and batch for each request, of what the operator offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.scripted_llm import ScriptedLLM
from tests.serving import serving, settings_in

TEXT = "Trams should stay, because they carry many people.\n\nParks cool the town, because trees give shade."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, ScriptedLLM]]:
    with ScriptedLLM() as llm:
        settings = settings_in(
            tmp_path_factory.mktemp("choosing"),
            openai_base_url=llm.base_url,
            model="plain",
            offered_models="other, third",
        )
        with serving(settings) as url, httpx.Client(base_url=url, timeout=90) as client:
            yield client, llm


def _made(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = client.post("/v1/maps?wait=60", json={"text": TEXT} | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_model_and_budget_are_the_request_s_own(served: tuple[httpx.Client, ScriptedLLM]) -> None:
    client, llm = served
    made = _made(client, model="other")
    assert {asked.body["model"] for asked in llm.requests} == {"other"}
    assert made["provenance"]["model"] == "other"
    assert {"reasoning_tokens", "models"} <= made["provenance"]["usage"].keys()
    spent = _made(client, text=f"{TEXT} It is so.", budget={"calls": 1})
    assert spent["provenance"]["usage"]["calls"] <= 1
    assert any(warning["code"] == "budget-spent" for warning in spent["provenance"]["warnings"])
    form = client.post("/v1/maps?wait=60", files={"file": ("a.txt", TEXT.encode())}, data={"model": "third", "budget": '{"calls": 50}'})  # fmt: skip  # noqa: E501
    assert form.json()["provenance"]["model"] == "third", form.text


def test_a_model_s_words_are_in_the_language_that_the_request_names(served: tuple[httpx.Client, ScriptedLLM]) -> None:
    client, llm = served
    made = _made(client, text=f"{TEXT} And so it stays.", words_language="fr")
    assert made["provenance"]["words_language"] == "fr"
    assert client.post(f"/v1/maps/{made['id']}/brief?wait=30").status_code in (200, 202)
    brief = next(asked for asked in llm.requests if asked.step == "brief")
    assert "Language: fr" in brief.body["messages"][-1]["content"]
    assert _made(client, text=f"{TEXT} It stays.")["provenance"]["words_language"] is None


def test_a_debate_s_maps_and_its_comparison_are_asked_of_the_chosen_model(
    served: tuple[httpx.Client, ScriptedLLM],
) -> None:
    client, llm = served
    before = len(llm.requests)
    articles = [{"text": f"{TEXT} This is number {number}."} for number in range(2)]
    made = client.post("/v1/debates?wait=60", json={"articles": articles, "model": "third", "budget": {"calls": 9}})
    assert made.status_code == 200, made.text
    later = [asked for asked in llm.requests[before:] if asked.step != "brief"]  # of a brief that is still tried
    assert {asked.body["model"] for asked in later} == {"third"}
    assert "debate_same" in {asked.step for asked in llm.requests[before:]}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"model": "nobody-s"}, "model-not-offered"),
        ({"model": "other", "engine": "offline"}, "no-model-asked"),
        ({"batch": True, "engine": "offline"}, "no-model-asked"),
        ({"budget": {"cost_usd": 1}}, "bad-budget"),
        ({"budget": {"calls": 0}}, "bad-request"),
        ({"prompts": {"voices": "v1"}}, "bad-request"),
    ],
)
def test_what_is_not_offered_is_refused(
    served: tuple[httpx.Client, ScriptedLLM], asked: dict[str, Any], code: str
) -> None:
    client, _ = served
    answer = client.post("/v1/maps", json={"text": TEXT} | asked)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["type"].endswith(code), answer.text


def test_many_articles_each_its_own_map(served: tuple[httpx.Client, ScriptedLLM]) -> None:
    client, _ = served
    articles = [{"text": f"{TEXT} Once more {number}.", "model": "other"} for number in range(3)]
    made = client.post("/v1/maps/batch", json={"articles": articles})
    assert made.status_code == 202, made.text
    ids = [item["id"] for item in made.json()["maps"]]
    assert len(set(ids)) == 3
    assert [client.get(f"/v1/maps/{name}").json()["document"]["text"][-2] for name in ids] == ["0", "1", "2"]
    before = len(client.get("/v1/maps").json()["maps"])
    bad = client.post("/v1/maps/batch", json={"articles": [*articles, {"url": "http://127.0.0.1/"}]})
    assert bad.status_code == 422
    assert "article 3" in bad.json()["detail"]
    assert len(client.get("/v1/maps").json()["maps"]) == before
