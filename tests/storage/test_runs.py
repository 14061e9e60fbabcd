"""What a run keeps while it makes a map, and that a late worker cannot harm a finished one."""

from __future__ import annotations

import pytest

from service.storage.runs import RunStore
from service.storage.store import MapStore
from tests.storage.making import make_map


@pytest.fixture
def runs(store: MapStore) -> RunStore:
    return RunStore(store)


def test_the_first_answer_to_a_step_stands(store: MapStore, runs: RunStore) -> None:
    map_id = store.create(make_map(status="queued"), engine="offline")
    runs.put_answer(map_id, "paragraph 1", b"one")
    runs.put_answer(map_id, "paragraph 1", b"two")
    assert runs.answer(map_id, "paragraph 1") == b"one"
    assert runs.answer(map_id, "paragraph 2") is None
    runs.put_answer("gone", "voices", b"x")
    assert runs.answers("gone") == {}


def test_only_new_answers_are_read(store: MapStore, runs: RunStore) -> None:
    map_id = store.create(make_map(status="queued"), engine="offline")
    for number in range(1200):
        runs.put_answer(map_id, f"p{number}", str(number).encode())
    known = frozenset(f"p{number}" for number in range(100))
    found = runs.answers(map_id, known=known)
    assert found == {f"p{number}": str(number).encode() for number in range(100, 1200)}


def test_a_finished_map_drops_the_workings_and_stays_as_it_is(store: MapStore, runs: RunStore) -> None:
    map_ = make_map(status="queued")
    store.create(map_, engine="offline")
    runs.put_input(map_.id, b"input")
    assert runs.write_draft(map_.model_copy(update={"status": "running"}))
    assert store.get(map_.id, None).parse().status == "running"
    assert runs.unfinished() == [map_.id]
    runs.put_answer(map_.id, "voices", b"x")
    assert runs.finish(map_.model_copy(update={"status": "done"}))
    assert not runs.finish(map_.model_copy(update={"status": "partial"}))
    assert not runs.write_draft(map_.model_copy(update={"status": "running"}))
    assert store.get(map_.id, None).parse().status == "done"
    assert (runs.input(map_.id), runs.answers(map_.id)) == (None, {})
    assert [event.data for event in store.events_after(map_.id)] == [{}, {"status": "done"}]
    assert runs.unfinished() == []


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
    assert runs.is_finished(map_.id)
    assert not runs.write_draft(map_)
    assert not runs.finish(map_)
    assert runs.present(map_.id) is None
