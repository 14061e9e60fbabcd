"""The labels that the structure model knows."""

from __future__ import annotations

from service.domain.argument import RelationKind

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
"""Of a word: in no unit, the first of a piece of one, a further one."""
KINDS: tuple[RelationKind, ...] = ("support", "rebut", "undercut")
NOWHERE = -1
