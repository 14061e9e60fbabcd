"""Which objections are answered, which claims no other side responds to, and which claims several sides use."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.domain.argument import AUTHOR, Relation, Unit
from service.domain.base import Frozen
from service.domain.meaning.citing import citation_of
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.contacts import Contact
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read


class Objection(Frozen):
    """A link from `by` against a claim or a step of `to`, and the units that answer it; if empty, no answer was found.

    If nothing attacks the objection itself, whatever attacks its reasons answers it; failing that, an adjacent "but" by
    the other side does. `answered_by`: the holders of the answers. `between_sides`: false for objections of a side to
    its own claims, for what it grants, and for mere answers to other objections; none of these calls for an answer.
    """

    relation: str
    by: str = AUTHOR
    to: str = AUTHOR
    answers: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    between_sides: bool = True


_CONTRAST = re.compile(r"\b(?:but|yet|however|nevertheless|nonetheless|still|even so|that said)\b", re.IGNORECASE)


class SharedClaim(Frozen):
    """A claim and the sides (ids) that use it, its holder's side first if included."""

    unit: str
    sides: tuple[str, ...]


def objections_of(look: Lookup) -> tuple[Objection, ...]:
    """Every attacking link, in the map's order."""
    found: list[Objection] = []
    against = [relation for relation in look.map.relations if kind_as_read(look, relation) != "support"]
    answering: set[str] = set()
    for relation in against:
        unit, aim = look.units[relation.sources[0]], look.attacked_by(relation)
        linked = _answers(look, relation) or list(_answers_to_reasons(look, relation))
        answers = linked or _next_breath(look, unit)
        apart = look.side_of(unit) != look.side_of(aim) and not is_granted(look, unit)
        found.append(
            Objection(
                relation=relation.id,
                by=unit.perspective,
                to=aim.perspective,
                answers=tuple(answers),
                answered_by=tuple(dict.fromkeys(look.units[name].perspective for name in answers)),
                between_sides=apart and unit.id not in answering,
            )
        )
        if apart:
            answering.update(name for name in answers if look.side_of(look.units[name]) != look.side_of(unit))
    return tuple(found)


def _next_breath(look: Lookup, unit: Unit) -> list[str]:
    """The unit of another side that follows in the same paragraph, led in by a word of contrast."""
    following = look.following(unit)
    if following is None or not unit.spans or look.side_of(following) == look.side_of(unit):
        return []
    between = look.map.document.text[unit.spans[-1].end : following.spans[0].start]
    return [following.id] if _CONTRAST.search(between) and between.count(".") <= 1 else []


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
    """Units for which no link was found, which does not mean that nothing is said for or against them."""
    linked = {end for relation in look.map.relations for end in (*relation.sources, relation.target)}
    return tuple(unit.id for unit in look.map.units if unit.id not in linked)


def not_taken_up(look: Lookup, contacts: Iterable[Contact], conclusions: Iterable[str]) -> tuple[str, ...]:
    """Conclusions that no other side answers, uses or contests, and that answer nothing themselves: neither a question
    between sides, nor a claim or step that they attack.
    """
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
    """Claims that two sides use for conclusions of their own; being cited for a claim is not using it."""
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
        kind_as_read(look, relation) == "support" and look.side_of(look.units[relation.target]) == look.side_of(unit)
        for relation in look.outgoing[unit.id]
    )
