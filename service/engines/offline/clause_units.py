"""Clauses and attributions of a paragraph -> what could be its units (guidelines, 2), by rules.

A unit leaves out what only attributes it, the connectives at its edges and the final stop; it keeps quotation marks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from service.engines.offline.attribution_rules.raw_attributions import Stretch
from service.engines.offline.clauses import Clause, split_clauses
from service.engines.offline.holders.resolve import Held
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, is_verbal, subject_of

_EDGE_WORDS = words("connectives at an edge")
_ALWAYS_EDGE = words("connectives at any edge")
_SHORTEST = 2
_SHORTEST_FRAME = 4


@dataclass(frozen=True)
class ClauseUnit:
    """A stretch that could be a unit. `tokens`: indices in the paragraph's parse; `attribution`: index among the
    paragraph's held attributions, or null for the author.
    """

    tokens: tuple[int, ...]
    spans: tuple[Stretch, ...]
    attribution: int | None


def clause_units(parsed: Parsed, held: Sequence[Held]) -> list[ClauseUnit]:
    """All stretches of a paragraph that could be units, in text order. `held`: the paragraph's attributions."""
    clauses = split_clauses(parsed.doc)
    inner = _innermost(parsed, held)
    frames = _frames(parsed, held)
    drafts: list[ClauseUnit] = []
    for clause in clauses:
        for attribution, tokens in _by_holder(clause, inner, frames):
            for part in _parts(parsed.doc, tokens, attribution, held):
                draft = _draft(parsed, part, attribution)
                if draft is not None and _says_something(parsed.doc, draft, framed=bool(frames & set(clause.tokens))):
                    drafts.append(draft)
    return sorted(drafts, key=lambda draft: draft.spans[0])


def _innermost(parsed: Parsed, held: Sequence[Held]) -> dict[int, int]:
    """Token -> the smallest attribution in whose content it stands and that puts it forward."""
    owner: dict[int, tuple[int, int]] = {}
    places = [parsed.at(token) for token in parsed.doc]
    for number, item in enumerate(held):
        if not item.raw.asserted:
            continue
        length = sum(end - start for start, end in item.raw.content)
        for start, end in item.raw.content:
            for index in range(bisect_left(places, start), bisect_left(places, end)):
                owner[index] = min(owner.get(index, (length + 1, number)), (length, number))
    return {index: number for index, (_, number) in owner.items()}


def _frames(parsed: Parsed, held: Sequence[Held]) -> set[int]:
    """Tokens that only attribute: sources with all that describes them, and cues, where something is put forward."""
    frames: set[int] = set()
    for item in held:
        if item.raw.asserted:
            for part in (item.raw.source, item.raw.cue):
                span = _token_span(parsed, part)
                frames |= {token.i for token in span} if span is not None else set()
                if part is item.raw.source and span is not None:
                    frames |= {index for index in _description(span.root) if not _inside(parsed, index, item)}
    return frames


def _inside(parsed: Parsed, index: int, item: Held) -> bool:
    """Whether a token stands in the attribution's own content."""
    at = parsed.at(parsed.doc[index])
    return any(start <= at < end for start, end in item.raw.content)


def _token_span(parsed: Parsed, stretch: Stretch | None) -> Span | None:
    if stretch is None:
        return None
    return parsed.doc.char_span(stretch[0] - parsed.start, stretch[1] - parsed.start, alignment_mode="expand")


def _description(head: Token) -> set[int]:
    """Relative clauses and appositions of a source."""
    return {
        below.i
        for child in head.children
        if child.dep_ in {"relcl", "acl", "appos"}
        for below in child.subtree
        if below.i > head.i
    }


def _by_holder(clause: Clause, inner: dict[int, int], frames: set[int]) -> list[tuple[int | None, list[int]]]:
    groups: dict[int | None, list[int]] = {}
    for index in clause.tokens:
        if index not in frames:
            groups.setdefault(inner.get(index), []).append(index)
    return list(groups.items())


