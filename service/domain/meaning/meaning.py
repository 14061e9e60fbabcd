"""Everything that follows from a map, in one value."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from service.domain.argument import Perspective, is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.meaning.answers import (
    Objection,
    SharedClaim,
    not_taken_up,
    objections_of,
    shared_claims,
    unlinked,
)
from service.domain.meaning.camps import camps_of
from service.domain.meaning.citing import Citation
from service.domain.meaning.claim_wording import UnitWording, wordings_of
from service.domain.meaning.common_ground import CommonClaim, common_ground
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.contacts import Contact, contacts_of
from service.domain.meaning.foreseeing import Foresight, foresights_of
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.naming import is_plural, name_of, name_within
from service.domain.meaning.objecting import ObjectingPair, objecting_pairs
from service.domain.meaning.rooting import Forest, forest_of
from service.domain.meaning.signs import is_against, is_argued, kind_as_read
from service.domain.meaning.stands import Stand, stands_of
from service.domain.meaning.supposed import Supposition, suppositions_of


class Holding(Frozen):
    """What one perspective holds. `conclusions`: its units from which no unit of its own side leads on (ids).

    `premises`: its other units; `silent`: it is named, but neither it nor any of its members holds anything; `side`:
    its topmost ancestor, or itself; `stand`: its position on the article's conclusion, null if there is none; `cited`:
    by whom and for what, if it is only cited. `name`: how it is called; `name_within`: the same inside a sentence;
    `plural`: whether the name takes a plural verb.
    """

    perspective: Perspective
    conclusions: tuple[str, ...]
    premises: tuple[str, ...]
    silent: bool
    side: str
    stand: Stand | None = None
    cited: Citation | None = None
    name: str = ""
    name_within: str = ""
    plural: bool = False


class Meaning(Frozen):
    """Lists of ids: of units whose holder is `against` their words, `granted` to the other side, `argued` for.

    `turned`: relations that are read the other way round (a support as a rebuttal, a rebuttal as a support);
    `doubtful`: relations that are more likely wrong than right; `unlinked`, `not_taken_up`: see `answers`;
    `common`: what two sides both hold or grant; `camps`: sides that stand together (see `camps`);
    `two_sided`: two sides answer at least two questions, so that the issues are the best first sight of the map;
    `wordings`: of the units that cannot be read alone (see `claim_wording`); `supposed`: units that their holder is
    only expected to say; `objecting`: answers to a question that are not rivals, though one objects to the other;
    `foreseen`: units that tell what will be, and how their holder foresees it; `forest`: what the trees begin with.
    """

    against: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    argued: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    holdings: tuple[Holding, ...] = ()
    contacts: tuple[Contact, ...] = ()
    objections: tuple[Objection, ...] = ()
    shared: tuple[SharedClaim, ...] = ()
    common: tuple[CommonClaim, ...] = ()
    camps: tuple[tuple[str, ...], ...] = ()
    unlinked: tuple[str, ...] = ()
    not_taken_up: tuple[str, ...] = ()
    two_sided: bool = False
    wordings: tuple[UnitWording, ...] = ()
    supposed: tuple[Supposition, ...] = ()
    objecting: tuple[ObjectingPair, ...] = ()
    foreseen: tuple[Foresight, ...] = ()
    forest: Forest = Forest()


def meaning_of(map_: ArgumentMap) -> Meaning:
    """The map's meaning, identical for every view, export and answer."""
    look = Lookup(map_)
    holdings = holdings_of(look)
    contacts = contacts_of(look)
    shared = shared_claims(look, contacts)
    relations = map_.relations
    return Meaning(
        against=tuple(unit.id for unit in map_.units if is_against(look, unit)),
        granted=tuple(unit.id for unit in map_.units if is_granted(look, unit)),
        argued=tuple(unit.id for unit in map_.units if is_argued(look, unit)),
        turned=tuple(item.id for item in relations if kind_as_read(look, item) != item.kind),
        doubtful=tuple(item.id for item in relations if is_doubtful(item)),
        holdings=holdings,
        contacts=contacts,
        objections=objections_of(look),
        shared=shared,
        common=common_ground(look, contacts),
        camps=tuple(camp.sides for camp in camps_of(look, contacts)),
        unlinked=unlinked(look),
        two_sided=_is_two_sided(look),
        wordings=wordings_of(map_),
        supposed=suppositions_of(look),
        foreseen=foresights_of(look),
        objecting=objecting_pairs(map_.issues, contacts),
        forest=forest_of(look),
        not_taken_up=not_taken_up(look, contacts, [unit for item in holdings for unit in item.conclusions]),
    )


def _is_two_sided(look: Lookup) -> bool:
    together: Counter[tuple[str, str]] = Counter()
    for issue in look.map.issues:
        sides = sorted({look.sides[item.perspective] for item in issue.positions if item.stance == "holds"})
        together.update(combinations(sides, 2))
    return any(count >= 2 for count in together.values())


def holdings_of(look: Lookup) -> tuple[Holding, ...]:
    """What each perspective holds, in the map's order."""
    stands = stands_of(look)
    speaking = {look.sides[unit.perspective] for unit in look.map.units}
    holders = {unit.perspective for unit in look.map.units}
    own: dict[str, tuple[list[str], list[str]]] = {name: ([], []) for name in look.perspectives}
    for unit in look.map.units:
        relation = look.leading.get(unit.id)
        leads_on = relation is not None and kind_as_read(look, relation) == "support"
        stays = leads_on and relation is not None and look.target_of(relation).perspective == unit.perspective
        own[unit.perspective][1 if stays else 0].append(unit.id)
    found = []
    for item in look.map.perspectives:
        stand, cited = stands.get(item.id, (None, None))
        is_head = look.sides[item.id] == item.id
        found.append(
            Holding(
                perspective=item,
                conclusions=tuple(own[item.id][0]),
                premises=tuple(own[item.id][1]),
                silent=item.id not in holders and not (is_head and item.id in speaking),
                side=look.sides[item.id],
                stand=stand,
                cited=cited,
                name=name_of(item),
                name_within=name_within(item, look.map.document.text),
                plural=is_plural(item),
            )
        )
    return tuple(found)
