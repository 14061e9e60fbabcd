"""Wire models of webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from service.domain.base import Frozen

EventName = Literal["map.ended", "map.changed", "debate.ended", "debate.changed"]


class WebhookRequest(Frozen):
    """`url`: where to POST; `events`: which events to send, by default all."""

    url: Annotated[str, Field(max_length=2000)]
    events: Annotated[tuple[EventName, ...], Field(min_length=1)] = get_args(EventName)


class WebhookShown(Frozen):
    id: str
    url: str
    events: tuple[str, ...]
    created: datetime


class WebhookMade(WebhookShown):
    """`secret` signs deliveries; it is shown only this once."""

    secret: str


class Webhooks(Frozen):
    webhooks: list[WebhookShown]


class DeliveryShown(Frozen):
    """`id` is the same in every attempt; `next_try` is null once it is delivered or given up."""

    id: str
    event: str
    subject: str
    created: datetime
    attempts: int
    delivered: datetime | None
    next_try: datetime | None
    status: int | None
    detail: str | None


class Deliveries(Frozen):
    deliveries: list[DeliveryShown]
