"""A debate as the metrics see it: an annotator's layer, the gold and a prediction take the same form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class MentionLabels:
    """Words of one document that say a claim or deny it; `words`: their numbers in that document."""

    id: str
    document: str
    words: frozenset[int]
    actor: str
    claim: str
    stance: str = "for"
    text: str = ""


@dataclass(frozen=True)
class AnswerLabels:
    """A mention takes up another, of an earlier document."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True)
class ChangeLabels:
    """An actor who took two stances on a claim, in documents of two dates; `then`: the mention with the later one."""

    actor: str
    claim: str
    then: str
    to: str


@dataclass(frozen=True)
class DebateLabels:
    """`actors`, `claims`: id -> label; `languages`: document -> language, of the gold. A system mentions every unit of
    its maps, people those that recur.
    """

    mentions: tuple[MentionLabels, ...] = ()
    answers: tuple[AnswerLabels, ...] = ()
    changes: tuple[ChangeLabels, ...] = ()
    actors: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    missing: bool = False

    @cached_property
    def by_id(self) -> dict[str, MentionLabels]:
        return {mention.id: mention for mention in self.mentions}

    @cached_property
    def recurring(self) -> frozenset[str]:
        """Claims with mentions in at least two documents."""
        documents = defaultdict(set)
        for mention in self.mentions:
            documents[mention.claim].add(mention.document)
        return frozenset(claim for claim, found in documents.items() if len(found) > 1)

    @cached_property
    def taken_up(self) -> frozenset[str]:
        """Mentions that some other article has to do with: of a claim that recurs, or at an end of an answer."""
        ends = {end for answer in self.answers for end in (answer.source, answer.target)}
        return frozenset(item.id for item in self.mentions if item.claim in self.recurring or item.id in ends)

    def together(self, among: frozenset[str]) -> set[frozenset[str]]:
        """Pairs of these mentions that share a claim."""
        by_claim = defaultdict(list)
        for mention in self.mentions:
            if mention.id in among:
                by_claim[mention.claim].append(mention.id)
        return {
            frozenset((one, other))
            for ids in by_claim.values()
            for place, one in enumerate(ids)
            for other in ids[:place]
        }


NOTHING = DebateLabels(missing=True)
"""What stands in for a debate that does not exist or cannot be read."""
