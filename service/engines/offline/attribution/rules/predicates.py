"""The parts of a cue verb's predicate: the verb group, whether it is negated, and its subject."""

from __future__ import annotations

from spacy.tokens import Token

from service.engines.offline.attribution.rules import cues
from service.engines.offline.attribution.rules.sources import can_be_source
from service.engines.offline.parsing import children

_SUBJECTS = ("nsubj", "nsubjpass")
_DEONTIC = frozenset({"should", "must", "ought", "cannot", "shall"})
_NEEDS = frozenset({"need", "needs", "has", "have", "had"})


def verb_group(verb: Token) -> list[int]:
    """Auxiliaries, negation, particle and the verb itself, as one unbroken run where they touch."""
    parts = {verb.i}
    for child in verb.children:
        if child.dep_ in {"aux", "auxpass", "neg", "prt"} or (
            child.dep_ == "advmod" and child.i < verb.i and child.i + 1 in parts | {verb.i}
        ):
            parts.add(child.i)
    first, last = min(parts), max(parts)
    between = [verb.doc[index] for index in range(first, last + 1) if index not in parts]
    if all(token.pos_ in {"ADV", "PART"} for token in between):
        return list(range(first, last + 1))
    return sorted(_touching(parts, verb.i))


def _touching(parts: set[int], centre: int) -> set[int]:
    kept = {centre}
    while any(index - 1 in parts and index - 1 not in kept for index in kept):
        kept.add(next(index - 1 for index in kept if index - 1 in parts and index - 1 not in kept))
    while any(index + 1 in parts and index + 1 not in kept for index in kept):
        kept.add(next(index + 1 for index in kept if index + 1 in parts and index + 1 not in kept))
    return kept


def is_negated(verb: Token) -> bool:
    """Whether a negation belongs to the verb ("does not say", "never says")."""
    return any(child.dep_ == "neg" or child.lower_ in {"never", "hardly", "no"} for child in verb.children)


def speaker_of(verb: Token, *, weak: bool) -> Token | None:
    """The head of the speaker's noun phrase: the verb's subject, or the subject of the verb it is coordinated with."""
    seen = 0
    at = verb
    while seen < 4:
        for child in children(at, *_SUBJECTS):
            return _antecedent(child) if _fits(child, weak=weak) else None
        if at.dep_ == "relcl" and at.head.pos_ in {"NOUN", "PROPN"}:
            return at.head if can_be_source(at.head, weak=weak) else None
        if at.dep_ in {"conj", "xcomp", "advcl"} and (at.dep_ != "advcl" or at.tag_ == "VBG"):
            at = at.head
        elif at.dep_ == "acl" and at.tag_ == "VBG":
            return at.head if can_be_source(at.head, weak=weak) else None
        else:
            return None
        seen += 1
    return None


def _fits(subject: Token, *, weak: bool) -> bool:
    if subject.dep_ == "nsubjpass":
        return False
    return subject.lower_ in {"who", "that", "which"} or can_be_source(subject, weak=weak)


def _antecedent(subject: Token) -> Token | None:
    """The noun that a relative pronoun refers to."""
    if subject.lower_ not in {"who", "that", "which"}:
        return subject
    clause = subject.head
    while clause.dep_ in {"conj", "xcomp", "ccomp"}:
        clause = clause.head
    if clause.dep_ == "relcl" and clause.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        return clause.head if can_be_source(clause.head, weak=True) else None
    return None


def recommends(cue: str) -> bool:
    """Whether a cue says what somebody should say or do: that is the author's own claim, nobody else's."""
    return bool(_DEONTIC & set(cue.lower().split())) or (
        " to " in f" {cue.lower()} " and bool(_NEEDS & set(cue.lower().split()))
    )


def puts_forward(verb: Token, source: Token | None) -> bool:
    """Whether the source holds the content: not after "nobody says", "does not claim", "few believe"."""
    if source is not None:
        determiners = {child.lower_ for child in children(source, "det", "preconj", "amod")} | {source.lower_}
        if determiners & cues.NEGATIVE_SUBJECTS and "a" not in determiners:
            return False
    if is_negated(verb) and verb.lemma_ not in {"deny", "doubt"}:
        return False
    return verb.dep_ != "advcl" or not any(child.lower_ in {"if", "unless", "whether"} for child in verb.children)


def names_only(verb: Token) -> bool:
    """ "calls it a mistake" says what it is; "calls for" and "calls on ... to" want something."""
    return verb.lemma_.lower() == "call" and not any(child.lower_ in {"for", "on", "upon"} for child in verb.children)
