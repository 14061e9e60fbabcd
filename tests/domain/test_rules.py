"""Each rule of the domain refuses a map that breaks it, and names the rule and the place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.domain.argument import Attribution, Perspective, Relation, Unit
from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.base import Span
from service.domain.document import Cue, Segment, Turn
from service.errors import InvalidMap
from tests.building import AUTHOR_PERSPECTIVE, document_of, tram_map, unit_of

Break = Callable[[ArgumentMap], dict[str, Any]]


def with_unit(map_: ArgumentMap, number: int, **changes: Any) -> dict[str, Any]:
    units = list(map_.units)
    units[number] = units[number].model_copy(update=changes)
    return {"units": tuple(units)}


def with_relation(map_: ArgumentMap, number: int, **changes: Any) -> dict[str, Any]:
    relations = list(map_.relations)
    relations[number] = relations[number].model_copy(update=changes)
    return {"relations": tuple(relations)}


def with_document(map_: ArgumentMap, **changes: Any) -> dict[str, Any]:
    return {"document": map_.document.model_copy(update=changes)}


BREAKS: list[tuple[str, str, Break]] = [
    ("unique-ids", "unit u1", lambda m: with_unit(m, 0, id="u1")),
    ("paragraphs", "paragraph 1", lambda m: with_document(m, paragraphs=(m.document.paragraphs[0],) * 2)),
    ("segments", "paragraph 1", lambda m: with_document(m, segments=m.document.segments[:1])),
    ("segments", "paragraph 9", lambda m: with_document(m, segments=(*m.document.segments, _segment_of(9)))),
    ("turns", "turn 1", lambda m: with_document(m, turns=(Turn(speaker="t1", start=9, end=30),) * 2)),
    ("turns", "turn 0", lambda m: with_document(m, turns=(_turn_with_its_label_inside(),))),
    ("times", "cue 0", lambda m: with_document(m, times=(Cue(start=0, end=9000, seconds=1.5),))),
    ("sha256", "document", lambda m: with_document(m, sha256="0" * 64)),
    ("spans", "unit u0", lambda m: with_unit(m, 0, spans=(Span(start=0, end=9000),))),
    ("spans", "unit u0", lambda m: with_unit(m, 0, spans=(Span(start=4, end=9), Span(start=0, end=3)))),
    ("references", "relation r0", lambda m: with_relation(m, 0, target="u9")),
    ("references", "relation r1", lambda m: with_relation(m, 1, target="u0")),
    ("references", "conclusion", lambda m: {"conclusion": "u9"}),
    ("references", "unit u0", lambda m: with_unit(m, 0, attribution="a9")),
    ("references", "unit u0", lambda m: with_unit(m, 0, perspective="v9")),
    ("references", "attribution a0", lambda m: {"attributions": (Attribution(id="a0", perspective="v9"),)}),
    ("references", "perspective v1", lambda m: {"perspectives": (AUTHOR_PERSPECTIVE, _own_parent())}),
    ("unit-text", "unit u0", lambda m: with_unit(m, 0, text="Trams pray")),
    ("unit-text", "unit u0", lambda m: with_unit(m, 0, implicit=True)),
    ("unit-paragraph", "unit u3", lambda m: with_unit(m, 3, paragraph=0)),
    ("unit-paragraph", "unit u3", lambda m: with_unit(m, 3, paragraph=9)),
    ("holder", "unit u0", lambda m: _held_by_riders(m, perspective="author")),
    ("relation-ends", "relation r0", lambda m: with_relation(m, 0, sources=("u1", "u1"))),
    ("relation-ends", "relation r0", lambda m: with_relation(m, 0, target="u1")),
    ("acyclic", "relations", lambda m: {"relations": (*m.relations, _back_to("u1"))}),
    ("scope", "relation r2", lambda m: with_relation(m, 2, scope="paragraph")),
    ("role", "unit u3", lambda m: with_unit(m, 3, role="premise")),
]


def _segment_of(paragraph: int) -> Segment:
    return Segment(id="s9", paragraph=paragraph, start=0, end=3)


def _turn_with_its_label_inside() -> Turn:
    return Turn(speaker="t1", label="Trams", source=Span(start=0, end=5), start=0, end=30)


def _own_parent() -> Perspective:
    return Perspective(id="v1", label="Riders", kind="group", parent="v1")


def _back_to(unit: str) -> Relation:
    return Relation(id="r9", kind="support", sources=("u3",), target=unit, scope="document")


def _held_by_riders(map_: ArgumentMap, **changes: Any) -> dict[str, Any]:
    return {
        "perspectives": (AUTHOR_PERSPECTIVE, Perspective(id="v1", label="Riders", kind="group")),
        "attributions": (Attribution(id="a0", perspective="v1"),),
        **with_unit(map_, 0, attribution="a0", **changes),
    }


@pytest.mark.parametrize(
    ("rule", "where", "break_it"), BREAKS, ids=[f"{rule}-{at}" for at, (rule, *_) in enumerate(BREAKS)]
)
def test_a_broken_rule_is_named_with_its_place(rule: str, where: str, break_it: Break) -> None:
    map_ = tram_map()
    values = dict(map_) | break_it(map_)
    data = {name: _plain(value) for name, value in values.items()}
    with pytest.raises(InvalidMap) as caught:
        parse_map(data)
    assert (rule, where) in [(item["rule"], item["where"]) for item in caught.value.broken]


def _plain(value: Any) -> Any:
    """Plain values, since an instance that was made by `model_copy` would not be validated again."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.model_dump() if hasattr(value, "model_dump") else value


def test_a_valid_map_survives_json() -> None:
    map_ = tram_map()
    assert parse_map(map_.model_dump_json()) == map_


def test_unknown_fields_and_other_versions_are_refused() -> None:
    data = tram_map().model_dump(mode="json")
    for change in ({"colour": "red"}, {"schema_version": "2"}):
        with pytest.raises(InvalidMap, match="schema"):
            parse_map(data | change)


def test_a_map_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        tram_map().status = "failed"  # type: ignore[misc]


def test_the_author_holds_what_nobody_else_is_made_to_say() -> None:
    map_ = tram_map()
    with pytest.raises(InvalidMap, match="holder"):
        parse_map(
            map_.model_dump() | {"perspectives": [*map_.perspectives, _riders()], **_moved_without_attribution(map_)}
        )


def _riders() -> dict[str, Any]:
    return {"id": "v1", "label": "Riders", "kind": "group"}


def _moved_without_attribution(map_: ArgumentMap) -> dict[str, Any]:
    units = [unit.model_dump() for unit in map_.units]
    units[0]["perspective"] = "v1"
    return {"units": units}


def test_units_stand_in_body_text_only() -> None:
    map_ = tram_map()
    data = map_.model_dump()
    data["document"]["paragraphs"][1]["kind"] = "furniture"
    data["document"]["segments"] = data["document"]["segments"][:1]
    with pytest.raises(InvalidMap, match="unit-paragraph"):
        parse_map(data)


def test_imported_documents_need_no_segments() -> None:
    document = document_of("One claim.", source={"kind": "import"}).model_copy(update={"segments": ()})
    unit: Unit = unit_of(document, "u0", "One claim", role="conclusion")
    map_ = tram_map(document=document, units=(unit,), relations=(), conclusion=None)
    assert map_.units[0].text == "One claim"
