"""A quote of a unit: its words, and the rest of their sentence."""

from __future__ import annotations

from service.domain.base import Span
from service.domain.debates.digest import quotes_of
from tests.building import tram_map


def test_a_quote_has_the_rest_of_its_sentence_and_no_other() -> None:
    quotes = {ref.unit: quote for ref, quote in quotes_of([tram_map()]).items()}
    assert {unit: (quote.before, quote.text, quote.after) for unit, quote in quotes.items()} == {
        "u0": ("", "Trams pay", "."),
        "u1": ("", "They carry many", "."),
        "u2": ("But ", "the tracks cost a lot", "."),
        "u3": ("So ", "the line should stay", ", riders say."),
    }
    map_ = tram_map()
    for unit in map_.units:
        assert (quotes[unit.id].spans, quotes[unit.id].paragraph) == (unit.spans, unit.paragraph)


def test_a_very_long_sentence_is_cut_and_an_unsaid_premise_has_none() -> None:
    map_ = tram_map()
    text = f"{'a ' * 400}Trams pay {'b ' * 400}"
    paragraph = map_.document.paragraphs[0].model_copy(update={"start": 0, "end": len(text)})
    document = map_.document.model_copy(update={"text": text, "paragraphs": (paragraph,)})
    said = map_.units[0].model_copy(update={"spans": (Span(start=800, end=809),)})
    unsaid = map_.units[1].model_copy(update={"spans": (), "implicit": True})
    changed = map_.model_copy(update={"document": document, "units": (said, unsaid)})
    long, bare = quotes_of([changed]).values()
    assert (len(long.before), len(long.after)) == (300, 300)
    assert (bare.before, bare.after) == ("", "")
