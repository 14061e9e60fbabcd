"""What a run keeps while it makes a map, and that a late worker cannot harm a finished one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.storage.records import now
from service.storage.runs import RunStore
from service.storage.store import MapStore
from tests.storage.builders import make_map


@pytest.fixture
def runs(store: MapStore) -> RunStore:
    return RunStore(store)


def test_the_first_answer_to_a_step_stands_and_is_told_once(store: MapStore, runs: RunStore) -> None:
    map_id = store.create(make_map(status="queued"), engine="offline")
    for body in (b"one", b"two"):
        assert runs.put_answer(map_id, "paragraph 1", body, kind="paragraph", data={"paragraph": 1, "done": 0})
    assert runs.put_answer(map_id, "paragraph 0", b"zero", kind="paragraph", data={"paragraph": 0, "done": 0})
    assert runs.answers(map_id) == {"paragraph 0": b"zero", "paragraph 1": b"one"}
    told = [event.data for event in store.events_after(map_id)]
    assert told == [{}, {"paragraph": 1, "done": 1}, {"paragraph": 0, "done": 2}]
    assert not runs.put_answer("gone", "voices", b"x", kind="voices", data={})
    assert runs.answers("gone") == {}


def test_only_new_answers_are_read(store: MapStore, runs: RunStore) -> None:
    map_id = store.create(make_map(status="queued"), engine="offline")
    for number in range(700):
        runs.put_answer(map_id, f"p{number}", str(number).encode(), kind="paragraph", data={})
    known = frozenset(f"p{number}" for number in range(100))
    found = runs.answers(map_id, known=known)
    assert found == {f"p{number}": str(number).encode() for number in range(100, 700)}


def test_a_finished_map_drops_the_workings_and_stays_as_it_is(store: MapStore, runs: RunStore) -> None:
    map_ = make_map(status="queued")
    store.create(map_, engine="offline", run_input=b"input")
    assert runs.input(map_.id) == b"input"
    assert runs.write_draft(map_.model_copy(update={"status": "running"}))
    assert store.get(map_.id, None).parse().status == "running"
    assert runs.unfinished(now()) == [map_.id]
    assert runs.unfinished(now() - timedelta(hours=1)) == []
    assert runs.ended([map_.id, "gone"]) == {"gone"}
    runs.put_answer(map_.id, "voices", b"x", kind="voices", data={})
    assert runs.finish(map_.model_copy(update={"status": "done"}))
    assert not runs.finish(map_.model_copy(update={"status": "partial"}))
    assert not runs.write_draft(map_.model_copy(update={"status": "running"}))
    assert store.get(map_.id, None).parse().status == "done"
    assert (runs.input(map_.id), runs.answers(map_.id)) == (None, {})
    assert not runs.put_answer(map_.id, "links", b"x", kind="links", data={})
    assert [event.kind for event in store.events_after(map_.id)] == ["queued", "voices", "finished"]
    assert runs.unfinished(now()) == []


def test_why_a_run_failed_is_told_with_its_end_and_once(store: MapStore, runs: RunStore) -> None:
    map_ = make_map(status="queued")
    store.create(map_, engine="offline")
    for _ in range(2):  # a worker that was thought dead ends the run, too
        runs.finish(map_.model_copy(update={"status": "failed"}), {"code": "budget-spent"})
    told = [(event.kind, event.data.get("code")) for event in store.events_after(map_.id)]
    assert told == [("queued", None), ("error", "budget-spent"), ("finished", None)]


def test_a_corrected_map_is_not_written_over(store: MapStore, runs: RunStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline")
    store.put_version(map_, None, expected_version=1, made_by="ann")
    assert not runs.finish(map_)
    assert store.summary(map_.id, None).version == 2


def test_a_deleted_map_takes_no_writes(store: MapStore, runs: RunStore) -> None:
    map_ = make_map(status="queued")
    store.create(map_, engine="offline")
    store.delete(map_.id, None)
    assert runs.ended([map_.id]) == {map_.id}
    assert not runs.write_draft(map_)
    assert not runs.finish(map_)
    assert store.present(map_.id) is None
