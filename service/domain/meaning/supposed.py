"""What a holder is only expected or supposed to say: according to the article it will, would or might say so.

The attribution's `mode` decides; in maps made before that field existed, the cue does.
"""

from __future__ import annotations

from service.domain.argument import Attribution, Mode, Unit
from service.domain.base import Frozen, Span
from service.domain.meaning.lookup import Lookup

_MODALS = frozenset({"will", "would", "shall", "might", "may", "could"})
_NOT_SAYING = frozenset({"not", "never", "like", "rather", "prefer", "love"})
"""After a modal: that nothing is said, or that something is wished ("would like")."""
_FIRST_PERSON = frozenset({"i", "we"})


class Supposition(Frozen):
    """A unit that its holder is only supposed to say, and the article's modal verb."""

    unit: str
    modal: str


def suppositions_of(look: Lookup) -> tuple[Supposition, ...]:
    """All supposed units, in the map's order."""
    found = ((unit.id, modal_of(look, unit)) for unit in look.map.units)
    return tuple(Supposition(unit=unit, modal=modal) for unit, modal in found if modal)


def modal_of(look: Lookup, unit: Unit) -> str | None:
    """The modal verb of the unit's own cue, or else of a teller's; `will` inside somebody else's prediction."""
    own = look.attributions.get(unit.attribution or "")
    if own is None or (own.mode is None and own.attitude == "wants"):
        return None
    modal = _modal(look, own)
    for outer in look.tellers(unit):
        if modal is None and outer.perspective != unit.perspective:
            foretold = own.mode is None and outer.attitude == "predicts"
            modal = "will" if foretold else _modal(look, outer)
    return modal


def _modal(look: Lookup, attribution: Attribution) -> str | None:
    if attribution.mode not in (None, "supposed"):
        return None
    modal = modal_in(_words(look, attribution.cue), _words(look, attribution.source))
    return modal or ("would" if attribution.mode == "supposed" else None)


def modal_in(cue: str, source: str) -> str | None:
    """The modal at the very beginning of the cue: "said it would" reports an utterance, "I would say" makes one."""
    words = cue.lower().split()
    if len(words) < 2 or words[0] not in _MODALS or words[1] in _NOT_SAYING:
        return None
    return None if _FIRST_PERSON.issuperset(source.lower().split() or ["?"]) else words[0]


def mode_in(cue: str, source: str, *, attitude: str, told_by_another: bool) -> Mode:
    """The mode according to a cue and its source; `told_by_another`: the attribution is inside somebody
    else's report.
    """
    if attitude != "wants" and modal_in(cue, source):
        return "supposed"
    return "reported" if told_by_another else "said"


def _words(look: Lookup, span: Span | None) -> str:
    return span.cut(look.map.document.text) if span else ""
