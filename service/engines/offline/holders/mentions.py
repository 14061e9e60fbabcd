"""Where a document mentions its holders, and which of them a pronoun refers to: the nearest that fits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.holders.descriptions import Gender
from service.engines.offline.holders.registry import Holder, Registry

PERSONAL: dict[str, Gender] = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she"}
_OF_SEVERAL = frozenset({"they", "them", "their"})
_RELATIVE = frozenset({"who", "whom"})
_REACH = 1200
"""How far back, in code points, the antecedent of a pronoun is sought."""
_FURTHER = 2 * _REACH
"""How far back, in code points, whoever speaks of such a mention may have begun."""


@dataclass(frozen=True)
class Mention:
    """`subject`: a subject or a source; `owner`: the possessive pronoun before it ("her mother"), or ""."""

    at: int
    end: int
    key: str
    subject: bool
    owner: str = ""


class Mentions:
    """All mentions of one document in text order. `by_source`: keys of the holders of sources resolved so far."""

    def __init__(self, registry: Registry) -> None:
        self.by_source: dict[Stretch, str] = {}
        self._registry = registry
        self._met: list[Mention] = []
        self._tellers: list[tuple[int, Attribution]] = []

    def add(self, mention: Mention) -> None:
        """Inserts a mention in text order."""
        at = bisect_left(self._met, mention.at, key=lambda other: other.at)
        while at < len(self._met) and self._met[at].at == mention.at:
            at += 1
        self._met.insert(at, mention)

    def hear(self, found: Sequence[Attribution]) -> None:
        """Takes all attributions of the document; whoever only occurs in their contents is a weaker antecedent."""
        named = [(item.source[0], item) for item in found if item.source is not None and item.asserted]
        self._tellers = sorted(named, key=lambda pair: pair[0])

    def nearest(
        self, pronoun: str, before: int, left_out: Sequence[Stretch] = (), speaker: str | None = None
    ) -> Holder | None:
        """The holder that a pronoun at the offset `before` refers to: the nearest subject or speaker, otherwise the
        nearest of all. Mentions within `left_out` do not count, nor does the `speaker` whose words these are.
        """
        first = bisect_left(self._met, before - _REACH, key=lambda mention: mention.at)
        last = bisect_left(self._met, before, key=lambda mention: mention.at)
        near = [
            mention
            for mention in reversed(self._met[first:last])
            if mention.key != speaker
            and not any(mention.at < end and start < mention.end for start, end in left_out)
            and _fits(pronoun, self._registry[mention.key])
            and not self._is_only_told_of(mention, pronoun, before)
        ]
        speaking = [mention for mention in near if mention.subject or self._registry[mention.key].speaks]
        return self._registry[(speaking or near)[0].key] if near else None

    def _is_only_told_of(self, mention: Mention, pronoun: str, before: int) -> bool:
        """Whether the pronoun rather means somebody else that it fits: the person who says something about the mention,
        or the owner ("her mother").
        """
        if mention.owner and PERSONAL.get(mention.owner) == PERSONAL.get(pronoun, ""):
            return True
        first = bisect_left(self._tellers, before - _FURTHER, key=lambda pair: pair[0])
        last = bisect_left(self._tellers, before, key=lambda pair: pair[0])
        for at, item in self._tellers[first:last]:
            teller = self.by_source.get(item.source) if item.source is not None else None
            if teller is None or teller == mention.key or at == mention.at:
                continue
            inside = any(start <= mention.at and mention.end <= end for start, end in item.content)
            if inside and not any(start <= before < end for start, end in item.content):
                if _fits(pronoun, self._registry[teller]):
                    return True
        return False


def pronoun_of(span: Span) -> str | None:
    """The pronoun in lower case if the phrase is one, otherwise null."""
    if len(span) == 1 and span[0].lower_ in {*PERSONAL, *_OF_SEVERAL, *_RELATIVE, "it", "its"}:
        return str(span[0].lower_)
    return None


def _fits(pronoun: str, holder: Holder) -> bool:
    if pronoun in PERSONAL:
        return holder.kind == "person" and holder.gender in {"", PERSONAL[pronoun]}
    if pronoun in _RELATIVE:
        return holder.kind != "state"
    if pronoun.startswith("it"):
        one_thing = pronoun == "its" and holder.kind == "group"
        return holder.kind == "state" or (not holder.plural and (one_thing or holder.kind == "institution"))
    return holder.plural or holder.kind in {"group", "unnamed", "state", "institution"}
