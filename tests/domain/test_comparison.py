"""Who holds what, and where two holders meet."""

from __future__ import annotations

from service.domain.argument import Attribution, Perspective
from service.domain.comparison import compare_perspectives
from tests.building import AUTHOR_PERSPECTIVE, tram_map


def test_a_claim_against_another_holder_is_a_conflict_and_its_own_conclusion() -> None:
    map_ = tram_map()
    units = list(map_.units)
    units[2] = units[2].model_copy(update={"perspective": "treasury", "attribution": "a0"})
    people = (
        AUTHOR_PERSPECTIVE,
        Perspective(id="treasury", label="The treasury", kind="institution"),
        Perspective(id="riders", label="Riders", kind="group"),
    )
    held = tram_map(
        units=tuple(units), perspectives=people, attributions=(Attribution(id="a0", perspective="treasury"),)
    )
    comparison = compare_perspectives(held)
    author, treasury, riders = comparison.holdings
    assert (author.conclusions, author.premises) == (("u3",), ("u0", "u1"))
    assert treasury.conclusions == ("u2",)
    assert riders.silent
    (contact,) = comparison.contacts
    assert (contact.kind, contact.perspective, contact.other) == ("conflicts", "treasury", "author")


def test_a_reason_of_somebody_else_is_used_and_an_undercut_of_it_is_a_conflict() -> None:
    map_ = tram_map()
    units = [
        unit.model_copy(update={"perspective": "riders", "attribution": "a0"}) if unit.id == "u1" else unit
        for unit in map_.units
    ]
    held = tram_map(
        units=tuple(units),
        perspectives=(AUTHOR_PERSPECTIVE, Perspective(id="riders", label="Riders", kind="group")),
        attributions=(Attribution(id="a0", perspective="riders"),),
    )
    assert [(item.kind, item.perspective) for item in compare_perspectives(held).contacts] == [("conflicts", "author")]
    unattacked = held.model_copy(update={"relations": tuple(item for item in held.relations if item.id != "r1")})
    assert [(item.kind, item.perspective) for item in compare_perspectives(unattacked).contacts] == [("uses", "riders")]
