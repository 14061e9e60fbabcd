from __future__ import annotations

import pytest

from service.domain.base import Span
from service.domain.spans import joined, outside
from service.engines.llm.clauses import bare, without_attribution


def _span(text: str, words: str) -> Span:
    return Span(start=text.index(words), end=text.index(words) + len(words))


@pytest.mark.parametrize(
    ("text", "source", "cue", "left"),
    [
        ("Officials said that taxes rise.", "Officials", "said", [" that taxes rise."]),
        ("Officials, who met in May, said taxes rise.", "Officials", "said", [" taxes rise."]),
        ("According to the bank, taxes rise.", "the bank", "According to", [", taxes rise."]),
        ("Taxes rise, officials say.", "officials", "say", ["Taxes rise, "]),
        ("Taxes rise, say officials.", "officials", "say", ["Taxes rise, "]),
        ("Taxes, officials say, rise.", "officials", "say", ["Taxes, ", ", rise."]),
        ("In Delhi, the dam is now widely seen as a tap.", "Delhi", "seen as", None),
        ("The dam, big and old as it is, has long been called a tap by critics abroad.", "critics", "called", None),
    ],
)
def test_what_only_attributes_is_cut_at_the_edges_and_between_commas(
    text: str, source: str, cue: str, left: list[str] | None
) -> None:
    whole = Span(start=0, end=len(text))
    kept = without_attribution(text, [whole], [[_span(text, source), _span(text, cue)]])
    assert [piece.cut(text) for piece in kept] == (left or [text])


def test_a_frame_in_another_stretch_cuts_nothing() -> None:
    text = "Officials insist. Taxes rise."
    piece = _span(text, "Taxes rise.")
    assert without_attribution(text, [piece], [[_span(text, "Officials")]]) == (piece,)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("but taxes rise.", "taxes rise"),
        ("After all, taxes rise;", "taxes rise"),
        ("because of rain", "of rain"),
        ("that taxes rise, ", "taxes rise"),
        ("That is so.", "That is so"),
        ("Still waters run deep.", "Still waters run deep"),
        ("Still, waters run deep.", "waters run deep"),
        ("But.", "But"),
        ("“Yes, we can.”", "“Yes, we can.”"),
        ("Android phones", "Android phones"),
    ],
)
def test_connectives_and_stops_go_from_the_edges(text: str, left: str) -> None:
    assert bare(text, Span(start=0, end=len(text))).cut(text) == left


def test_neighbours_become_one_and_overlaps_are_merged() -> None:
    text = "one two three"
    spans = [Span(start=4, end=7), Span(start=0, end=3), Span(start=2, end=5), Span(start=8, end=13)]
    assert joined(spans, text) == (Span(start=0, end=13),)
    assert len(joined([Span(start=0, end=3), Span(start=8, end=13)], text)) == 2


def test_what_is_taken_is_removed_from_a_span() -> None:
    assert outside(Span(start=0, end=10), [Span(start=3, end=5)]) == (Span(start=0, end=3), Span(start=5, end=10))
    assert outside(Span(start=0, end=10), [Span(start=0, end=10)]) == ()
