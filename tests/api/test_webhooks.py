"""Webhooks: a real server tells real receivers, whose messages the reference library checks."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.pipeline import webhooks
from tests.building import tram_map
from tests.serving import serving, settings_in
from tests.waiting import until
from tests.web_server import Reply, Sent, answering


@dataclass
class Receiver:
    """`answers`: the status of each request in turn, the last one for good; 0 for no answer."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [204])
    received: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiving(*answers: int) -> Iterator[Receiver]:
    receiver = Receiver(answers=list(answers) or [204])
    over = threading.Event()

    def answer(sent: Sent) -> Reply | None:
        receiver.received.append((sent.headers, sent.body))
        status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
        if not status:
            over.wait(30)
            return None
        return Reply(status, headers={"Location": "http://169.254.169.254/latest"})

    with answering(answer) as url:
        receiver.url = f"{url}/hook"
        yield receiver
        over.set()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks, "AGAIN_SECONDS", (0.1, 0.1))
        patch.setattr(webhooks, "LOOK_SECONDS", 0.1)
        patch.setattr(webhooks, "ANSWER_SECONDS", 2.5)
        settings = settings_in(
            tmp_path_factory.mktemp("hooks"), api_keys="ann,bob", webhook_receivers="127.0.0.1, 10.1.0.0/16"
        )
        headers = {"Authorization": "Bearer ann"}
        with serving(settings) as url, httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            yield client


def _hooked(client: httpx.Client, receiver: Receiver, **more: Any) -> dict[str, Any]:
    made = client.post("/v1/webhooks", json={"url": receiver.url, **more})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def _deliveries(client: httpx.Client, hook: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/v1/webhooks/{hook['id']}/deliveries").json()["deliveries"]
    return found


def test_a_map_that_ends_and_one_that_is_corrected_are_told_and_signed(client: httpx.Client) -> None:
    with receiving() as receiver:
        hook = _hooked(client, receiver)
        text = "Trams should stay, because they pay."
        made = client.post("/v1/maps", params={"wait": 60}, json={"text": text, "engine": "offline"}).json()
        change = {"op": "change", "kind": "unit", "id": made["units"][0]["id"], "value": {"note": "seen"}}
        assert client.patch(f"/v1/maps/{made['id']}", json={"changes": [change]}).status_code == 200
        until(lambda: len(receiver.received) == 2)
        told = [Webhook(hook["secret"]).verify(body, dict(headers)) for headers, body in receiver.received]
        assert {item["type"]: (item["data"]["id"], item["data"]["version"]) for item in told} == {
            "map.ended": (made["id"], 1),
            "map.changed": (made["id"], 2),
        }
        assert b"Trams" not in b"".join(body for _, body in receiver.received)
        with pytest.raises(WebhookVerificationError):
            Webhook(hook["secret"]).verify(receiver.received[0][1] + b" ", dict(receiver.received[0][0]))
        until(lambda: {item["status"] for item in _deliveries(client, hook)} == {204})
        assert client.delete(f"/v1/webhooks/{hook['id']}").status_code == 204


def test_a_receiver_that_fails_is_told_again_under_the_same_id(client: httpx.Client) -> None:
    with receiving(500, 0, 204) as receiver:
        hook = _hooked(client, receiver, events=["map.ended"])
        client.post("/v1/maps/import?format=json", content=tram_map(id="again").model_dump_json())
        delivery = until(lambda: next((item for item in _deliveries(client, hook) if item["delivered"]), None))
        assert delivery["attempts"] == len(receiver.received) == 3
        assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
        client.delete(f"/v1/webhooks/{hook['id']}")


@pytest.mark.parametrize(("answer", "attempts"), [(302, 3), (410, 1), (503, 3)])
def test_what_never_works_is_given_up_and_says_why(client: httpx.Client, answer: int, attempts: int) -> None:
    with receiving(answer) as receiver:
        hook = _hooked(client, receiver)
        client.post("/v1/maps/import?format=json", content=tram_map(id=f"never{answer}").model_dump_json())
        (delivery,) = until(lambda: [item for item in _deliveries(client, hook) if not item["next_try"]])
        assert (delivery["attempts"], delivery["status"], delivery["delivered"]) == (attempts, answer, None)
        assert len(receiver.received) == attempts, "redirects are not followed"
        client.delete(f"/v1/webhooks/{hook['id']}")


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://[::1]:8000/v1/maps",
        "http://169.254.169.254/latest",
        "http://127.0.0.2/",
        "ftp://example.org/",
        "http://user:pass@8.8.8.8/",
        "not an address",
    ],
)
def test_inner_addresses_that_nobody_allowed_are_refused(client: httpx.Client, url: str) -> None:
    answer = client.post("/v1/webhooks", json={"url": url})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:argmap:problem:bad-receiver")


def test_a_webhook_to_this_server_itself_makes_nothing(client: httpx.Client) -> None:
    hook = _hooked(client, Receiver(f"{client.base_url}/v1/maps"))
    client.post("/v1/maps/import?format=json", content=tram_map(id="itself").model_dump_json())
    (delivery,) = until(lambda: [item for item in _deliveries(client, hook) if not item["next_try"]])
    assert delivery["status"] == 401
    client.delete(f"/v1/webhooks/{hook['id']}")


def test_others_neither_see_nor_delete_them_nor_are_told(client: httpx.Client) -> None:
    bob = {"Authorization": "Bearer bob"}
    with receiving() as receiver:
        hook = _hooked(client, receiver)
        assert "secret" not in client.get("/v1/webhooks").json()["webhooks"][0]
        assert client.get("/v1/webhooks", headers=bob).json() == {"webhooks": []}
        for call in (client.delete(f"/v1/webhooks/{hook['id']}", headers=bob),
                     client.get(f"/v1/webhooks/{hook['id']}/deliveries", headers=bob)):  # fmt: skip
            assert call.status_code == 404
        client.post("/v1/maps/import?format=json", content=tram_map(id="bobs").model_dump_json(), headers=bob)
        assert _deliveries(client, hook) == []
        client.delete(f"/v1/webhooks/{hook['id']}")
        for _ in range(20):
            _hooked(client, receiver)
        assert client.post("/v1/webhooks", json={"url": receiver.url}).status_code == 400
