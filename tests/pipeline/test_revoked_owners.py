"""Whose last key was revoked has nothing made any more: maps are cancelled, debates fail; others' go on."""

from __future__ import annotations

from service.domain.debates.debate import Debate
from service.domain.provenance import Provenance
from service.pipeline.revoked_owners import RevokedOwners
from service.pipeline.worker_context import WorkerContext
from service.settings import Settings
from service.storage.debates import DebateStore
from service.storage.keys import KeyTable
from service.storage.store import MapStore
from tests.pipeline.engines import Source
from tests.storage.builders import make_map


def test_maps_and_debates_of_owners_without_a_key_end(store: MapStore, database_url: str) -> None:
    keys, debates = KeyTable(store.database), DebateStore(store)
    context = WorkerContext(Settings(database_url=database_url), store, Source())
    made: dict[str, tuple[str, str]] = {}
    for name in ("gone", "rotated", "there"):
        owner = keys.create(name)[0].id
        map_ = make_map(name).model_copy(update={"status": "running"})
        store.create(map_, engine="offline", owner=owner, run_input=b"{}")
        debate = Debate(id=f"d-{name}", status="queued", title=name, provenance=Provenance(engine="offline"))
        debates.create(debate, [map_.id], engine="offline", owner=owner)
        made[name] = (owner, map_.id)
    keys.revoke(made["gone"][0])
    keys.rotate(made["rotated"][0])
    RevokedOwners(context, debates).end_runs()
    statuses = {name: store.summary(map_id, owner).status for name, (owner, map_id) in made.items()}
    assert statuses == {"gone": "cancelled", "rotated": "running", "there": "running"}
    found = {name: debates.summary(f"d-{name}", owner).status for name, (owner, _) in made.items()}
    assert found == {"gone": "failed", "rotated": "queued", "there": "queued"}
    told = [event.data.get("code") for event in debates.events_after("d-gone") if event.kind == "error"]
    assert told == ["key-revoked"]
