"""Labelled texts: offsets land on the same words whichever form they come from."""

import json
from pathlib import Path
from random import Random
from typing import Any

from service.engines.offline.attribution.conventions import Convention
from training.attribution.corpus import LabelledText, Span, crops, load_maps, load_polnear, map_text, polnear_text

TEXT = "The mayor speaks\n\nLow fares help, the mayor says.\n\n“Cheap is good.\n\n“Free is better,” she adds."


def span(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def cut(labelled: LabelledText, spans: tuple[Span, ...]) -> list[str]:
    return [labelled.paragraphs[number][start:end] for number, start, end in spans]


def polnear_record() -> dict[str, Any]:
    first = {"source": span("the mayor"), "cue": span("says"), "content": span("Low fares help")}
    quote = span("“Cheap is good.\n\n“Free is better,”")
    return {
        "id": "t",
        "text": TEXT,
        "attributions": [first, {"source": span("she"), "cue": span("adds"), "content": quote}],
    }


def test_polnear_paragraphs_are_divided_by_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text(json.dumps(polnear_record()) + "\n", encoding="utf-8")
    (labelled,) = load_polnear(path)
    assert labelled.paragraphs[1] == "Low fares help, the mayor says."
    first = labelled.attributions[0]
    assert [cut(labelled, spans) for spans in (first.source, first.cue, first.content)] == [
        ["the mayor"],
        ["says"],
        ["Low fares help"],
    ]


def test_a_span_over_a_break_is_cut_at_it() -> None:
    labelled = polnear_text(polnear_record())
    assert cut(labelled, labelled.attributions[1].content) == ["“Cheap is good.", "“Free is better,”"]


def test_a_span_in_pieces_keeps_them() -> None:
    record = polnear_record()
    pieces = [list(span(words).values()) for words in ("Low", "help")]
    record["attributions"][0]["content"] |= {"spans": pieces}
    labelled = polnear_text(record)
    assert cut(labelled, labelled.attributions[0].content) == ["Low", "help"]


def map_record() -> dict[str, Any]:
    text = "Fares\n\nShe thinks that buses win. I agree."
    body = text.index("She")
    place = text.index("buses win")
    return {
        "id": "a",
        "document": {
            "text": text,
            "paragraphs": [
                {"index": 0, "start": 0, "end": 5, "kind": "furniture"},
                {"index": 1, "start": body, "end": len(text), "kind": "body"},
            ],
        },
        "attributions": [
            {
                "source": {"start": body, "end": body + 3},
                "cue": {"start": body + 4, "end": body + 10},
                "content": [{"start": place, "end": place + 9}],
            },
            {"source": None, "cue": None, "content": [{"start": place, "end": place + 9}]},
        ],
    }


def test_maps_lose_furniture_and_take_in_the_complementiser(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(map_record()), encoding="utf-8")
    (labelled,) = load_maps(tmp_path)
    assert labelled.id == "a"
    assert labelled.convention is Convention.MAPS
    assert labelled.paragraphs == ("She thinks that buses win. I agree.",)
    assert cut(labelled, labelled.attributions[0].content) == ["that buses win"]


def test_a_missing_source_and_cue_are_empty() -> None:
    labelled = map_text(map_record(), "a")
    assert (labelled.attributions[1].source, labelled.attributions[1].cue) == ((), ())


def test_attributions_that_share_a_cue_become_one() -> None:
    record = map_record()
    text = record["document"]["text"]
    again = record["attributions"][0] | {"content": [{"start": text.index("I agree"), "end": len(text) - 1}]}
    record["attributions"] = [record["attributions"][0], again, record["attributions"][0]]
    (merged,) = map_text(record, "a").attributions
    assert cut(map_text(record, "a"), merged.content) == ["that buses win", "I agree"]


def test_a_crop_is_whole_sentences_with_what_of_an_attribution_lies_in_them() -> None:
    labelled = map_text(map_record(), "a")
    found = {(crop.paragraphs, *(tuple(cut(crop, item.content)) for item in crop.attributions)) for seed in range(20) for crop in crops([labelled], Random(seed))}  # fmt: skip  # noqa: E501
    assert found == {
        (("She thinks that buses win. ",), ("that buses win",)),
        (("She thinks that buses win. I agree.",), ("that buses win",)),
    }
