"""What becomes of a map's quotations when its article is edited."""

from __future__ import annotations

from service.domain.quotations import check_quotations
from tests.building import dispute_map, tram_map


def test_each_quotation_is_found_moved_or_gone() -> None:
    map_ = tram_map()
    edited = map_.document.text.replace("the tracks cost a lot", "the tracks cost little").replace(
        "So the line", "On Monday it snowed.\n\nSo  the\nline"
    )
    checked = {item.text: item for item in check_quotations(map_, edited)}
    assert {words: item.fate for words, item in checked.items()} == {
        "Trams pay": "found",
        "They carry many": "found",
        "the tracks cost a lot": "gone",
        "the line should stay": "moved",
    }
    now = checked["the line should stay"].now
    assert now is not None
    assert edited[now.start : now.end] == "the\nline should stay"


def test_the_map_s_own_text_holds_them_all_names_and_verbs_included() -> None:
    map_ = dispute_map()
    checked = check_quotations(map_, map_.document.text)
    assert {item.fate for item in checked} == {"found"}
    assert {span for item in map_.attributions for span in [item.source, item.cue] if span} <= {i.span for i in checked}


def test_a_short_word_far_away_is_another_one() -> None:
    map_ = tram_map()
    text = "x" * 2_000 + map_.document.text
    assert {item.fate for item in check_quotations(map_, text)} == {"gone"}
