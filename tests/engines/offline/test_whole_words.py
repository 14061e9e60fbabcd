from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.engines.offline.structure import whole

TEXT = "They\u2019re paid; it's Mexico's best, isn't it? \u201cI'll go,\u201d he said."


def test_a_word_with_an_apostrophe_is_taken_whole_or_left() -> None:
    assert whole(TEXT, (0, 4)).cut(TEXT) == "They\u2019re"
    assert whole(TEXT, (4, 12)).cut(TEXT) == "paid"
    assert whole(TEXT, (4, 7)).cut(TEXT) == "They\u2019re"


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 20))
def test_no_span_cuts_a_word(start: int, length: int) -> None:
    span = whole(TEXT, (start, min(len(TEXT), start + length)))

    for position in (span.start, span.end):
        around = TEXT[max(0, position - 1) : position + 1]
        assert not (
            len(around) == 2 and all(char.isalnum() or char in "'\u2019" for char in around) and around.isalnum()
        )
