"""Who goes on speaking without being named anew has the words that gave it the word."""

from __future__ import annotations

import pytest

from service.domain.argument import AUTHOR, Attribution
from service.domain.base import Span
from service.domain.document import Document
from service.pipeline.assembly.carried import carried_on
from tests.building import document_of

NAMES = {"v1": ("Tove Hagen", "Hagen"), "v2": ("The pilots",)}
TEXTS = ("Hagen opens", "The dam leaks.", "It cost too much.", "The pilots reply", "It holds.", "She laughed.")
HEADINGS = frozenset({0, 3})


def _spoken() -> Document:
    plain = document_of(*TEXTS)
    blocks = (
        item.model_copy(update={"kind": "heading" if item.index in HEADINGS else "body"}) for item in plain.paragraphs
    )
    return plain.model_copy(update={"paragraphs": tuple(blocks)})


SPOKEN = _spoken()
PLAIN = document_of("Tove Hagen wrote that the dam leaks.", "It cost too much.", "The river rose.", "So she left.")


def _place(document: Document, words: str) -> Span:
    at = document.text.index(words)
    return Span(start=at, end=at + len(words))


def _said(document: Document, name: str, words: str, source: str | None = None, **more: str) -> Attribution:
    return Attribution(
        id=name,
        perspective=more.get("holder", "v1"),
        within=more.get("within"),
        source=_place(document, source) if source else None,
        cue=_place(document, more["cue"]) if "cue" in more else None,
        content=(_place(document, words),),
    )


def _sources(document: Document, *items: Attribution) -> list[tuple[str | None, str | None]]:
    text = document.text
    return [
        (item.source.cut(text) if item.source else None, item.cue.cut(text) if item.cue else None)
        for item in carried_on(document, items, NAMES)
    ]


def test_under_a_heading_that_names_a_speaker_every_paragraph_is_the_speakers() -> None:
    items = [_said(SPOKEN, "a0", TEXTS[1]), _said(SPOKEN, "a1", TEXTS[2]), _said(SPOKEN, "a2", TEXTS[4], holder="v2")]
    assert _sources(SPOKEN, *items) == [("Hagen", None), ("Hagen", None), ("The pilots", None)]


def test_a_speaker_whom_the_heading_does_not_name_stays_without_a_source() -> None:
    assert _sources(SPOKEN, _said(SPOKEN, "a0", TEXTS[4])) == [(None, None)]


def test_a_quotation_goes_on_in_the_next_paragraph_and_in_the_one_after_that() -> None:
    first = _said(PLAIN, "a0", "the dam leaks", "Tove Hagen", cue="wrote")
    items = [first, _said(PLAIN, "a1", "It cost too much"), _said(PLAIN, "a2", "The river rose")]
    assert _sources(PLAIN, *items) == [("Tove Hagen", "wrote")] * 3


@pytest.mark.parametrize(
    "later",
    [
        _said(PLAIN, "a1", "The river rose"),
        _said(PLAIN, "a1", "It cost too much", holder="v2"),
        _said(PLAIN, "a1", "It cost too much", holder=AUTHOR),
        _said(PLAIN, "a1", "It cost too much", within="a0"),
        Attribution(id="a1", perspective="v1"),
    ],
    ids=["two paragraphs on", "another holder", "the author", "inside another", "no content"],
)
def test_nothing_is_carried_where_nobody_goes_on(later: Attribution) -> None:
    first = _said(PLAIN, "a0", "the dam leaks", "Tove Hagen", cue="wrote")
    assert _sources(PLAIN, first, later)[1] == (None, None)


def test_what_has_a_source_of_its_own_keeps_it() -> None:
    items = [_said(PLAIN, "a0", "the dam leaks", "Tove Hagen"), _said(PLAIN, "a1", "So she left", "she")]
    assert _sources(PLAIN, *items)[1] == ("she", None)
