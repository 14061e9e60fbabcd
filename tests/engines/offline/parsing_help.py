"""Texts read, parsed and tagged as the engine does it, up to their attributions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from service.domain.document import Document
from service.engines.offline.attribution.attribution import Attribution
from service.engines.offline.attribution.finding import find_attributions
from service.engines.offline.attribution.speaker_turns import SpeakerTurns
from service.engines.offline.attribution.tagger import AttributionTagger, TaggedAttribution
from service.engines.offline.parsing import Parsed, load_parser, parse_paragraphs
from service.reading import read_text

_tagger = lru_cache(maxsize=1)(AttributionTagger.load)


def parse(text: str) -> tuple[Document, list[Parsed]]:
    document = read_text(text)
    return document, list(parse_paragraphs(load_parser(), document, document.body()))


def found_in(
    document: Document, parsed: Sequence[Parsed], tagged: Sequence[TaggedAttribution] | None = None
) -> list[Attribution]:
    """`tagged`: what the tagger is to have found, if not what it does find."""
    found = _tagger().tag([item.text for item in parsed], least=0.3) if tagged is None else tagged
    return find_attributions(document, parsed, found, SpeakerTurns(document))


def attributions(text: str) -> list[tuple[str | None, str | None, list[str]]]:
    """(source, cue, contents) of each, as texts."""
    document, parsed = parse(text)
    return [
        (cut(document, item.source), cut(document, item.cue), [document.text[a:b] for a, b in item.content])
        for item in found_in(document, parsed)
    ]


def cut(document: Document, stretch: tuple[int, int] | None) -> str | None:
    return None if stretch is None else document.text[slice(*stretch)]
