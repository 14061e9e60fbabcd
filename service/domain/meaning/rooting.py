"""Each unit's leading relation and the order of the trees: the starting point of views and outlines."""

from __future__ import annotations

from pydantic import Field

from service.domain.base import Frozen
from service.domain.meaning.lookup import Lookup


class Forest(Frozen):
    """Ids. `leading`: unit -> the relation that it hangs from in the trees; it may also be a source of others.

    `trees`: units that lead nowhere but have reasons, that of the article's conclusion first, then in text order;
    `alone`: those without reasons.
    """

    leading: dict[str, str] = Field(default_factory=dict)
    trees: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


def forest_of(look: Lookup) -> Forest:
    roots = [unit for unit in look.units.values() if unit.id not in look.leading]
    end = len(look.map.document.text)
    main = _root_of(look, look.map.conclusion)
    roots.sort(key=lambda unit: (unit.id != main, unit.spans[0].start if unit.spans else end))
    return Forest(
        leading={unit: relation.id for unit, relation in look.leading.items()},
        trees=tuple(unit.id for unit in roots if look.incoming.get(unit.id)),
        alone=tuple(unit.id for unit in roots if not look.incoming.get(unit.id)),
    )


def _root_of(look: Lookup, unit: str | None) -> str | None:
    """The unit that one finally leads on to; relations make no circle."""
    while unit in look.leading:
        unit = look.target_of(look.leading[unit]).id
    return unit
