"""Trees show each unit once, invent nothing, and list what they leave out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.argument import Relation
from service.domain.argument_map import ArgumentMap
from service.domain.normalisation import normalise_roles
from service.domain.trees import Inference, TreeNode, build_forest, select_trees, units_in
from tests.building import document_of, tram_map, unit_of


def test_the_tram_map_is_one_tree_with_an_undercut() -> None:
    forest = build_forest(tram_map())
    (tree,) = forest.trees
    assert tree.unit.id == "u3"
    (step,) = tree.inferences
    (below,) = step.premises[0].inferences
    assert (below.relation.id, below.premises[0].unit.id) == ("r0", "u1")
    assert below.undercuts[0].premises[0].unit.id == "u2"
    assert [unit.id for unit in units_in(tree)] == ["u3", "u0", "u1", "u2"]
    assert forest.left_out == ()


def test_depth_folds_and_counts() -> None:
    (tree,) = build_forest(tram_map(), depth=1).trees
    assert tree.inferences[0].premises[0].folded == 2
    assert build_forest(tram_map(), depth=0).trees[0].folded == 3


def test_a_second_way_on_is_listed_not_lost() -> None:
    map_ = tram_map()
    weaker = Relation(id="r3", kind="support", sources=("u1",), target="u3", scope="document", confidence=0.4)
    forest = build_forest(tram_map(relations=(*map_.relations, weaker)))
    assert [item.relation.id for item in forest.left_out] == ["r3"]
    assert "leads" in forest.left_out[0].reason


def test_trees_are_selected_by_holder_and_paragraph() -> None:
    forest = build_forest(tram_map(relations=tram_map().relations[:2], conclusion=None))
    assert [tree.unit.id for tree in forest.trees] == ["u0", "u3"]
    assert [tree.unit.id for tree in select_trees(forest, paragraph=1).trees] == ["u3"]
    assert select_trees(forest, perspective="nobody").trees == ()


@st.composite
def random_maps(draw: st.DrawFn) -> ArgumentMap:
    """Maps with random acyclic relations: later units lead to earlier ones, undercuts to earlier relations."""
    size = draw(st.integers(1, 8))
    document = document_of(*(f"Claim number {number} holds." for number in range(size)))
    relations: list[Relation] = []
    for number in range(1, size):
        for attempt in range(draw(st.integers(0, 2))):
            sources = tuple(f"u{item}" for item in draw(st.sets(st.integers(number, size - 1), min_size=1, max_size=2)))
            aims = [item for item in relations if item.scope and max(map(_number, item.sources)) < number]
            if aims and draw(st.booleans()):
                kind, target = "undercut", draw(st.sampled_from(aims)).id
            else:
                kind, target = draw(st.sampled_from(["support", "rebut"])), f"u{draw(st.integers(0, number - 1))}"
            fields = {"id": f"r{number}.{attempt}", "kind": kind, "sources": sources, "target": target}
            relations.append(Relation.model_validate(fields | {"confidence": draw(st.floats(0, 1))}))
    units = [unit_of(document, f"u{number}", f"Claim number {number} holds") for number in range(size)]
    settled, scoped = normalise_roles(units, relations)
    return tram_map(document=document, units=tuple(settled), relations=tuple(scoped), conclusion=None)


def _number(unit_id: str) -> int:
    return int(unit_id[1:])


@given(random_maps())
def test_every_unit_stands_once_and_every_relation_is_shown_or_listed(map_: ArgumentMap) -> None:
    forest = build_forest(map_)
    shown = [unit.id for tree in forest.trees for unit in units_in(tree)]
    assert sorted(shown) == sorted(unit.id for unit in map_.units)
    drawn = {relation.id: relation for tree in forest.trees for relation in _relations(tree)}
    listed = {item.relation.id for item in forest.left_out}
    assert set(drawn) | listed == {relation.id for relation in map_.relations}
    assert all(relation in map_.relations for relation in drawn.values())


@given(random_maps(), st.integers(0, 3))
def test_folding_counts_every_unit_that_it_hides(map_: ArgumentMap, depth: int) -> None:
    forest = build_forest(map_, depth=depth)
    hidden = sum(node.folded for tree in forest.trees for node in _nodes(tree))
    assert hidden + sum(len(list(units_in(tree))) for tree in forest.trees) == len(map_.units)


def _nodes(node: TreeNode) -> list[TreeNode]:
    below = [item for inference in node.inferences for item in _nodes_under(inference)]
    return [node, *below]


def _nodes_under(inference: Inference) -> list[TreeNode]:
    found = [item for premise in inference.premises for item in _nodes(premise)]
    return found + [item for undercut in inference.undercuts for item in _nodes_under(undercut)]


def _relations(node: TreeNode) -> list[Relation]:
    return [relation for inference in node.inferences for relation in _relations_under(inference)]


def _relations_under(inference: Inference) -> list[Relation]:
    found = [inference.relation]
    for premise in inference.premises:
        found += _relations(premise)
    for undercut in inference.undercuts:
        found += _relations_under(undercut)
    return found


def test_a_chain_of_two_thousand_reasons_is_folded_where_it_is_too_deep() -> None:
    size = 2000
    document = document_of(*(f"Claim number {number} holds." for number in range(size)))
    units = [
        unit_of(document, f"u{number}", f"Claim number {number} holds", role="conclusion") for number in range(size)
    ]
    chain = [
        Relation(id=f"r{number}", kind="support", sources=(f"u{number}",), target=f"u{number - 1}", scope="document")
        for number in range(1, size)
    ]
    map_ = tram_map(document=document, units=tuple(units), relations=tuple(chain), conclusion=None)
    (tree,) = build_forest(map_, depth=60).trees
    shown = list(units_in(tree))
    assert len(shown) == 61
    assert sum(node.folded for node in _nodes(tree)) == size - 61
