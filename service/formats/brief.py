"""The brief as Markdown, with a footnote for each sentence that quotes its sources; also the head of other formats."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.argument_map import ArgumentMap
from service.domain.brief import Brief, Sentence, template_brief
from service.domain.document import Document
from service.domain.spans import joined
from service.formats.base import Exported
from service.formats.wording import escape_markdown as escape

MEDIA_TYPE = "text/markdown; charset=utf-8"
HEADING = "In brief"
_QUOTED = 240
"""Code points of one quotation."""


def dump(map_: ArgumentMap, brief: Brief | None = None) -> Exported:
    """The brief alone; the template's if none is given."""
    told = brief or template_brief(map_)
    lines = [f"# {escape(map_.document.title)}", ""] if map_.document.title else []
    lines += [*markdown_lines(told, map_.document)]
    return Exported("\n".join(lines).rstrip("\n") + "\n", MEDIA_TYPE)


def whose_words(brief: Brief) -> str:
    """A sentence naming the model that worded the brief; empty if only templates did."""
    return f"Worded by {brief.model or 'a model'}, checked against the text." if brief.words == "model" else ""


def markdown_lines(brief: Brief, document: Document) -> Iterator[str]:
    """Bullets under headings, then the footnotes."""
    notes: list[str] = []
    remarks = [remark for remark in (brief.note, whose_words(brief)) if remark]
    if remarks:
        yield from (f"*{escape(' '.join(remarks))}*", "")
    for group in brief.groups:
        if group.heading:
            yield from (f"### {escape(group.heading)}", "")
        for sentence in group.sentences:
            quotes = _quotes(sentence, document)
            mark = ""
            if quotes:
                notes.append(f"[^b{len(notes) + 1}]: {quotes}")
                mark = f"[^b{len(notes)}]"
            yield f"{'- ' if group.heading else ''}{escape(sentence.text)}{mark}"
        yield ""
    yield from notes
    yield ""


def plain_lines(brief: Brief) -> Iterator[str]:
    """For a terminal: the summary sentence, then bullets under headings."""
    yield f"{HEADING}:"
    yield from (f"({remark})" for remark in (brief.note, whose_words(brief)) if remark)
    yield ""
    for group in brief.groups:
        if group.heading:
            yield group.heading
        yield from (f"{'- ' if group.heading else ''}{sentence.text}" for sentence in group.sentences)
        yield ""


def _quotes(sentence: Sentence, document: Document) -> str:
    """`¶ 3: “the dam leaks”; ¶ 5: “...”`."""
    found = []
    for span in joined(sentence.cites.spans, document.text):
        words = " ".join(span.cut(document.text).split())
        paragraph = document.paragraph_at(span.start)
        place = "" if paragraph is None else f"¶ {paragraph.index + 1}: "
        found.append(f"{place}“{escape(words if len(words) <= _QUOTED else words[: _QUOTED - 1].rstrip() + '…')}”")
    return "; ".join(found)
