"""A parsed sentence -> the clauses that do jobs of their own, as runs of tokens.

Every token belongs to the nearest clause head above it in the parse; a clause that another one interrupts is in pieces.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from service.engines.offline.parsing import children, is_verbal, sentences, subject_of

REASON = frozenset({"because", "since", "as", "for"})
CONCESSION = frozenset({"although", "though", "while", "whereas", "albeit", "whilst"})
CONDITION = frozenset({"unless", "lest"})
_SPLITTING_MARKS = REASON | CONCESSION | CONDITION
_OWN_JOB = frozenset({"but", "yet", "so"})
_SHORTEST = 3
_KEPT = "argmap clauses"


@dataclass(frozen=True)
class Clause:
    """Tokens (indices in the paragraph's parse) of one clause. `parent`: index of the clause that it hangs on, or null.

    `opener`: what joins it to its parent, lower case ("because", "but", ";"), or "" where nothing does.
    """

    head: int
    tokens: tuple[int, ...]
    sentence: int
    parent: int | None
    opener: str


def split_clauses(doc: Doc) -> list[Clause]:
    """All clauses of a paragraph, in text order of their first tokens; kept with the parse, since several ask."""
    if _KEPT not in doc.user_data:
        found: list[Clause] = []
        for number, sentence in enumerate(sentences(doc)):
            found.extend(_clauses_of(sentence, number, len(found)))
        doc.user_data[_KEPT] = found
    kept: list[Clause] = doc.user_data[_KEPT]
    return kept


def _clauses_of(sentence: Span, number: int, offset: int) -> list[Clause]:
    heads = {sentence.root.i} | {token.i for token in sentence if _starts_clause(token)}
    owner = {token.i: _owner(token, heads) for token in sentence}
    _move_joiners(sentence, owner, heads)
    _mend_strays(sentence, owner)
    members: dict[int, list[int]] = {}
    for index, head in owner.items():
        members.setdefault(head, []).append(index)
    while small := _too_small(sentence, members):
        members[_neighbour(members, small, sentence)] += members.pop(small)
    ordered = sorted(members.items(), key=lambda item: min(item[1]))
    place = {head: offset + rank for rank, (head, _) in enumerate(ordered)}
    return [
        Clause(
            head=head,
            tokens=tuple(sorted(tokens)),
            sentence=number,
            parent=_parent(sentence.doc[head], place),
            opener=_opener(sentence.doc[head]),
        )
        for head, tokens in ordered
    ]


def _starts_clause(token: Token) -> bool:
    if not is_verbal(token):
        return False
    if token.dep_ == "conj":
        return _is_clausal(token.head) and _is_own_conjunct(token)
    if token.dep_ == "advcl":
        return subject_of(token) is not None and _is_job_of_its_own(token)
    if token.dep_ == "parataxis":
        return subject_of(token) is not None
    return token.dep_ == "ccomp" and _is_spliced(token)


def _is_job_of_its_own(clause: Token) -> bool:
    """Whether an adverbial clause gives a reason, a concession or an exception, rather than setting the scene."""
    mark = _mark(clause)
    fronted = clause.i < clause.head.i
    if mark == "as":
        return not fronted and clause.doc[clause.left_edge.i - 1].text == ","
    if mark == "for" or (mark in {"while", "whilst"} and not fronted):
        return clause.doc[clause.left_edge.i - 1].text in {",", ";", "-", "--", "\u2014"}
    if not mark and clause.i > clause.head.i:
        return any(child.lower_ == "so" and child.i < clause.i for child in clause.children)
    return mark in _SPLITTING_MARKS


def _is_own_conjunct(token: Token) -> bool:
    if subject_of(token) is not None and not children(token, "mark"):
        return True
    joiner = _conjunction(token)
    return joiner is not None and joiner.lower_ in _OWN_JOB


def _is_clausal(token: Token) -> bool:
    """Whether the verb heads a main clause, or one that was split off, rather than a phrase inside another."""
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ in {"ROOT", "parataxis"}:
        return True
    return token.dep_ in {"ccomp", "advcl"} and (token.dep_ == "advcl" or is_verbal(token.head))


def _is_spliced(token: Token) -> bool:
    """A main clause before another one, joined by a mark alone: the parser calls it a complement of the second."""
    if token.i > token.head.i or subject_of(token) is None or children(token, "mark"):
        return False
    subject = subject_of(token.head)
    return (
        subject is not None
        and subject.i > token.i
        and any(mark.text in {";", ":", "--", "\u2014"} for mark in token.doc[token.i : subject.i])
    )


def _mark(token: Token) -> str:
    found = [child.lower_ for child in children(token, "mark", "advmod", "prep") if child.i < token.i]
    return next((mark for mark in found if mark in _SPLITTING_MARKS), "")


def _conjunction(token: Token) -> Token | None:
    """The word that joins a conjunct to what it is coordinated with."""
    joiners = [child for child in token.head.children if child.dep_ == "cc" and token.head.i < child.i < token.i]
    return max(joiners, key=lambda child: child.i) if joiners else None


def _opener(head: Token) -> str:
    mark = _mark(head)
    if mark:
        return mark
    if head.dep_ == "conj" and (joiner := _conjunction(head)) is not None:
        return str(joiner.lower_)
    return ";" if head.dep_ in {"ccomp", "parataxis", "conj"} else ""


def _owner(token: Token, heads: set[int]) -> int:
    while token.i not in heads:
        token = token.head
    return int(token.i)


def _move_joiners(sentence: Span, owner: dict[int, int], heads: set[int]) -> None:
    """A coordinating word belongs to the clause that it opens, not to the one that it hangs on."""
    for index in heads:
        head = sentence.doc[index]
        if head.dep_ == "conj" and (joiner := _conjunction(head)) is not None and joiner.i in owner:
            owner[joiner.i] = index


def _mend_strays(sentence: Span, owner: dict[int, int]) -> None:
    """A mark goes with the word before it, so that clauses stay in few pieces."""
    for token in sentence:
        if token.is_punct and token.i > sentence.start and token.text not in {'"', "("}:
            owner[token.i] = owner[token.i - 1]


def _too_small(sentence: Span, members: dict[int, list[int]]) -> int | None:
    for head, tokens in members.items():
        words = [index for index in tokens if not sentence.doc[index].is_punct]
        if len(words) < _SHORTEST and len(members) > 1:
            return head
    return None


def _neighbour(members: dict[int, list[int]], small: int, sentence: Span) -> int:
    above = sentence.doc[small]
    while above.head.i != above.i:
        above = above.head
        if above.i in members and above.i != small:
            return int(above.i)
    others = [head for head in members if head != small]
    return min(others, key=lambda head: abs(head - small))


def _parent(head: Token, place: dict[int, int]) -> int | None:
    above = head
    while above.head.i != above.i:
        above = above.head
        if above.i in place:
            return place[above.i]
    return None
