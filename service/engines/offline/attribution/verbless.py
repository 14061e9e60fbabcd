"""Attributions without a verb: "Critics: p", "Not so the growers: p", "Others, that p".

Worth two of forty short texts; in articles they are rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.attribution.sources import is_actor
from service.engines.offline.parsing import Parsed, is_verbal, runs, sentences, trim

_OPENERS = ("not so", "so too", "so did", "so do", "likewise", "and", "but", "as for", "for")
_LONGEST = 7
"""Words of the noun phrase that names the source."""


def find_elliptic(parsed: Parsed) -> Iterator[Attribution]:
    """Short noun phrases for somebody at the start of a sentence or after a semicolon, and what they hold."""
    for sentence in sentences(parsed.doc):
        part: list[Token] = []
        for token in sentence:
            part.append(token)
            if token.text == ";" or token.i + 1 == sentence.end:
                yield from _elliptic(parsed, part)
                part = []


def _elliptic(parsed: Parsed, part: Sequence[Token]) -> Iterator[Attribution]:
    mark = next((place for place, token in enumerate(part) if token.text in {":", ","}), len(part))
    opening, rest = _without_opener(part[:mark]), [token.i for token in part[mark + 1 :]]
    if not rest or not _names_somebody(opening):
        return
    holds = any(is_verbal(parsed.doc[index]) for index in rest) if part[mark].text == ":" else False
    if holds or parsed.doc[rest[0]].lower_ == "that":
        yield Attribution(
            paragraph=parsed.index,
            source=runs(parsed.doc, [token.i for token in opening], parsed.start)[0],
            cue=None,
            content=runs(parsed.doc, trim(parsed.doc, rest), parsed.start),
            confidence=0.6,
            rule="verbless",
        )


def _without_opener(tokens: Sequence[Token]) -> Sequence[Token]:
    text = " ".join(token.lower_ for token in tokens)
    opener = next((opener for opener in _OPENERS if text.startswith(opener + " ")), "")
    return tokens[len(opener.split()) :]


def _names_somebody(tokens: Sequence[Token]) -> bool:
    if not 0 < len(tokens) <= _LONGEST or any(is_verbal(token) for token in tokens):
        return False
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    return any(is_actor(head) and head.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"} for head in heads)
