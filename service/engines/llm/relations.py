"""Converts one outgoing pointer per unit to relations: joins linked premises and finds the targets of undercuts.

Each repair is a warning. Cycles stay: assembly breaks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.argument import RelationKind
from service.engines.answers import RelationAnswer
from service.engines.llm.decoding import Repairs
from service.engines.llm.rows import RowKind

_KINDS: dict[str, RelationKind] = {"s": "support", "r": "rebut", "u": "undercut"}


@dataclass(frozen=True)
class Pointer:
    """What one unit does: `kind` as in the rows, `target` another unit's reference."""

    kind: RowKind
    target: str


def relations_of(pointers: Mapping[str, Pointer], repairs: Repairs) -> tuple[RelationAnswer, ...]:
    """Relations named `r` + their first source, units by their reference; `pointers` in text order."""
    return _built(_without_dangling_links(pointers, repairs), repairs)


def _without_dangling_links(pointers: Mapping[str, Pointer], repairs: Repairs) -> dict[str, Pointer]:
    """The pointers, less links to a unit that has no relation to share, and pointers at oneself."""
    kept: dict[str, Pointer] = {}
    for unit, pointer in pointers.items():
        if pointer.target == unit:
            repairs.warn("self-target", f"unit {unit} points at itself; the relation was left out")
        elif pointer.kind == "+" and _base(unit, pointers) is None:
            repairs.warn(
                "linked-to-nothing", f"unit {unit} is linked with {pointer.target}, which has no relation to share"
            )
        else:
            kept[unit] = pointer
    return kept


def _base(unit: str, pointers: Mapping[str, Pointer]) -> str | None:
    """The unit whose relation `unit` shares, itself where it is linked with none; None where none."""
    seen: set[str] = set()
    while unit in pointers and unit not in seen:
        if pointers[unit].kind != "+":
            return unit
        seen.add(unit)
        unit = pointers[unit].target
    return None


def _built(pointers: Mapping[str, Pointer], repairs: Repairs) -> tuple[RelationAnswer, ...]:
    sources: dict[str, list[str]] = {unit: [unit] for unit, pointer in pointers.items() if pointer.kind != "+"}
    for unit, pointer in pointers.items():
        base = _base(unit, pointers)
        if pointer.kind == "+" and base is not None:
            sources[base].append(unit)
    built = []
    for unit, members in sources.items():
        kind, target = _aimed(unit, pointers, repairs)
        if target in members:
            repairs.warn(
                "self-target", f"unit {unit} is linked with the unit that it points at; the relation was left out"
            )
            continue
        built.append(RelationAnswer(id=f"r{unit}", kind=kind, sources=tuple(members), target=target))
    return _without_lost_targets(built)


def _aimed(unit: str, pointers: Mapping[str, Pointer], repairs: Repairs) -> tuple[RelationKind, str]:
    """Kind and target; an undercut of a unit that has no relation out becomes a rebuttal of the unit itself."""
    pointer = pointers[unit]
    if pointer.kind != "u":
        return _KINDS[pointer.kind], pointer.target
    base = _base(pointer.target, pointers)
    if base is not None and base != unit:
        return "undercut", f"r{base}"
    warning = "An objection to a step found no step to object to; it stands as an objection to the claim itself."
    if all(earlier.detail != warning for earlier in repairs.warnings):
        repairs.warn("undercut-of-nothing", warning)
    return "rebut", pointer.target


def _without_lost_targets(relations: list[RelationAnswer]) -> tuple[RelationAnswer, ...]:
    """The relations, less undercuts of one that was left out."""
    while True:
        names = {relation.id for relation in relations}
        kept = [relation for relation in relations if relation.kind != "undercut" or relation.target in names]
        if len(kept) == len(relations):
            return tuple(kept)
        relations = kept
