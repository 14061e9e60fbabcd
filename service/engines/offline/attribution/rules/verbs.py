"""Attributions whose cue is a verb: with a clause, an object, a preposition, an infinitive, or in the passive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from service.domain.argument import Attitude
from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.attribution.rules import cues
from service.engines.offline.attribution.rules.predicates import (
    is_negated,
    names_only,
    puts_forward,
    recommends,
    speaker_of,
    verb_group,
)
from service.engines.offline.attribution.rules.sources import can_be_source, is_actor, source_tokens
from service.engines.offline.parsing import Parsed, children, runs, subject_of

_Content = list[int]
_Frame = Callable[[Token], "_Content | None"]


def find_verbal(parsed: Parsed) -> Iterator[Attribution]:
    """Every attribution in the paragraph that a verb signals, in the order of the verbs."""
    for token in parsed.doc:
        if token.pos_ not in {"VERB", "AUX"}:
            continue
        if children(token, "auxpass") or (token.tag_ == "VBN" and children(token, "nsubjpass")):
            found = _passive(parsed, token)
        else:
            found = _active(parsed, token)
        if found is not None:
            yield found


def find_addressed(parsed: Parsed) -> Iterator[Attribution]:
    """What a letter says that "you" say: the words of whomever it addresses."""
    for verb in parsed.doc:
        says = verb.pos_ == "VERB" and verb.lemma_.lower() in cues.CLAUSE - _THOUGHTS
        subject = subject_of(_going_on(verb)) if says else None
        content = _clause(verb) if subject is not None and subject.lower_ == "you" else None
        if subject is not None and content and not recommends(verb.doc[verb_group(verb)[0] : verb.i + 1].text):
            yield _attribution(parsed, verb, subject, content, "clause")


def _going_on(verb: Token) -> Token:
    """The verb that has the subject of "went on to say"."""
    goes_on = verb.dep_ in {"xcomp", "advcl"} and subject_of(verb) is None and verb.head.lemma_ in {"continue", "go"}
    return verb.head if goes_on else verb


_THOUGHTS = frozenset({"find", "hear", "imagine", "know", "learn", "notice", "remember", "see", "suppose", "wish"})
"""What letters ask or tell their reader to do."""


def _active(parsed: Parsed, verb: Token) -> Attribution | None:
    lemma = verb.lemma_.lower()
    frame = next((frame for frame in _FRAMES if (content := frame(verb))), None)
    if frame is None:
        return None
    content = frame(verb)
    weak = lemma in cues.WEAK or (frame is not _clause and lemma not in cues.WANTING)
    source = speaker_of(verb, weak=weak)
    if source is None or content is None:
        return None
    return _attribution(parsed, verb, source, content, frame.__name__.strip("_"))


def _attribution(parsed: Parsed, verb: Token, source: Token, content: _Content, rule: str) -> Attribution:
    doc = parsed.doc
    span = runs(doc, source_tokens(source), parsed.start)
    cue = runs(doc, verb_group(verb), parsed.start)
    return Attribution(
        paragraph=parsed.index,
        source=span[0] if span else None,
        cue=cue[0] if cue else None,
        content=runs(doc, set(content) - set(verb_group(verb)), parsed.start),
        attitude=_attitude(verb),
        asserted=puts_forward(verb, source) and not (verb.dep_ == "relcl" and rule in _NARROWING),
        rule=rule,
    )


_NARROWING = frozenset({"infinitive", "object", "preposition"})
"""Frames that, in a relative clause, only narrow the noun before it: no unit (guidelines, 2)."""


def _attitude(verb: Token) -> Attitude:
    return cues.attitude_of("" if names_only(verb) else verb.lemma_.lower(), negated=is_negated(verb))


def _below(token: Token) -> set[int]:
    return {child.i for child in token.subtree}


def _clause(verb: Token) -> _Content | None:
    """ "says (that) p", "p, she said", "said he: p"."""
    if verb.lemma_.lower() not in cues.CLAUSE:
        return None
    clauses = [child for child in children(verb, "ccomp", "parataxis") if _can_be_content(verb, child)]
    if clauses:
        content = set().union(*(_below(child) for child in clauses))
        return sorted(content - _own_words(verb))
    if verb.dep_ == "parataxis" and subject_of(verb) is not None and verb.head.pos_ in {"VERB", "AUX"}:
        return _around(verb)
    return None


def _can_be_content(verb: Token, clause: Token) -> bool:
    if clause.i < verb.i and any(mark.text in {";", ":"} for mark in verb.doc[clause.i : verb.i]):
        return False
    if clause.dep_ == "parataxis":
        return clause.i > verb.i and ":" in verb.doc[verb.i : clause.i].text
    if subject_of(clause) is None and clause.pos_ in {"VERB", "AUX"} and clause.i > verb.i:
        return bool(children(clause, "mark")) or clause.tag_ not in {"VB", "VBG"}
    return True


def _own_words(verb: Token) -> set[int]:
    """The verb group and its subject, which may stand in the middle of the content."""
    words = set(verb_group(verb))
    for child in children(verb, "nsubj"):
        words |= _below(child)
    return words


def _around(verb: Token) -> _Content:
    """The clause that "X says" interrupts or ends. What is joined on after the cue is the author's (guidelines, 7)."""
    host = verb.head
    content = _below(host) - _below(verb)
    for child in children(host, "conj"):
        if child.i > verb.i and subject_of(child) is not None:
            content -= _below(child)
    return sorted(content)


