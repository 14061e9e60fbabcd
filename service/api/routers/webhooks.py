"""Webhooks: where to send notice that a map or a debate has ended or changed."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.api.bodies import JsonRoute
from service.api.context import SettingsOf, StoreOf, in_thread
from service.api.keys import Caller
from service.api.problems import ApiError
from service.errors import UnreadableDocument
from service.pipeline.webhooks import may_receive
from service.reading.fetching import check_address
from service.schema import Deliveries, DeliveryShown, WebhookMade, WebhookRequest, Webhooks, WebhookShown
from service.storage.webhooks import WebhookTable

router = APIRouter(tags=["webhooks"], route_class=JsonRoute)


@router.post(
    "/v1/webhooks",
    status_code=201,
    response_model=WebhookMade,
)
async def add_webhook(wanted: WebhookRequest, caller: Caller, settings: SettingsOf, store: StoreOf) -> WebhookMade:
    """Notify this URL of the caller's maps and debates, signed as Standard Webhooks specifies."""
    try:
        await check_address(wanted.url, lambda address: may_receive(address, settings))
    except UnreadableDocument as error:
        raise ApiError(
            422,
            "bad-receiver",
            error.message,
            hint="Give a public http(s) URL; the operator can allow internal ones (ARGMAP_WEBHOOK_RECEIVERS).",
        ) from error
    made = await in_thread(WebhookTable(store.database).create, caller, wanted.url, wanted.events)
    return WebhookMade(**vars(made))


@router.get("/v1/webhooks")
async def list_webhooks(caller: Caller, store: StoreOf) -> Webhooks:
    """The caller's webhooks, without their secrets."""
    found = await in_thread(WebhookTable(store.database).list, caller)
    return Webhooks(webhooks=[WebhookShown.model_validate(_without_secret(item)) for item in found])


@router.delete("/v1/webhooks/{webhook_id}", status_code=204)
async def delete_webhook(webhook_id: str, caller: Caller, store: StoreOf) -> Response:
    """Delete the webhook; pending deliveries are dropped."""
    await in_thread(WebhookTable(store.database).delete, webhook_id, caller)
    return Response(status_code=204)


@router.get(
    "/v1/webhooks/{webhook_id}/deliveries",
)
async def list_deliveries(webhook_id: str, caller: Caller, store: StoreOf) -> Deliveries:
    """The latest hundred deliveries, newest first."""
    found = await in_thread(WebhookTable(store.database).deliveries, webhook_id, caller)
    return Deliveries(deliveries=[DeliveryShown(**_without(vars(item), "body")) for item in found])


def _without_secret(item: object) -> dict[str, object]:
    return _without(vars(item), "secret")


def _without(values: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != name}
