"""What the trained tagger found -> raw attributions, one for each paragraph that a content runs through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span, Token

from service.domain.argument import Attitude
from service.engines.offline.attribution.attribution import Attribution, Stretch, covers, shared, size
from service.engines.offline.attribution.rules import cues
from service.engines.offline.attribution.rules.predicates import is_negated, names_only, puts_forward
from service.engines.offline.attribution.rules.sources import can_be_source, is_actor, source_tokens
from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.lexicon import words
from service.engines.offline.parsing import Parsed, children, is_verbal, subject_of

RULE = "tagger"
_JOINED = re.compile(r",\s+(?:and|but|yet|so)\s+\Z")
_ACCORDING = "accord"
"""What the lemmatiser makes of "According to" where it takes it for a verb."""
_CUES = cues.ALL | words("stance nouns") | {_ACCORDING}
_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)
_LEFT_TO_THE_TAGGER = frozenset({"infinitive", "passive"})
"""Frames in which the rules alone were mostly wrong on news where the tagger saw nothing."""
_OF_DEEDS = frozenset({"infinitive", "object", "preposition"})
"""Frames that, where the tagger saw nothing, mostly tell what somebody does."""
_NOBODY_IN_PARTICULAR = words("source pronouns") | words("people in general")
_SHOWING = words("verbs of seeming")
"""What a thing does with a claim ("the figures show that p"): that is the author's evidence (guidelines, 9)."""
_SURE_ALONE = 0.4
_SURE_WITHOUT_SOURCE = 0.85
"""How sure the tagger must be of what the rules do not see; below, fewer than half were right on news."""
_SURE_OF_A_CLAUSE, _SURE_OF_ANY_CUE = 0.6, 0.76
"""How sure it must be of a clause that the parse does not confirm as somebody's: where a list has the cue, and else."""


@dataclass(frozen=True)
class _Cue:
    """What the parse says about the words of a cue."""

    lemma: str
    negated: bool
    asserted: bool
    attitude: Attitude = "asserts"


def from_tagger(tagged: Sequence[TaggedAttribution], parsed: Sequence[Parsed]) -> list[Attribution]:
    """`tagged` numbers paragraphs as they stand in `parsed`."""
    found = []
    for item in tagged:
        pieces: dict[int, list[Stretch]] = {}
        for paragraph, start, end in item.content:
            pieces.setdefault(paragraph, []).append(_content(parsed[paragraph], start, end))
        for paragraph, content in sorted(pieces.items()):
            found.append(_raw(item, parsed, paragraph, tuple(content)))
    return found


def _source(parsed: Parsed, start: int, end: int) -> Stretch:
    """The source without the relative clause that the tagger may have taken in (guidelines, 3)."""
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
    """What the source names, without the place that the tagger may have taken in: "In Lund, a spokesman for them"."""
    if span.root.dep_ == "pobj" and span.root.head.lower_ in {"in", "at", "from"}:
        return next((child for child in children(span.root, "appos") if is_actor(child)), span.root)
    if span.root.pos_ != "ADP":
        return span.root
    subjects = (token for token in span if token.dep_ in {"nsubj", "nsubjpass"} and token.head == span.root.head)
    return next(subjects, span.root)


def _content(parsed: Parsed, start: int, end: int) -> Stretch:
    """A piece of content without the "that" which leads to it, and which PolNeAR counts in."""
    lead = _THAT.match(parsed.text, start, end)
    word = parsed.doc.char_span(start, start + 4) if lead else None
    return _placed(parsed, lead.end() if lead and word is not None and word[0].dep_ == "mark" else start, end)


def _placed(parsed: Parsed, start: int, end: int) -> Stretch:
    return parsed.start + start, parsed.start + end


