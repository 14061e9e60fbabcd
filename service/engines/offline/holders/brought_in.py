"""Which noun phrases bring somebody into an article, whether anything is attributed to them or not."""

from __future__ import annotations

from spacy.tokens import Span, Token

from service.engines.offline.attribution.sources import is_actor, source_tokens
from service.engines.offline.holders.descriptions import TITLES, describe
from service.engines.offline.holders.stand_ins import is_study
from service.engines.offline.parsing import Parsed, children


def brought_in(parsed: Parsed) -> list[Span]:
    """The subjects that name somebody, and who is introduced or named with a title elsewhere."""
    found = []
    for token in parsed.doc:
        named = is_actor(token) or is_study(token) or any(child.pos_ == "PROPN" for child in children(token, "appos"))
        is_subject = token.dep_ in {"nsubj", "nsubjpass"} and token.pos_ in {"PROPN", "NOUN"} and named
        described = token.lower_ in {"he", "she"} and is_called(token) is not None
        if is_subject or described or is_introduced(token) or _has_title(token):
            indices = source_tokens(token)
            if token.doc[indices[0]].tag_ == "WP$":
                continue  # "whose school": a relative clause's subject
            found.append(parsed.doc[indices[0] : indices[-1] + 1])
    return found


def is_called(subject: Token) -> str | None:
    """The noun that describes the subject, in lower case: `teacher` in "She was a teacher"; null if there is none."""
    verb = subject.head
    doubted = any(child.dep_ == "neg" or child.tag_ == "MD" for child in verb.children)
    if subject.dep_ != "nsubj" or verb.lemma_ != "be" or doubted:
        return None
    called = [noun for noun in children(verb, "attr") if noun.tag_ == "NN" and is_actor(noun)]
    return str(called[0].lemma_.lower()) if called else None


def overlap(span: Span, other: Span) -> bool:
    """Whether two phrases may be one; an officer named within another's name is somebody else."""
    inside = other.start <= span.start and span.end <= other.end and span.root != other.root
    return span.start < other.end and other.start < span.end and not (inside and _has_title(span.root))


def _has_title(token: Token) -> bool:
    """Whether somebody is named in full with a title, wherever: "the government of Prime Minister Ada Lind"."""
    titled = any(child.dep_ == "compound" and child.lower_.rstrip(".") in TITLES for child in token.lefts)
    return titled and token.pos_ == "PROPN" and _is_named_in_full(token)


def is_introduced(token: Token) -> bool:
    """Whether the text brings somebody in with the full name, and says who it is or what they did.

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
    return token.pos_ == "PROPN" and token.dep_ != "compound" and _is_named_in_full(token)


def _is_named_in_full(token: Token) -> bool:
    described = describe(token.doc[token.left_edge.i : token.i + 1])
    return described.kind == "person" and len(described.name) > 1
