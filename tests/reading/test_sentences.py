import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.base import Span
from service.reading.sentences import sentences_of


def split(text: str) -> list[str]:
    return [sentence.cut(text).strip() for sentence in sentences_of(text, Span(start=0, end=len(text)))]


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Treasury said so.",
        "U.S. officials disagree with Gen. Lee and Sen. J. R. Smith.",
        "It fell by 3.5 per cent, to 1.1 million, at 6:40 a.m. on March 11.",
        "He arrived at 5 p.m. on Sept. 30 with No. 907 from St. Brannoc’s.",
        "“Why would anyone sell?” he asked.",
        "He waited … and then he left.",
        "He waited... and then he left.",
        "Prices, e.g. those of Apple Inc. shares, fell vs. last year.",
        "The case of Brown v. Board is known.",
        "A Ph.D. student (Fig. 2) wrote to Dr. Ulrike Sandmann.",
    ],
)
def test_stops_that_end_nothing(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("They live in the U.S. The plan failed.", 2),
        ("It opens at 7 p.m. There will be a second urn.", 2),
        ("Is that a luxury? The committee thinks so! It does.", 3),
        ("“We're not daft. We know it suits United. But I've buried one.” She left.", 4),
        ("It was a “tax.” He paid it.", 2),
        ("It ended … Nobody knew.", 2),
        ("We won 🎉. They lost 😢! Then 🙂 came.", 3),
        ("He was ill. Doctors came. It was art. Critics wept.", 4),
        ("他说这个计划不好。但是我们同意！好吗？", 3),
        ("यह ठीक है। वह नहीं।", 2),
        ("First line\nSecond line", 2),
        ("It was clear.[12] It stayed so.", 2),
    ],
)
def test_ends(text: str, count: int) -> None:
    assert len(split(text)) == count, split(text)


@given(st.text(alphabet='aB .!?…"“”’)。\n9U', max_size=80))
def test_tiles(text: str) -> None:
    if text:
        tiles = sentences_of(text, Span(start=0, end=len(text)))
        assert "".join(tile.cut(text) for tile in tiles) == text
