"""What a noun phrase says about whom it names: proper name, head noun, country, role, number, gender."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Span, Token

from service.domain.argument import PerspectiveKind
from service.engines.offline.attribution.sources import ends_as_people_do
from service.engines.offline.holders.countries import countries_in, country_of
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import children
from service.reading.turns.lexicon import NO_PERSONS

Gender = Literal["he", "she", ""]


TITLES = words("titles")
_GOVERNING = words("heads of a government")
"""Heads that, with a country before them, stand for its government."""
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
    """`name`: the words of a proper name, titles left out; `head`: lemma of the head noun; `roles`: nouns that it is
    called by (titles, apposition); `country`: code of the country that it belongs to; `stands_for_country`: it is that
    country's government; `modifiers`: lower-case words that narrow the head noun; `people`: the word by which it may be
    those of a place that no list knows ("Tavrians", "Tavrian ministers").
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
    side: Token | None
    people: str | None = None


def describe(span: Span) -> Description:
    """Reads a source or subject noun phrase."""
    head = span.root
    core = _core(span, head)
    name, titles = _name(core, head)
    apposed = [child for child in children(head, "appos") if child.i in range(span.start, span.end)]
    apposed = [token for token in apposed if not _is_affiliation(token)]
    roles = titles | {token.lemma_.lower() for token in apposed} | _roles(core, head)
    if name and not any(part[0].isupper() for part in name):
        name = ()
    nameless = not name and head.tag_ == "NN"
    given = _apposed_name([*apposed, *_behind_a_body(span, head), *_at_the_end(span, head)]) if nameless else ()
    country = _country(span, core, head)
    stands = _stands_for_country(core, head, country)
    kind = _kind(head, core, name, roles, stands)
    if given and kind != "institution" and not stands:
        name, kind, roles = given, "person", roles | {head.lemma_.lower()}
    elif kind == "institution" and not name:
        name = _name_behind(head, apposed)
    return Description(
        text=" ".join(token.text_with_ws for token in core).strip() if not core else _text(core),
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
        side=_side(head, apposed),
        people=_people(core, head) if country is None else None,
    )


def _people(core: list[Token], head: Token) -> str | None:
    if head.tag_ in {"NNS", "NNPS"} and head.text[0].isupper():
        return head.text if not list(head.lefts) or core[0].lower_ == "the" else None
    governs = head.tag_ == "NNS" and head.lemma_.lower() in _GOVERNING | {"minister"}
    named = [token.text for token in core if governs and token.head == head and token.text[0].isupper() and token.i > 0]
    return named[-1] if named and all(child.lower_ in {"the", named[-1].lower()} for child in head.lefts) else None


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
    """The name that an apposition gives somebody: in full, with a title, or without a comma ("the architect, John
    Wray", "the architect, Mr Wray", "my friend John").
    """
    for token in apposed:
        name, titles = _name(list(token.subtree), token)
        close = _names_one_person(token.head) and token.left_edge.i == token.head.i + 1
        if token.pos_ == "PROPN" and (len(name) > 1 or titles or close) and all(part[0].isupper() for part in name):
            return name
    return ()


def _name_behind(head: Token, apposed: list[Token]) -> tuple[str, ...]:
    """The name of what is called so: "the company Norvane", "a company known as Norvane"."""
    named = [token for token in apposed if token.left_edge.i == head.i + 1]
    for clause in children(head, "acl"):
        links = [link for link in clause.subtree if link.lower_ == "as"] if clause.lemma_ == "know" else []
        named += children(clause, "oprd") if clause.lemma_ in {"call", "name"} else []
        named += [held for link in links for held in children(link, "pobj")]
    return next((_name(list(token.subtree), token)[0] for token in named if token.pos_ == "PROPN"), ())


def _behind_a_body(span: Span, head: Token) -> list[Token]:
    """An apposition that the parser hangs on the body beside the office: "the leader of the Coast Party, Ann Lee"."""
    if head.lemma_.lower() not in _PERSONAL:
        return []
    bodies = [token for token in span if token.i > head.i and token.lemma_.lower() in _INSTITUTIONAL]
    return [child for body in bodies for child in children(body, "appos") if child.i < span.end]


def _is_affiliation(apposed: Token) -> bool:
    """Whether brackets say where somebody belongs, not what they are: "Ms Vance (diocese)", not "Ms Vance (chair)"."""
    first = apposed.left_edge.i
    bracketed = first > 0 and apposed.doc[first - 1].text in {"(", "["}
    return bracketed and apposed.text.islower() and apposed.lemma_.lower() not in _PERSONAL


