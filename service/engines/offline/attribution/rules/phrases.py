"""Attributions whose cue is not a verb: "according to X", "in X's view", "for X,", "X's claim that p"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.attribution.rules import cues
from service.engines.offline.attribution.rules.sources import can_be_source, is_actor, source_tokens
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children, is_verbal, runs

_STANCES = words("stance nouns")
_OUTLOOKS = words("outlooks")
_SPEAKING_NOUNS = cues.NOUNS


def find_phrasal(parsed: Parsed) -> Iterator[Attribution]:
    """Every attribution of the paragraph that a phrase or a noun signals."""
    for token in parsed.doc:
        found = None
        if token.lower_ == "according" or (token.dep_ == "prep" and token.lower_ in {"in", "to", "for", "by", "from"}):
            found = _phrase(parsed, token)
        elif token.lemma_.lower() in _SPEAKING_NOUNS and token.pos_ == "NOUN":
            found = _noun(parsed, token)
        if found is not None:
            yield found


def _phrase(parsed: Parsed, token: Token) -> Attribution | None:
    match token.lower_:
        case "according":
            return _according_to(parsed, token)
        case "for" | "to":
            return _fronted(parsed, token)
        case _:
            return _in_view(parsed, token)


def _according_to(parsed: Parsed, token: Token) -> Attribution | None:
    if token.i + 1 >= len(parsed.doc) or parsed.doc[token.i + 1].lower_ != "to":
        return None
    to = parsed.doc[token.i + 1]
    held = children(to, "pobj") or children(token, "pobj")
    if not held or not can_be_source(held[0], weak=True):
        return None
    return _make(parsed, held[0], [token.i, to.i], _host(token), "according", 0.85)


def _fronted(parsed: Parsed, token: Token) -> Attribution | None:
    """ "For X, p" and "To X, p" at the head of a sentence, where X is somebody."""
    if token.i != token.sent.start and parsed.doc[token.i - 1].lower_ not in {";", "but", "and", "while", ":"}:
        return None
    held = children(token, "pobj")
    if not held or not _is_somebody(held[0]):
        return None
    after = max(below.i for below in held[0].subtree) + 1
    if after >= len(parsed.doc) or parsed.doc[after].text != ",":
        return None
    host = _host(token)
    is_state = children(host, "auxpass") and not any(child.tag_ == "MD" for child in children(host, "aux"))
    if token.lower_ == "for" and host.lemma_.lower() not in words("verbs of seeming") and not is_state:
        return None  # "For the others, the sum has to buy a journey": whom it serves, not who thinks so
    return _make(parsed, held[0], [token.i], host, "fronted", 0.6)


def _is_somebody(head: Token) -> bool:
    if head.pos_ == "PROPN":
        return head.ent_type_ not in {"DATE", "TIME"} and head.lower_ not in _MONTHS
    if head.lower_ in {"others", "many", "some", "them", "him", "her"}:
        return True
    return is_actor(head) and (head.tag_ in {"NNS", "NNPS"} or head.lemma_.lower() in words("heads of an institution"))


_MONTHS = words("months and days")


def _in_view(parsed: Parsed, token: Token) -> Attribution | None:
    """ "in X's view", "in the view of X", "by X's account", "in the eyes of X", "from X's point of view"."""
    for noun in children(token, "pobj"):
        if noun.lemma_.lower() not in (_OUTLOOKS if token.lower_ == "from" else _STANCES):
            continue
        holder = _holder_of(noun)
        if holder is None or holder.lower_ in {"my", "our", "your", "its"}:
            return None
        cue = [
            index
            for index in [token.i, *(below.i for below in noun.subtree)]
            if index not in set(source_tokens(holder))
        ]
        return _make(parsed, holder, cue, _host(token), "view", 0.8)
    return None


def _holder_of(noun: Token) -> Token | None:
    """Whose a noun is: "X's claim", "the claim of X", "a fear in X"."""
    for child in children(noun, "poss"):
        return child
    for preposition in children(noun, "prep"):
        if preposition.lower_ in {"of", "from", "by", "in", "among"}:
            for held in children(preposition, "pobj"):
                if is_actor(held):
                    return held
    return None


def _noun(parsed: Parsed, noun: Token) -> Attribution | None:
    """ "X's claim that p", "X's answer is that p"."""
    holder = _holder_of(noun)
    if (
        holder is None
        or holder.lower_ in {"my", "our", "your", "its", "whose"}
        or not can_be_source(holder, weak=False)
    ):
        if holder is None or holder.tag_ != "PRP$" or holder.lower_ not in {"his", "her", "their"}:
            return None
    clauses = [
        child for child in children(noun, "acl", "ccomp", "relcl") if children(child, "mark") and _has_that(child)
    ]
    if not clauses and noun.dep_ in {"nsubj", "attr"} and noun.head.lemma_ == "be":
        clauses = [child for child in children(noun.head, "ccomp", "advcl") if child.i > noun.i and _has_that(child)]
    if not clauses:
        return None
    content = {below.i for below in clauses[0].subtree}
    return Attribution(
        paragraph=parsed.index,
        source=runs(parsed.doc, source_tokens(holder), parsed.start)[0],
        cue=runs(parsed.doc, [noun.i], parsed.start)[0],
        content=runs(parsed.doc, content, parsed.start),
        attitude=cues.attitude_of(noun.lemma_.lower()),
        confidence=0.7,
        rule="noun",
    )


def _has_that(clause: Token) -> bool:
    return any(child.lower_ == "that" and child.dep_ == "mark" for child in clause.children)


def _host(token: Token) -> Token:
    """The verb of the clause in which the phrase stands."""
    at = token
    while at.head.i != at.i and not (is_verbal(at) and at.i != token.i):
        at = at.head
    return at


def _make(
    parsed: Parsed, holder: Token, cue: list[int], host: Token, rule: str, confidence: float
) -> Attribution | None:
    source = source_tokens(holder)
    phrase = set(cue) | set(source) | {below.i for below in holder.subtree}
    content = {below.i for below in host.subtree} - phrase
    span, marks = runs(parsed.doc, source, parsed.start), runs(parsed.doc, cue, parsed.start)
    if not span or not marks:
        return None
    return Attribution(
        paragraph=parsed.index,
        source=span[0],
        cue=marks[0],
        content=runs(parsed.doc, content, parsed.start),
        confidence=confidence,
        rule=rule,
    )
