"""For whom a stand-in speaks: the makers of a study, the side of a spokesman, the group of which some are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.attribution.sources import own_tokens
from service.engines.offline.holders.descriptions import describe
from service.engines.offline.holders.mentions import A_SIDE, Mentions
from service.engines.offline.holders.registry import Holder, Registry
from service.engines.offline.holders.stand_ins import (
    Study,
    are_nearly_all,
    is_bare,
    is_maker,
    is_spokesperson,
    is_study,
    owner_of,
    studies_in,
)
from service.engines.offline.parsing import Parsed


class Principals:
    """Those of one document. `sides`: key of a holder -> of the side that it speaks for; `at`: where a stand-in is not
    told apart from whom it stands for.
    """

    def __init__(self, parsed: Sequence[Parsed], registry: Registry, mentions: Mentions) -> None:
        self.sides: dict[str, str] = {}
        self.at: set[Stretch] = set()
        self._registry, self._mentions = registry, mentions
        self._studies = sorted(studies_in(parsed), key=lambda study: study.at)

    def maker(self, parsed: Parsed, head: Token) -> Holder | None:
        """Who made the study, or the study that these authors wrote; null where it is nothing of the kind."""
        owner, before = owner_of(head) if is_study(head) else None, parsed.at(head)
        if owner is None and (is_maker(head) or (is_study(head) and is_bare(head))):
            study = self._last_study(before, None if is_maker(head) else head.lemma_.lower())
            if study is not None and study.owner is None and is_maker(head):
                return next(
                    (self._registry[item.key] for item in self._mentions if item.at <= study.at < item.end), None
                )
            owner, before = (study.owner, study.at) if study is not None else (None, before)
        return self._whose(owner, before) if owner is not None else None

    def spoken_for(self, parsed: Parsed, span: Span) -> Holder | None:
        """The side of a spokesman without a name: the one that is named with him, else the last one before."""
        if not is_spokesperson(span.root):
            return None
        owner, before = owner_of(span.root), parsed.at(span.root)
        if owner is not None:
            return self._whose(owner, before)
        known = self._registry.known(describe(span)) if is_bare(span.root) else None
        return self._mentions.nearest(A_SIDE, before) if known is None else None

    def members(self, span: Span, group: Holder, at: Stretch) -> Holder:
        """Some of a group, called after it; most of them are the group."""
        if are_nearly_all(span.root):
            self.at.add(at)
            group.at.append(at)
            return group
        name = group.label if group.name else f"the {group.label[:1].lower()}{group.label[1:]}"
        described = replace(describe(span), text=f"{span.root.text} of {name}", modifiers=frozenset({group.key}))
        if span.root.lower_ == "one":
            described = replace(described, kind="person")
        members = self._registry.meet(described, at)
        members.parent = members.parent or group.key
        return members

    def side_of(self, key: str) -> str:
        """The holder at the top of the chain of those it speaks for; the holder itself if it speaks for nobody else."""
        seen: list[str] = []
        while key in self.sides and key not in seen:
            seen.append(key)
            key = self.sides[key]
        return key

    def named_by(self, head: Token) -> Holder:
        indices = own_tokens(head)
        return self._registry.meet(describe(head.doc[indices[0] : indices[-1] + 1]), None)

    def _last_study(self, before: int, head: str | None) -> Study | None:
        met = [study for study in self._studies if study.at < before and head in (None, study.head)]
        return met[-1] if met else None

    def _whose(self, owner: Token, before: int) -> Holder | None:
        if owner.pos_ == "PRON":
            return self._mentions.nearest(owner.lower_, before)
        return self.named_by(owner)
