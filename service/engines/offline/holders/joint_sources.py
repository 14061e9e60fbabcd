"""Sources that stand for two holders at once ("Both ministries", "Neither side", "The union and the owners").

By the guidelines (7) each of the two gets an attribution of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from service.domain.argument import PerspectiveKind
from service.engines.offline.attribution.sources import is_actor
from service.engines.offline.holders.registry import Holder
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import children

_TWO = frozenset({"both", "neither", "each", "either"})
_ANY: frozenset[PerspectiveKind] = frozenset({"state", "institution", "group", "person"})


@dataclass(frozen=True)
class Two:
    """Whom a source like "both ministries" means two of: holders of these kinds, called so where `head` says it."""

    kinds: frozenset[PerspectiveKind]
    head: str | None = None

    def fits(self, holder: Holder) -> bool:
        return holder.kind in self.kinds and (self.head is None or self.head in holder.heads)


def read_two(span: Span) -> Two | None:
    """Null where a source stands for one."""
    head = span.root
    if head.lower_ in _TWO:
        inner = [token for child in children(head, "prep") for token in children(child, "pobj")]
        return _two_of(inner[0]) if inner and inner[0].pos_ == "NOUN" else Two(_ANY)
    if span[0].lower_ in _TWO or [token.lower_ for token in span[:2]] == ["the", "two"]:
        return _two_of(head)
    return None


def _two_of(head: Token) -> Two | None:
    lemma = head.lemma_.lower()
    if lemma in words("sides in common"):
        return Two(_ANY)
    if lemma in words("states in common"):
        return Two(frozenset({"state"}))
    return Two(_ANY, lemma) if is_actor(head) else None


def joined_heads(span: Span) -> list[Token]:
    """The heads of "the union and the owners"; [] where nothing is joined, or what is joined are no actors."""
    heads = [span.root]
    while joined := [token for token in children(heads[-1], "conj") if span.start <= token.i < span.end]:
        heads.append(joined[0])
    named = all(token.pos_ in {"NOUN", "PROPN"} and is_actor(token) for token in heads)
    return heads if len(heads) > 1 and named else []


def main_two(mentioned: Sequence[Holder], two: Two) -> list[Holder]:
    """The two most mentioned holders that fit; [] if a third is mentioned as often as the second, or if the source has
    no noun to tell them by and the second is mentioned only once.
    """
    ranked = Counter(holder.key for holder in mentioned if two.fits(holder)).most_common(3)
    least = 1 if two.head is not None else 2
    if len(ranked) < 2 or ranked[1][1] < least or (len(ranked) == 3 and ranked[2][1] == ranked[1][1]):
        return []
    by_key = {holder.key: holder for holder in mentioned}
    return [by_key[key] for key, _ in ranked[:2]]