def _at_the_end(span: Span, head: Token) -> list[Token]:
    """A name that the parser hangs elsewhere: "Its mover, our friend Ada Lind", "the head of planning Dr. Ada Lind"."""
    last, first = span[-1], span[-1].left_edge.i
    if last.pos_ != "PROPN" or first - 1 <= head.i or last.doc[first - 1].pos_ not in {"NOUN", "VERB"}:
        return []
    return [last]


def _before(noun: Token) -> list[Token]:
    """The titles and names right before a noun, without those of whom it belongs to."""
    return [child for child in noun.children if child.i < noun.i and child.dep_ in {"compound", "nmod", "flat", "amod"}]


def _bare(token: Token) -> str:
    return str(token.lower_.rstrip("."))


def _roles(core: list[Token], head: Token) -> set[str]:
    return {
        token.lemma_.lower()
        for token in core
        if token.pos_ == "NOUN" and token.dep_ == "compound" and head.pos_ == "PROPN"
    }


def _country(span: Span, core: list[Token], head: Token) -> str | None:
    found = countries_in([token.text for token in span if token.tag_ != "POS"])
    return found[0] if found else None


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


def _kind(
    head: Token, core: list[Token], name: tuple[str, ...], roles: set[str], stands_for_country: bool
) -> PerspectiveKind:
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
    if any(part.lower().rstrip(".") in _INSTITUTIONAL for part in name) or children(head, "det"):
        return "group" if head.tag_ == "NNPS" else "institution"
    if head.tag_ == "NNPS" and not _is_surname(name):
        return "group"
    is_place = name[-1].lower() in words("what names of places end in")
    return "person" if 2 <= len(name) <= 4 and not name[-1].isupper() and not is_place else "institution"


def _is_surname(name: tuple[str, ...]) -> bool:
    """Whether a name that the tagger takes for a plural may be somebody's: "Anna Rivers", not "Green Campaigners"."""
    one = name[-1].lower().removesuffix("s")
    people = one in words("actors") or ends_as_people_do(one)
    parts = {part.lower() for part in name} | {one}
    return len(name) == 2 and not people and not parts & NO_PERSONS


def _modifiers(core: list[Token], head: Token) -> frozenset[str]:
    dropped = {"DET", "PUNCT", "ADP", "PART", "CCONJ"}
    narrowing = (token for token in core if token.i != head.i and token.pos_ not in dropped)
    return frozenset(token.lemma_.lower() for token in narrowing) - {"same"}


def gender_of(words: set[str]) -> Gender:
    """The gender that words about a person tell, for pronouns alone."""
    bare = {word.rstrip(".") for word in words}
    return "she" if bare & _SHE else "he" if bare & _HE else ""


def _side(head: Token, apposed: list[Token]) -> Token | None:
    """Whom a spokesman, minister or member speaks for: "for X", "of X", "X's", "X officials", "who chairs X"."""
    nouns = [noun for noun in [head, *apposed] if noun.pos_ == "NOUN" or noun is head]
    return next((side for noun in nouns for side in (*_sides_of(noun), *_led_by(noun))), None)


def _led_by(noun: Token) -> Iterator[Token]:
    for clause in children(noun, "relcl"):
        leads = clause.lemma_.lower() in words("verbs of leading")
        if leads and any(subject.lower_ == "who" for subject in children(clause, "nsubj")):
            yield from (led for led in children(clause, "dobj") if led.lemma_.lower() in _INSTITUTIONAL)


def _sides_of(noun: Token) -> Iterator[Token]:
    yield from (owner for owner in children(noun, "poss") if owner.pos_ in {"PROPN", "NOUN"})
    if noun.lemma_.lower() not in _INSTITUTIONAL:
        owners = [owner for owner in children(noun, "compound") if owner.pos_ == "NOUN"]
        yield from (owner for owner in owners if owner.lemma_.lower() not in _PERSONAL)  # a director general
    for preposition in children(noun, "prep"):
        if preposition.lower_ == "of" and noun.pos_ == "PROPN":
            continue  # "the Court of Audit": it is its name
        if preposition.lower_ in {"for", "of", "at", "with", "from"}:
            for held in children(preposition, "pobj"):
                if held.lower_ in words("months and days"):
                    continue  # "your leader of 3 March"
                if held.pos_ == "PROPN" or held.lemma_.lower() in _INSTITUTIONAL:
                    yield held
