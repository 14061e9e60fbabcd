"""Where two holders meet: they conflict, they agree, or one uses a claim of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Literal

from service.domain.argument import Relation, RelationKind, Unit
from service.domain.base import Frozen
from service.domain.meaning.citing import citation_of
from service.domain.meaning.concessions import is_alleged, is_granted
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.signs import kind_as_read

Verdict = Literal["agrees", "conflicts", "uses"]


class Contact(Frozen):
    """`unit` is held by `perspective`, `other_unit` by `other`; the link leads from the first to the second.

    `conflicts`: the first attacks the second by a `relation`; without one, the two are rival positions in an issue,
    which neither attacks. `agrees`: both reach the same conclusion, both support the same claim (`shared`), one grants
    it, or their positions are the same. `uses`: `other` merely uses a claim of `perspective` as a reason. `read`: the
    kind of the link as a reader must understand it. Without a `relation`, `issue` says where they meet.
    """

    kind: Verdict
    perspective: str
    other: str
    unit: str
    other_unit: str
    read: RelationKind | None = None
    relation: str | None = None
    shared: str | None = None
    issue: str | None = None


def contacts_of(look: Lookup) -> tuple[Contact, ...]:
    """All contacts; within one side, only conflicts. A claim that two holders conflict over is not shared by them.

    Two holders conflict over two claims only once: rivalry adds nothing to a link between their answers.
    """
    linked = _each_once(_by_relations(look))
    found = [*linked, *_by_shared_claims(look), *_by_issues(look, linked)]
    conflicts = [contact for contact in found if contact.kind == "conflicts"]
    disputed = {(_pair(item), unit) for item in conflicts for unit in (item.unit, item.other_unit)}
    return tuple(
        contact
        for contact in found
        if contact.kind == "conflicts" or not (_one_side(look, contact) or (_pair(contact), contact.unit) in disputed)
    )


def _by_relations(look: Lookup) -> Iterator[Contact]:
    for relation in look.map.relations:
        to = look.attacked_by(relation)
        read = kind_as_read(look, relation)
        for source in relation.sources:
            unit = look.units[source]
            if unit.perspective != to.perspective:
                yield _contact(_verdict(look, read, unit, to), unit, to, read=read, relation=relation.id)


def _verdict(look: Lookup, read: RelationKind, unit: Unit, to: Unit) -> Verdict:
    if read != "support":
        return "conflicts"
    if is_alleged(look, unit):
        return "uses"  # an opponent's report of its words does not make the holder back anything
    both = unit.role == "conclusion" and to.role == "conclusion"
    return "agrees" if is_granted(look, unit) or (both and citation_of(look, unit) is None) else "uses"


def _by_shared_claims(look: Lookup) -> Iterator[Contact]:
    """Conclusions of two holders that speak for the same claim; each two holders once for a claim."""
    for shared in look.map.units:
        first: dict[str, tuple[Unit, Relation]] = {}
        for relation in look.incoming[shared.id]:
            if kind_as_read(look, relation) == "support":
                for unit in (look.units[source] for source in relation.sources):
                    argues = (
                        unit.role == "conclusion" and citation_of(look, unit) is None and not is_alleged(look, unit)
                    )
                    if argues and unit.perspective != shared.perspective:
                        first.setdefault(unit.perspective, (unit, relation))
        for (unit, relation), (other, _) in combinations(first.values(), 2):
            yield _contact("agrees", unit, other, read="support", relation=relation.id, shared=shared.id)


def _each_once(contacts: Iterable[Contact]) -> list[Contact]:
    """An objection of several premises together is one conflict, and so are two links between the same two claims."""
    found: list[Contact] = []
    seen: set[object] = set()
    for contact in contacts:
        keys = {frozenset((contact.unit, contact.other_unit)), (contact.relation, contact.perspective)}
        if contact.kind != "conflicts" or not keys & seen:
            found.append(contact)
        if contact.kind == "conflicts":
            seen |= keys
    return found


def _by_issues(look: Lookup, linked: list[Contact]) -> Iterator[Contact]:
    fought = {frozenset((item.unit, item.other_unit)) for item in linked if item.kind == "conflicts"}
    for issue in look.map.issues:
        units = {position.perspective: position.units for position in issue.positions}
        for contrast in issue.contrasts:
            if contrast.kind == "compatible":
                continue
            kind: Verdict = "conflicts" if contrast.kind == "rival" else "agrees"
            pairs = {frozenset(pair) for pair in product(units[contrast.a], units[contrast.b])}
            if kind == "conflicts" and pairs & fought:
                continue
            for name, other_name in product(units[contrast.a][:1], units[contrast.b][:1]):
                one, other = look.units[name], look.units[other_name]
                if kind == "conflicts" or not (is_alleged(look, one) or is_alleged(look, other)):
                    yield _contact(kind, one, other, issue=issue.id)


def _contact(kind: Verdict, unit: Unit, to: Unit, **more: str) -> Contact:
    values = {"perspective": unit.perspective, "other": to.perspective, "unit": unit.id, "other_unit": to.id, **more}
    return Contact.model_validate({"kind": kind, **values})


def _pair(contact: Contact) -> frozenset[str]:
    return frozenset((contact.perspective, contact.other))


def _one_side(look: Lookup, contact: Contact) -> bool:
    return look.sides[contact.perspective] == look.sides[contact.other]
