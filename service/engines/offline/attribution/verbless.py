"""Attributions without a verb: "Critics: p", "Not so the growers: p", "Others, that p".

Worth two of forty short texts; in articles they are rare.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from service.engines.offline.attribution.attribution import Attribution, Stretch
from service.engines.offline.attribution.sources import is_actor
from service.engines.offline.parsing import Parsed

_OPENERS = ("not so", "so too", "so did", "so do", "likewise", "and", "but", "as for", "for")
_VERBAL = frozenset({"VERB", "AUX"})
_LOOSE = frozenset({",", ";", ":", ".", "-", "--", "\u2013", "\u2014"})
_LONGEST = 7
"""Words of the noun phrase that names the source."""


def find_elliptic(parsed: Parsed) -> Iterator[Attribution]:
    """Short noun phrases for somebody at the start of a sentence or after a semicolon, and what they hold."""
    for sentence in parsed.doc.sents:
        part: list[Token] = []
        for token in sentence:
            part.append(token)
            if token.text == ";" or token.i + 1 == sentence.end:
                yield from _elliptic(parsed, part)
                part = []


def _elliptic(parsed: Parsed, part: Sequence[Token]) -> Iterator[Attribution]:
    mark = next((place for place, token in enumerate(part) if token.text in {":", ","}), len(part))
    opening, rest = _without_opener(part[:mark]), part[mark + 1 :]
    if not rest or not _names_somebody(opening):
        return
    holds = part[mark].text == ":" and any(token.pos_ in _VERBAL for token in rest)
    if holds or rest[0].lower_ == "that":
        yield Attribution(
            paragraph=parsed.index,
            source=_stretch(parsed, opening),
            cue=None,
            content=(_stretch(parsed, rest),),
            rule="verbless",
        )


def _stretch(parsed: Parsed, tokens: Sequence[Token]) -> Stretch:
    """From the first to the last token that is no loose punctuation."""
    kept = [token for token in tokens if not token.is_space and token.text not in _LOOSE] or tokens
    return parsed.at(kept[0]), parsed.at(kept[-1]) + len(kept[-1])


def _without_opener(tokens: Sequence[Token]) -> Sequence[Token]:
    text = " ".join(token.lower_ for token in tokens)
    opener = next((opener for opener in _OPENERS if text.startswith(opener + " ")), "")
    return tokens[len(opener.split()) :]


def _names_somebody(tokens: Sequence[Token]) -> bool:
    if not 0 < len(tokens) <= _LONGEST or any(token.pos_ in _VERBAL for token in tokens):
        return False
    inside = {token.i for token in tokens}
    heads = [token for token in tokens if token.head.i not in inside or token.head.i == token.i]
    return any(is_actor(head) and head.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"} for head in heads)
