"""What a noun phrase says about whoever it names: proper name, head noun, country, roles, number, gender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Span, Token

from service.domain.argument import PerspectiveKind
from service.engines.offline.attribution.sources import ends_as_people_do
from service.engines.offline.holders.countries import countries_in, country_of
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import children

Gender = Literal["he", "she", ""]


TITLES = words("titles")
_GOVERNING = words("heads of a government")
"""Nouns that, with a country before them, stand for its government."""
_INSTITUTIONAL = words("heads of an institution")
_STUDIES = words("studies")
_UNNAMED = words("heads of an unnamed source")
_PERSONAL = words("heads of a person")
_ONE = frozenset({"a", "an", "another", "any", "every", "no", "one"})
_PARTICLES = words("particles of a name")
_SHE = words("words for a woman")
_HE = words("words for a man")


@dataclass(frozen=True)
class Description:
    """`name`: the words of a proper name, without titles; `head`: lemma of the head noun; `roles`: nouns from titles
    and appositions; `country`: code of the country that is named; `stands_for_country`: it means that country's
    government; `modifiers`: lower-case words that narrow the head noun.
    """

    text: str
    name: tuple[str, ...]
    head: str
    kind: PerspectiveKind
    country: str | None
    stands_for_country: bool
    roles: frozenset[str]
    modifiers: frozenset[str]
    plural: bool
    gender: Gender
    definite: bool


def describe(span: Span) -> Description:
    """Describes a noun phrase that is a source or a subject."""
    head = span.root
    core = _core(span, head)
    name, titles = _name(core, head)
    apposed = [child for child in children(head, "appos") if child.i in range(span.start, span.end)]
    roles = titles | {token.lemma_.lower() for token in apposed}
    if name and not any(part[0].isupper() for part in name):
        name = ()
    nameless = not name and head.tag_ == "NN"
    given = _apposed_name(apposed) if nameless else ()
    country = next(iter(countries_in([token.text for token in span if token.tag_ != "POS"])), None)
    stands = _stands_for_country(core, head, country)
    kind = _kind(head, name, roles, stands)
    if given and kind != "institution" and not stands:
        name, kind, roles = given, "person", roles | {head.lemma_.lower()}
    return Description(
        text=_text(core),
        name=name,
        head=head.lemma_.lower() if head.pos_ != "PROPN" else head.lower_,
        kind=kind,
        country=country,
        stands_for_country=stands,
        roles=frozenset(roles),
        modifiers=_modifiers(core, head),
        plural=head.tag_ in {"NNS", "NNPS"}
        or head.lower_ in {"many", "some", "others", "most", "several", "both", "they"},
        gender=gender_of({token.lower_ for noun in (head, *apposed) for token in (noun, *_before(noun))}),
        definite=any(token.lower_ in {"the", "this", "that", "these", "those"} for token in children(head, "det")),
    )


def _core(span: Span, head: Token) -> list[Token]:
    left_out = {
        below.i
        for child in head.children
        if child.dep_ in {"appos", "relcl", "acl", "punct", "cc", "conj"} and child.i > head.i
        for below in child.subtree
    }
    tokens = [token for token in span if token.i not in left_out and token.tag_ != "POS"]
    return tokens or list(span)


def _text(core: list[Token]) -> str:
    tokens = [token for token in core if not (token is core[0] and token.lower_ in {"the", "a", "an"})] or core
    doc = tokens[0].doc
    return str(doc[tokens[0].i : tokens[-1].i + 1].text)


def _name(core: list[Token], head: Token) -> tuple[tuple[str, ...], set[str]]:
    """The proper name that ends in the head, and the titles that stand before it."""
    if head.pos_ != "PROPN":
        return (), set()
    run, own = [head], {token.i for token in core}
    for token in sorted(head.children, key=lambda child: -child.i):
        if (
            token.i in own
            and token.i == run[0].i - 1
            and token.dep_ in {"compound", "nmod", "flat", "amod", "nummod", "punct"}
            and token.i < head.i
        ):
            run.insert(0, token)
    following = [child for child in head.children if child.i == head.i + 1 and child.dep_ == "flat"]
    titles = {_bare(token) for token in run if _bare(token) in TITLES and token is not run[-1]}
    while len(run) > 1 and run[0].text.islower() and run[0].lower_ not in _PARTICLES:
        run.pop(0)  # "executive Ada Lind"
    return _words([token for token in [*run, *following] if _bare(token) not in titles]), titles


def _words(tokens: list[Token]) -> tuple[str, ...]:
    """The words of a name: what a hyphen joins is one ("Obi-Lane"), other marks are none."""
    found: list[str] = []
    for token in tokens:
        if found and (token.text == "-" or found[-1].endswith("-")):
            found[-1] += token.text
        elif not token.is_punct:
            found.append(token.text)
    return tuple(found)


def _apposed_name(apposed: list[Token]) -> tuple[str, ...]:
    """The name that an apposition supplies: in full, with a title, or without a comma ("the architect, John Wray", "the
    architect, Mr Wray", "my friend John").
    """
    for token in apposed:
        name, titles = _name(list(token.subtree), token)
        close = _names_one_person(token.head) and token.left_edge.i == token.head.i + 1
        if token.pos_ == "PROPN" and (len(name) > 1 or titles or close) and all(part[0].isupper() for part in name):
            return name
    return ()


def _before(noun: Token) -> list[Token]:
    """The titles and names directly before a noun, but not those of its owner."""
    return [child for child in noun.children if child.i < noun.i and child.dep_ in {"compound", "nmod", "flat", "amod"}]


def _bare(token: Token) -> str:
    return str(token.lower_.rstrip("."))


def _stands_for_country(core: list[Token], head: Token, country: str | None) -> bool:
    if country is None:
        return False
    words = [token.text for token in core if token.lower_ not in {"the", "many", "some", "others", "most", "in", "of"}]
    if country_of(" ".join(words)) == country:
        return True
    if head.pos_ == "PROPN" or _is_one_of_several(head):
        return False
    lemma = head.lemma_.lower()
    return lemma in _GOVERNING | {"many", "some", "other", "most"} or (head.tag_ == "NNS" and lemma == "minister")


def _is_one_of_several(head: Token) -> bool:
    """ "a Chinese official", "one diplomat": nobody who stands for the government by himself (guidelines, 8)."""
    return head.tag_ == "NN" and any(child.lower_ in _ONE for child in children(head, "det", "nummod"))


def _kind(head: Token, name: tuple[str, ...], roles: set[str], stands_for_country: bool) -> PerspectiveKind:
    if stands_for_country:
        return "state"
    lemma = head.lemma_.lower()
    if name:
        return _kind_of_name(head, name, roles)
    if lemma in _UNNAMED and not any(child.dep_ in {"prep", "compound", "poss"} for child in head.children):
        return "unnamed"
    if lemma in _INSTITUTIONAL or (lemma in _STUDIES and head.tag_ == "NN"):
        return "institution"
    if _names_one_person(head):
        return "person"
    return "group"


def _names_one_person(head: Token) -> bool:
    lemma = head.lemma_.lower()
    return head.tag_ == "NN" and (lemma in _PERSONAL or ends_as_people_do(lemma))


def _kind_of_name(head: Token, name: tuple[str, ...], roles: set[str]) -> PerspectiveKind:
    if roles & (TITLES | _PERSONAL):
        return "person"
    if head.tag_ == "NNPS":
        return "group"
    if any(part.lower().rstrip(".") in _INSTITUTIONAL for part in name) or children(head, "det"):
        return "institution"
    is_place = name[-1].lower() in words("what names of places end in")
    return "person" if 2 <= len(name) <= 4 and not name[-1].isupper() and not is_place else "institution"


def _modifiers(core: list[Token], head: Token) -> frozenset[str]:
    dropped = {"DET", "PUNCT", "ADP", "PART", "CCONJ"}
    narrowing = (token for token in core if token.i != head.i and token.pos_ not in dropped)
    return frozenset(token.lemma_.lower() for token in narrowing) - {"same"}


def gender_of(words: set[str]) -> Gender:
    """The gender implied by words about a person; it only decides which pronouns fit."""
    bare = {word.rstrip(".") for word in words}
    return "she" if bare & _SHE else "he" if bare & _HE else ""
