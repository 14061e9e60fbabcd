"""Finds noun phrases that introduce somebody to an article, whether or not anything is attributed to them."""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.engines.offline.attribution.sources import is_actor, noun_phrase
from service.engines.offline.holders.descriptions import describe
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children


def brought_in(parsed: Parsed) -> list[Span]:
    """The subjects that name an actor, and whoever is introduced in another position, in text order."""
    found = []
    for token in parsed.doc:
        acts = is_actor(token) or token.lemma_.lower() in words("studies")
        named = acts or any(child.pos_ == "PROPN" for child in children(token, "appos"))
        is_subject = token.dep_ in {"nsubj", "nsubjpass"} and token.pos_ in {"PROPN", "NOUN"} and named
        if is_subject or is_introduced(token):
            phrase = noun_phrase(token)
            if phrase[0].tag_ != "WP$":  # "whose school": a relative clause's subject
                found.append(phrase)
    return found


def is_introduced(token: Token) -> bool:
    """Whether a person or body is introduced by full name in a position other than the subject's.

    "The loudest speech came from Dev Sandhu, a councillor, who ..."; "led by the teacher Ruth Okello".
    """
    if token.pos_ != "PROPN" or token.dep_ not in {"pobj", "dobj", "attr"}:
        return False
    described = describe(token.doc[token.left_edge.i : token.i + 1])
    did = [below for child in children(token, "relcl") for below in children(child, "nsubj")]
    if described.kind == "institution":
        return any(below.lower_ == "which" for below in did)
    if described.kind != "person" or not all(part[:1].isupper() for part in described.name):
        return False
    did = [below for below in did if below.lower_ == "who"]
    is_said = any(is_actor(child) for child in children(token, "appos"))
    return is_said or bool(did) or token.dep_ == "attr" or token.head.dep_ == "agent"


def is_full_name(token: Token) -> bool:
    """Whether a token is the head of a person's name of two words at least."""
    if token.pos_ != "PROPN" or token.dep_ == "compound":
        return False
    described = describe(token.doc[token.left_edge.i : token.i + 1])
    return described.kind == "person" and len(described.name) > 1
