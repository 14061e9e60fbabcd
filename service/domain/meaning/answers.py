"""Which objections have an answer, which claims no other side takes up, and which several sides use."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.argument import Relation, Unit
from service.domain.base import Frozen
from service.domain.meaning.citing import citation_of
from service.domain.meaning.contacts import Contact
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read


class Objection(Frozen):
    """A link against a claim or a step, and the units that answer it; without any, no answer is in the map.

    What speaks against the reasons of an objection answers it where nothing speaks against the objection itself.
    """

    relation: str
    answers: tuple[str, ...] = ()


class SharedClaim(Frozen):
    """A claim and the sides (ids) that use it, its holder's first where that is one of them."""

    unit: str
    sides: tuple[str, ...]


def objections_of(look: Lookup) -> tuple[Objection, ...]:
    """Every link that speaks against something, in the map's order."""
    return tuple(
        Objection(relation=relation.id, answers=tuple(_answers(look, relation) or _answers_to_reasons(look, relation)))
        for relation in look.map.relations
        if kind_as_read(look, relation) != "support"
    )


def _answers(look: Lookup, relation: Relation) -> list[str]:
    """What speaks against the sources of a relation, or denies its step."""
    return [
        source
        for aim in (*relation.sources, relation.id)
        for answer in look.incoming[aim]
        if kind_as_read(look, answer) != "support"
        for source in answer.sources
    ]


def _answers_to_reasons(look: Lookup, relation: Relation) -> Iterable[str]:
    found: dict[str, None] = {}
    pending, seen = [relation], {relation.id}
    while pending:
        for source in pending.pop().sources:
            for reason in look.incoming[source]:
                if reason.id not in seen and kind_as_read(look, reason) == "support":
                    seen.add(reason.id)
                    pending.append(reason)
                    found |= dict.fromkeys(_answers(look, reason))
    return found


def unlinked(look: Lookup) -> tuple[str, ...]:
    """Units to or from which no link was found; that is not to say that nothing is said for or against them."""
    linked = {end for relation in look.map.relations for end in (*relation.sources, relation.target)}
    return tuple(unit.id for unit in look.map.units if unit.id not in linked)


def not_taken_up(look: Lookup, contacts: Iterable[Contact], conclusions: Iterable[str]) -> tuple[str, ...]:
    """Conclusions of a holder that no other side answers, uses or contests, and that themselves answer nothing: no
    question between sides, and no claim or step that they speak against."""
    touched = {unit for contact in contacts for unit in (contact.unit, contact.other_unit, contact.shared)}
    touched |= {unit for issue in look.map.issues for unit in issue.units}
    touched |= {
        source
        for relation in look.map.relations
        if kind_as_read(look, relation) != "support"
        for source in relation.sources
    }
    return tuple(unit for unit in conclusions if unit not in touched and unit != look.map.conclusion)


def shared_claims(look: Lookup, contacts: Iterable[Contact]) -> tuple[SharedClaim, ...]:
    """Claims that two sides use, each for what it holds itself; whoever is only cited for a claim does not use it."""
    sides: dict[str, dict[str, None]] = {}
    for contact in contacts:
        if contact.kind == "uses":
            unit = look.units[contact.unit]
            own = {look.side_of(unit): None} if _uses_it_itself(look, unit) else {}
            sides.setdefault(unit.id, own)[look.sides[contact.other]] = None
    return tuple(SharedClaim(unit=unit, sides=tuple(found)) for unit, found in sides.items() if len(found) > 1)


def _uses_it_itself(look: Lookup, unit: Unit) -> bool:
    """Whether the holder argues by or for its claim: it is not only cited, or is a reason on its own side, too."""
    return citation_of(look, unit) is None or any(
        unit.id in relation.sources
        and kind_as_read(look, relation) == "support"
        and look.side_of(look.units[relation.target]) == look.side_of(unit)
        for relation in look.map.relations
    )
