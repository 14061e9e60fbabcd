from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.base import Span
from service.reading.segments import LONGEST, segments_of


def cut(text: str) -> list[str]:
    return [segment.cut(text).strip() for segment in segments_of(text, Span(start=0, end=len(text)))]


@pytest.mark.parametrize(
    "marked",
    [
        "Critics said that | the dam leaks, | but it holds.",
        "India, | several of them argue, | has no standing to lecture anyone on rivers.",
        "According to Farhad Sole, | the foundations fear normal trade.",
        "The discount is real, | and it matters.",
        "Commercial interests want a deal, | because ordinary traders cannot open a letter of credit.",
        "Such an exchange costs almost nothing, | since the gauges already exist.",
        "If Sole is right, | the embargo does not merely fail to weaken the hard-liners.",
        "The plan failed | because nobody paid for it.",
        "It is dear; | it is slow; | it is late.",
        "“They are the only importers left standing,” | he said.",
        "He told reporters that | the subsidy had been frozen since 2022, | that fuel had gone up by a third "
        "| and that the late boat would bring in 1.1 million.",
        "Officials point to three things: | the larger number of transits, | and the bombers that fly past.",
        "She said | the board would vote in June.",
        "The trouble is that | nobody reads the meter.",
        "They doubt that | any list would survive the first crisis.",
    ],
)
def test_cuts(marked: str) -> None:
    assert cut(marked.replace("| ", "")) == [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "The first boat leaves Port Ellisay at 6:15 a.m.",
        "It applies to beef, coffee and soya.",
        "They were published, audited and forgotten.",
        "The well-known run-of-the-river scheme works.",
    ],
)
def test_leaves_whole(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "text", ["x" * 200_000, "word " * 40_000, "said that " * 20_000, ", he said" * 20_000, "a;" * 9_000]
)
def test_one_endless_line_is_cut_into_bounded_pieces(text: str) -> None:
    pieces = cut(text)
    assert all(len(piece.split()) <= LONGEST and len(piece) <= 1_600 for piece in pieces)


_MARKS = list(',;:—“”"…()\n不')
_PHRASES = [
    "the plan",
    "he said",
    "said that",
    "because",
    "but",
    "and",
    "it is",
    ". ",
    "’s",
    " – ",
    "U.S.",
    "p.m.",
    "3.5",
]
_MORE = ["🙂", "so that", "which", "X argued", "according to Y", "if", "would", "他说。", "since", "that"]


@given(st.lists(st.sampled_from(_MARKS + _PHRASES + _MORE), max_size=40), st.sampled_from(["", " "]), st.integers(0, 5))
def test_tiles_exactly(phrases: list[str], glue: str, lead: int) -> None:
    text = glue.join(phrases)
    if len(text) <= lead:
        return
    tiles = segments_of(text, Span(start=lead, end=len(text)))
    assert tiles[0].start == lead
    assert all(one.end == two.start for one, two in pairwise(tiles))
    assert tiles[-1].end == len(text)
    assert not any(tile.cut(text)[0].isspace() for tile in tiles[1:])
