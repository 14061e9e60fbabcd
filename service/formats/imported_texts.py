"""The texts of imported claims: cleaned, and joined to an article where the file contains none."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from service.domain.base import Span
from service.domain.document import Paragraph
from service.formats.imported_parts import ImportedUnit

_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text in NFC with white space collapsed, without control characters and lone surrogates."""
    text = unicodedata.normalize("NFC", _NO_TEXT.sub("", text))
    return " ".join(text.split())


def compose(units: Iterable[ImportedUnit]) -> tuple[str, list[Paragraph]]:
    """A text of the units themselves, one paragraph per group; sets their spans, and paragraphs from 0 on."""
    groups: dict[tuple[int, int], list[ImportedUnit]] = defaultdict(list)
    for number, unit in enumerate(units):
        groups[(unit.paragraph, 0) if unit.paragraph is not None else (1 << 40, number)].append(unit)
    paragraphs: list[Paragraph] = []
    pieces, at = list[str](), 0
    for index, key in enumerate(sorted(groups)):
        if index:
            pieces.append("\n\n")
            at += 2
        start = at
        for unit in groups[key]:
            unit.paragraph = index
            if unit.implicit:
                continue
            if at > start:
                pieces.append(" ")
                at += 1
            unit.spans = (Span(start=at, end=at + len(unit.text)),)
            pieces.append(unit.text)
            at += len(unit.text)
        if at == start:  # nothing but unsaid premises: the paragraph needs a place
            pieces.append("…")
            at += 1
        paragraphs.append(Paragraph(index=index, start=start, end=at))
    return "".join(pieces), paragraphs
