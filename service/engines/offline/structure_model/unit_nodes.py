"""Units of a paragraph -> what the rules read of them: connectives, and the clauses on which theirs hang."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain.argument import AUTHOR
from service.engines.offline.attribution_rules.raw_attributions import Stretch
from service.engines.offline.clauses import split_clauses
from service.engines.offline.parsing import Parsed
from service.engines.offline.structure_model.rule_scorer import Node
from service.engines.offline.structure_model.signals import read_signals


@dataclass(frozen=True)
class HeldUnit:
    """A unit and the key of its holder (AUTHOR for the author); `unnamed`: nobody in particular holds it."""

    spans: tuple[Stretch, ...]
    holder: str
    unnamed: bool = False


def nodes_of(parsed: Parsed, units: Sequence[HeldUnit]) -> list[Node]:
    """A paragraph's units, in text order, as the rules see them."""
    clauses = split_clauses(parsed.doc)
    owner = {token: number for number, clause in enumerate(clauses) for token in clause.tokens}
    words = [(parsed.at(token), token.i) for token in parsed.doc if token.is_alpha and token.i in owner]
    homes = [_clause_of(unit, words, owner) for unit in units]
    first: dict[int, int] = {}
    for index, home in enumerate(homes):
        if home is not None:
            first.setdefault(home, index)
    nodes = []
    end = parsed.start
    for index, (unit, home) in enumerate(zip(units, homes, strict=True)):
        clause = clauses[home] if home is not None else None
        heads = home is not None and first[home] == index
        host = first.get(clause.parent) if clause is not None and heads and clause.parent is not None else None
        opener = clause.opener if clause is not None and heads else ""
        sentence_start = min((parsed.at(parsed.doc[token]) for token in clause.tokens), default=0) if clause else 0
        opening = min(max(end, sentence_start), unit.spans[0][0])
        text = parsed.text[opening - parsed.start : unit.spans[-1][1] - parsed.start]
        sentence = clause.sentence if clause is not None else -1 - index
        nodes.append(Node(read_signals(text, opener), sentence, host if host != index else None, unit.holder, opener))
        end = max(end, unit.spans[-1][1])
    return [_as_concession(nodes, units, index) for index in range(len(nodes))]


def _clause_of(unit: HeldUnit, words: Sequence[tuple[int, int]], owner: Mapping[int, int]) -> int | None:
    """The clause of a unit's first word; `words`: place and token of each that belongs to a clause, in order."""
    for start, end in unit.spans:
        at = bisect_left(words, (start, 0))
        if at < len(words) and words[at][0] < end:
            return owner[words[at][1]]
    return None


def _as_concession(nodes: Sequence[Node], units: Sequence[HeldUnit], index: int) -> Node:
    """What nobody in particular says ("critics", "some") and the author answers at once is a concession of the
    author's.
    """
    node = nodes[index]
    if not units[index].unnamed or index + 1 == len(nodes):
        return node
    answer = nodes[index + 1]
    if answer.holder != AUTHOR or not answer.signals.contrast:
        return node
    return replace(node, holder=AUTHOR, signals=replace(node.signals, concession=True))
