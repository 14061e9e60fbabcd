"""Texts read and parsed as the engine does it, without the tagger, so that a test shows what the rules do."""

from __future__ import annotations

from service.domain.document import Document
from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.attribution.finding import find_attributions
from service.engines.offline.parsing import Parsed, load_parser, parse_paragraphs
from service.reading import read_text


def parse(text: str) -> tuple[Document, list[Parsed]]:
    document = read_text(text)
    return document, list(parse_paragraphs(load_parser(), document, document.body()))


def attributions(text: str) -> list[tuple[str | None, str | None, list[str]]]:
    """(source, cue, contents) of what the rules find, as texts."""
    document, parsed = parse(text)
    return [
        (cut(document, item.source), cut(document, item.cue), [document.text[a:b] for a, b in item.content])
        for item in find_attributions(document, parsed)
    ]


def raw_attributions(text: str) -> list[Attribution]:
    document, parsed = parse(text)
    return find_attributions(document, parsed)


def cut(document: Document, stretch: tuple[int, int] | None) -> str | None:
    return None if stretch is None else document.text[slice(*stretch)]
