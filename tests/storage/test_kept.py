"""What maps and debates have in common in the database, on both databases; and what only debates have."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from service.domain.debates import debate as debate_module
from service.domain.debates.debate import Debate
from service.domain.provenance import Provenance
from service.errors import DebateTooLarge
from service.storage.debate_rows import writable
from service.storage.debates import DebateStore
from service.storage.errors import LastArticle, MapInDebate, NoSuchMap, TooManyMaps, TooMuchKept
from service.storage.records import Quota, now
from service.storage.store import MapStore
from service.storage.tables import DEBATES
from tests.debating import tram_debate
from tests.storage.builders import make_map


@pytest.fixture
def debates(store: MapStore) -> DebateStore:
    return DebateStore(store)


def empty(name: str) -> Debate:
    return Debate(id=name, status="queued", provenance=Provenance(engine="offline"))


def made(debates: DebateStore, name: str, maps: int) -> list[str]:
    """A finished debate (of other articles), and the maps that it stands on."""
    mine = [make_map(f"Words {number}.") for number in range(maps)]
    for map_ in mine:
        MapStore.create(_maps(debates), map_, engine="offline")
    debates.create(empty(name), [map_.id for map_ in mine], engine="offline", owner=None)
    debates.begin(name)
    whole = tram_debate(id=name)
    assert debates.finish(whole, seen=1, made_by="engine:offline", comment=None, changed=True, status="done")
    return [map_.id for map_ in mine]


def _maps(debates: DebateStore) -> MapStore:
    return MapStore(debates.database)


def test_a_debate_that_grows_beyond_its_limit_stays_as_it_was(
    debates: DebateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(debates, "d", 2)
    monkeypatch.setattr(debate_module, "MOST_ARTICLES", 2)
    more = make_map("More words.")
    MapStore.create(_maps(debates), more, engine="offline")
    with pytest.raises(DebateTooLarge):
        debates.change_members("d", None, add=[more.id])
    assert len(debates.members("d")) == 2
    assert debates.summary("d", None).status == "done"


def test_every_version_is_read_and_all_but_the_present_one_are_compressed(debates: DebateStore) -> None:
    made(debates, "d", 1)
    for number in range(1, 40):
        old = debates.get("d", None).parse()
        new = old.model_copy(update={"version": number + 1, "title": f"Title {number}"})
        debates.put_version(writable(new), None, expected_version=number, made_by="user")
    for version in (1, 2, 15, 16, 17, 39, 40):
        assert debates.get("d", None, version).parse().title == (f"Title {version - 1}" if version > 1 else None)
    with debates.database.read() as connection:
        bodies = dict(connection.execute(sa.select(DEBATES.versions.c.version, DEBATES.versions.c.body)).all())
    assert [number for number, body in bodies.items() if body.startswith(b"{")] == [40]
    assert 2 * len(bodies[39]) < len(bodies[40])
    assert [item.version for item in debates.versions("d", None, after=38)] == [39, 40]


def test_articles_are_let_in_and_the_last_one_stays(debates: DebateStore) -> None:
    (only,) = made(debates, "d", 1)
    debates.change_members("d", None, inputs=[("later", b"{}")])
    debates.change_members("d", None, remove=[only])
    with pytest.raises(LastArticle):
        debates.change_members("d", None, remove=["later"])
    waiting = debates.next_input("d")
    assert waiting is not None
    assert (waiting.map_id, waiting.body, debates.count_inputs("d")) == ("later", b"{}", 1)
    _maps(debates).create(make_map("Later.").model_copy(update={"id": "later"}), engine="offline")
    debates.let_in("d", waiting)
    assert debates.next_input("d") is None
    assert [item.map_id for item in debates.members("d")] == ["later"]


def test_two_last_articles_are_not_both_removed_at_once(debates: DebateStore) -> None:
    two = made(debates, "d", 2)
    refused = _at_once(*(partial(debates.change_members, "d", None, remove=[name]) for name in two))
    assert [type(error) for error in refused] == [LastArticle]
    assert len(debates.members("d")) == 1


def test_a_map_is_deleted_or_taken_in_and_never_both(debates: DebateStore) -> None:
    for number in range(12):
        map_ = make_map("Words.")
        _maps(debates).create(map_, engine="offline")
        errors = _at_once(
            partial(_maps(debates).delete, map_.id, None),
            partial(debates.create, empty(f"d{number}"), [map_.id], engine="offline", owner=None),
        )
        assert [type(error) for error in errors] in ([MapInDebate], [NoSuchMap])


def test_there_is_room_for_so_many(debates: DebateStore) -> None:
    debates.create(empty("a"), [], engine="offline", owner="ann", inputs=[("m", b"{}")], quota=Quota(1, None, 4))
    with pytest.raises(TooManyMaps, match="at most 1 debates"):
        debates.create(empty("b"), [], engine="offline", owner="ann", quota=Quota(1, None))
    with pytest.raises(TooMuchKept):
        debates.create(
            empty("b"), [], engine="offline", owner="ann", inputs=[("n", b"{}")] * 3, quota=Quota(9, None, 4)
        )
    debates.create(empty("b"), [], engine="offline", owner="bo", quota=Quota(1, None))


def test_old_debates_are_purged_and_their_maps_after_them(debates: DebateStore) -> None:
    (map_id,) = made(debates, "d", 1)
    assert debates.purge(now() - timedelta(days=1)) == []
    assert _maps(debates).purge(now()) == []
    assert debates.purge(now()) == ["d"]
    assert _maps(debates).purge(now()) == [map_id]


def _at_once(*work: Callable[[], object]) -> list[Exception]:
    """What was raised."""
    with ThreadPoolExecutor(len(work)) as pool:
        errors = [item.exception() for item in [pool.submit(item) for item in work]]
    return [error for error in errors if isinstance(error, Exception)]
