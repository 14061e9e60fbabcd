"""The wording by which a unit can be read alone, and which of its words point out of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from service.domain.argument import Reference, Relation, Unit
from service.domain.base import Span, text_of
from service.domain.meaning import meaning_of
from service.domain.meaning.claim_wording import Piece, wording_of
from service.domain.meaning.open_words import open_words
from tests.building import document_of, tram_map, unit_of


def _unit(text: str, *quotes: str, **named: str) -> Unit:
    """The unit of these words; `named`: a word of it and what it stands for."""
    spans = tuple(_span(text, quote) for quote in quotes)
    references = tuple(
        Reference(**{**_span(text, word.rstrip("_"), spans[0].start).model_dump(), "spans": (_span(text, name),)})
        for word, name in named.items()
    )
    values: dict[str, Any] = {"spans": spans, "text": text_of(spans, text), "references": references}
    return Unit(id="u0", paragraph=0, role="conclusion", **values)


def _span(text: str, quote: str, after: int = 0) -> Span:
    start = text.index(quote, after)
    return Span(start=start, end=start + len(quote))


def _wording(text: str, *quotes: str, **named: str) -> str:
    return wording_of(_unit(text, *quotes, **named), text).text


TWO = "Both towns drew up a plan. The two plans, which nobody has read, differ. They can hardly be squared, it is said."


@pytest.mark.parametrize(
    ("text", "unit", "named", "wording"),
    [
        (TWO, "They can hardly be squared", {"They": "The two plans"}, "[The two plans] can hardly be squared"),
        (
            TWO.replace("They", "So they"),
            "they can hardly be squared",
            {"they": "The two plans"},
            "[the two plans] can hardly be squared",
        ),
        (
            TWO,
            "They can hardly be squared",
            {"They": "The two plans, which nobody has read"},
            "[The two plans] can hardly be squared",
        ),
        (
            "Finland wants freight. Its problem is noise.",
            "Its problem is noise",
            {"Its": "Finland"},
            "[Finland’s] problem is noise",
        ),
        (
            "The ferries are old. Their owners wait.",
            "Their owners wait",
            {"Their": "The ferries"},
            "[The ferries’] owners wait",
        ),
        (
            "She had told Poland. It had, in Danish.",
            "It had, in Danish",
            {"had_": "told Poland"},
            "[She had told Poland.] It had [told Poland], in Danish",
        ),
        (
            "Freight, they say, is Finland's problem, since it is loud.",
            "is Finland's problem",
            {"is": "Freight"},
            "[Freight] is Finland's problem",
        ),
        (
            "Half of it is noise. That half can be looked up.",
            "That half can be looked up",
            {"That": "Half of it"},
            "That half [Half of it] can be looked up",
        ),
        (
            "A step is easy. It has at least one, they say.",
            "It has at least one",
            {"one": "step"},
            "[A step is easy.] It has at least one [step]",
        ),
        (
            "Drew said: “I never did that before.”",
            "I never did that before",
            {"I": "Drew"},
            "I [Drew] never did that before",
        ),
        (
            "One two three four five six seven eight nine ten eleven. They go.",
            "They go",
            {"They": "One two three four five six seven eight nine ten eleven"},
            "[One two three four five six seven eight …] go",
        ),
    ],
)
def test_what_words_stand_for_is_put_in_their_place(text: str, unit: str, named: dict[str, str], wording: str) -> None:
    assert _wording(text, unit, **named) == wording


@pytest.mark.parametrize(
    ("text", "unit", "wording"),
    [
        (
            "She laughed at the plan for the docks. It will not do.",
            "the plan",
            "[She laughed at] the plan [for the docks]",
        ),
        (
            "Freight, in their view, is Finland's problem, since trains are loud.",
            "is Finland's problem",
            "[Freight, in their view,] is Finland's problem",
        ),
        (
            "Denmark would go on until its licence ends in 2031.",
            "go on until its licence ends in 2031",
            "[Denmark would] go on until its licence ends in 2031",
        ),
        (
            "The plan failed. The plan for the docks. They should say what it is for.",
            "They should say what it is for",
            "[The plan for the docks.] They should say what it is for",
        ),
        ("They should say what it is for.", "They should say what it is for", "They should say what it is for"),
        ("It is true that the docks are old.", "the docks are old", "the docks are old"),
        ("Mr. Holm says: trams pay for themselves.", "trams pay for themselves", "trams pay for themselves"),
    ],
)
def test_what_is_not_known_is_shown_as_the_words_around(text: str, unit: str, wording: str) -> None:
    assert _wording(text, unit) == wording


@pytest.mark.parametrize(
    ("text", "unit", "wording"),
    [
        ("Trams should stay, because they carry many.", "they carry many", "they carry many"),
        ("Trams should stay: they carry many.", "they carry many", "they carry many"),
        ("Trams should stay, because they pay.", "they pay", "they pay"),
        ("Trams should stay. They carry many.", "They carry many", "[… Trams should stay.] They carry many"),
        (
            "Trams should stay, and buses should go, because they carry many people.",
            "they carry many people",
            "[Trams should stay, and buses should go, because] they carry many people",
        ),
        ("Trams should stay, because buses never will.", "never will", "[Trams should stay, because buses] never will"),
    ],
)
def test_what_goes_on_with_the_sentence_of_its_parent_is_read_behind_it(text: str, unit: str, wording: str) -> None:
    parent = _unit(text, "Trams should stay")
    assert wording_of(_unit(text, unit), text, parents=parent.spans).text == wording


def test_a_claim_above_is_a_parent_and_a_claim_below_is_none() -> None:
    document = document_of("Trams should stay, because they carry many. Buses are slow, so they stop.")
    units = tuple(
        unit_of(document, name, words, role)
        for name, words, role in (
            ("u0", "Trams should stay", "conclusion"),
            ("u1", "they carry many", "premise"),
            ("u2", "Buses are slow", "premise"),
            ("u3", "they stop", "conclusion"),
        )
    )
    relations = tuple(
        Relation(id=f"r{number}", kind="support", sources=(source,), target=target)
        for number, (source, target) in enumerate((("u1", "u0"), ("u2", "u3")))
    )
    map_ = tram_map(document=document, units=units, relations=relations, conclusion="u0")
    assert {item.unit for item in meaning_of(map_).wordings} == {"u3"}


def test_pieces_tell_a_units_own_words_from_what_is_inserted() -> None:
    text = "The plans differ. They can, says Holm, hardly be squared."
    unit = _unit(text, "They can", "hardly be squared", They="The plans")
    assert wording_of(unit, text).pieces == (
        Piece(text="[The plans]", inserted=True),
        Piece(text=" can"),
        Piece(text=" … ", inserted=True),
        Piece(text="hardly be squared"),
    )


def test_a_wording_is_made_of_words_of_the_text() -> None:
    for item in meaning_of(tram_map()).wordings:
        for piece in item.pieces:
            for word in piece.text.strip(" []…").split():
                assert word in tram_map().document.text


def test_only_units_that_need_it_have_a_wording() -> None:
    map_ = tram_map()
    assert {item.unit for item in meaning_of(map_).wordings} == {"u1"}


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("They should decide what the tunnel is for before they ask", [("They", "pronoun")]),
        ("The tunnel pays for itself before it opens", []),
        ("it is true that trams pay", []),
        ("that the closing of the border hurts", []),
        ("that half can be looked up", [("that", "demonstrative")]),
        ("those who dig know", []),
        ("one does not dig in a nursery", []),
        ("the Estonian one where it asks who pays", [("one", "ellipsis")]),
        ("should pay most", [("should", "subject")]),
        ("is it true", [("it", "pronoun")]),
        ("It had, in Danish", [("It", "pronoun"), ("had", "ellipsis")]),
        ("we told her husband", [("her", "possessive"), ("we", "speaker")]),
        ("nobody denied it", [("it", "pronoun")]),
    ],
)
def test_open_words_point_out_of_their_unit(unit: str, found: list[tuple[str, str]]) -> None:
    text = f"Nobody knows. {unit}."
    words = open_words(_unit(text, unit), text)
    assert [(word.span.cut(text), word.kind) for word in words] == found


def test_a_long_text_is_not_searched_for_each_unit() -> None:
    sentences = [f"Claim number {n} outweighs what case {n} has shown about the cost of the ferry" for n in range(3000)]

    def seconds(text: str) -> float:
        units = [_unit(text, sentence) for sentence in sentences[:10]]
        before = time.process_time()
        for unit in units * 150:
            open_words(unit, text)
        return time.process_time() - before

    assert seconds(". ".join(sentences)) < 4 * seconds(". ".join(sentences[:10]))
