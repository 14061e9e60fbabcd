from __future__ import annotations

import pytest

from tests.engines.offline.parsing_help import attributions, raw_attributions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister says that the dam is safe.", ("The minister", "says", ["that the dam is safe"])),
        (
            "Critics could counter that the plan is too slow.",
            ("Critics", "could counter", ["that the plan is too slow"]),
        ),
        (
            "Beijing sees the arms sales as a betrayal.",
            ("Beijing", "sees", ["the arms sales as a betrayal"]),
        ),
        (
            "The county wants to cap pumping at half of today's volume.",
            ("The county", "wants", ["to cap pumping at half of today's volume"]),
        ),
        ("Growers warn of empty wells.", ("Growers", "warn", ["empty wells"])),
        (
            "Washington blames the new commander for the collision.",
            ("Washington", "blames", ["the new commander for the collision"]),
        ),
    ],
)
def test_each_frame_has_its_source_cue_and_content(text: str, expected: tuple[str, str, list[str]]) -> None:
    assert attributions(text) == [expected]


def test_a_passive_takes_its_holder_from_the_place_or_has_none() -> None:
    (seen,) = attributions("The island is seen in Beijing as a breakaway province.")
    (argued,) = attributions("It is argued that the dam will hold for a century.")

    assert (seen[0], seen[2]) == ("Beijing", ["The island", "as a breakaway province"])
    assert (argued[0], argued[2]) == (None, ["that the dam will hold for a century"])


def test_an_impersonal_passive_of_any_verb_of_saying_has_no_holder_named() -> None:
    (objected,) = attributions("It will be objected that the dam is old.")

    assert (objected[0], objected[2]) == (None, ["that the dam is old"])
    assert attributions("The dam was objected to by the town that it protects.") == []


def test_what_is_joined_on_after_the_cue_is_not_the_sources() -> None:
    ((source, cue, content),) = attributions("The plan will fail, the minister said, and the town will pay for it.")

    assert (source, cue, content) == ("the minister", "said", ["The plan will fail"])


@pytest.mark.parametrize(
    "text",
    [
        "Neither side believes that its own actions cause instability.",
        "No economist claims that the tax pays for itself.",
        "The mayor did not say that the bridge would open.",
    ],
)
def test_a_negated_cue_puts_nothing_forward(text: str) -> None:
    assert [item.asserted for item in raw_attributions(text)] == [False]


@pytest.mark.parametrize(
    "text", ["The two governments must agree that the air needs rules.", "I think that the plan is sound."]
)
def test_the_authors_own_words_are_no_attribution(text: str) -> None:
    assert raw_attributions(text) == []


@pytest.mark.parametrize(
    "text", ["The case is stronger than its opponents admit.", "The plan is better than the minister says."]
)
def test_what_something_is_more_than_is_no_attribution(text: str) -> None:
    assert attributions(text) == []


def test_what_somebody_finds_absurd_is_theirs_and_what_they_find_is_a_deed() -> None:
    assert attributions("The growers find the plan absurd.") == [("The growers", "find", ["the plan absurd"])]
    assert attributions("Inspectors found cracks in two piers.") == []
