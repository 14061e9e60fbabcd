"""What a debate takes from a map: places beside units, and quotes with their sentences."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from pydantic import ValidationError

from service.domain.argument import AUTHOR
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.debates.corrections import MoveMention, apply_edits
from service.domain.debates.debate import Debate, parse_debate
from service.domain.debates.digest import digest_of, quotes_of
from service.domain.debates.parts import UnitRef
from service.domain.debates.rules import unresolved
from service.domain.debates.views import matrix
from service.formats.debates import export_debate
from service.reading import read_text
from tests.building import tram_map
from tests.debated import article

LOAN = "The loan came to $585m in Aldmoor"
REST = "The rest of it is of no great interest to anybody here."


def with_facts(map_id: str) -> ArgumentMap:
    """A unit, and a sentence with a figure that is none; Hagen is heard to say both."""
    map_ = article(map_id, ("v1", "The line pays"), published="2024-01-10")
    text = f"The line pays. {LOAN}. It does. {REST}"
    document = read_text(text).model_copy(update={"published": "2024-01-10", "title": map_id})
    said = map_.attributions[0].model_copy(update={"content": (document.paragraphs[0],)})
    return map_.model_copy(update={"document": document, "attributions": (said,)})


def place(map_id: str) -> dict[str, Any]:
    return {"map": map_id, "spans": [{"start": 15, "end": 15 + len(LOAN)}]}


@pytest.fixture(name="debate")
def _debate() -> Debate:
    members = [[{"map": name, "perspective": who} for name in ("m1", "m2")] for who in ("v1", AUTHOR)]
    values: dict[str, Any] = {
        "id": "loans",
        "documents": [{"id": f"d{n}", "map": f"m{n}", "published": f"2024-01-1{n}"} for n in (1, 2)],
        "actors": [
            {"id": "x1", "label": "Hagen", "kind": "person", "members": members[0]},
            {"id": "x2", "label": "The author", "kind": "author", "members": members[1]},
        ],
        "claims": [
            {
                "id": "c1",
                "kind": "fact",
                "label": {"text": LOAN, **place("m1")},
                "mentions": [{**place(name), "actor": "x1"} for name in ("m1", "m2")],
            },
            {
                "id": "c2",
                "label": {"text": "The line pays", "map": "m1", "unit": "u0"},
                "mentions": [{"map": "m1", "unit": "u0", "actor": "x1"}],
            },
        ],
        "answers": [{"id": "n0", "from": place("m2"), "to": {"map": "m1", "unit": "u0"}, "kind": "support"}],
        "provenance": {"engine": "test"},
    }
    return parse_debate(values)


def test_a_digest_has_what_may_be_a_mention_and_who_holds_it() -> None:
    places = digest_of(with_facts("m1")).places
    assert [(item.text, item.holder) for item in places] == [(f"{LOAN}.", "v1"), ("It does.", "v1"), (REST, "v1")]


def test_a_place_stands_wherever_a_unit_does_and_both_are_never_given(debate: Debate) -> None:
    maps = {name: with_facts(name) for name in ("m1", "m2")}
    assert unresolved(debate, maps) == []
    again = parse_debate(debate.model_dump_json())
    assert again == debate
    stored = json.loads(debate.model_dump_json())["claims"]
    assert "unit" not in stored[0]["mentions"][0]
    assert "spans" not in stored[1]["mentions"][0]
    for wrong in ({"map": "m1"}, {**place("m1"), "unit": "u0"}):
        with pytest.raises(ValidationError):
            UnitRef.model_validate(wrong)
    beyond = debate.model_dump()
    beyond["claims"][0]["mentions"][1]["spans"] = [{"start": 15, "end": 9999}]
    assert "has no place '15-9999'" in str(unresolved(parse_debate(beyond), maps)[0])


def test_a_mention_by_its_place_is_corrected_and_counts_as_any(debate: Debate) -> None:
    ref = UnitRef.model_validate(place("m2"))
    moved = apply_edits(debate, [MoveMention(op="move-mention", mention=ref, claim="c1", to="c2")])
    assert moved.claim("c2").mentions[1].key == ("m2", f"15-{15 + len(LOAN)}")
    assert {item.kind for item in moved.decisions.links} == {"different", "same"}
    assert [(column.claim, column.kind) for column in matrix(debate).columns] == [("c2", "claim"), ("c1", "fact")]


@pytest.mark.parametrize("format", ["csv", "tree", "argdown", "html", "json"])
def test_exports_quote_a_place_and_set_facts_apart(debate: Debate, format: str) -> None:
    made = export_debate(debate, format, [with_facts(name) for name in ("m1", "m2")]).data
    assert b"585m in Aldmoor" in made
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(made.decode())))
        assert [(row["kind"], row["text"]) for row in rows][1:] == [("fact", LOAN), ("claim", "The line pays")]
    if format in ("tree", "argdown", "html"):
        assert made.index(b"Facts and figures") < made.rindex(b"585m in Aldmoor")


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
