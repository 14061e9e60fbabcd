"""Where a document mentions its holders, and which holder a pronoun refers to: the nearest that fits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.holders.registry import Holder, Registry

PERSONAL = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she"}
A_SIDE = "a side"
"""In the place of a pronoun: whoever may have a spokesman."""
_OF_SEVERAL = frozenset({"they", "them", "their"})
_RELATIVE = frozenset({"who", "whom"})
_REACH = 1200
"""How far back, in code points, a pronoun may look."""
_FURTHER = 2 * _REACH
"""How far back somebody may have begun to speak of a mention that a pronoun sees."""


@dataclass(frozen=True)
class Mention:
    """`subject`: it is one, or speaks; `joint`: it stands for several; `owner`: the pronoun before a noun that says
    whose it is ("her mother"), or "".
    """

    at: int
    end: int
    key: str
    subject: bool
    joint: bool = False
    owner: str = ""


class Mentions:
    """All mentions of one document in text order. `by_source`: the holders of the sources that are known so far."""

    def __init__(self, registry: Registry) -> None:
        self.by_source: dict[Stretch, str] = {}
        self._registry = registry
        self._met: list[Mention] = []
        self._tellers: list[tuple[int, Attribution]] = []

    def __iter__(self) -> Iterator[Mention]:
        return iter(self._met)

    def add(self, mention: Mention) -> None:
        """Insert a mention in text order."""
        at = bisect_left(self._met, mention.at, key=lambda other: other.at)
        while at < len(self._met) and self._met[at].at == mention.at:
            at += 1
        self._met.insert(at, mention)

    def hear(self, found: Sequence[Attribution]) -> None:
        """All attributions of the document: what they say of somebody is not who the text is about."""
        named = [(item.source[0], item) for item in found if item.source is not None and item.asserted]
        self._tellers = sorted(named, key=lambda pair: pair[0])

    def nearest(
        self, pronoun: str, before: int, left_out: Sequence[Stretch] = (), speaker: str | None = None
    ) -> Holder | None:
        """The holder whom a pronoun (or A_SIDE) at `before` means: subjects and speakers first, then any; nobody who is
        named in a stretch that is left out, and not the `speaker`, whose words these are.
        """
        first = bisect_left(self._met, before - _REACH, key=lambda mention: mention.at)
        last = bisect_left(self._met, before, key=lambda mention: mention.at)
        near = [
            mention
            for mention in reversed(self._met[first:last])
            if mention.key != speaker
            and not any(mention.at < end and start < mention.end for start, end in left_out)
            and _fits(pronoun, self._registry[mention.key])
            and (pronoun in _OF_SEVERAL or not mention.joint)
            and not self._is_only_told_of(mention, pronoun, before)
        ]
        speaking = [mention for mention in near if mention.subject or self._registry[mention.key].speaks]
        return self._registry[(speaking or near)[0].key] if near else None

    def _is_only_told_of(self, mention: Mention, pronoun: str, before: int) -> bool:
        """Whether somebody else, whom the pronoun fits as well, is who the text is about: the one who says something of
        them, or whose they are ("her mother").
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
    """The pronoun, if the source is one; null for a noun phrase."""
    if len(span) == 1 and span[0].lower_ in {*PERSONAL, *_OF_SEVERAL, *_RELATIVE, "it", "its"}:
        return str(span[0].lower_)
    return None


def _fits(pronoun: str, holder: Holder) -> bool:
    if pronoun in PERSONAL:
        return holder.kind == "person" and holder.gender in {"", PERSONAL[pronoun]}
    if pronoun in _RELATIVE:
        return holder.kind != "state"
    if pronoun == A_SIDE:
        return holder.kind in {"group", "institution", "state"}
    if pronoun.startswith("it"):
        one_thing = pronoun == "its" and holder.kind == "group"
        return holder.kind == "state" or (not holder.plural and (one_thing or holder.kind == "institution"))
    return holder.plural or holder.kind in {"group", "unnamed", "state", "institution"}
