"""Groups (outlets, sides or periods) compared side by side: each on the same claims in the same order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from service.domain.base import Frozen
from service.domain.debates.debate import Debate
from service.domain.debates.parts import Mention
from service.domain.debates.sides import parents_of, sides
from service.domain.debates.stances import Column, Position, column_of, ordered_claims, position_in

Attribute = Literal["outlet", "side", "year", "month"]
UNKNOWN = ""
"""The group of what has no such attribute: no outlet, no date."""


class Share(Frozen):
    """A group's stance on a claim, and how many of its documents and actors take it."""

    group: str
    stance: Position
    actors_for: int
    actors_against: int
    documents: int


class Group(Frozen):
    """`documents`: how many of the debate's documents contain a statement by this group."""

    group: str
    label: str
    documents: int
    mentions: int


class CompareRow(Frozen):
    """A claim with every group's share, in the order of the groups."""

    column: Column
    shares: tuple[Share, ...]


class GroupComparison(Frozen):
    """`groups` by name; `rows`: claims in the matrix's order, each with one share for every group."""

    by: Attribute
    groups: tuple[Group, ...]
    total_claims: int
    rows: tuple[CompareRow, ...]


def compare_groups(debate: Debate, by: Attribute, *, start: int = 0, most: int | None = None) -> GroupComparison:
    """Compares all groups on every claim: claims in the matrix's order, groups by name, the one without an attribute
    last.
    """
    key = _grouping(debate, by)
    said: dict[str, list[Mention]] = {}
    for claim in debate.claims:
        for mention in claim.mentions:
            said.setdefault(key(mention), []).append(mention)
    labels = {actor.id: actor.label for actor in debate.actors} if by == "side" else {}
    groups = tuple(
        Group(
            group=name,
            label=labels.get(name, name),
            documents=len({item.map for item in said[name]}),
            mentions=len(said[name]),
        )
        for name in sorted(said, key=lambda name: (name == UNKNOWN, labels.get(name, name)))
    )
    claims = ordered_claims(debate)
    rows = []
    for claim in claims[start : None if most is None else start + most]:
        here: dict[str, list[Mention]] = {}
        for mention in claim.mentions:
            here.setdefault(key(mention), []).append(mention)
        shares = tuple(_share(group.group, here.get(group.group, [])) for group in groups)
        rows.append(CompareRow(column=column_of(claim), shares=shares))
    return GroupComparison(by=by, groups=groups, total_claims=len(claims), rows=tuple(rows))


def _share(group: str, mentions: list[Mention]) -> Share:
    return Share(
        group=group,
        stance=position_in(mentions),
        actors_for=len({mention.actor for mention in mentions if mention.stance == "for"}),
        actors_against=len({mention.actor for mention in mentions if mention.stance == "against"}),
        documents=len({mention.map for mention in mentions}),
    )


def _grouping(debate: Debate, by: Attribute) -> Callable[[Mention], str]:
    if by == "side":
        top = sides(parents_of(debate))
        return lambda mention: top.get(mention.actor, mention.actor)
    values: dict[str, str] = {}
    for document in debate.documents:
        size = {"year": 4, "month": 7}.get(by, 0)
        values[document.map] = (document.published or "")[:size] if size else document.outlet or UNKNOWN
    return lambda mention: values.get(mention.map, UNKNOWN)
