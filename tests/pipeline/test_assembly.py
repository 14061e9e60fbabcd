"""Assembly makes a valid map of any answers, and lists every repair."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.provenance import Provenance
from service.engines.answers import (
    AttributedStretch,
    Concession,
    LinksAnswer,
    MotionAnswer,
    RelationAnswer,
    StructureAnswer,
    UnitAnswer,
    Voice,
    VoicesAnswer,
)
from service.pipeline.assembly import assemble
from tests.building import document_of

DOCUMENT = document_of("Alpha beta gamma delta.", "Epsilon zeta eta theta.")


def assembled(
    *structures: StructureAnswer, voices: tuple[Voice, ...] = (), links: LinksAnswer | None = None
) -> ArgumentMap:
    answer = VoicesAnswer(voices=voices)
    return assemble(DOCUMENT, answer, structures, links, map_id="m", provenance=Provenance(engine="test"))


def codes(map_: ArgumentMap) -> list[str]:
    """Of the warnings, each of which is a plain sentence: no id, no name of a part of the JSON."""
    for warning in map_.provenance.warnings:
        assert re.fullmatch(r"[A-Z“].*\.", warning.detail), warning.detail
        assert not re.search(r"\b[uraivi]\d+\b|->|\b(unit|relation|undercut|rebut|span)s?\b", warning.detail)
    return [warning.code for warning in map_.provenance.warnings]


def unit(name: str, start: int, end: int, **more: Any) -> UnitAnswer:
    return UnitAnswer(id=name, spans=(Span(start=start, end=end),), **more)


def relation(name: str, sources: str, target: str, kind: Any = "support", confidence: float = 1.0) -> RelationAnswer:
    return RelationAnswer(id=name, kind=kind, sources=tuple(sources.split()), target=target, confidence=confidence)


def test_ids_are_given_in_text_order_and_roles_follow() -> None:
    second = StructureAnswer(paragraph=1, units=(unit("x", 25, 32),))
    first = StructureAnswer(
        paragraph=0, units=(unit("b", 6, 10), unit("a", 0, 5)), relations=(relation("r", "b", "a"),)
    )
    map_ = assembled(second, first)
    assert [(item.id, item.text, item.role) for item in map_.units] == [
        ("u0", "Alpha", "conclusion"),
        ("u1", "beta", "premise"),
        ("u2", "Epsilon", "conclusion"),
    ]
    assert codes(map_) == []


def test_an_undeclared_holder_is_unnamed_and_never_the_author() -> None:
    source = Span(start=0, end=5)
    structure = StructureAnswer(
        paragraph=0,
        attributions=(AttributedStretch(id="a", voice="nobody", source=source, content=(Span(start=6, end=22),)),),
        units=(unit("u", 6, 22, attribution="a"),),
    )
    map_ = assembled(structure)
    holder = map_.perspectives[1]
    assert (map_.units[0].perspective, holder.label, holder.kind) == (holder.id, "Alpha", "unnamed")
    assert codes(map_) == ["unknown-holder"]


def test_voices_with_one_label_are_one_perspective_and_sources_are_mentions() -> None:
    def said(paragraph: int, start: int) -> StructureAnswer:
        source = Span(start=start, end=start + 5)
        return StructureAnswer(
            paragraph=paragraph,
            new_voices=(Voice(key="n", label="Critics", kind="unnamed"),),
            attributions=(AttributedStretch(id="a", voice="n", source=source, content=()),),
        )

    map_ = assembled(said(0, 0), said(1, 25), voices=(Voice(key="v", label="critics", kind="group"),))
    assert [(item.label, len(item.mentions)) for item in map_.perspectives] == [("The author", 0), ("critics", 2)]


@pytest.mark.parametrize(("label", "is_part"), [("many in the country", False), ("the ministry's lawyers", True)])
def test_a_people_at_large_is_no_part_of_its_officials(label: str, is_part: bool) -> None:
    officials = Voice(key="o", label="Officials", kind="institution")
    others = Voice(key="m", label=label, kind="group", parent="o")
    said = tuple(
        AttributedStretch(id=key, voice=key, source=Span(start=at, end=at + 4), content=())
        for key, at in (("o", 0), ("m", 6))
    )
    map_ = assembled(StructureAnswer(paragraph=0, attributions=said), voices=(officials, others))
    (found,) = [item for item in map_.perspectives if item.label == label]
    assert (found.parent is not None) is is_part


def test_two_unnamed_voices_that_one_answer_tells_apart_stay_two() -> None:
    some = [
        Voice(key=key, label="Some", kind="unnamed", mentions=(Span(start=at, end=at + 4),))
        for key, at in (("a", 0), ("b", 25))
    ]
    map_ = assembled(
        StructureAnswer(
            paragraph=0,
            attributions=(AttributedStretch(id="a", voice="a", content=(Span(start=6, end=10),)),),
            units=(unit("u", 6, 10, attribution="a"),),
        ),
        StructureAnswer(
            paragraph=1,
            attributions=(AttributedStretch(id="a", voice="b", content=(Span(start=33, end=37),)),),
            units=(unit("u", 33, 37, attribution="a"),),
        ),
        voices=tuple(some),
    )
    assert [item.label for item in map_.perspectives] == ["The author", "Some", "Some"]
    assert len({item.perspective for item in map_.units}) == 2


def test_of_two_ways_on_the_more_confident_stays() -> None:
    units = (unit("a", 0, 5), unit("b", 6, 10), unit("c", 11, 16))
    relations = (relation("r", "a", "b", confidence=0.3), relation("q", "a", "c", confidence=0.9))
    map_ = assembled(StructureAnswer(paragraph=0, units=units, relations=relations))
    assert [(item.sources, item.target) for item in map_.relations] == [(("u0",), "u2")]
    assert codes(map_) == ["second-outgoing"]


def test_a_circle_loses_its_least_confident_relation() -> None:
    units = (unit("a", 0, 5), unit("b", 6, 10), unit("c", 11, 16))
    relations = (relation("1", "a", "b"), relation("2", "b", "c", confidence=0.5), relation("3", "c", "a"))
    map_ = assembled(StructureAnswer(paragraph=0, units=units, relations=relations))
    assert [(item.sources, item.target) for item in map_.relations] == [(("u0",), "u1"), (("u2",), "u0")]
    assert codes(map_) == ["circle"]


def test_sides_that_belong_to_each_other_are_cut_and_attributions_inside_each_other() -> None:
    content = (Span(start=0, end=5),)
    map_ = assembled(
        StructureAnswer(
            paragraph=0,
            attributions=(
                AttributedStretch(id="1", voice="a", within="2", content=content),
                AttributedStretch(id="2", voice="b", within="1", content=content),
            ),
            units=(unit("u", 0, 5, attribution="1"),),
        ),
        voices=(
            Voice(key="a", label="A", kind="group", parent="b"),
            Voice(key="b", label="B", kind="group", parent="a"),
        ),
    )
    assert [item.parent for item in map_.perspectives] == [None, "v2", None]
    assert [item.within for item in map_.attributions] == ["a1", None]
    assert codes(map_) == ["cyclic-sides"]


def test_an_undercut_falls_with_its_relation() -> None:
    units = (unit("a", 0, 5), unit("b", 6, 10))
    relations = (relation("1", "a", "gone"), relation("2", "b", "1", kind="undercut"))
    map_ = assembled(StructureAnswer(paragraph=0, units=units, relations=relations))
    assert map_.relations == ()
    assert codes(map_) == ["unknown-id", "unknown-id"]


def test_overlapping_and_foreign_units_are_left_out() -> None:
    units = (unit("a", 0, 10), unit("b", 6, 16), unit("c", 20, 30))
    map_ = assembled(StructureAnswer(paragraph=0, units=units))
    assert [item.text for item in map_.units] == ["Alpha beta"]
    assert sorted(codes(map_)) == ["bad-span", "overlapping-units"]


def test_the_articles_conclusion_is_the_authors() -> None:
    structure = StructureAnswer(
        paragraph=0,
        attributions=(AttributedStretch(id="a", voice="v"),),
        units=(unit("u", 0, 5, attribution="a"), unit("w", 6, 10)),
    )
    voices = (Voice(key="v", label="The mayor", kind="person"),)
    assert assembled(structure, voices=voices, links=LinksAnswer(conclusion="u1")).conclusion == "u1"
    refused = assembled(structure, voices=voices, links=LinksAnswer(conclusion="u0"))
    assert refused.conclusion is None
    assert codes(refused) == ["foreign-conclusion"]


names = st.sampled_from(["a", "b", "c", "d", "", "author"])
spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: Span(start=pair[0], end=pair[0] + pair[1]))
voice_answers = st.builds(
    Voice,
    key=names,
    label=names,
    kind=st.sampled_from(["person", "author", "unnamed"]),
    parent=st.none() | names,
    mentions=st.lists(spans, max_size=3).map(tuple),
)
structure_answers = st.builds(
    StructureAnswer,
    paragraph=st.integers(0, 3),
    new_voices=st.lists(voice_answers, max_size=2).map(tuple),
    attributions=st.lists(
        st.builds(
            AttributedStretch,
            id=names,
            voice=names,
            within=st.none() | names,
            source=st.none() | spans,
            cue=st.none() | spans,
            content=st.lists(spans, max_size=3).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    units=st.lists(
        st.builds(
            UnitAnswer,
            id=names,
            spans=st.lists(spans, min_size=1, max_size=2).map(tuple),
            attribution=st.none() | names,
        ),
        max_size=5,
    ).map(tuple),
    relations=st.lists(
        st.builds(
            RelationAnswer,
            id=names,
            kind=st.sampled_from(["support", "rebut", "undercut"]),
            sources=st.lists(names, min_size=1, max_size=3).map(tuple),
            target=names,
            confidence=st.floats(0, 1),
        ),
        max_size=6,
    ).map(tuple),
)
link_answers = st.builds(
    LinksAnswer,
    relations=st.lists(
        st.builds(
            RelationAnswer,
            id=names,
            kind=st.sampled_from(["support", "rebut", "undercut"]),
            sources=st.lists(st.sampled_from(["u0", "u1", "u2", "x"]), min_size=1, max_size=2).map(tuple),
            target=st.sampled_from(["u0", "u1", "u2", "x", "a"]),
        ),
        max_size=4,
    ).map(tuple),
    redrawn=st.lists(st.sampled_from(["u0", "u1", "u9"]), max_size=2).map(tuple),
    conclusion=st.none() | st.sampled_from(["u0", "u9"]),
)


@given(st.lists(structure_answers, max_size=4), st.lists(voice_answers, max_size=3).map(tuple), link_answers)
def test_no_answer_is_so_odd_that_it_makes_no_valid_map(
    structures: list[StructureAnswer], voices: tuple[Voice, ...], links: LinksAnswer
) -> None:
    map_ = assembled(*structures, voices=voices, links=links)
    assert ArgumentMap.model_validate_json(map_.model_dump_json()) == map_


def test_an_undercut_of_the_links_step_may_name_a_relation_as_the_draft_does() -> None:
    first = StructureAnswer(
        paragraph=0, units=(unit("a", 0, 5), unit("b", 6, 10)), relations=(relation("p0.rb", "b", "a"),)
    )
    second = StructureAnswer(paragraph=1, units=(unit("x", 25, 32),))
    draft = assembled(first, second)
    links = LinksAnswer(relations=(relation("l", draft.units[2].id, draft.relations[0].id, kind="undercut"),))

    map_ = assembled(first, second, links=links)

    assert [(item.kind, item.sources, item.target) for item in map_.relations] == [
        ("support", ("u1",), "u0"),
        ("undercut", ("u2",), "r0"),
    ]
    assert codes(map_) == []


def test_a_linked_premise_that_is_redrawn_leaves_the_other_one() -> None:
    first = StructureAnswer(
        paragraph=0,
        units=(unit("a", 0, 5), unit("b", 6, 10), unit("c", 11, 16)),
        relations=(relation("p0.rb", "b c", "a"),),
    )
    second = StructureAnswer(paragraph=1, units=(unit("x", 25, 32),))
    links = LinksAnswer(relations=(relation("l", "u1", "u3"),), redrawn=("u1",))

    map_ = assembled(first, second, links=links)

    assert {item.sources: item.target for item in map_.relations} == {("u2",): "u0", ("u1",): "u3"}


def test_concessions_and_motions_are_checked_and_a_mover_who_says_nothing_else_is_a_perspective() -> None:
    structure = StructureAnswer(paragraph=0, units=(unit("a", 0, 5), unit("b", 6, 10)))
    motion, beyond = Span(start=25, end=32), Span(start=900, end=950)
    links = LinksAnswer(
        concessions=(Concession(by="author", units=("u0", "u7"), cue=beyond), Concession(by="nobody", units=("u1",))),
        motions=(
            MotionAnswer(spans=(motion, beyond), source=Span(start=33, end=37)),
            MotionAnswer(spans=(motion,), mover="v99"),
            MotionAnswer(spans=(beyond,)),
        ),
    )
    map_ = assembled(structure, links=links)
    assert [(item.by, item.units, item.cue) for item in map_.concessions] == [("author", ("u0",), None)]
    assert [(item.spans, item.mover) for item in map_.motions] == [((motion,), "v1"), ((motion,), None)]
    assert map_.perspectives[1].mentions == (Span(start=33, end=37),)
    assert codes(map_) == ["bad-motion", "bad-concession"]
