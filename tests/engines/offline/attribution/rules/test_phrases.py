from __future__ import annotations

import pytest

from tests.engines.offline.parsing_help import attributions


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("According to the water board, the wells are full.", "the water board", "According to", "the wells are full"),
        ("In the view of the growers, the cap is unfair.", "the growers", "In the view of", "the cap is unfair"),
        ("In Ms. Ortiz's view, the cap is fair.", "Ms. Ortiz", "In", "the cap is fair"),
        ("From the union's point of view, the cap is fair.", "the union", "From", "the cap is fair"),
        ("For the growers, the cap is a death sentence.", "the growers", "For", "the cap is a death sentence"),
        ("For the union, the cap is a death sentence.", "the union", "For", "the cap is a death sentence"),
        (
            "The ministry's answer is that prices must rise.",
            "The ministry",
            "answer",
            "that prices must rise",
        ),
    ],
)
def test_phrases_attribute_too(text: str, source: str, cue: str, content: str) -> None:
    assert attributions(text) == [(source, cue, [content])]


def test_a_thing_is_no_source() -> None:
    assert attributions("According to this logic, the tax is a fine.") == []
    assert attributions("For example, the dam leaks in winter.") == []


def test_whom_something_serves_does_not_say_it() -> None:
    assert attributions("For the others, the sum has to buy a journey.") == []
    assert attributions("For a bank clerk, the difference is small.") == []
    assert attributions("For Ms Lee, the number shows that it fails.") != []
    assert attributions("For the growers, the answer is easily found.") != []
