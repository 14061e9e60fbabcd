"""Labels of the structure model."""

from __future__ import annotations

from service.domain.argument import RelationKind

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
"""Of a word: in no unit, the first of a piece of a unit, a later one."""
KINDS: tuple[RelationKind, ...] = ("support", "rebut", "undercut")
NOWHERE = -1
