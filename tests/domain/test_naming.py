"""How a holder's name is used in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from service.domain.argument import Perspective
from service.domain.base import Span
from service.domain.meaning.naming import is_plural, name_of, name_within

KINDS = ("person", "group", "institution", "state", "unnamed")


def holder(label: str, kind: Any) -> Perspective:
    return Perspective(id="v1", label=label, kind=kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "label",
    [
        "the officials",
        "Officials",
        "Critics",
        "people",
        "Some",
        "Smith and Jones",
        "both ministries",
        "Both ministries",
        "senior aides in Washington",
    ],
)
def test_several_take_a_plural_verb_whatever_kind_the_engine_took_them_for(label: str, kind: str) -> None:
    assert is_plural(holder(label, kind))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Jones", "person"),
        ("the United States", "state"),
        ("Trinidad and Tobago", "state"),
        ("General Motors", "institution"),
        ("the Food and Drug Administration", "institution"),
        ("Ministry of Trade and Industry", "institution"),
        ("one of the officials", "person"),
        ("The author", "author"),
        ("Treasury", "group"),
        ("Congress", "group"),
        ("Brussels", "group"),
        ("A union spokeswoman", "group"),
        ("One", "group"),
        ("The board of trustees", "group"),
    ],
)
def test_one_takes_a_singular_verb(label: str, kind: str) -> None:
    assert not is_plural(holder(label, kind))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Treasury officials", "group"),
        ("Some of them", "unnamed"),
        ("Defenders of the policy", "group"),
        ("Harbour police", "group"),
        ("Helsinki and Tallinn", "state"),
        ("the ministry and the bank", "institution"),
        ("the crews being shadowed", "group"),
        ("Commercial interests close to the chamber", "group"),
        ("the townspeople", "group"),
        ("the big four", "group"),
    ],
)
def test_so_do_these(label: str, kind: str) -> None:
    assert is_plural(holder(label, kind))


@pytest.mark.parametrize(
    ("label", "name", "within"),
    [
        ("The author", "The author", "the author"),
        ("A lady from a think tank", "A lady from a think tank", "a lady from a think tank"),
        ("A", "A", "A"),
        ("Some", "Some (not named)", "some (not named)"),
        ("Some Indian strategists", "Some Indian strategists", "some Indian strategists"),
        ("Theresa Ames", "Theresa Ames", "Theresa Ames"),
        ("Alliance", "Alliance", "Alliance"),
        ("Builders' union", "Builders' union", "the builders' union"),
        ("Traders", "Traders", "traders"),
        ("Ministry", "Ministry", "the ministry"),
        ("Labour Party", "Labour Party", "Labour Party"),
        ("Mayor", "Mayor", "a mayor"),
    ],
)
def test_a_name_in_a_sentence_and_one_that_names_nobody(label: str, name: str, within: str) -> None:
    text = "The ministry told the builders' union, and traders told the Labour Party, what the Alliance wants. A mayor."
    words = label if label in text else label[0].lower() + label[1:]
    at = text.find(words)
    at -= 2 if label == "Mayor" else 0  # some name their holders with the article
    words = "A mayor" if label == "Mayor" else words
    mentions = (Span(start=at, end=at + len(words)),) if at >= 0 else ()
    found = holder(label, "group").model_copy(update={"mentions": mentions})
    assert (name_of(found), name_within(found, text)) == (name, within)
