"""Reads PDF with pdfplumber: columns in order, running heads removed, hyphenated words rejoined, notes separated, pages
kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.blocks import Block, Hint
from service.reading.build import Publication, build_document
from service.reading.options import Options
from service.reading.pdf_lines import Line, is_new_paragraph, line_spacing
from service.reading.pdf_pages import read_pages

_MARGIN = 0.1
"""Share of a page's height at its top and bottom where running heads and page numbers stand."""
_PAGE_NUMBER = re.compile(
    r"(?:page\s{1,3})?[-–—]?\s{0,3}(?:\d{1,4}|[ivxl]{1,6})\s{0,3}[-–—]?(?:\s{0,3}(?:of|/)\s{0,3}\d{1,4})?$",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡§])\s?\S")
_HYPHEN = re.compile(r"([^\W\d_]+)-$")
_LONGEST_WORD = 100
_SMALL, _LARGE = 0.9, 1.12


def read_pdf(data: bytes, options: Options) -> Document:
    """A PDF with a text layer; each paragraph has the page on which it begins. Notes and captions are furniture.

    Raises UnreadableDocument for damaged or protected files, for scans without text, and above `limits.max_pages`.
    """
    pages, metadata = read_pages(data, options.limits)
    lines = _without_running_heads(pages)
    if not lines:
        raise UnreadableDocument(
            "the PDF contains no text; it may be a scan", hint="Run it through OCR first, or send its text."
        )
    blocks = list(_blocks(lines))
    heading = next((block.text for block in blocks[:6] if block.hint == "heading"), None)
    return build_document(
        blocks,
        options,
        kind="pdf",
        publication=Publication(author=_stated(metadata, "Author")),
        title=heading or _stated(metadata, "Title"),
    )


def _stated(metadata: dict[str, str], key: str) -> str | None:
    value = metadata.get(key)
    return value.strip() or None if value is not None and not value.endswith((".doc", ".docx", ".tex")) else None


def _without_running_heads(pages: Sequence[tuple[list[Line], float]]) -> list[Line]:
    """Leaves out what stands at the edge of several pages, digits aside, and page numbers."""
    edges = Counter(
        key for lines, height in pages for key in {_shape(line) for line in lines if _is_at_edge(line, height)}
    )
    least = 2 if len(pages) <= 4 else max(2, len(pages) // 3)
    return [
        line
        for lines, height in pages
        for line in lines
        if not (
            _is_at_edge(line, height)
            and (_PAGE_NUMBER.match(line.text.strip()) or (len(pages) > 1 and edges[_shape(line)] >= least))
        )
    ]


def _is_at_edge(line: Line, height: float) -> bool:
    return line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.strip().lower())


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    together = Counter(re.findall(r"\w+(?:-\w+)*", " ".join(line.text for line in lines).lower()))
    spacing = line_spacing([line for line in lines if abs(line.size - usual) < 0.5] or lines)
    for group in _in_reading_order(_paragraphs(lines, spacing), usual):
        yield Block(_joined(group, together), _hint(group, usual), group[0].page)


def _paragraphs(lines: Sequence[Line], spacing: float) -> list[list[Line]]:
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if is_new_paragraph(line, before, spacing * max(1.0, line.size / 12) if line.size > 14 else spacing):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _in_reading_order(groups: list[list[Line]], usual: float) -> list[list[Line]]:
    """A paragraph that notes or captions at the foot of a page interrupt is joined with its rest behind them."""
    ordered: list[list[Line]] = []
    open_at: int | None = None
    for group in groups:
        if _hint(group, usual) == "furniture":
            ordered.append(group)
            continue
        if open_at is not None and open_at < len(ordered) - 1 and _continues(ordered[open_at], group):
            ordered[open_at].extend(group)
            continue
        ordered.append(group)
        open_at = len(ordered) - 1
    return ordered


def _continues(group: list[Line], following: list[Line]) -> bool:
    ended = group[-1].text.rstrip("\"'”’)]").endswith((".", "!", "?", ":", "…"))
    return not ended and following[0].text[:1].islower() and abs(group[-1].size - following[0].size) < 0.5


def _hint(group: list[Line], usual: float) -> Hint:
    size = group[0].size
    if size > _LARGE * usual and sum(len(line.text.split()) for line in group) <= 30:
        return "heading"
    if size < _SMALL * usual:
        return "furniture"
    is_note = size < usual - 0.4 and _NOTE_MARK.match(group[0].text) is not None
    return "furniture" if is_note else "unknown"


def _joined(group: Sequence[Line], together: Counter[str]) -> str:
    """The lines as one text; a word that was divided at a line's end is whole again."""
    text = group[0].text
    for line in group[1:]:
        divided = _HYPHEN.search(text, max(0, len(text) - _LONGEST_WORD))
        first = re.match(r"[^\W\d_]+", line.text)
        if divided and first and first.group()[0].islower():
            keeps = together[f"{divided.group(1)}-{first.group()}".lower()] > 0
            text = (text if keeps else text[:-1]) + line.text
        else:
            text = f"{text} {line.text}"
    return text
