"""Objections, each with its answer: who objects to whom, and whether, by whom and where it is answered."""

from __future__ import annotations

from service.domain.argument import is_doubtful
from service.domain.base import Frozen
from service.domain.meaning.answers import objections_of
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read


class Reply(Frozen):
    """An objection (units of `by`) to a unit of `to`, and the units that answer it; none where the map has none.

    `answered_by`: the holders of the answers, none of them of the side that objects.
    """

    relation: str
    by: str
    units: tuple[str, ...]
    to: str
    aim: str
    answers: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()


def replies_of(look: Lookup) -> tuple[Reply, ...]:
    """In the map's order. What a holder says against its own claim, grants, or answers itself with is no objection; nor
    is an answer listed again as an objection to what it answers, or a link that is doubtful."""
    found: list[Reply] = []
    answers = {item.relation: item.answers for item in objections_of(look)}
    answering: set[str] = set()
    for relation in look.map.relations:
        if is_doubtful(relation) or kind_as_read(look, relation) == "support":
            continue
        first, aim = look.units[relation.sources[0]], look.attacked_by(relation)
        if look.side_of(first) == look.side_of(aim) or is_granted(look, first) or first.id in answering:
            continue
        by_others = [name for name in answers[relation.id] if look.side_of(look.units[name]) != look.side_of(first)]
        answering.update(by_others)
        found.append(
            Reply(
                relation=relation.id,
                by=first.perspective,
                units=relation.sources,
                to=aim.perspective,
                aim=aim.id,
                answers=tuple(by_others),
                answered_by=tuple(dict.fromkeys(look.units[name].perspective for name in by_others)),
            )
        )
    return tuple(found)
