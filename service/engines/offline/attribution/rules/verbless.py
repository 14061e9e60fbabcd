"""Attributions without a verb: "Critics: p", "Not so the growers: p", "Others, that p", "A blames B; C, D"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.attribution.rules.sources import is_actor
from service.engines.offline.parsing import Parsed, is_verbal, runs, sentences, trim

_OPENERS = ("not so", "so too", "so did", "so do", "likewise", "and", "but", "as for", "for")
_LONGEST = 7


def find_elliptic(parsed: Parsed, found: list[Attribution]) -> Iterator[Attribution]:
    """`found`: what the paragraph holds already; a gap takes up the cue of the attribution before it."""
    for sentence in sentences(parsed.doc):
        elliptic = _labelled(parsed, sentence) or _bare_that(parsed, sentence)
        if elliptic is not None:
            yield elliptic
        yield from _gapped(parsed, sentence, found)


def _labelled(parsed: Parsed, sentence: Span) -> Attribution | None:
    """A short noun phrase for somebody, a colon, and what they hold."""
    colon = next((token for token in sentence[: _LONGEST + 3] if token.text == ":"), None)
    if colon is None:
        return None
    opening = _after_openers([token for token in sentence if token.i < colon.i])
    rest = [token.i for token in sentence if token.i > colon.i]
    if not _names_somebody(opening) or not any(is_verbal(parsed.doc[index]) for index in rest):
        return None
    return _make(parsed, opening, rest, "colon", 0.6)


def _bare_that(parsed: Parsed, sentence: Span) -> Attribution | None:
    """ "Others, that the state must pay": the verb of the sentence before is understood."""
    comma = next((token for token in sentence[:_LONGEST] if token.text == ","), None)
    if comma is None or comma.i + 1 >= sentence.end or parsed.doc[comma.i + 1].lower_ != "that":
        return None
    opening = _after_openers([token for token in sentence if token.i < comma.i])
    if not _names_somebody(opening):
        return None
    return _make(parsed, opening, [token.i for token in sentence if token.i > comma.i], "bare-that", 0.6)


def _gapped(parsed: Parsed, sentence: Span, found: list[Attribution]) -> Iterator[Attribution]:
    """ "A blames B; C, D", "A thinks that p; C, that q": the second half takes up the verb of the first."""
    tokens = list(sentence)
    for place, token in enumerate(tokens):
        if token.text != ";":
            continue
        half = _until(tokens[place + 1 :], ";")
        comma = next((word for word in half[:_LONGEST] if word.text == ","), None)
        if comma is None or comma.i + 1 >= sentence.end:
            continue
        if any(is_verbal(word) for word in half) and parsed.doc[comma.i + 1].lower_ != "that":
            continue
        opening = _after_openers([word for word in half if word.i < comma.i])
        earlier = [item for item in found if item.cue and _within(parsed, item, sentence, token)]
        if _names_somebody(opening) and earlier:
            yield _make(parsed, opening, [word.i for word in half if word.i > comma.i], "gap", 0.6)


def _within(parsed: Parsed, item: Attribution, sentence: Span, before: Token) -> bool:
    assert item.cue is not None
    return parsed.start + sentence.start_char <= item.cue[0] < parsed.at(before)


def _until(tokens: list[Token], mark: str) -> list[Token]:
    stop = next((index for index, token in enumerate(tokens) if token.text == mark), len(tokens))
    return tokens[:stop]


def _after_openers(tokens: list[Token]) -> list[Token]:
    text = " ".join(token.lower_ for token in tokens)
    for opener in _OPENERS:
        if text.startswith(opener + " "):
            return tokens[len(opener.split()) :]
    return tokens


def _names_somebody(tokens: list[Token]) -> bool:
    if not 0 < len(tokens) <= _LONGEST or any(is_verbal(token) for token in tokens):
        return False
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    return any(is_actor(head) and head.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"} for head in heads)


def _make(parsed: Parsed, opening: list[Token], content: list[int], rule: str, confidence: float) -> Attribution:
    source = runs(parsed.doc, [token.i for token in opening], parsed.start)
    return Attribution(
        paragraph=parsed.index,
        source=source[0],
        cue=None,
        content=runs(parsed.doc, trim(parsed.doc, content), parsed.start),
        confidence=confidence,
        rule=rule,
    )