def _raw(
    item: TaggedAttribution, parsed: Sequence[Parsed], paragraph: int, content: tuple[Stretch, ...]
) -> Attribution:
    home = parsed[item.paragraph]
    source = _source(parsed[item.source[0]], *item.source[1:]) if item.source is not None else None
    sits_here = item.source is not None and item.source[0] == paragraph
    cue = _read_cue(home, item.cue, _head(parsed, item.source))
    return Attribution(
        paragraph=parsed[paragraph].index,
        source=source if sits_here else None,
        cue=_placed(home, *item.cue) if paragraph == item.paragraph else None,
        same_cue=None if paragraph == item.paragraph else _placed(home, *item.cue),
        content=content,
        attitude=cue.attitude,
        asserted=cue.asserted,
        confidence=item.confidence,
        plausible=_is_plausible(home, item, _head(parsed, item.source), cue),
        rule=RULE,
        same_as=None if sits_here else source,
    )


def _head(parsed: Sequence[Parsed], source: tuple[int, int, int] | None) -> Token | None:
    if source is None:
        return None
    span = parsed[source[0]].doc.char_span(source[1], source[2], alignment_mode="expand")
    return _noun(span) if span is not None else None


def _is_plausible(home: Parsed, item: TaggedAttribution, source: Token | None, cue: _Cue) -> bool:
    """Whether the parse confirms what only the tagger found: a source that can hold a view, and a content that is put
    forward."""
    if source is not None and source.lower_ in {"who", "which"}:
        return False
    if source is not None and source.pos_ == "NUM" and source.lower_ != "one":
        return False  # "according to two of them": who vouches for what the author tells
    shown = cue.lemma in _SHOWING and source is not None and not is_actor(source)
    sure = _SURE_OF_A_CLAUSE if cue.lemma in _CUES else _SURE_OF_ANY_CUE
    if item.confidence >= sure and not shown and _says_something(home, item):
        return True
    if source is not None and not can_be_source(source, weak=cue.lemma in cues.WEAK or cue.lemma not in cues.ALL):
        return False
    if cue.lemma in cues.ALL or cue.lemma == _ACCORDING:
        return True
    spans = [home.doc.char_span(a, b, alignment_mode="expand") for p, a, b in item.content if p == item.paragraph]
    return any(_is_clause(span) for span in spans if span is not None) or len(spans) < len(item.content)


def _says_something(home: Parsed, item: TaggedAttribution) -> bool:
    """Whether the content has a verb with a subject of its own; "signed the statement" tells what somebody did."""
    spans = [home.doc.char_span(a, b, alignment_mode="expand") for p, a, b in item.content if p == item.paragraph]
    return any(
        is_verbal(token) and subject is not None and span.start <= subject.i < span.end
        for span in spans
        if span is not None
        for token in span
        for subject in (subject_of(token),)
        if not (subject is not None and subject.lower_ in {"who", "which", "that"})
    )


def _is_clause(span: Span) -> bool:
    opens = span[0].lower_ in {"that", "whether", "how", "why"} or span[0].text == '"'
    return opens and any(is_verbal(token) and subject_of(token) is not None for token in span)


def _read_cue(parsed: Parsed, cue: tuple[int, int], source: Token | None) -> _Cue:
    span = parsed.doc.char_span(*cue, alignment_mode="expand")
    if span is None:
        return _Cue("", negated=False, asserted=True)
    verbs = [token for token in span if token.pos_ == "VERB"]
    verb = _saying(verbs[-1] if verbs else span.root)
    negated = is_negated(verb) or any(token.dep_ == "neg" for token in span)
    return _Cue(
        str(verb.lemma_.lower()),
        negated=negated,
        asserted=puts_forward(verb, source) and not _denied(verb, negated),
        attitude=cues.attitude_of("" if names_only(verb) else verb.lemma_.lower(), negated=negated),
    )


def _saying(verb: Token) -> Token:
    """The verb of saying to which another one leads: "used to say", "likes to point out"."""
    if verb.lemma_.lower() in cues.ALL:
        return verb
    return next((child for child in children(verb, "xcomp") if child.lemma_.lower() in cues.CLAUSE), verb)


def _denied(verb: Token, negated: bool) -> bool:
    return negated and verb.lemma_ not in {"deny", "doubt"}


