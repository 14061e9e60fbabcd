"""What speaks for somebody else: a study for whoever made it, a spokesman without a name for his side (guidelines, 8
and 9).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from service.engines.offline.attribution.sources import ends_as_people_do, is_actor
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children

_STUDIES = words("studies")
_MAKERS = words("makers of studies")
_SPOKESPEOPLE = words("spokespeople")
_PARTS = words("parts of a side")
_MADE = frozenset({"by", "from"})
_MAKING = frozenset({"circulate", "conduct", "issue", "prepare", "produce", "publish", "release", "write"})
_SPOKEN = frozenset({"for", "of", "from", "at"})
_NEARLY_ALL = frozenset({"all", "most"})
_DEFINITE = frozenset({"the", "this", "that"})
_PRONOUNS = frozenset({"its", "their", "his", "her"})


@dataclass(frozen=True)
class Study:
    """A study where the text names it. `owner`: the head of the words that say whose it is, a pronoun too; null where
    they do not.
    """

    at: int
    head: str
    owner: Token | None


def is_study(head: Token) -> bool:
    return head.lemma_.lower() in _STUDIES and not head.text.isupper()


def is_maker(head: Token) -> bool:
    """ "the authors", "its authors", "the report's authors": of the study that was named last."""
    before = [child for child in head.children if child.i < head.i]
    known = [child for child in before if child.lower_ in _DEFINITE | _PRONOUNS or _is_the_study(child)]
    alone = len(known) == len(before) == 1 and not children(head, "prep")
    return alone and head.tag_ == "NNS" and head.lemma_.lower() in _MAKERS


def _is_the_study(owner: Token) -> bool:
    return owner.dep_ == "poss" and is_study(owner) and is_bare(owner)


def is_spokesperson(head: Token) -> bool:
    return head.pos_ == "NOUN" and head.lemma_.lower() in _SPOKESPEOPLE and not children(head, "appos")


def group_of(head: Token) -> Token | None:
    """Whom "some of them" are some of: the people whom the paragraph named last."""
    counted = head.lower_ in words("parts of a group") | _NEARLY_ALL or head.like_num
    of = [link for link in children(head, "prep") if link.lower_ == "of"] if counted else []
    if not any(held.lower_ == "them" for link in of for held in children(link, "pobj")):
        return None
    before = (token for token in reversed(head.doc[: head.i]) if token.tag_ == "NNS")
    people = (token for token in before if _is_person(token.lemma_.lower()))
    return next(people, None)


def _is_person(lemma: str) -> bool:
    return lemma in words("heads of a person") or ends_as_people_do(lemma)


def are_nearly_all(head: Token) -> bool:
    return head.lower_ in _NEARLY_ALL


def is_bare(head: Token) -> bool:
    """ "the report": which one it is, the text has said before."""
    return all(child.lower_ in _DEFINITE for child in head.lefts) and bool(children(head, "det"))


def owner_of(head: Token) -> Token | None:
    """Whose study it is, or for whom somebody speaks: "X's", "its", "by X", "for X", "X spokesman"."""
    owners = children(head, "poss")
    if not is_study(head):
        owners += children(head, "compound")
    prepositions = _MADE if is_study(head) else _SPOKEN
    owners += [
        held for link in children(head, "prep", "agent") if link.lower_ in prepositions for held in link.children
    ]
    if is_study(head):
        clauses = [clause for clause in children(head, "relcl") if clause.lemma_.lower() in _MAKING]
        owners += [maker for clause in clauses for maker in children(clause, "nsubj") if maker.pos_ != "PRON"]
    found = next((owner for owner in owners if owner.lower_ in _PRONOUNS | {"whose"} or _may_own(owner)), None)
    return _explained(found) if found is not None and found.lower_ == "whose" else found


def _explained(relative: Token) -> Token | None:
    """What "whose" stands for: "the consultants, whose report it was"."""
    before = [token for token in relative.doc[max(0, relative.i - 2) : relative.i] if not token.is_punct]
    return before[-1] if before and before[-1].pos_ in {"NOUN", "PROPN"} else None


def _may_own(token: Token) -> bool:
    named = token.pos_ == "PROPN" and token.lower_ not in words("months and days")
    acts = token.pos_ == "NOUN" and (is_actor(token) or token.lemma_.lower() in words("heads of an institution"))
    return token.dep_ in {"poss", "compound", "pobj", "nsubj"} and (named or acts)


def is_part(head: Token) -> bool:
    """ "Its engineers", "the union's lawyers", "ministry officials", and not some of them."""
    whole = not any(child.lower_ in words("parts of a group") or child.like_num for child in head.lefts)
    return whole and head.tag_ == "NNS" and head.lemma_.lower() in _PARTS


def studies_in(parsed: Sequence[Parsed]) -> Iterator[Study]:
    """Every study that the text names other than by a bare "the report", in text order."""
    for paragraph in parsed:
        for token in paragraph.doc:
            if token.pos_ in {"NOUN", "PROPN"} and is_study(token) and not is_bare(token):
                yield Study(paragraph.at(token), token.lemma_.lower(), owner_of(token))
