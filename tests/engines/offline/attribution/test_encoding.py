"""Tokens, surface features, chunks and windows; word spans must name the text exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from service.engines.offline.attribution import encoding, weights

TOKENIZER = Tokenizer.from_file(str(weights.PACKAGED / "tokenizer.json"))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()

LETTERS = st.text(alphabet="abcdeé WXYZ.,?!\"“”‘’'-—\n\u00a0😀中", max_size=80)


def test_quotation_marks_are_followed_and_an_open_one_runs_to_the_end() -> None:
    assert encoding.quote_states("a “b” c") == [0, 0, 2, 1, 3, 0, 0]
    assert encoding.quote_states('a "b" c "d') == [0, 0, 2, 1, 3, 0, 0, 0, 2, 1]


def test_an_apostrophe_is_no_quotation_mark() -> None:
    assert set(encoding.quote_states("it’s theirs, the farmers’ own")) == {encoding.OUTSIDE}
    assert encoding.quote_states("‘it’s’ x") == [2, 1, 1, 1, 1, 3, 0, 0]


def test_capitals_survive_the_uncased_vocabulary() -> None:
    assert [encoding.case_of(word) for word in ("tax", "Tax", "A", "NATO", "2024", "")] == [0, 1, 1, 2, 0, 0]


def test_word_spans_are_code_points() -> None:
    text = encoding.encode(TOKENIZER, ["", "Zoë said 😀 the café closes."])
    words = [text.span(number, number) for number in range(len(text.word_tokens))]
    cut = ["Zoë said 😀 the café closes."[start:end] for _, start, end in words]
    assert cut == ["Zoë", "said", "😀", "the", "café", "closes", "."]
    assert {paragraph for paragraph, _, _ in words} == {1}


@settings(max_examples=60, deadline=None)
@given(st.lists(LETTERS, max_size=6), st.integers(12, 60))
def test_chunks_tile_the_tokens_and_never_cut_a_word(paragraphs: list[str], limit: int) -> None:
    text = encoding.encode(TOKENIZER, paragraphs)
    ranges = encoding.chunks(text, limit)
    assert [token for start, end in ranges for token in range(start, end)] == list(range(len(text.ids)))
    for start, end in ranges:
        assert end - start <= limit
        if start > 0 and text.word[start] >= 0:
            assert text.word[start] != text.word[start - 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=5), st.data())
def test_a_window_holds_its_cue_whole(paragraphs: list[str], data: st.DataObject) -> None:
    text = encoding.encode(TOKENIZER, paragraphs)
    if not len(text.word_tokens):
        return
    word = data.draw(st.integers(0, len(text.word_tokens) - 1))
    start, end = text.tokens_of(word, word)
    seen = encoding.window(text, start, end)
    assert seen.start <= start
    assert end <= seen.end
    assert list(np.arange(seen.start, seen.end)[seen.marks == encoding.CUE]) == list(range(start, end))


def test_a_window_stops_soon_after_the_paragraph() -> None:
    text = encoding.encode(TOKENIZER, ["one two", "he said so", "word " * 50])
    start, end = text.tokens_of(3, 3)
    seen = encoding.window(text, start, end)
    assert seen.end == text.bounds[1][1] + 1 + encoding.BREAK_MARGIN
    assert seen.marks[-1] == encoding.OTHER_PARAGRAPH


@pytest.mark.parametrize("mark", ["“", '"'])
def test_a_window_goes_on_where_the_next_paragraph_continues_a_quotation(mark: str) -> None:
    text = encoding.encode(TOKENIZER, ["he said so", mark + "word " * 50])
    start, end = text.tokens_of(1, 1)
    assert encoding.window(text, start, end).end == len(text.ids)