def combined(parsed: Parsed, tagged: Sequence[Attribution], ruled: Sequence[Attribution]) -> list[Attribution]:
    """The tagger's attributions, and those of the rules that have no counterpart among them. An attribution that the
    parse does not support is kept but asserts nothing, so that no unit comes of it.

    If both found the same cue, the tagger's spans are used, and the rules determine the kind of frame.
    """
    merged = []
    for item in tagged:
        twin = next((other for other in ruled if _same_cue(item, other)), None)
        if twin is not None:
            merged.append(_with_frame(parsed, item, twin))
        elif item.confidence >= (_SURE_ALONE if item.source or item.same_as else _SURE_WITHOUT_SOURCE):
            merged.append(item if item.plausible else replace(item, asserted=False))
    surer = [item for item in ruled if _stands_alone(parsed, item)]
    alone = [item for item in surer if not any(_rivals(item, other) for other in merged)]
    return merged + [replace(item, asserted=item.asserted and not _is_told(item, merged)) for item in alone]


def _is_told(item: Attribution, merged: Sequence[Attribution]) -> bool:
    """Whether it is itself a part of what another says, and no claim that is told apart from it: "X said that donors
    will ask for it", "X recalled that Y had asked whether p".
    """
    if item.source is None or item.cue is None or not (item.rule in _OF_DEEDS or item.attitude == "asks"):
        return False
    return any(covers(other.content, (item.source, item.cue)) for other in merged if other.asserted)


def _stands_alone(parsed: Parsed, item: Attribution) -> bool:
    """Whether the rules are mostly right where the tagger saw nothing: somebody in particular asserts it."""
    if item.cue is None:
        return True  # an ellipsis ("Others, that ..."), which the tagger cannot see
    if item.rule in _LEFT_TO_THE_TAGGER or not item.asserted or item.source is None:
        return False
    source = parsed.doc.char_span(item.source[0] - parsed.start, item.source[1] - parsed.start, alignment_mode="expand")
    if source is None or (source.root.lower_ == "it" and item.rule == "clause"):
        return source is not None  # "It argues that p": an institution that has just been named
    return source.root.lower_ not in _NOBODY_IN_PARTICULAR


def _same_cue(left: Attribution, right: Attribution) -> bool:
    if left.cue is None or right.cue is None or left.paragraph != right.paragraph:
        return False
    return left.cue[0] < right.cue[1] and right.cue[0] < left.cue[1]


def _with_frame(parsed: Parsed, tagged: Attribution, ruled: Attribution) -> Attribution:
    source = tagged.source or (ruled.source if tagged.same_as is None else None)
    return replace(
        tagged,
        content=_without_what_is_joined(parsed, tagged, ruled),
        source=source,
        rule=ruled.rule,
        attitude=ruled.attitude,
        asserted=tagged.asserted and ruled.asserted,
    )


def _without_what_is_joined(parsed: Parsed, tagged: Attribution, ruled: Attribution) -> tuple[Stretch, ...]:
    """In "A, X says, and B", B is the author's (guidelines, 7), unless the parse has it among what X says."""
    cue = tagged.cue or ruled.cue
    if cue is None or not tagged.content or tagged.content[0][0] > cue[0] or not ruled.content:
        return tagged.content
    last = max(end for _, end in ruled.content)
    kept = tuple(
        piece
        for piece in tagged.content
        if piece[0] < max(cue[0], last)
        or not _JOINED.search(parsed.text, cue[1] - parsed.start, piece[0] - parsed.start)
    )
    return kept or tagged.content


def _rivals(ruled: Attribution, tagged: Attribution) -> bool:
    """Whether the rules only say again what the tagger said: the same cue, or the same words by the same source."""
    if ruled.paragraph != tagged.paragraph:
        return False
    if _same_cue(ruled, tagged):
        return True
    return ruled.source is not None and ruled.source == tagged.source and _mostly_shared(ruled, tagged)


def _mostly_shared(left: Attribution, right: Attribution) -> bool:
    return shared(left.content, right.content) > 0.5 * min(size(left.content), size(right.content))
