"""Places what the tagger found in the document, one attribution for each paragraph that a content runs through.

The parse supplies what the tagger does not: the attitude, whether the source asserts the content, and where the noun
phrase of the source ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Span, Token

from service.domain.argument import Attitude
from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.sources import noun_phrase
from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children

_OUTLOOKS = words("stance nouns")
_NEGATIVE_SUBJECTS = words("negative subjects")
"""Subjects that assert nothing ("few believe that p")."""
_ATTITUDES: tuple[Attitude, ...] = ("denies", "concedes", "doubts", "asks", "wants", "predicts")
_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)


def placed(tagged: Sequence[TaggedAttribution], parsed: Sequence[Parsed]) -> list[Attribution]:
    """The attributions in document offsets; `tagged` numbers paragraphs as they stand in `parsed`."""
    found = []
    for item in tagged:
        pieces: dict[int, list[Stretch]] = {}
        for paragraph, start, end in item.content:
            pieces.setdefault(paragraph, []).append(_content(parsed[paragraph], start, end))
        home = parsed[item.paragraph]
        cue = home.start + item.cue[0], home.start + item.cue[1]
        source, head = _source(parsed[item.source[0]], *item.source[1:]) if item.source is not None else (None, None)
        asserted, attitude = _read_cue(home.span(cue), head)
        for paragraph, content in sorted(pieces.items()):
            named_here = item.source is not None and item.source[0] == paragraph
            found.append(
                Attribution(
                    paragraph=parsed[paragraph].index,
                    source=source if named_here else None,
                    cue=cue if paragraph == item.paragraph else None,
                    content=tuple(content),
                    attitude=attitude,
                    asserted=asserted,
                    rule="tagger",
                    same_as=None if named_here else source,
                    same_cue=None if paragraph == item.paragraph else cue,
                )
            )
    return found


def _source(parsed: Parsed, start: int, end: int) -> tuple[Stretch, Token | None]:
    """The source without a relative clause that the tagger included (guidelines, 3), and its head."""
    span = parsed.doc.char_span(start, end, alignment_mode="expand")
    head = None
    if span is not None:
        head = _noun(span)
        phrase = noun_phrase(head)
        end = phrase.end_char if head.idx < phrase.end_char <= end else end
        start = start if head == span.root else max(start, phrase.start_char)
    return (parsed.start + start, parsed.start + start + len(parsed.text[start:end].rstrip(" ,;:"))), head


def _noun(span: Span) -> Token:
    """The head of the source: of "the ministry's account", the ministry."""
    owners = children(span.root, "poss") if span.root.lemma_.lower() in _OUTLOOKS else []
    return owners[0] if owners else span.root


def _content(parsed: Parsed, start: int, end: int) -> Stretch:
    """A piece of content without the "that" which leads to it."""
    lead = _THAT.match(parsed.text, start, end)
    word = parsed.doc.char_span(start, start + 4) if lead else None
    begin = lead.end() if lead and word is not None and word[0].dep_ == "mark" else start
    return parsed.start + begin, parsed.start + end


def _read_cue(span: Span | None, source: Token | None) -> tuple[bool, Attitude]:
    """Whether the source of a cue asserts the content, and with what attitude."""
    if span is None:
        return True, "asserts"
    verbs = [token for token in span if token.pos_ == "VERB"]
    verb = verbs[-1] if verbs else span.root
    lemma = verb.lemma_.lower()
    negated = is_negated(verb) or any(token.dep_ == "neg" for token in span)
    names_only = lemma == "call" and not any(child.lower_ in {"for", "on", "upon"} for child in verb.children)
    asserted = _is_asserted(verb, source) and not (negated and lemma not in {"deny", "doubt"})
    return asserted, _attitude_of("" if names_only else lemma, negated=negated)


def _attitude_of(lemma: str, *, negated: bool) -> Attitude:
    """The attitude of a cue's source; after a negated cue of saying or believing, it denies."""
    attitude = next((attitude for attitude in _ATTITUDES if lemma in words(f"cues: {attitude}")), None)
    return attitude or ("denies" if negated else "asserts")


def is_negated(verb: Token) -> bool:
    """Whether a negation belongs to the verb ("does not say", "never says")."""
    return any(child.dep_ == "neg" or child.lower_ in {"never", "hardly", "no"} for child in verb.children)


def _is_asserted(verb: Token, source: Token | None) -> bool:
    """Whether the source asserts the content: not after "nobody says", "few believe", or "if he says"."""
    if source is not None:
        determiners = {child.lower_ for child in children(source, "det", "preconj", "amod")} | {source.lower_}
        if determiners & _NEGATIVE_SUBJECTS and "a" not in determiners:
            return False
    return verb.dep_ != "advcl" or not any(child.lower_ in {"if", "unless", "whether"} for child in verb.children)
