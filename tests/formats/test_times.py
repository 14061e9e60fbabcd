"""Claims of a recording, with the second at which they are said."""

import csv
import io

import pytest

from service.domain.document import Cue, DocumentSource
from service.domain.recordings import address_at
from service.formats import export_map
from tests.building import tram_map

URL = "https://youtu.be/abc?t=3"


@pytest.mark.parametrize(
    ("format_", "shown"),
    [
        ("tree", "  (1:02:05)"),
        ("markdown", ", [1:02:05](<https://youtu.be/abc?t=3725s>))"),
        ("html", '<a href="https://youtu.be/abc?t=3725s" rel="noreferrer">1:02:05</a>'),
        ("argdown", 'time: "1:02:05"'),
        ("graphml", ">3725.5</data>"),
        ("csv", "3725.5"),
        ("json", '"seconds": 3725.5'),
    ],
)
def test_every_claim_says_when(format_: str, shown: str) -> None:
    map_ = tram_map()
    document = map_.document
    assert shown not in export_map(map_, format_).text
    half = len(document.text) // 2
    times = (Cue(start=0, end=half, seconds=3725.5), Cue(start=half, end=len(document.text), seconds=3725.5))
    source = DocumentSource(kind="vtt", url=URL)
    timed = map_.model_copy(update={"document": document.model_copy(update={"times": times, "source": source})})
    text = export_map(timed, format_).text
    assert shown in text
    if format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert all(row["seconds"] == "3725.5" for row in rows if row["start"])


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("https://www.youtube.com/watch?v=a&t=9s", "https://www.youtube.com/watch?v=a&t=62s"),
        ("https://vimeo.com/12", "https://vimeo.com/12#t=62s"),
        ("https://a.example/talk.mp3", "https://a.example/talk.mp3#t=62"),
        ("https://a.example/talk", None),
        ("javascript:alert(1)//youtube.com/.mp3", None),
        (None, None),
    ],
)
def test_the_address_of_a_second(url: str | None, at: str | None) -> None:
    assert address_at(url, 62.5) == at
