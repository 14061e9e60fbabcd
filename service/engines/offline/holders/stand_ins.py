"""Finds whom a noun stands in for: a study for its makers, a spokesman and "its officials" for a side (guidelines, 8).

Worth 8 of the 477 attributions that are found on the choosing set.
"""

from __future__ import annotations

from spacy.tokens import Token

from service.engines.offline.lexicon import words
from service.engines.offline.parsing import children

_MADE = frozenset({"by", "from"})
_SERVED = frozenset({"for", "of", "at", "with", "from"})
_PRONOUNS = frozenset({"its", "their", "his", "her"})


def stands_in(noun: Token) -> bool:
    """Whether it is a study, a spokesman without a name, or the officials of a side (some or two of them are not)."""
    lemma = noun.lemma_.lower()
    if lemma in words("parts of a side") and noun.tag_ == "NNS":
        return not any(child.like_num or child.lower_ in words("parts of a group") for child in noun.lefts)
    is_spokesman = lemma in words("spokespeople") and noun.pos_ == "NOUN" and not children(noun, "appos")
    return is_spokesman or _is_study(noun)


def _is_study(noun: Token) -> bool:
    return noun.lemma_.lower() in words("studies") and not noun.text.isupper()


def owner_of(noun: Token) -> Token | None:
    """The head of the words for whoever made a study, or whom somebody serves: "X's", "its", "by X", "for X", "X
    officials". Null if there are none.
    """
    is_name, is_study = noun.pos_ == "PROPN", _is_study(noun)
    owners = children(noun, "poss")
    if not (is_name or is_study or noun.lemma_.lower() in words("heads of an institution")):
        compounds = children(noun, "compound")
        owners += [owner for owner in compounds if owner.lemma_.lower() not in words("heads of a person")]
    for link in children(noun, "prep", "agent"):
        if link.lower_ in (_MADE if is_study else _SERVED) and not (is_name and link.lower_ == "of"):
            owners += link.children  # but "the Court of Audit" is a name
    owners = [owner for owner in owners if owner.lower_ not in words("months and days")]
    return next((owner for owner in owners if owner.lower_ in _PRONOUNS or owner.pos_ in {"PROPN", "NOUN"}), None)
