"""Strips inline Markdown (links, emphasis, tables) and note numbers from plain text."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.domain.word_lists import word_list

_LINK = re.compile(r"\]\((?:https?:|mailto:|/|#)|<https?://")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*\*|__|\*|_)(?=[^\s*_])[^*_\n]{1,200}(?<=\S)\1(?![\w*_])")
_HEADING = re.compile(r"#{1,6} +(?=\S)")
_NOTE = re.compile(r"(?<![^\W\d_])(?P<word>[^\W\d_]{4,40})(?P<mark>[.,;:!?]?[\"”’)]{0,2})(?P<number>\d{1,3})(?=\s|$)")
_CITED = re.compile(r"(?<=[\w.,;:!?\"”’)])\[\d{1,3}\](?=[\s.,;:]|$)")
_LONGEST_GAP = 3
"""Between the numbers of two notes that follow on one another."""
_NUMBERED = word_list(
    "section sections article articles chapter paragraph table figure page note title part rule vol version"
)


def without_inline_marks(text: str) -> str:
    """The text with links and emphasis reduced to their words, as in CommonMark, headings without their marks, and no
    note numbers. Emphasis is kept in text without links, since bold may mark an interviewer's questions.
    """
    if _LINK.search(text):
        text = "\n".join(_words_of_line(line) for line in text.split("\n"))
    return _without_notes(text)


def is_table_row(line: str) -> bool:
    """Whether a line is a row of a table, or the rule below its header."""
    return line.startswith("|") and line.count("|") > 1


def words_of(children: list[Token]) -> str:
    """The words of inline markup: no asterisks, no URLs, no images."""
    parts = []
    for child in children:
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def _words_of_line(line: str) -> str:
    if not (_LINK.search(line) or _EMPHASIS.search(line) or _HEADING.match(line)):
        return line
    start = _HEADING.match(line)
    indent = line[: len(line) - len(line.lstrip(" "))] if start is None else ""
    tokens = MarkdownIt("commonmark").parseInline(line[start.end() if start else 0 :])
    return indent + words_of(tokens[0].children or []).lstrip(" ")


def _without_notes(text: str) -> str:
    """Without "[3]" behind a word, and without numbers glued to words where they count up: "the statutes.8  If"."""
    text = _CITED.sub("", text)
    found = [match for match in _NOTE.finditer(text) if match["word"].casefold() not in _NUMBERED]
    if not found:
        return text
    numbers = [int(match["number"]) for match in found]
    counts_up = all(0 <= two - one <= _LONGEST_GAP for one, two in pairwise(numbers))
    if not counts_up or (len(found) == 1 and not found[0]["mark"]):
        return text
    pieces, at = [], 0
    for match in found:
        pieces.append(text[at : match.start("number")])
        at = match.end()
    return "".join([*pieces, text[at:]])
