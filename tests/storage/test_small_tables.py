"""Model calls, API keys and heartbeats, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.errors import InputError
from service.storage.calls import CallTable
from service.storage.heartbeats import HeartbeatTable
from service.storage.keys import KeyTable, opened, revoked_owners
from service.storage.records import now
from service.storage.store import MapStore
from service.storage.tables import heartbeats
from tests.building import tram_map


def test_a_call_is_kept_and_replaced_and_purged(store: MapStore) -> None:
    calls = CallTable(store.database)
    assert calls.get("a" * 64) is None
    calls.put("a" * 64, "model", b"one")
    calls.put("a" * 64, "model", b"two")
    assert calls.get("a" * 64) == b"two"
    assert calls.purge(now() - timedelta(days=1)) == 0
    assert calls.purge(now() + timedelta(days=1)) == 1
    assert calls.get("a" * 64) is None


def test_a_key_opens_until_it_is_revoked(store: MapStore) -> None:
    keys = KeyTable(store.database)
    key, secret = keys.create("ann")
    other, _ = keys.create("bob")
    assert [lock.id for lock in keys.locks() if lock == opened(keys.locks(), secret)] == [key.id]
    assert [known.name for known in keys.list()] == ["ann", "bob"]
    assert keys.revoke(key.id).revoked is not None
    assert opened(keys.locks(), secret) is None
    assert keys.revoke(key.id).revoked is not None
    with pytest.raises(InputError, match="no API key"):
        keys.revoke("nothing")
    assert other.revoked is None


def test_a_key_is_replaced_and_its_owner_stays(store: MapStore) -> None:
    keys = KeyTable(store.database)
    first, secret = keys.create("ann")
    second, another = keys.rotate(first.id)
    third, _ = keys.rotate(second.id, keep_old=True)
    assert {key.owner for key in (first, second, third)} == {first.id}
    assert len({first.id, second.id, third.id}) == 3
    assert opened(keys.locks(), secret) is None
    found = opened(keys.locks(), another)
    assert found is not None
    assert (found.id, found.owner) == (second.id, first.id)
    assert [key.id for key in keys.list() if key.revoked] == [first.id]
    assert keys.rotate(first.id)[0].owner == first.id, "a revoked key's owner may have another one"
    with pytest.raises(InputError, match="no API key"):
        keys.rotate("nothing")


def test_a_key_of_the_settings_is_replaced_where_it_has_maps(store: MapStore) -> None:
    keys = KeyTable(store.database)
    with pytest.raises(InputError, match="no API key"):
        keys.rotate("key-0123456789abcdef")
    store.create(tram_map(), engine="offline", owner="key-0123456789abcdef")
    assert keys.rotate("key-0123456789abcdef")[0].owner == "key-0123456789abcdef"


def test_whose_keys_are_all_revoked(store: MapStore) -> None:
    keys = KeyTable(store.database)
    gone, rotated, alive = (keys.create(name)[0] for name in ("gone", "rotated", "alive"))
    keys.revoke(gone.id)
    keys.rotate(rotated.id)
    store.create(tram_map(), engine="offline", owner="key-0123456789abcdef")
    of_settings, _ = keys.rotate("key-0123456789abcdef")
    keys.revoke(of_settings.id)
    with store.database.read() as connection:
        assert list(connection.execute(revoked_owners()).scalars()) == [gone.id]
    assert alive.revoked is None


@pytest.mark.parametrize(
    "change", [lambda s: s[:-1], lambda s: s + "x", lambda s: "x" + s, lambda s: "", lambda s: "\ud800_a_b"]
)
def test_anything_else_does_not_open(store: MapStore, change) -> None:
    keys = KeyTable(store.database)
    _, secret = keys.create("ann")
    assert opened(keys.locks(), change(secret)) is None


def test_the_secret_is_not_in_the_database(store: MapStore) -> None:
    keys = KeyTable(store.database)
    _, secret = keys.create("ann")
    with store.database.read() as connection:
        row = connection.exec_driver_sql("SELECT * FROM api_keys").one()
    assert secret.rsplit("_", 1)[-1] not in str(row)


def test_one_process_at_a_time_has_a_worker_id(store: MapStore) -> None:
    beats = HeartbeatTable(store.database)
    assert beats.claim("w0", "t1", "host", 1, in_place_of=None)
    assert not beats.claim("w0", "t2", "host", 2, in_place_of=None)
    assert not beats.claim("w0", "t2", "host", 2, in_place_of="t0")
    assert beats.claim("w0", "t2", "host", 2, in_place_of="t1")
    assert beats.beat("w0", "t2")
    assert not beats.beat("w0", "t1")
    [beat] = beats.all()
    assert (beat.token, beat.pid) == ("t2", 2)
    assert -1 < beat.age < 5


def let_pass(store: MapStore, seconds: float, *workers: str) -> None:
    """As if these had done nothing for so long."""
    before = {name: heartbeats.c[name] - seconds for name in ("beat", "inherited")}
    with store.database.write() as connection:
        connection.execute(sa.update(heartbeats).where(heartbeats.c.worker_id.in_(workers)).values(before))


def test_a_silent_worker_has_one_heir(store: MapStore) -> None:
    beats = HeartbeatTable(store.database)
    for name in ("dead", "one", "two"):
        beats.claim(name, f"t-{name}", "host", 1, in_place_of=None)
    assert beats.inherit("one", 60) == []
    let_pass(store, 100, "dead")
    assert [beat.worker_id for beat in beats.inherit("one", 60)] == ["dead"]
    assert beats.inherit("two", 60) == []
    assert not beats.beat("dead", "t-dead")
    let_pass(store, 100, "dead", "one")
    assert {beat.worker_id for beat in beats.inherit("two", 60)} == {"dead", "one"}
    beats.forget("dead", "t-dead")
    assert {beat.worker_id for beat in beats.all()} == {"one", "two"}
