"""Maps, versions, lists and events, on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from service.errors import InputError
from service.storage.errors import BadCursor, KeyReused, NoSuchMap, NotFinished, StaleVersion
from service.storage.records import now
from service.storage.store import MapStore
from tests.storage.builders import make_map


def test_a_map_comes_back_byte_for_byte(store: MapStore) -> None:
    map_ = make_map("Emoji 🙂, a quote “so”, and a\u00a0space.", title="T")
    store.create(map_, engine="offline")
    stored = store.get(map_.id, None)
    assert stored.body == map_.model_dump_json().encode()
    assert stored.parse() == map_
    assert (stored.summary.title, stored.summary.perspectives) == ("T", 1)


def test_an_unknown_map_and_version_are_named(store: MapStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline")
    with pytest.raises(NoSuchMap, match="nothing"):
        store.get("nothing", None)
    with pytest.raises(NoSuchMap, match="version 7"):
        store.get(map_.id, None, version=7)


@pytest.mark.parametrize("stranger", ["other", None, ""])
def test_nobody_sees_or_changes_the_maps_of_another(store: MapStore, stranger: str | None) -> None:
    map_ = make_map("secret words")
    store.create(map_, engine="offline", owner="one")
    for call in (
        lambda: store.get(map_.id, stranger),
        lambda: store.get(map_.id, stranger, version=1),
        lambda: store.summary(map_.id, stranger),
        lambda: store.versions(map_.id, stranger),
        lambda: store.delete(map_.id, stranger),
        lambda: store.put_version(map_, stranger, expected_version=1, made_by="x"),
    ):
        with pytest.raises(NoSuchMap):
            call()
    assert store.list(stranger).maps == ()
    assert store.list(stranger, query="secret").maps == ()
    assert store.get(map_.id, "one").summary.version == 1


def test_a_sample_is_seen_by_all_and_changed_by_none(store: MapStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline", sample=True)
    assert store.get(map_.id, "one").summary.sample
    with pytest.raises(NoSuchMap):
        store.put_version(map_, "one", expected_version=1, made_by="x")
    with pytest.raises(NoSuchMap):
        store.delete(map_.id, "one")


def test_a_correction_is_a_new_version(store: MapStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline")
    before = store.summary(map_.id, None).etag
    number = store.put_version(
        map_, None, expected_version=1, made_by="ann", comment="why", changes=[{"op": "conclusion", "id": None}]
    )
    assert number == 2
    assert store.get(map_.id, None).parse().version == 2
    assert store.get(map_.id, None, version=1).parse().version == 1
    assert store.summary(map_.id, None).etag != before
    second = store.versions(map_.id, None)[1]
    assert (second.made_by, second.comment, second.changes) == ("ann", "why", [{"op": "conclusion", "id": None}])
    assert [event.kind for event in store.events_after(map_.id)] == ["finished", "corrected"]


def test_a_stale_correction_changes_nothing(store: MapStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline")
    store.put_version(map_, None, expected_version=1, made_by="ann")
    with pytest.raises(StaleVersion) as caught:
        store.put_version(map_, None, expected_version=1, made_by="bob")
    assert (caught.value.expected, caught.value.present) == (1, 2)
    assert len(store.versions(map_.id, None)) == 2


def test_of_corrections_at_once_one_succeeds(store: MapStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline")
    outcomes: list[str] = []

    def correct(name: str) -> None:
        try:
            store.put_version(map_, None, expected_version=1, made_by=name)
            outcomes.append("done")
        except StaleVersion:
            outcomes.append("stale")

    threads = [threading.Thread(target=correct, args=(str(number),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["stale"] * 5


def test_a_map_in_the_making_cannot_be_corrected(store: MapStore) -> None:
    map_ = make_map(status="running")
    store.create(map_, engine="offline")
    with pytest.raises(NotFinished):
        store.put_version(map_, None, expected_version=1, made_by="ann")


def test_pages_show_each_map_once_newest_first(store: MapStore) -> None:
    made = [store.create(make_map(f"text {number}"), engine="offline") for number in range(7)]
    seen: list[str] = []
    cursor = None
    while True:
        page = store.list(None, cursor=cursor, limit=3)
        seen += [summary.id for summary in page.maps]
        cursor = page.next
        if cursor is None:
            break
        store.create(make_map("comes meanwhile"), engine="offline")
    assert seen == made[::-1]


def test_the_list_is_narrowed_by_status(store: MapStore) -> None:
    store.create(make_map(status="queued"), engine="offline")
    store.create(make_map(), engine="offline")
    assert [summary.status for summary in store.list(None, status="queued").maps] == ["queued"]
    assert store.count_by_status() == {"queued": 1, "done": 1}


@pytest.mark.parametrize("cursor", ["", "x", "aGVsbG8", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5L2E", "é"])
def test_a_foreign_cursor_is_refused(store: MapStore, cursor: str) -> None:
    with pytest.raises(BadCursor):
        store.list(None, cursor=cursor)


def test_a_deleted_map_is_gone_with_all_that_hung_on_it(store: MapStore) -> None:
    map_ = make_map()
    store.create(map_, engine="offline", idempotency_key="k", request_hash="h")
    store.delete(map_.id, None)
    assert store.events_after(map_.id) == []
    with pytest.raises(NoSuchMap):
        store.get(map_.id, None)
    assert store.create(make_map(), engine="offline", idempotency_key="k", request_hash="h") != map_.id


def test_an_idempotency_key_makes_one_map(store: MapStore) -> None:
    made: list[str] = []

    def submit() -> None:
        made.append(store.create(make_map(), engine="offline", idempotency_key="k", request_hash="h"))

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1
    assert len(store.list(None).maps) == 1
    with pytest.raises(KeyReused):
        store.create(make_map(), engine="offline", idempotency_key="k", request_hash="another")
    assert store.create(make_map(), engine="offline", owner="one", idempotency_key="k", request_hash="x") not in made


def test_purge_takes_old_finished_maps_only(store: MapStore) -> None:
    old = store.create(make_map(), engine="offline")
    store.create(make_map(status="queued"), engine="offline")
    store.create(make_map(), engine="offline", sample=True)
    assert store.purge(now() - timedelta(hours=1)) == []
    assert store.purge(now() + timedelta(hours=1)) == [old]
    assert len(store.list(None).maps) == 2


def test_events_are_numbered_without_gaps_whoever_writes(store: MapStore) -> None:
    map_id = store.create(make_map(status="queued"), engine="offline")

    def write(worker: int) -> None:
        for number in range(10):
            store.append_event(map_id, "paragraph", {"worker": worker}, once=f"paragraph {number}")

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = store.events_after(map_id)
    assert [event.seq for event in told] == list(range(1, 12))
    assert store.last_events([map_id, "gone"]) == {map_id: 11}
    assert [event.seq for event in store.events_after(map_id, 9)] == [10, 11]


def test_an_event_is_told_once_and_listeners_hear_it(store: MapStore) -> None:
    map_id = store.create(make_map(status="queued"), engine="offline")
    heard: list[str] = []
    store.listen(heard.append)
    assert store.append_event(map_id, "started", {}) is not None
    assert store.append_event(map_id, "started", {}) is None
    assert store.append_event("gone", "started", {}) is None
    store.unlisten(heard.append)
    store.append_event(map_id, "voices", {})
    assert heard == [map_id]


def test_nul_in_a_title_a_comment_or_an_id_is_no_error_of_the_server(store: MapStore) -> None:
    map_ = make_map(title="a\x00b")
    store.create(map_, engine="offline")
    store.put_version(map_, None, expected_version=1, made_by="user", comment="c\x00d")
    assert store.summary(map_.id, None).title == "ab"
    assert store.versions(map_.id, None)[1].comment == "cd"
    with pytest.raises(InputError):
        store.get("m\x001", None)


def test_deleted_text_is_gone_from_the_file(sqlite_url: str) -> None:
    """Whole at once; single words stand in the index of words until old maps are purged."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    store = MapStore.open(sqlite_url)
    map_, kept = make_map("The xyzzyplugh frobnicates. It does so quietly."), make_map("Trams pay.")
    store.create(map_, engine="offline")
    store.create(kept, engine="offline")

    def found(words: bytes) -> bool:
        return any(words in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    assert found(b"xyzzyplugh frobnicates")
    store.delete(map_.id, None)
    assert not found(b"xyzzyplugh frobnicates")
    store.purge(now() - timedelta(days=1))
    store.database.compact()
    assert not found(b"xyzzyplugh")
    assert store.get(kept.id, None).parse() == kept
    store.close()
