"""Who holds what in a map, and where two holders meet: the part of a map's meaning that concerns perspectives."""

from __future__ import annotations

from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen
from service.domain.meaning.contacts import Contact, contacts_of
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.meaning import Holding, holdings_of


class Comparison(Frozen):
    """`holdings`: one for each perspective, in the map's order; `contacts`: between any two of them."""

    holdings: tuple[Holding, ...]
    contacts: tuple[Contact, ...]


def compare_perspectives(map_: ArgumentMap) -> Comparison:
    """Every perspective with its conclusions and premises, and every contact between two perspectives."""
    look = Lookup(map_)
    return Comparison(holdings=holdings_of(look), contacts=contacts_of(look))
