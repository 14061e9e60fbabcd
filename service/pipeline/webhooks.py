"""Delivers webhooks as Standard Webhooks specifies: signed, at least once, retried for three days."""

from __future__ import annotations

import asyncio
import ipaddress
import random
import time
from collections.abc import Sequence
from datetime import timedelta

from standardwebhooks import Webhook as Signer

from service.errors import UnreadableDocument
from service.reading.fetching import Address, is_public, send_to
from service.settings import Settings
from service.storage.records import now
from service.storage.webhooks import Due, WebhookTable

AGAIN_SECONDS = (5.0, 30.0, 120.0, 600.0, 3600.0, 4 * 3600.0, 12 * 3600.0, 24 * 3600.0, 24 * 3600.0)
LOOK_SECONDS = 2.0
ANSWER_SECONDS = 15.0
_AT_ONCE = 16
_KEPT = timedelta(days=14)
_SWEEP_SECONDS = 3600.0


def may_receive(address: Address, settings: Settings) -> bool:
    """Whether webhooks may target this address: the public internet, and whatever the operator allows."""
    named = (ipaddress.ip_network(part.strip(), strict=False) for part in settings.webhook_receivers.split(",") if part)
    return is_public(address) or any(address in network for network in named)


class Courier:
    """Sends due deliveries; what one process leaves unfinished, another resends."""

    def __init__(self, settings: Settings, table: WebhookTable) -> None:
        self._settings = settings
        self._table = table
        self._swept = time.monotonic()

    def deliver(self) -> None:
        """Send everything that is due now."""
        while due := self._table.claim(_AT_ONCE):
            asyncio.run(self._send_all(due))
        if time.monotonic() - self._swept > _SWEEP_SECONDS:
            self._swept = time.monotonic()
            self._table.forget(now() - _KEPT)

    async def _send_all(self, due: Sequence[Due]) -> None:
        await asyncio.gather(*(self._send(item) for item in due))

    async def _send(self, due: Due) -> None:
        delivery, moment = due.delivery, now()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "argmap",
            "webhook-id": delivery.id,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": Signer(due.secret).sign(delivery.id, moment, delivery.body),
        }
        status, detail = None, None
        try:
            status = await send_to(
                due.url,
                delivery.body.encode(),
                headers,
                is_allowed=lambda address: may_receive(address, self._settings),
                seconds=ANSWER_SECONDS,
            )
            if 300 <= status < 400:
                detail = "redirects are not followed"
        except UnreadableDocument as error:
            detail = error.message
        again = None
        if delivery.attempts < len(AGAIN_SECONDS) and status != 410:  # 410 Gone: the receiver wants no more
            again = AGAIN_SECONDS[delivery.attempts] * random.uniform(1.0, 1.2)  # noqa: S311
        await asyncio.to_thread(self._table.settle, delivery.id, status=status, detail=detail, again=again)
