"""From a quotation to the span that it names."""

from __future__ import annotations

import re

from service.domain.base import Span
from service.domain.document import Document
from service.reading.words import UNSPACED

_UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")
_FORM = re.compile(r"(?:@(?P<paragraph>\d+):)?(?P<quote>.*?)(?:##(?P<nth>\d+))?", re.DOTALL)
ELISION = "[..]"


class QuoteError(ValueError):
    """A quotation that does not name exactly one stretch; the message says which and where."""


def find_quote(document: Document, paragraph: int, quotation: str) -> Span:
    """The span (code points) of a quotation, looked for in the paragraph (or in the one that it names itself).

    Raises QuoteError where it stands nowhere, or more than once and it does not say which.
    """
    form = _FORM.fullmatch(quotation)
    assert form is not None
    number = int(form["paragraph"] or paragraph)
    if number >= len(document.paragraphs):
        raise QuoteError(f"{quotation!r}: there is no paragraph {number}")
    block = document.paragraphs[number]
    text = block.cut(document.text)
    places = _places(text, form["quote"])
    wanted = int(form["nth"] or 1)
    if not places:
        raise QuoteError(f"paragraph {number}: {quotation!r} does not stand there")
    if len(places) > 1 and form["nth"] is None:
        raise QuoteError(f"paragraph {number}: {quotation!r} stands {len(places)} times; add ##1 to ##{len(places)}")
    if wanted > len(places):
        raise QuoteError(f"paragraph {number}: {quotation!r} stands only {len(places)} times")
    start, end = places[wanted - 1]
    return Span(start=block.start + start, end=block.start + end)


def find_mentions(document: Document, alias: str) -> list[Span]:
    """Every place where the alias stands as whole words in the document's body; Chinese and the like have no bounds
    of words, and Arabic writes "and", "so", "in", "for", "like" in one piece with the word behind.
    """
    whole = (
        rf"(?<!\w)[وفبلك]?({re.escape(alias)})(?!\w)"
        if _ARABIC_LETTER.match(alias)
        else rf"(?<!\w)({re.escape(alias)})(?!\w)"
    )
    pattern = re.compile(f"({re.escape(alias)})" if _UNSPACED_LETTER.match(alias) else whole)
    return [
        Span(start=paragraph.start + match.start(1), end=paragraph.start + match.end(1))
        for paragraph in document.body()
        for match in pattern.finditer(paragraph.cut(document.text))
    ]


def _places(text: str, quote: str) -> list[tuple[int, int]]:
    first, elision, last = quote.partition(ELISION)
    pattern = re.escape(first.strip() if elision else quote)
    if elision:
        pattern += ".*?" + re.escape(last.strip())
    return [match.span() for match in re.finditer(pattern, text, re.DOTALL)] if pattern else []
