"""A map as the metrics see it: gold, prediction and corpus document take the same form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evals.metrics.tokens import Stretch
from service.domain.argument import AUTHOR


@dataclass(frozen=True)
class UnitLabels:
    """`words`: numbers of the words that it covers; `role` and `holder` as the suite names them."""

    id: str
    words: frozenset[int]
    role: str = ""
    holder: str = AUTHOR
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Edge:
    """One unit's step to another. An undercut's edge leads to the unit that the undercut relation starts from."""

    source: str
    target: str
    kind: str


@dataclass(frozen=True)
class AttributionLabels:
    id: str
    holder: str
    source: Stretch | None = None
    cue: Stretch | None = None
    content: tuple[Stretch, ...] = ()
    content_words: frozenset[int] = frozenset()
    attitude: str = ""
    within: str | None = None


@dataclass(frozen=True)
class HolderLabels:
    """`names`: numbers of the words by which the text names this holder, sources of attributions included."""

    id: str
    label: str
    names: frozenset[int] = frozenset()
    parent: str | None = None


@dataclass(frozen=True)
class IssueLabels:
    """`positions`: (perspective, its units); `contrasts`: two perspectives -> the kind of their contrast."""

    id: str
    positions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    contrasts: Mapping[frozenset[str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Labels:
    """`edges`: each linked premise leads to the target; `chained`: it leads to the first premise (see `edges`).

    `briefed`: units that the map's brief, as the template words it, rests on.
    `replies`: (objection, what answers it); `granted`, `supposed`: units that are; `chief`: each side's main claim.
    `missing`: there is no usable map at all (it scores 0 everywhere); `violations` say why it is not valid.
    """

    units: tuple[UnitLabels, ...] = ()
    edges: tuple[Edge, ...] = ()
    chained: tuple[Edge, ...] = ()
    attributions: tuple[AttributionLabels, ...] = ()
    holders: tuple[HolderLabels, ...] = (HolderLabels(AUTHOR, "The author"),)
    issues: tuple[IssueLabels, ...] = ()
    conclusion: str | None = None
    briefed: frozenset[str] = frozenset()
    replies: frozenset[tuple[str, str]] = frozenset()
    granted: frozenset[str] = frozenset()
    supposed: frozenset[str] = frozenset()
    chief: frozenset[str] = frozenset()
    blocks: tuple[Block, ...] = ()
    missing: bool = False
    violations: tuple[str, ...] = ()


NOTHING = Labels(holders=(), missing=True)
"""What stands in for a map that does not exist or cannot be read."""
