from __future__ import annotations

import pytest

from tests.engines.offline.holders.test_resolve import holders


@pytest.mark.parametrize(
    "text",
    [
        "A study by the Corvin Institute in Lund says that nets kill seals.",
        "The Corvin Institute studies seals. Its report says that nets kill them.",
        "The Corvin Institute's survey suggests that nets kill seals.",
        "The Corvin Institute's submission argues that nets kill seals.",
        "A report by the Corvin Institute says that nets kill seals. The report adds that the seals are few.",
    ],
)
def test_a_study_is_held_by_whoever_made_it(text: str) -> None:
    labels, _ = holders(text)

    assert labels
    assert all(label.startswith("Corvin Institute") for label in labels)


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman for the water board says that the wells are clean.",
        "The water board keeps its wells. Its spokesman says that they are clean.",
        "The water board's spokesman says that the wells are clean. He adds that they are old.",
        "The water board says that the wells are clean. Its engineers say that they are old.",
    ],
)
def test_a_spokesman_without_a_name_and_its_engineers_are_their_side(text: str) -> None:
    labels, registry = holders(text)

    assert set(labels) == {"Water board"}
    assert [holder.label for holder in registry if holder.speaks] == ["Water board"]


def test_spokesmen_of_two_sides_stay_two() -> None:
    labels, _ = holders(
        "A spokesman for the water board says that the wells are clean. A spokesman for the growers' union says that "
        "they are dry. The spokesman adds that it will rain."
    )

    assert labels == ["Water board", "Growers' union", "Growers' union"]


@pytest.mark.parametrize(
    "text",
    [
        "The water board keeps its wells. An engineer says that they are clean.",
        "The water board keeps its wells. Its spokesman, Ada Lind, says that they are clean.",
        "A spokesman for Ada Lind says that the wells are clean.",
        "The water board keeps its wells. Two of its engineers say that they are old.",
    ],
)
def test_one_who_is_named_or_some_of_a_side_speak_for_themselves(text: str) -> None:
    labels, _ = holders(text)

    assert labels
    assert "Water board" not in labels
    assert labels != ["Ada Lind\u2019s"]
