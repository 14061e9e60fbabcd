"""Full text search finds the same maps on both databases."""

from __future__ import annotations

import pytest

from service.storage.search import words_of
from service.storage.store import MapStore
from tests.storage.builders import make_map


@pytest.fixture
def filled(store: MapStore) -> MapStore:
    for text, title in [
        ("The night trains run again.", "Sleepers"),
        ("L'économie va mal, the night is long.", None),
        ("A U.S. official said no; don't ask.", "Refusals"),
    ]:
        store.create(make_map(text, title=title), engine="offline")
    return store


@pytest.mark.parametrize(
    "query, found",
    [
        ("night", 2),
        ("NIGHT trains", 1),
        ("economie", 1),
        ("Économ", 1),
        ("sleepers", 1),
        ("u.s. official", 1),
        ("don't", 1),
        ("missing", 0),
        ("night missing", 0),
        ("", 0),
        ("!!!", 0),
        ('"night" OR -trains*', 0),
        ("night' | trains & !x", 0),
        ("a" * 5000, 0),
        ("word " * 500, 0),
    ],
)
def test_a_query_finds_maps_that_hold_all_its_words(filled: MapStore, query: str, found: int) -> None:
    assert len(filled.list(None, query=query).maps) == found


def test_a_deleted_map_is_not_found(filled: MapStore) -> None:
    for summary in filled.list(None, query="night").maps:
        filled.delete(summary.id, None)
    assert filled.list(None, query="night").maps == ()


def test_a_text_with_very_many_words_is_indexed(store: MapStore) -> None:
    store.create(make_map(" ".join(f"word{number}" for number in range(120_000))), engine="offline")
    assert len(store.list(None, query="word1").maps) == 1


def test_words_are_folded_and_told_once() -> None:
    assert words_of("Économie, ÉCONOMIE; straße STRASSE x" + "y" * 99) == ["economie", "strasse", "x" + "y" * 59]
