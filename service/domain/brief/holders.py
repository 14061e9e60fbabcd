"""Whether a label that no model produced can name a holder: "The taxes want" is nobody's claim."""

from __future__ import annotations

import re

from service.domain.argument import Perspective
from service.domain.word_lists import word_list

_MALFORMED = re.compile(
    r"^\W*\d|^(?:section|article|chapter|page|figure|table|title|part)\b|\b(?:of|for|in|on|to|and|the|a|an|with)$"
    r"|^[^(\[]*[)\]]|[(\[][^)\]]*$|^(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\s(?:of|on|in|at|for|from|to|with|who|that|which|near|close|under)\b|,|\(", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?:(?<!numb)(?<!pap)(?<!ord)ers|(?<!fact)(?<!err)ors|ists|(?<!gr)(?<!pl)ants|(?<!m)ents|ians|ees|men)$"
)
_ALSO_PEOPLE = word_list(
    "people others officials professionals individuals liberals conservatives socialists nationals critics "
    "sceptics skeptics academics mechanics clergy police staff public crowd crew crews team board jury colleagues "
    "allies parties families parents children youth women groups unions associations organizations organisations "
    "companies firms businesses banks institutions agencies bodies authorities governments ministries "
    "municipalities councils committees communities churches schools universities hospitals countries nations "
    "states cities towns villages newspapers media magazines outlets courts judges lords churchmen experts hawks "
    "doves moderates some many most several few both all contacts representatives executives relatives natives "
    "neighbours neighbors aides heads chiefs students participants departments movements regiments settlements"
)


def can_hold(holder: Perspective) -> bool:
    """Judges a label by its form and, for groups, by its head noun; people, states and institutions are always
    accepted.

    >>> labels = ("Taxes", "Dairy farmers", "Miseries of war")
    >>> [can_hold(Perspective(id="v1", label=label, kind="group")) for label in labels]
    [False, True, False]
    """
    if _MALFORMED.search(holder.label):
        return False
    if holder.kind != "group":
        return True
    head = _HEAD.split(holder.label.strip())[0].casefold().split()
    forms = (head[-1], f"{head[-1]}s") if head else ()
    return any(word in _ALSO_PEOPLE or _PEOPLE.search(word) for word in forms)
