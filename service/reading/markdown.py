"""Reads Markdown: headings and front matter identified by their marks, links and emphasis reduced to their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.domain.document import Document
from service.reading.blocks import Block, Hint
from service.reading.build import Publication, build_document, check_length
from service.reading.inline_marks import words_of
from service.reading.normalise import normalise
from service.reading.options import Options

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|author|date|lang|language):[ ]*(.+)$", re.MULTILINE | re.IGNORECASE)
_HINTS: dict[str, Hint] = {
    "heading_open": "heading",
    "table_open": "furniture",
    "heading_close": "unknown",
    "table_close": "unknown",
}
_TAG = re.compile(r"<[^<>]{0,500}>")


def read_markdown(text: str, options: Options) -> Document:
    """CommonMark with front matter. Code and tables become furniture; a list becomes one paragraph with one line per
    item.
    """
    text = normalise(text)
    check_length(text.strip(), options.limits)
    fields: dict[str, str] = {}
    front = _FRONT.match(text)
    if front:
        fields = {key.lower(): value.strip("\"' ") for key, value in _FIELD.findall(front.group(1))}
        text = text[front.end() :]
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return build_document(
        list(_blocks(tokens)),
        options,
        kind="text",
        publication=Publication(fields.get("outlet"), fields.get("author"), fields.get("date")),
        title=fields.get("title"),
        language=fields.get("lang") or fields.get("language"),
    )


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """The blocks of a token stream; `hint` says what the marks say."""
    hint: Hint = "unknown"
    items: list[str] = []
    depth = 0
    for token in tokens:
        if token.type.endswith("_list_open"):
            depth += 1
        elif token.type.endswith("_list_close"):
            depth -= 1
            if depth == 0 and items:
                yield Block("\n".join(f"- {item}" for item in items), "body")
                items = []
        elif token.type == "inline":
            words = words_of(token.children or [])
            if depth:
                items.append(words)
            else:
                yield Block(words, hint)
        elif token.content:
            yield _set_apart(token)
        else:
            hint = _HINTS.get(token.type, hint)


def _set_apart(token: Token) -> Block:
    """Code, or HTML between paragraphs."""
    if token.type == "html_block":
        return Block(_TAG.sub(" ", token.content).replace("\n", " "))
    return Block(token.content.replace("\n", " "), "furniture")
