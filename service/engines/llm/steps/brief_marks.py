"""Marks in a brief's sentence: `Trams pay [1: 3-4] → they do not, says the union [2: 9].`"""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.brief.brief import count_words

_MARK = re.compile(r"\[([\d :;,–-]{3,200})\]")
_CLOSING = re.compile(r"^[^\w\s“„«(\[→–—-]+")
"""Punctuation behind a mark, which belongs to the claim before."""
_TAIL = 5
"""The most words behind a sentence's last mark that still belong to its claim ("..., says Holt")."""
NO_VOICE = -1
Mark = tuple[int, str]
"""A voice's number, and the rows of segments: `(1, "3-4,7")`."""


def marked_claims(text: str) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """The claims of a sentence, each with its marks; without any where words at the end have none.

    >>> told = "Trams pay [1: 3-4] → “not here”, says Ann [2: 9; 3: 12]. Nobody asked for them at all."
    >>> for claim in marked_claims(told):
    ...     print(claim)
    ('Trams pay', ((1, '3-4'),))
    ('→ “not here”, says Ann.', ((2, '9'), (3, '12')))
    ('Nobody asked for them at all.', ())
    """
    *marked, tail = _MARK.split(text)
    words, marks = [part.strip() for part in marked[::2]], marked[1::2]
    rests = [part.strip() for part in (*words[1:], tail)] if words else []
    for number, rest in enumerate(rests):
        closing = _CLOSING.match(rest)
        if closing:
            words[number] += closing[0]
            rest = rest[closing.end() :].strip()
        if number + 1 < len(words):
            words[number + 1] = rest
        elif count_words(rest) <= _TAIL:
            words[number] = f"{words[number]} {rest}".strip()
            rest = ""
        tail = rest
    for claim, mark in zip(words, marks, strict=True):
        yield claim, tuple(_mark(part) for part in mark.split(";"))
    if count_words(tail):
        yield tail.strip(), ()


def _mark(part: str) -> Mark:
    voice, _, rows = part.partition(":")
    return int(voice) if voice.strip().isdecimal() else NO_VOICE, rows.strip()
