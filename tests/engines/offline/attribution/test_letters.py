from __future__ import annotations

import pytest

from service.engines.offline.attribution.letters import greeted
from service.reading import read_text
from tests.engines.offline.parsing_help import attributions, found_in, parse

_BODY = "The line to the coast should not be closed. It carries six hundred pupils a day."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"An open letter to the Minister of Transport\n\nDear Minister,\n\n{_BODY}", "Minister"),
        (f"An open letter to the trustees, Ada Lind and Tom Adler\n\nDear trustees,\n\n{_BODY}", "trustees"),
        (_BODY, None),
    ],
)
def test_a_letter_greets_its_addressee(text: str, wanted: str | None) -> None:
    document = read_text(text)

    place = greeted(document)

    assert (None if place is None else document.text[slice(*place)]) == wanted


def test_what_you_went_on_to_say_is_said_by_whom_the_letter_greets() -> None:
    text = "Dear Minister,\n\nThe line should stay. You went on to say that the line was old. It is not."

    assert [(source, contents) for source, _, contents in attributions(text)] == [("You", ["the line was old"])]
    assert [item.introduced_at for item in found_in(*parse(text))] == [(5, 13)]


def test_what_you_are_asked_to_say_is_said_by_nobody() -> None:
    assert attributions("Dear Minister,\n\nThe line should stay. We urge you to say that the line is new.") == []
