"""Who wrote or moved a document read into a record: named in its introduction, in its heading, or by signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain.base import Span
from service.reading.letters import signature_in

_NAME = (
    r"(?-i:(?:the |our |my |an? )?(?:[A-ZÀ-Þ][\w.'’-]*)"
    r"(?: (?:(?:of|for|and|de|van|von) (?:the )?)?[A-ZÀ-Þ][\w.'’-]*){0,7}"
    r"|(?:the|our|my|an?) (?:[a-zà-ÿ][\w'’-]*[ ]){0,2}?[a-zà-ÿ][\w'’-]*"
    r"(?=[.,;:]| (?:is|are|in|to|on|dated|as|which|that|who|reads?)\b|$))"
)
_KIND = (
    r"\b(?:letter|statement|article|editorial|op-ed|column|essay|resolution|petition|report|memorandum|memo|message|telegram"
    r"|declaration|affidavit|testimony|release|speech|views|poem|verse|quotation|opinion)s?\b"
)
_BY = re.compile(rf"{_KIND}[^.;]{{0,60}}? (?:from|by|of) (?P<name>{_NAME})", re.IGNORECASE)
_MADE = re.compile(
    rf"\b(?:written|penned|signed|published|issued|released|prepared|sponsored) by (?P<name>{_NAME})", re.I
)
_IN = re.compile(rf"\b(?:article|editorial|column)\b[^.;]{{0,40}}? in (?P<name>{_NAME})", re.IGNORECASE)
_WROTE = re.compile(
    rf"(?P<name>{_NAME}|(?-i:The [^.,;:!?]{{2,50}}?)) (?:(?:has|have|had) )?(?:just )?"
    r"(?:written|wrote|writes?|sent|sends?|issued|published|put out)\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"(?P<name>{_NAME}|\bThe (?:[a-z]+ ){{0,2}}[a-z]+) (?:(?:has|have|had) )?(?:\w+ly )?"
    r"(?:said|says|stated?s?|wrote|writes|held|holds|found|finds|noted?s?|observed?s?|concluded?s?|explained?s?|declared?s?|added"
    r"|argued?s?|continued?s?|put it|went on to \w+)(?: \w+){0,4}[:—–-]+\s*\Z"
)
_MOVED = re.compile(rf"\b(?:offered|moved|proposed|submitted|introduced|tabled) by (?P<name>{_NAME})", re.IGNORECASE)
_MOVES = re.compile(
    r"\bI (?:\w+ ){0,3}(?:offer|move|propose|submit|introduce|table|send to the desk)\b|\bI have an? \w+ at the desk\b"
)
_NO_ISSUER = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b\.?|\d"
    r"|(?:my|an?|the) (?:record|desk|clerk|house|matter)\b"
    r"|(?:congressional )?record\b|(?:I|we|you|he|she|it|they|this|that|these|those|who|which|what)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:Yours|Sincerely|Respectfully|Very truly|Cordially|Faithfully)\b[^.]{0,30}?[,.]\s*", re.IGNORECASE
)
_NEAR = 420
"""Code points before what is read in, within which its issuer is named."""
_SIGNED_WITHIN = 3
"""Its last paragraphs, one of which a signature may be."""


def moves(said: str) -> bool:
    """Whether a speaker proposes something for decision ("I offer an amendment")."""
    return _MOVES.search(said) is not None


def mover_in(text: str, start: int, end: int) -> Span | None:
    """The mover named within `text[start:end]`: "AMENDMENT OFFERED BY MR. LUND", "moved by Ms. Farr"."""
    found = list(_MOVED.finditer(text, start, end))
    return _place(found[-1]) if found else None


def issuer_before(text: str, start: int, end: int) -> Span | None:
    """The author or issuer named by the last words of `text[start:end]`, which introduce a document.

    "a letter from X", "an article in X", "X stated:"; for "His letter follows:", whoever has written according to the
    previous sentence.
    """
    start = max(start, end - _NEAR)
    last = max((match.end() for match in re.finditer(r"[.!?]\s", text[start:end].rstrip()[:-1])), default=0) + start
    for pattern, begin in ((_BY, last), (_MADE, last), (_IN, last), (_SAID, last), (_WROTE, start)):
        for match in reversed(list(pattern.finditer(text, begin, end))):
            if not _NO_ISSUER.match(match["name"]):
                return _place(match)
    return None


def signatory(text: str, paragraphs: Sequence[Span]) -> tuple[Span, int] | None:
    """Who signs a letter consisting of these paragraphs, and where its closing words begin."""
    last = paragraphs[-_SIGNED_WITHIN:]
    for number, span in enumerate(last):
        closing = _CLOSING.search(text, span.start, span.end)
        if closing is None:
            continue
        rest = Span(start=closing.end(), end=span.end) if closing.end() < span.end else None
        home = rest or (last[number + 1] if number + 1 < len(last) else None)
        signed = signature_in(home.cut(text)) if home else None
        if home and signed is not None:
            return Span(start=home.start + signed[0], end=home.start + signed[1]), closing.start()
    return None


def name_as_label(name: str) -> str:
    """A name printed in capitals, as in labels: "MR. LUND OF PELL" is Mr. Lund of Pell."""
    if not name.isupper():
        return name
    return " ".join(word.lower() if word in ("OF", "THE", "FOR") else word.title() for word in name.split())


def _place(match: re.Match[str]) -> Span:
    name = match["name"].rstrip(" .,;:")
    start = match.start("name")
    return Span(start=start, end=start + len(name))
