"""The argument trees of a map: a pure function of its units and relations.

Each unit appears once, under its leading relation. Whatever cannot be shown that way is listed, never lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from service.domain.argument import Relation, RelationKind, Unit, is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read

_FEWEST_NESTED = 20
"""Undercuts of undercuts that are shown, however few levels of premises are."""


class Inference(Frozen):
    """A relation with its premises and the undercuts that attack it.

    `read`: its kind as a reader must understand it, if a holder denies or doubts the words at one end; `doubtful`: it
    is more likely wrong than right.
    """

    relation: Relation
    read: RelationKind
    doubtful: bool = False
    premises: tuple[TreeNode, ...] = ()
    undercuts: tuple[Inference, ...] = ()


class TreeNode(Frozen):
    """A unit with the inferences that lead to it; `folded`: the number of units below that are hidden by the depth
    limit.
    """

    unit: Unit
    inferences: tuple[Inference, ...] = ()
    folded: int = 0


class LeftOut(Frozen):
    """A relation, or some of its sources, that the trees do not show, and the reason."""

    relation: Relation
    sources: tuple[str, ...]
    reason: str


class Forest(Frozen):
    """All trees of a map, by the text order of their roots, and what they leave out."""

    trees: tuple[TreeNode, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def build_forest(map_: ArgumentMap, *, depth: int | None = None) -> Forest:
    """The trees of a map. `depth`: levels of premises shown below each root; None shows all.

    Raises RecursionError if a chain of premises is longer than a few hundred and `depth` does not limit it.
    """
    return _Builder(map_, depth).forest()


def subtrees(map_: ArgumentMap, units: Iterable[str], *, depth: int | None = None) -> tuple[TreeNode, ...]:
    """The trees below these units, wherever they are; `depth` and errors as in `build_forest`."""
    builder = _Builder(map_, depth)
    return tuple(builder.node(builder.units[unit], 0) for unit in units)


def select_trees(forest: Forest, *, perspective: str | None = None, paragraph: int | None = None) -> Forest:
    """The trees in which the perspective holds a unit or a unit is in the paragraph; both, if both are given."""
    kept = []
    for tree in forest.trees:
        units = list(units_in(tree))
        if perspective is not None and all(unit.perspective != perspective for unit in units):
            continue
        if paragraph is not None and all(unit.paragraph != paragraph for unit in units):
            continue
        kept.append(tree)
    return Forest(trees=tuple(kept), left_out=forest.left_out)


def units_in(node: TreeNode) -> Iterable[Unit]:
    """All units shown in a tree, root first."""
    pending: list[TreeNode | Inference] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, TreeNode):
            yield item.unit
            pending.extend(reversed(item.inferences))
        else:
            pending.extend([*item.undercuts[::-1], *item.premises[::-1]])


class _Builder:
    def __init__(self, map_: ArgumentMap, depth: int | None) -> None:
        self.look = Lookup(map_)
        self.units = self.look.units
        self.relations = map_.relations
        self.depth = depth
        self.outgoing = self.look.leading
        self.too_deep: list[Relation] = []
        self.into: dict[str, list[Relation]] = defaultdict(list)
        for relation in map_.relations:
            if self.shown_sources(relation):
                self.into[self.key_of_target(relation)].append(relation)

    @staticmethod
    def key_of_target(relation: Relation) -> str:
        return f"{'relation' if relation.kind == 'undercut' else 'unit'} {relation.target}"

    def shown_sources(self, relation: Relation) -> tuple[str, ...]:
        return tuple(source for source in relation.sources if self.outgoing[source].id == relation.id)

    def forest(self) -> Forest:
        shown = self._standing()
        roots = [unit for unit in self.units.values() if self._is_root(unit, shown)]
        trees = tuple(self.node(unit, 0) for unit in roots)
        deep = (
            LeftOut(relation=item, sources=item.sources, reason="undercuts are nested too deeply to be shown")
            for item in self.too_deep
        )
        return Forest(trees=trees, left_out=(*self._what_is_left_out(shown), *deep))

    def _standing(self) -> set[str]:
        """Ids of the relations that the trees show: they lead a source on, and the relations that they aim at stand."""
        known: dict[str, bool] = {}
        for relation in self.relations:
            chain: list[str] = []
            aim = relation
            while aim.id not in known and aim.kind == "undercut" and self.shown_sources(aim):
                chain.append(aim.id)
                aim = self.look.relations[aim.target]
            if aim.id not in known:
                known[aim.id] = bool(self.shown_sources(aim))
            known.update(dict.fromkeys(chain, known[aim.id]))
        return {name for name, stands in known.items() if stands}

    def _is_root(self, unit: Unit, shown: set[str]) -> bool:
        relation = self.outgoing.get(unit.id)
        return relation is None or relation.id not in shown

    def _what_is_left_out(self, shown: set[str]) -> Iterable[LeftOut]:
        for relation in self.relations:
            if relation.id not in shown:
                reason = (
                    "undercuts a relation that is not shown"
                    if self.shown_sources(relation)
                    else "another relation leads its sources on"
                )
                yield LeftOut(relation=relation, sources=relation.sources, reason=reason)
                continue
            missing = tuple(source for source in relation.sources if self.outgoing[source].id != relation.id)
            if missing:
                yield LeftOut(relation=relation, sources=missing, reason="another relation leads these sources on")

    def node(self, unit: Unit, level: int) -> TreeNode:
        relations = self.into.get(f"unit {unit.id}", [])
        if self.depth is not None and level >= self.depth:
            return TreeNode(unit=unit, folded=sum(self.count_below(relation) for relation in relations))
        return TreeNode(unit=unit, inferences=tuple(self.inference(relation, level) for relation in relations))

    def inference(self, relation: Relation, level: int, nested: int = 0) -> Inference:
        """`nested`: of how many undercuts, each of the next, this one is the last."""
        undercuts = self.into.get(f"relation {relation.id}", [])
        if self.depth is not None and nested >= max(self.depth, _FEWEST_NESTED):
            self.too_deep += undercuts
            undercuts = []
        return Inference(
            relation=relation,
            read=kind_as_read(self.look, relation),
            doubtful=is_doubtful(relation),
            premises=tuple(self.node(self.units[source], level + 1) for source in self.shown_sources(relation)),
            undercuts=tuple(self.inference(item, level, nested + 1) for item in undercuts),
        )

    def count_below(self, relation: Relation) -> int:
        """The number of units below a relation, including its own sources."""
        count, pending = 0, [relation]
        while pending:
            item = pending.pop()
            sources = self.shown_sources(item)
            count += len(sources)
            pending.extend(self.into.get(f"relation {item.id}", []))
            pending.extend(below for source in sources for below in self.into.get(f"unit {source}", []))
        return count
