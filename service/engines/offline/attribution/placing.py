"""Places what the tagger found in the document, one attribution for each paragraph that a content runs through.

The parse supplies what the tagger does not: the attitude, whether the source asserts the content, and where the noun
phrase of the source ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from service.domain.argument import Attitude
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.cues import CLAUSE, NEGATIVE_SUBJECTS, attitude_of
from service.engines.offline.attribution.sources import is_actor, source_tokens
from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children

_OUTLOOKS = words("stance nouns")
_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class _Cue:
    """What the parse says about the words of a cue."""

    asserted: bool = True
    attitude: Attitude = "asserts"


def placed(tagged: Sequence[TaggedAttribution], parsed: Sequence[Parsed]) -> list[Attribution]:
    """The attributions in document offsets; `tagged` numbers paragraphs as they stand in `parsed`."""
    found = []
    for item in tagged:
        pieces: dict[int, list[Stretch]] = {}
        for paragraph, start, end in item.content:
            pieces.setdefault(paragraph, []).append(_content(parsed[paragraph], start, end))
        home, head = parsed[item.paragraph], None
        source = _source(parsed[item.source[0]], *item.source[1:]) if item.source is not None else None
        if item.source is not None:
            span = parsed[item.source[0]].doc.char_span(item.source[1], item.source[2], alignment_mode="expand")
            head = _noun(span) if span is not None else None
        read = _read_cue(home, item.cue, head)
        cue = home.start + item.cue[0], home.start + item.cue[1]
        for paragraph, content in sorted(pieces.items()):
            named_here = item.source is not None and item.source[0] == paragraph
            found.append(
                Attribution(
                    paragraph=parsed[paragraph].index,
                    source=source if named_here else None,
                    cue=cue if paragraph == item.paragraph else None,
                    content=tuple(content),
                    attitude=read.attitude,
                    asserted=read.asserted,
                    confidence=item.confidence,
                    rule="tagger",
                    same_as=None if named_here else source,
                    same_cue=None if paragraph == item.paragraph else cue,
                )
            )
    return found


def _source(parsed: Parsed, start: int, end: int) -> Stretch:
    """The source without a relative clause that the tagger included (guidelines, 3)."""
    span = parsed.doc.char_span(start, end, alignment_mode="expand")
    if span is not None:
        root = _noun(span)
        tokens = source_tokens(root)
        last = parsed.doc[tokens[-1]]
        if root.idx < last.idx + len(last) <= end:
            end = last.idx + len(last)
        if root.i != span.root.i:
            start = max(start, parsed.doc[tokens[0]].idx)
    return parsed.start + start, parsed.start + start + len(parsed.text[start:end].rstrip(" ,;:"))


def _noun(span: Span) -> Token:
    """The head of the source, without what the tagger included: "In Lund, a spokesman for them"."""
    if span.root.lemma_.lower() in _OUTLOOKS and (owners := children(span.root, "poss")):
        return owners[0]  # "the ministry's account"
    if span.root.dep_ == "pobj" and span.root.head.lower_ in {"in", "at", "from"}:
        return next((child for child in children(span.root, "appos") if is_actor(child)), span.root)
    return span.root


def _content(parsed: Parsed, start: int, end: int) -> Stretch:
    """A piece of content without the "that" which leads to it."""
    lead = _THAT.match(parsed.text, start, end)
    word = parsed.doc.char_span(start, start + 4) if lead else None
    begin = lead.end() if lead and word is not None and word[0].dep_ == "mark" else start
    return parsed.start + begin, parsed.start + end


def _read_cue(parsed: Parsed, cue: tuple[int, int], source: Token | None) -> _Cue:
    span = parsed.doc.char_span(*cue, alignment_mode="expand")
    if span is None:
        return _Cue()
    verbs = [token for token in span if token.pos_ == "VERB"]
    verb = _saying(verbs[-1] if verbs else span.root)
    lemma = verb.lemma_.lower()
    negated = is_negated(verb) or any(token.dep_ == "neg" for token in span)
    names_only = lemma == "call" and not any(child.lower_ in {"for", "on", "upon"} for child in verb.children)
    return _Cue(
        asserted=_is_asserted(verb, source) and not (negated and lemma not in {"deny", "doubt"}),
        attitude=attitude_of("" if names_only else lemma, negated=negated),
    )


def _saying(verb: Token) -> Token:
    """The verb of saying to which another verb leads: "used to say", "likes to point out"."""
    if verb.lemma_.lower() in CLAUSE:
        return verb
    return next((child for child in children(verb, "xcomp") if child.lemma_.lower() in CLAUSE), verb)


def is_negated(verb: Token) -> bool:
    """Whether a negation belongs to the verb ("does not say", "never says")."""
    return any(child.dep_ == "neg" or child.lower_ in {"never", "hardly", "no"} for child in verb.children)


def _is_asserted(verb: Token, source: Token | None) -> bool:
    """Whether the source asserts the content: not after "nobody says", "few believe", or "if he says"."""
    if source is not None:
        determiners = {child.lower_ for child in children(source, "det", "preconj", "amod")} | {source.lower_}
        if determiners & NEGATIVE_SUBJECTS and "a" not in determiners:
            return False
    return verb.dep_ != "advcl" or not any(child.lower_ in {"if", "unless", "whether"} for child in verb.children)
