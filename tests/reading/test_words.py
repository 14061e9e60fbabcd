from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.base import Span
from service.reading import trim_unit, words_of


def whole(text: str) -> Span:
    return Span(start=0, end=len(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. plan (again), he said.", "The U.S. plan again he said"),
        ("“They’re the only ones left,” – he said…", "They’re the only ones left he said"),
        ("the dam—leaks at 5 p.m. on Sept. 30", "the dam leaks at 5 p.m. on Sept. 30"),
        ("costs £800,000, or 3.5%; really?!", "costs £800,000 or 3.5% really"),
        ("Mr. J. Smith’s 🙂 well-known case.", "Mr. J. Smith’s 🙂 well-known case"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert " ".join(word.cut(text) for word in words_of(text, whole(text))) == words


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (" the dam leaks. ", "the dam leaks"),
        ("the dam leaks, ", "the dam leaks"),
        ("but the dam leaks;", "but the dam leaks"),
        ("they live in the U.S.", "they live in the U.S."),
        ("“We won,” he said,", "“We won,” he said"),
        ("“We won.", "We won"),
        ("they lost.”", "they lost"),
        ("“We won.”", "“We won.”"),
        ("“A” and B”", "“A” and B"),
        ("Did it leak?", "Did it leak?"),
        ("(see the map)", "(see the map)"),
        ("see the map).", "see the map"),
        ('"closed properly', "closed properly"),
        ("the growers’", "the growers’"),
        ("’90s music", "’90s music"),
        ("the boards' plan', ", "the boards' plan"),
        ("- the first item;", "the first item"),
        ("it leaks —", "it leaks"),
        ("„Wir gehen“", "„Wir gehen“"),
        ("...", "..."),
    ],
)
def test_trims(text: str, unit: str) -> None:
    assert trim_unit(text, whole(text)).cut(text) == unit


@given(st.text(alphabet="ab .,;:—-“”‘’'\"()[]…!?\n U.S", min_size=1, max_size=40))
def test_words_and_units_stay_inside(text: str) -> None:
    words = words_of(text, whole(text))
    assert all(one.end <= two.start for one, two in pairwise(words))
    assert all(word.cut(text).strip() for word in words)
    unit = trim_unit(text, whole(text))
    assert 0 <= unit.start < unit.end <= len(text)
    assert trim_unit(text, unit) == unit
