"""Webhooks and their deliveries, written in the transaction of the change itself, so that none is missed."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from service.errors import InputError
from service.storage.database import Database
from service.storage.errors import NoSuchWebhook
from service.storage.keys import revoked_owners
from service.storage.records import now
from service.storage.tables import maps, webhook_deliveries, webhooks

MOST = 20
"""Maximum number of webhooks per owner."""
_CLAIMED_SECONDS = 60.0
"""A delivery in progress is left alone this long; then its sender is presumed dead."""
_TOLD = {"finished": "ended", "corrected": "changed"}


@dataclass(frozen=True)
class Webhook:
    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    created: datetime


@dataclass(frozen=True)
class Delivery:
    """`next_try`: None once delivered or given up; `status`: of the last response, `detail`: why there is none."""

    id: str
    event: str
    subject: str
    body: str
    created: datetime
    attempts: int
    next_try: datetime | None
    delivered: datetime | None
    status: int | None
    detail: str | None


@dataclass(frozen=True)
class Due:
    """A delivery to send now, claimed by this process."""

    delivery: Delivery
    url: str
    secret: str


def announce(connection: sa.Connection, table: sa.Table, subject: str, kind: str, data: dict[str, Any]) -> None:
    """Record an event for the webhooks of this map's or debate's owner (a row of `table`); samples have no owner."""
    what = _TOLD.get(kind)
    if what is None:
        return
    event = f"{'map' if table is maps else 'debate'}.{what}"
    wanted = (
        sa.select(webhooks.c.id, webhooks.c.events, table.c.version)
        .join(table, table.c.owner == webhooks.c.owner)
        .where(table.c.id == subject, webhooks.c.owner.not_in(revoked_owners()))
    )
    if table is maps:
        wanted = wanted.where(maps.c.sample.is_(False))
    moment = now()
    for row in connection.execute(wanted).all():
        if event not in row.events.split():
            continue
        told = {"id": subject, "version": row.version, **data}
        body = json.dumps({"type": event, "timestamp": moment.isoformat(), "data": told})
        connection.execute(
            sa.insert(webhook_deliveries).values(
                id=f"msg_{secrets.token_hex(12)}",
                webhook_id=row.id,
                event=event,
                subject=subject,
                body=body,
                created=moment,
                attempts=0,
                next_try=moment,
            )
        )


class WebhookTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, owner: str | None, url: str, events: Sequence[str]) -> Webhook:
        """Create a webhook with its own signing secret. Raises InputError if the owner already has `MOST`."""
        key = b64encode(secrets.token_bytes(32)).decode()
        made = Webhook(secrets.token_hex(8), url, tuple(events), f"whsec_{key}", now())
        with self._database.write() as connection:
            if len(self._of(connection, owner)) >= MOST:
                raise InputError(f"there are {MOST} webhooks of this key, which is the limit", hint="Delete one first.")
            connection.execute(
                sa.insert(webhooks).values(
                    id=made.id,
                    owner=owner or "",
                    url=url,
                    events=" ".join(made.events),
                    secret=made.secret,
                    created=made.created,
                )
            )
        return made

    def list(self, owner: str | None) -> Sequence[Webhook]:
        """Oldest first."""
        with self._database.read() as connection:
            return [
                Webhook(row.id, row.url, tuple(row.events.split()), row.secret, row.created)
                for row in self._of(connection, owner)
            ]

    def delete(self, webhook_id: str, owner: str | None) -> None:
        with self._database.write() as connection:
            self._check(connection, webhook_id, owner)
            connection.execute(sa.delete(webhooks).where(webhooks.c.id == webhook_id))

    def deliveries(self, webhook_id: str, owner: str | None, limit: int = 100) -> Sequence[Delivery]:
        """Newest first."""
        with self._database.read() as connection:
            self._check(connection, webhook_id, owner)
            rows = connection.execute(
                sa.select(webhook_deliveries)
                .where(webhook_deliveries.c.webhook_id == webhook_id)
                .order_by(webhook_deliveries.c.created.desc(), webhook_deliveries.c.id)
                .limit(limit)
            )
            return [_delivery(row) for row in rows]

    def claim(self, most: int) -> Sequence[Due]:
        """Up to this many due deliveries; a concurrent process gets different ones."""
        moment, due = now(), webhook_deliveries.c.next_try
        wanted = (
            sa.select(webhook_deliveries, webhooks.c.url, webhooks.c.secret)
            .join(webhooks, webhooks.c.id == webhook_deliveries.c.webhook_id)
            .where(due <= moment)
            .order_by(due)
            .limit(most)
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        if not rows:
            return []
        with self._database.write() as connection:
            return [
                Due(_delivery(row), row.url, row.secret)
                for row in rows
                if connection.execute(
                    sa.update(webhook_deliveries)
                    .where(webhook_deliveries.c.id == row.id, due == row.next_try)
                    .values(next_try=moment + timedelta(seconds=_CLAIMED_SECONDS))
                ).rowcount
            ]

    def settle(self, delivery_id: str, *, status: int | None, detail: str | None, again: float | None) -> None:
        """Record the outcome of an attempt. `again`: retry after this many seconds; None after the last attempt."""
        moment = now()
        told = status is not None and 200 <= status < 300
        values = {
            "attempts": webhook_deliveries.c.attempts + 1,
            "status": status,
            "detail": detail,
            "delivered": moment if told else None,
            "next_try": None if told or again is None else moment + timedelta(seconds=again),
        }
        with self._database.write() as connection:
            connection.execute(
                sa.update(webhook_deliveries).where(webhook_deliveries.c.id == delivery_id).values(**values)
            )

    def forget(self, older_than: datetime) -> None:
        """Delete completed deliveries created before that moment."""
        with self._database.write() as connection:
            connection.execute(
                sa.delete(webhook_deliveries).where(
                    webhook_deliveries.c.next_try.is_(None), webhook_deliveries.c.created < older_than
                )
            )

    def _of(self, connection: sa.Connection, owner: str | None) -> Sequence[sa.Row[Any]]:
        wanted = sa.select(webhooks).where(webhooks.c.owner == (owner or "")).order_by(webhooks.c.created)
        return connection.execute(wanted).all()

    def _check(self, connection: sa.Connection, webhook_id: str, owner: str | None) -> None:
        if all(row.id != webhook_id for row in self._of(connection, owner)):
            raise NoSuchWebhook(webhook_id)


def _delivery(row: sa.Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__dataclass_fields__})