def _parts(doc: Doc, tokens: list[int], attribution: int | None, held: Sequence[Held]) -> list[list[int]]:
    """A list of noun phrases that somebody points to: each is a reason of its own (guidelines, 2)."""
    if attribution is None or held[attribution].raw.rule not in {"preposition", "object"}:
        return [tokens]
    inside = set(tokens)
    if any(is_verbal(doc[index]) and subject_of(doc[index]) is not None for index in tokens):
        return [tokens]
    heads = [doc[index] for index in tokens if doc[index].dep_ in {"pobj", "dobj"} and doc[index].head.i not in inside]
    if not heads:
        return [tokens]
    conjuncts = [heads[0], *(token for token in heads[0].conjuncts if token.i in inside)]
    conjuncts += [doc[index] for index in tokens if _is_stray_item(doc[index], inside) and doc[index] not in conjuncts]
    if len(conjuncts) == 1 or any(len(_phrase(token, conjuncts) & inside) < 3 for token in conjuncts):
        return [tokens]
    return [sorted(_phrase(token, conjuncts) & inside) for token in conjuncts]


def _is_stray_item(token: Token, inside: set[int]) -> bool:
    """A noun that the parser joined to the cue verb instead of to the list that it goes on."""
    return token.dep_ == "conj" and token.pos_ in {"NOUN", "PROPN"} and token.head.i not in inside


def _phrase(token: Token, conjuncts: list[Token]) -> set[int]:
    others = [other for other in conjuncts if other.i > token.i]
    below = {child.i for child in token.subtree}
    for other in others:
        below -= {child.i for child in other.subtree}
    return {
        index
        for index in below
        if token.doc[index].dep_ != "cc" or token.doc[index].head.i not in {t.i for t in conjuncts}
    }


def _draft(parsed: Parsed, tokens: list[int], attribution: int | None) -> ClauseUnit | None:
    kept = _without_edges(parsed.doc, tokens)
    return ClauseUnit(tuple(kept), _spans(parsed, kept), attribution) if kept else None


def _without_edges(doc: Doc, tokens: list[int]) -> list[int]:
    start, end = 0, len(tokens)
    while start < end and _opens_loosely(doc, tokens, start):
        start += 1
    while end > start and _ends_loosely(doc[tokens[end - 1]]):
        end -= 1
    return tokens[start:end]


def _opens_loosely(doc: Doc, tokens: list[int], place: int) -> bool:
    token = doc[tokens[place]]
    if token.text in {'"', "'"}:
        return False
    if token.is_punct or token.is_space:
        return True
    word = token.lower_
    if word in _ALWAYS_EDGE and not (word == "that" and token.dep_ in {"det", "nsubj", "nsubjpass", "dobj"}):
        return True
    if word not in _EDGE_WORDS:
        return False
    following = doc[token.i + 1] if token.i + 1 < len(doc) else None
    return token.dep_ in {"mark", "cc"} or (following is not None and following.text == ",")


def _ends_loosely(token: Token) -> bool:
    if token.is_space:
        return True
    if token.lower_ in {"and", "but", "or", "that", "because", "though", "however", "too"}:
        return token.lower_ != "too" and token.dep_ in {"cc", "mark", "advmod"}
    return token.text in {",", ";", ":", ".", "-", "--", "\u2013", "\u2014"}


def _spans(parsed: Parsed, tokens: list[int]) -> tuple[Stretch, ...]:
    """Unbroken runs of tokens; marks and joining words alone do not make a piece."""
    runs: list[list[int]] = []
    for index in tokens:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    kept = [
        run for run in (_without_edges(parsed.doc, run) for run in runs) if any(parsed.doc[i].is_alpha for i in run)
    ]
    kept = kept or [tokens]
    return tuple(
        (parsed.at(parsed.doc[run[0]]), parsed.at(parsed.doc[run[-1]]) + len(parsed.doc[run[-1]])) for run in kept
    )


def _says_something(doc: Doc, draft: ClauseUnit, *, framed: bool) -> bool:
    """Whether enough is left to be true or false; what remains of an attribution's own sentence is not."""
    words = [doc[index] for index in draft.tokens if doc[index].is_alpha or doc[index].like_num]
    if draft.attribution is not None:
        return len(words) >= _SHORTEST
    if framed:
        return len(words) >= _SHORTEST_FRAME and any(
            is_verbal(token) and subject_of(token) is not None and subject_of(token) in words for token in words
        )
    return len(words) >= _SHORTEST
