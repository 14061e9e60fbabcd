"""Which noun phrases can be the source of an attribution, and how far their spans reach."""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.engines.offline.lexicon import words

_ACTORS = words("actors")
_ENDINGS = ("er", "or", "ist", "ian", "ant", "ee", "man", "woman", "men", "people", "folk")
_SHORTEST = 5
_PRONOUNS = words("source pronouns")


def is_actor(token: Token) -> bool:
    """Whether a noun names people or what people run."""
    lemma = token.lemma_.lower()
    if token.pos_ == "PROPN" or lemma in _ACTORS or token.lower_ in _PRONOUNS:
        return True
    return token.pos_ == "NOUN" and ends_as_people_do(lemma)


def ends_as_people_do(lemma: str) -> bool:
    """Whether a noun's ending tells that it names people.

    >>> [word for word in ("welder", "water", "tenant", "plant", "historian", "nurse") if ends_as_people_do(word)]
    ['welder', 'tenant', 'historian']
    """
    return len(lemma) >= _SHORTEST and lemma.endswith(_ENDINGS) and lemma not in words("things that end as people do")


def noun_phrase(head: Token) -> Span:
    """The unbroken noun phrase around a head, apposition included, relative clauses left out (guidelines, 3 and 7)."""
    left_out: set[int] = set()
    for token in head.subtree:
        if token.dep_ in {"relcl", "acl", "parataxis", "advcl", "ccomp"} and token.i > head.i:
            left_out.update(below.i for below in token.subtree)
    present = {token.i for token in head.subtree if token.i not in left_out and not _is_loose_end(token, head)}
    start = end = head.i
    while start - 1 in present:
        start -= 1
    while end + 1 in present:
        end += 1
    phrase: Span = head.doc[start : end + 1]
    return phrase


def _is_loose_end(token: Token, head: Token) -> bool:
    """The possessive ending, which is the cue's, and a quotation mark that only stands beside the name."""
    return token.head.i == head.i and (token.tag_ == "POS" or token.text == '"')
