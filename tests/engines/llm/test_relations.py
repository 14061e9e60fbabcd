from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.graph import acyclic_relations, find_cycle
from service.engines.llm.decoding import Repairs
from service.engines.llm.links import Pointer, relations_of


def _read(**pointers: str) -> tuple[list[tuple[str, tuple[str, ...], str]], list[str]]:
    """Pointers like `b="sa"`; relations as (kind, sources, target), and the codes of the repairs."""
    repairs = Repairs()
    given_ = {unit: Pointer(text[0], text[1:]) for unit, text in pointers.items()}  # type: ignore[arg-type]
    relations = relations_of(given_, repairs)
    return [(item.kind, item.sources, item.target) for item in relations], [w.code for w in repairs.warnings]


def test_supports_and_rebuttals_aim_at_units() -> None:
    assert _read(b="sa", c="ra") == ([("support", ("b",), "a"), ("rebut", ("c",), "a")], [])


def test_an_undercut_aims_at_the_relation_that_goes_out_from_its_target() -> None:
    assert _read(b="ra", c="ub", d="uc")[0][1:] == [("undercut", ("c",), "rb"), ("undercut", ("d",), "rc")]


def test_linked_units_share_one_relation_through_any_number_of_steps() -> None:
    assert _read(b="sa", c="+b", d="+c") == ([("support", ("b", "c", "d"), "a")], [])


def test_an_undercut_of_a_linked_unit_aims_at_the_shared_relation() -> None:
    assert ("undercut", ("d",), "rb") in _read(b="sa", c="+b", d="uc")[0]


def test_an_undercut_of_a_unit_without_a_relation_is_read_as_a_rebuttal() -> None:
    assert _read(b="ua") == ([("rebut", ("b",), "a")], ["undercut-of-nothing"])


def test_a_link_to_a_unit_without_a_relation_is_left_out() -> None:
    assert _read(b="+a", c="sa") == ([("support", ("c",), "a")], ["linked-to-nothing"])


def test_units_linked_in_a_circle_are_left_out() -> None:
    assert _read(b="+c", c="+b") == ([], ["linked-to-nothing", "linked-to-nothing"])


def test_a_unit_that_points_at_itself_or_at_what_it_is_linked_with_is_left_out() -> None:
    assert _read(a="sa")[1] == ["self-target"]
    assert _read(b="sa", a="+b") == ([], ["self-target"])


_UNITS = st.sampled_from("abcdef")
_POINTERS = st.dictionaries(_UNITS, st.builds(Pointer, st.sampled_from(["s", "r", "u", "+"]), _UNITS))


@given(_POINTERS)
def test_whatever_points_wherever_the_relations_keep_the_rules(pointers: dict[str, Pointer]) -> None:
    repairs = Repairs()
    relations = relations_of(pointers, repairs)
    names = {relation.id for relation in relations}
    sources = [source for relation in relations for source in relation.sources]
    acyclic = acyclic_relations(relations)
    assert not find_cycle(acyclic)
    assert len(acyclic) == len(relations) or find_cycle(relations), "only a cycle costs a relation"
    assert len(sources) == len(set(sources)), "a unit has one outgoing relation"
    assert all(relation.target in names for relation in relations if relation.kind == "undercut")
    assert all(relation.target not in relation.sources for relation in relations)
    assert len(sources) == len(pointers) or repairs.warnings, "nothing is lost in silence"
    assert relations_of(pointers, Repairs()) == relations