def _as(verb: Token) -> _Content | None:
    """ "sees A as B", "points to A as B"."""
    if verb.lemma_.lower() not in cues.AS_FRAME:
        return None
    objects = children(verb, "dobj")
    marks = [child for child in _complements(verb) if child.lower_ == "as"]
    if not objects or not marks:
        return None
    return sorted(_below(objects[0]) | _below(marks[0]))


def _complements(verb: Token) -> list[Token]:
    """Prepositions of the verb, and those that the parser hung on its object instead."""
    found = children(verb, "prep", "advcl")
    for child in children(verb, "dobj"):
        found += children(child, "prep")
    return [*found, *(child for advcl in children(verb, "advcl") for child in children(advcl, "mark"))]


def _object(verb: Token) -> _Content | None:
    """ "blames A for B", "calls A B", "demands A"."""
    if verb.lemma_.lower() not in cues.OBJECT_FRAME:
        return None
    objects = [child for child in children(verb, "dobj", "oprd", "ccomp") if child.i > verb.i]
    if not objects or (objects[0].pos_ == "PRON" and len(objects) == 1):
        return None
    content = set().union(
        *(_below(child) for child in children(verb, "dobj", "oprd", "ccomp", "prep", "xcomp", "acomp"))
    )
    return sorted(index for index in content | _stray_nouns(verb) if index > verb.i)


def _preposition(verb: Token) -> _Content | None:
    """ "points to A", "warns of A", "calls for A"."""
    allowed = cues.PREPOSITION_FRAME.get(verb.lemma_.lower())
    if allowed is None:
        return None
    for child in children(verb, "prep"):
        if child.lower_ in allowed and child.i > verb.i and (children(child, "pobj", "pcomp")):
            return sorted((_below(child) | _trailing_as(verb) | _stray_nouns(verb)) - {child.i})
    return None


def _stray_nouns(verb: Token) -> set[int]:
    """Later items of a list of things, which the parser hangs on the verb instead of the first item."""
    strays = [child for child in children(verb, "conj") if child.pos_ in {"NOUN", "PROPN"} and child.i > verb.i]
    return set().union(*(_below(stray) for stray in strays)) if strays else set()


def _trailing_as(verb: Token) -> set[int]:
    marks = [child for child in children(verb, "prep", "advcl") if child.lower_ == "as" or _opens_with_as(child)]
    return set().union(*(_below(mark) for mark in marks)) if marks else set()


def _infinitive(verb: Token) -> _Content | None:
    """ "wants (A) to do B", "hopes to do B"."""
    if verb.lemma_.lower() not in cues.INFINITIVE_FRAME:
        return None
    clauses = [child for child in children(verb, "xcomp", "ccomp") if child.i > verb.i and _is_infinitive(child)]
    if not clauses:
        return None
    objects = [child for child in children(verb, "dobj") if child.i < clauses[0].i]
    return sorted(set().union(*(_below(part) for part in [*objects, clauses[0]])))


def _is_infinitive(clause: Token) -> bool:
    return any(child.lower_ == "to" for child in children(clause, "aux"))


_FRAMES: tuple[_Frame, ...] = (_clause, _as, _infinitive, _preposition, _object)


def _passive(parsed: Parsed, verb: Token) -> Attribution | None:
    """ "A is seen (in X | by X) as B", "A is said to do B", "it is argued that p"."""
    subjects = children(verb, "nsubjpass", "nsubj")
    impersonal = verb.lemma_.lower() in cues.CLAUSE and any(subject.lower_ == "it" for subject in subjects)
    if verb.lemma_.lower() not in cues.PASSIVE and not (impersonal and children(verb, "ccomp")):
        return None
    content = _passive_content(verb, subjects)
    if not content:
        return None
    source = _agent(verb)
    doc, offset = parsed.doc, parsed.start
    span = runs(doc, source_tokens(source), offset) if source is not None else ()
    return Attribution(
        paragraph=parsed.index,
        source=span[0] if span else None,
        cue=runs(doc, verb_group(verb), offset)[0],
        content=runs(doc, content, offset),
        attitude=_attitude(verb),
        asserted=not is_negated(verb),
        confidence=0.6,
        rule="passive",
    )


def _passive_content(verb: Token, subjects: list[Token]) -> set[int]:
    complements = children(verb, "xcomp", "oprd", "ccomp", "attr", "acomp", "dobj")
    complements += [child for child in children(verb, "prep", "advcl") if child.lower_ == "as" or _opens_with_as(child)]
    if verb.lemma_.lower() in {"accuse", "blame", "criticize", "criticise", "condemn", "fault"}:
        complements += [child for child in children(verb, "prep") if child.lower_ in {"of", "for"}]
    if not complements:
        return set()
    below = set().union(*(_below(child) for child in complements))
    if subjects and subjects[0].lower_ != "it" and not _is_relative(subjects[0]):
        below |= _below(subjects[0])
    return below


def _opens_with_as(clause: Token) -> bool:
    return clause.dep_ == "advcl" and any(child.lower_ == "as" for child in children(clause, "mark", "prep", "advmod"))


def _is_relative(token: Token) -> bool:
    return token.lower_ in {"who", "that", "which"}


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (
            child.dep_ == "prep" and child.lower_ in {"by", "in", "among"} and child.i > verb.i
        ):
            for held in children(child, "pobj"):
                if can_be_source(held, weak=True) and (child.lower_ != "in" or held.pos_ == "PROPN") and is_actor(held):
                    return held
    return None
