"""The words that signal an attribution: which frames each takes, and the attitude that it gives its source."""

from __future__ import annotations

from service.domain.argument import Attitude
from service.engines.offline.lexicon import words


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAUSE = words("cue verbs: clause")
"""Verbs whose content may be a clause or a quotation."""

QUOTING = CLAUSE | words("cue verbs: beside a quotation")
"""Verbs that give a quotation beside them to their subject, though some take no clause of their own."""

WEAK = words("cue verbs: need an actor")
"""Verbs that say something only when an actor is their subject."""

AS_FRAME = words("cue verbs: as")
"""Verbs whose content is their object with what it is taken "as"."""

OBJECT_FRAME = words("cue verbs: object")
"""Verbs whose content is what follows them."""

PREPOSITION_FRAME: dict[str, frozenset[str]] = {
    "point": _words("to"),
    "warn": _words("of about against"),
    "call": _words("for"),
    "argue": _words("for against"),
    "complain": _words("of about"),
    "speak": _words("of"),
    "talk": _words("of about"),
    "insist": _words("on upon"),
    "push": _words("for"),
    "plead": _words("for"),
    "press": _words("for"),
    "worry": _words("about"),
    "object": _words("to"),
    "ask": _words("for"),
    "caution": _words("against"),
    "advise": _words("against"),
    "dream": _words("of"),
    "hint": _words("at"),
    "accuse": _words("of"),
    "boast": _words("of about"),
    "campaign": _words("for against"),
}
"""Verbs whose content follows one of these prepositions."""

INFINITIVE_FRAME = words("cue verbs: infinitive")
"""Verbs whose content may be an infinitive, with or without an object before it."""

PASSIVE = words("cue verbs: passive")
"""Verbs that attribute in the passive; their subject is part of the content."""

NOUNS = words("cue nouns")
"""Nouns whose content is a clause ("the ministry's claim that p", "her answer is that p")."""

WANTING = words("cue verbs: always an actor")
"""Verbs whose subject is always an actor, whatever noun names it ("the county wants")."""

ALL = CLAUSE | AS_FRAME | OBJECT_FRAME | INFINITIVE_FRAME | NOUNS | frozenset(PREPOSITION_FRAME) | {"according"}
"""Every lemma that signals an attribution."""

NEGATIVE_SUBJECTS = words("negative subjects")
"""Subjects that put nothing forward ("few believe that p")."""

_ATTITUDES: dict[Attitude, frozenset[str]] = {
    "denies": _words("deny reject refute dispute dismiss oppose denial"),
    "concedes": _words("concede admit acknowledge grant accept confess admission allow"),
    "doubts": _words("doubt question wonder doubtful skeptical sceptical"),
    "asks": _words("ask inquire wonder"),
    "wants": _words(
        """want hope wish demand urge request call plead beg implore recommend advise propose prefer order favor favour
        require encourage push press campaign invite caution proposal recommendation mandate insist-on"""
    ),
    "predicts": _words("predict forecast expect anticipate foresee vow pledge promise threaten prediction threat bet"),
}


def attitude_of(lemma: str, *, negated: bool = False) -> Attitude:
    """The attitude that a cue gives its source; a negated cue of saying or believing denies."""
    for attitude, lemmas in _ATTITUDES.items():
        if lemma in lemmas:
            return attitude
    return "denies" if negated else "asserts"
