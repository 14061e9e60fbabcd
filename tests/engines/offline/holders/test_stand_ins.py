from __future__ import annotations

import pytest

from tests.engines.offline.holders.test_resolve import holders


@pytest.mark.parametrize(
    "text",
    [
        "A study by the Corvin Institute in Lund says that nets kill seals.",
        "The Corvin Institute studies seals. Its report says that nets kill them.",
        "The Corvin Institute's survey suggests that nets kill seals.",
        "The Corvin Institute published its report in May. Nets kill seals, the report says.",
        "The Corvin Institute, whose report came out in May, is small. The report says that nets kill seals.",
        "A report by the Corvin Institute came out. The authors say that nets kill seals.",
        "A report by the Corvin Institute came out. The report's authors say that nets kill seals.",
        "A study that the Corvin Institute released says that nets kill seals.",
        "The Corvin Institute wrote to the board. Its letter says that nets kill seals.",
        "The Corvin Institute's submission argues that nets kill seals.",
    ],
)
def test_a_study_is_held_by_whoever_made_it(text: str) -> None:
    labels, _ = holders(text)

    assert labels
    assert all(label.startswith("Corvin Institute") for label in labels)


@pytest.mark.parametrize(
    "text",
    [
        "The Corvin Institute studies seals. A report says that nets kill them.",
        "The Corvin Institute published its survey. A report came out, too. The report says that nets kill seals.",
    ],
)
def test_a_study_of_nobody_is_a_holder_by_itself(text: str) -> None:
    labels, _ = holders(text)

    assert labels
    assert not any("Institute" in label for label in labels)


def test_authors_of_a_study_of_nobody_are_the_study() -> None:
    labels, _ = holders("A study suggests that nets kill seals. Its authors say that the seals are few.")

    assert labels == ["Study", "Study"]


def test_what_a_study_says_next_is_its_maker_s() -> None:
    labels, _ = holders(
        "The harbour board keeps silent. A study by the University of Dorn says that nets kill seals. It adds that the "
        "seals are few."
    )

    assert len(set(labels)) == 1
    assert labels[0].startswith("University")


def test_it_is_the_study_that_the_sentence_is_about() -> None:
    labels, _ = holders(
        "The World Bank says that the road pays. A government audit disagrees: it says that traders took the gain."
    )

    assert labels == ["World Bank", "Government audit"]


def test_authors_of_something_else_are_not_the_study_s() -> None:
    labels, _ = holders("A study by the Corvin Institute came out. The authors of a novel say that nets kill seals.")

    assert labels == ["Authors of a novel"]


@pytest.mark.parametrize(
    "text",
    [
        "The water board keeps its wells. A spokesman for the water board says that they are clean.",
        "The water board keeps its wells. They are clean, a spokeswoman says.",
        "The water board keeps its wells. Its spokesman says that they are clean.",
        "The water board's spokesman says that the wells are clean. He adds that they are old.",
    ],
)
def test_a_spokesman_without_a_name_is_his_side(text: str) -> None:
    labels, registry = holders(text)

    assert labels
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
    ],
)
def test_one_who_is_named_or_no_spokesman_of_a_side_speaks_for_himself(text: str) -> None:
    labels, _ = holders(text)

    assert labels
    assert "Water board" not in labels
    assert labels != ["Ada Lind’s"]


def test_two_sides_together_have_no_spokesman() -> None:
    labels, _ = holders("The water board keeps its wells. Neither side likes it. A spokesman says that they are clean.")

    assert labels[-1] == "Water board"


def test_most_of_them_are_the_group() -> None:
    labels, _ = holders("We met forty skippers. Most of them say that cod is scarce. They add that nets are dear.")

    assert labels == ["Forty skippers", "Forty skippers"]


def test_some_of_them_are_called_after_the_group_and_belong_to_it() -> None:
    labels, registry = holders("The skippers say that cod is scarce. Some of them say that it is not.")

    assert labels == ["Skippers", "Some of the skippers"]
    some = next(holder for holder in registry if holder.label == "Some of the skippers")
    assert registry[some.parent or ""].label == "Skippers"


def test_some_of_them_are_no_houses() -> None:
    labels, _ = holders("The houses are old. Some of them say that they should be sold.")

    assert labels == ["Some of them"]
