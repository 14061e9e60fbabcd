"""Reduces the proposed relations to an acyclic graph with at most one outgoing relation per unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.argument import Relation
from service.domain.graph import acyclic_relations
from service.domain.provenance import MapWarning
from service.engines.answers import LinksAnswer, RelationAnswer
from service.pipeline.assembly.paragraphs import ProposedRelation
from service.pipeline.assembly.warning_texts import WARNING_TEXTS


def settle_relations(
    own: Sequence[ProposedRelation], links: LinksAnswer | None, unit_ids: set[str], warnings: list[MapWarning]
) -> list[Relation]:
    """A consistent set of relations, numbered `r0`, `r1`, ... in the order proposed.

    Scopes are provisional. The paragraphs' `own` relations take precedence over those of the links step, more confident
    ones over less confident ones, and all over those of the article's conclusion. `own` relations of units that the
    links step redrew are dropped. Its undercuts may refer to relations by their ids in the draft that it was shown.
    """
    links = links or LinksAnswer()
    drafted = {name: relation.id for relation, name in _numbered(_settled(own, None, unit_ids, []), own)}
    linked = [_as_proposed(relation, drafted) for relation in links.relations]
    proposed = [*_less_redrawn(own, links.redrawn), *((None, relation) for relation in linked)]
    numbered = _numbered(_settled(proposed, links.conclusion, unit_ids, warnings), proposed)
    names = {relation.id: name for relation, name in numbered}
    return [
        relation.model_copy(update={"id": name, "target": names.get(relation.target, relation.target)})
        for relation, name in numbered
    ]


def _as_proposed(link: RelationAnswer, drafted: Mapping[str, str]) -> RelationAnswer:
    return (
        link.model_copy(update={"target": drafted.get(link.target, link.target)}) if link.kind == "undercut" else link
    )


def _less_redrawn(own: Sequence[ProposedRelation], redrawn: Collection[str]) -> list[ProposedRelation]:
    """The paragraphs' relations without those outgoing from these units."""
    return [
        (paragraph, relation.model_copy(update={"sources": sources}))
        for paragraph, relation in own
        if (sources := tuple(source for source in relation.sources if source not in redrawn))
    ]


def _settled(
    proposed: Sequence[ProposedRelation], conclusion: str | None, unit_ids: set[str], warnings: list[MapWarning]
) -> dict[str, Relation]:
    settling = _Settling(unit_ids, warnings)
    order = sorted(proposed, key=lambda item: (conclusion in item[1].sources, item[0] is None, -item[1].confidence))
    for paragraph, relation in order:
        settling.offer(paragraph, relation.id, relation.sources, relation.target, relation.kind, relation.confidence)
    settling.drop_broken_undercuts()
    settling.break_cycles()
    return settling.kept


def _numbered(kept: Mapping[str, Relation], proposed: Sequence[ProposedRelation]) -> list[tuple[Relation, str]]:
    """The relations in the order proposed, each with its id in the map."""
    ranks = {relation.id: rank for rank, (_, relation) in enumerate(proposed)}
    ordered = sorted(kept.values(), key=lambda relation: ranks[relation.id])
    return [(relation, f"r{number}") for number, relation in enumerate(ordered)]


@dataclass
class _Settling:
    unit_ids: set[str]
    warnings: list[MapWarning]
    kept: dict[str, Relation] = field(default_factory=dict)
    paragraphs: dict[str, int | None] = field(default_factory=dict)
    led_on: set[str] = field(default_factory=set)
    links: set[tuple[tuple[str, ...], str]] = field(default_factory=set)

    def warn(self, paragraph: int | None, code: str) -> None:
        self.warnings.append(MapWarning(paragraph=paragraph, code=code, detail=WARNING_TEXTS[code]))

    def offer(
        self, paragraph: int | None, name: str, sources: Sequence[str], target: str, kind: str, confidence: float
    ) -> None:
        known = tuple(dict.fromkeys(source for source in sources if source in self.unit_ids))
        if not known or (kind != "undercut" and target not in self.unit_ids):
            return self.warn(paragraph, "unknown-id")
        if (known, target) in self.links:
            return self.warn(paragraph, "repeated-relation")
        if kind != "undercut" and target in known:
            self.warn(paragraph, "aims-at-itself")
        free = tuple(source for source in known if source not in self.led_on and source != target)
        if len(free) < len(known) and target not in known:
            self.warn(paragraph, "second-outgoing")
        if not free or name in self.kept:
            return None
        self.led_on.update(free)
        self.paragraphs[name] = paragraph
        self.links.add((free, target))
        self.kept[name] = Relation.model_validate(
            {"id": name, "kind": kind, "sources": free, "target": target, "confidence": confidence}
        )
        return None

    def drop_broken_undercuts(self) -> None:
        """Drops undercuts whose target was dropped; each drop may cascade."""
        while True:
            broken = [
                relation
                for relation in self.kept.values()
                if relation.kind == "undercut" and (relation.target not in self.kept or relation.target == relation.id)
            ]
            if not broken:
                return
            for relation in broken:
                del self.kept[relation.id]
                self.warn(self.paragraphs[relation.id], "unknown-id")

    def break_cycles(self) -> None:
        acyclic = {relation.id: relation for relation in acyclic_relations([*self.kept.values()])}
        for name in self.kept.keys() - acyclic.keys():
            self.warn(self.paragraphs[name], "circle")
        self.kept = acyclic
        self.drop_broken_undercuts()
