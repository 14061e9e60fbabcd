"""Which noun phrases can be the source of an attribution, and how far their spans reach."""

from __future__ import annotations

from spacy.tokens import Token

from service.engines.offline.lexicon import words
from service.engines.offline.parsing import children

_ACTORS = words("actors")
_ENDINGS = ("er", "or", "ist", "ian", "ant", "ee", "man", "woman", "men", "people", "folk")
_SHORTEST = 5
_PRONOUNS = words("source pronouns")
_NOT_A_SOURCE = words("never a source")


def can_be_source(token: Token, *, weak: bool) -> bool:
    """Whether the head of a noun phrase may name who speaks; `weak`: the verb needs an actor to say anything."""
    word = token.lower_
    if word in _NOT_A_SOURCE:
        return False
    if word == "it":
        return not weak
    if word in _PRONOUNS or token.pos_ == "PROPN":
        return True
    if token.pos_ not in {"NOUN", "ADJ", "NUM", "PRON", "DET"}:
        return False
    return not weak or is_actor(token)


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


def source_tokens(head: Token) -> list[int]:
    """The whole noun phrase without relative clauses, its apposition kept (guidelines, 3 and 7)."""
    left_out: set[int] = set()
    for token in head.subtree:
        if token.dep_ in {"relcl", "acl", "parataxis", "advcl", "ccomp"} and token.i > head.i:
            left_out.update(below.i for below in token.subtree)
    kept = [token.i for token in head.subtree if token.i not in left_out and not _is_loose_end(token, head)]
    return _unbroken(kept, head.i)


def _is_loose_end(token: Token, head: Token) -> bool:
    """The possessive ending, which is the cue's, and a quotation mark that only stands beside the name."""
    return token.head.i == head.i and (token.tag_ == "POS" or token.text == '"')


def own_tokens(head: Token) -> list[int]:
    """The noun phrase as `source_tokens` gives it, less what is joined to it by "and" or "nor"."""
    left_out = {below.i for child in children(head, "conj") for below in child.subtree}
    left_out |= {child.i for child in head.children if child.dep_ in {"cc", "preconj"}}
    return _unbroken([index for index in source_tokens(head) if index not in left_out], head.i)


def _unbroken(indices: list[int], head: int) -> list[int]:
    """The unbroken run of tokens around the head."""
    present = set(indices)
    start = end = head
    while start - 1 in present:
        start -= 1
    while end + 1 in present:
        end += 1
    return list(range(start, end + 1))
