"""Reads HTML: trafilatura separates the article from the rest of the page, tags identify its parts.

Blocks are collected by walking the page, so headline, byline and captions keep their positions. What trafilatura takes
to be the article is classified like any text, the few blocks around it are furniture, and the rest is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
import trafilatura
from lxml import etree
from trafilatura.metadata import extract_metadata

from service.domain.document import Document
from service.domain.word_lists import word_list
from service.errors import UnreadableDocument
from service.reading.blocks import Block, Hint, blocks_of_plain
from service.reading.build import Publication, build_document, check_length
from service.reading.normalise import normalise
from service.reading.options import Limits, Options

_LEFT_OUT = word_list(
    "script style noscript template iframe object embed svg math canvas form button select input textarea nav "
    "footer aside dialog menu head video audio picture"
)
_BLOCKS = word_list(
    "p h1 h2 h3 h4 h5 h6 li blockquote figcaption caption pre td th dt dd div section article main header body "
    "figure address table tr ul ol dl html center summary details hgroup tbody thead"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_FURNITURE = frozenset(("figcaption", "caption", "address", "pre", "td", "th", "time"))
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|pt)?\s*(?:;|$)", re.IGNORECASE
)
_RECORD_HEAD = re.compile(r"\A\s*(?:\[[^\]\n]{1,200}\]\s*\n)+From the Congressional Record Online[^\n]*\n")
_CENTRED = re.compile(r"\s*\n {8,}(\S[^\n]{0,200})\n")
_DEEPEST = 400
_LONG_CELL = 300
_TOP_KEPT, _END_KEPT = 6, 4


def read_html(text: str, options: Options) -> Document:
    """A web page. Title, author, date and canonical URL come from its metadata unless the caller gives them.

    Raises UnreadableDocument if the page contains no text (because it is filled by scripts, for example).
    """
    check_length(text, Limits(max_code_points=options.limits.max_bytes))
    tree = _parse(text)
    metadata = extract_metadata(tree)
    typed = _typed(tree)
    blocks = blocks_of_plain(typed) if typed else list(_kept(_walked(tree), _main_text(text)))
    if not blocks:
        raise UnreadableDocument(
            "the page contains no text", hint="Copy the article's text from the browser and send that."
        )
    publication = Publication(metadata.sitename or None, metadata.author or None, metadata.date or None)
    heading = next((block.text for block in blocks if block.hint == "heading"), None)
    return build_document(
        blocks,
        options,
        kind="html",
        url=metadata.url or None,
        publication=publication,
        title=(_centred(typed) if typed else None) or metadata.title or heading,
        language=_stated_language(tree),
    )


def _parse(text: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    clean = normalise(text).encode()
    try:
        tree = lxml.html.document_fromstring(clean, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("the page contains no text", hint="Send the article's text.") from error
    return tree


def _typed(tree: lxml.html.HtmlElement) -> str | None:
    """The text of a page that is nothing but one preformatted text, as the Congressional Record's are; else None."""
    pre = next(iter(tree.iter("pre")), None)
    words = "" if pre is None else normalise(pre.text_content())
    return _RECORD_HEAD.sub("", words, count=1) if 2 * len(words) > len(tree.text_content()) > 0 else None


def _centred(typed: str) -> str | None:
    """A typed page's heading: its first line, where that is set in the middle."""
    match = _CENTRED.match(typed)
    return match.group(1) if match else None


def _stated_language(tree: lxml.html.HtmlElement) -> str | None:
    stated = (tree.get("lang") or "").split("-")[0].lower()
    return stated if re.fullmatch(r"[a-z]{2,3}", stated) else None


def _main_text(text: str) -> str | None:
    """The article's text as trafilatura finds it, white space squeezed out; None where it finds none."""
    found = trafilatura.extract(text, include_comments=False, include_tables=False, favor_recall=True)
    return _squeezed(normalise(found)) if found else None


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _walked(tree: lxml.html.HtmlElement) -> list[tuple[Block, float]]:
    """All blocks of the page in order, each with the share of its letters that stand in links."""
    body = tree.find("body")
    walker = _Walker()
    walker.walk(body if body is not None else tree)
    return walker.finished()


class _Walker:
    """Collects text until a block ends. Not recursive in Python for inline text; depth is bounded by `_DEEPEST`."""

    def __init__(self) -> None:
        self._blocks: list[tuple[Block, float]] = []
        self._parts: list[str] = []
        self._linked = 0
        self._hint: Hint = "unknown"

    def walk(self, element: lxml.html.HtmlElement, depth: int = 0, in_link: bool = False) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _LEFT_OUT or _is_hidden(element) or depth > _DEEPEST:
            return
        is_block = tag in _BLOCKS
        outer = self._hint
        if is_block:
            self._end_block()
            self._hint = _hint_of(tag, outer, element)
        elif tag == "br":
            self._parts.append("\n" if not in_link else " ")
        in_link = in_link or tag == "a"
        self._take(element.text, in_link)
        for child in element:
            self.walk(child, depth + 1, in_link)
            self._take(child.tail, in_link)
        if is_block:
            self._end_block()
            self._hint = outer

    def _take(self, text: str | None, in_link: bool) -> None:
        if text:
            self._parts.append(re.sub(r"\s+", " ", text))
            self._linked += len(text.strip()) if in_link else 0

    def _end_block(self) -> None:
        text = "".join(self._parts).strip()
        if text:
            share = min(1.0, self._linked / len(text))
            # two line breaks in one element divide paragraphs on old pages
            self._blocks.extend(
                (Block(piece.replace("\n", " "), self._hint), share) for piece in re.split(r"\n\s*\n", text)
            )
        self._parts, self._linked = [], 0

    def finished(self) -> list[tuple[Block, float]]:
        self._end_block()
        return self._blocks


def _hint_of(tag: str, outer: Hint, element: lxml.html.HtmlElement) -> Hint:
    if tag in ("td", "th") and len(element.text_content()) > _LONG_CELL:
        return outer  # a table that only lays the page out
    if outer == "furniture" or tag in _FURNITURE:
        return "furniture"
    return "heading" if tag in _HEADINGS else "unknown"


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _kept(walked: list[tuple[Block, float]], main: str | None) -> Iterator[Block]:
    """The article's blocks and the few around them. Without a main text: all that is not a list of links."""
    if main is None:
        yield from (block for block, linked in walked if linked < 0.7)
        return
    is_main = [len(text := _squeezed(block.text)) > 1 and text in main for block, _ in walked]
    places = [number for number, (block, _) in enumerate(walked) if is_main[number] and len(block.text.split()) >= 6]
    if not places:
        yield from (block for block, linked in walked if linked < 0.7)
        return
    for number, (block, linked) in enumerate(walked):
        near = places[0] - _TOP_KEPT <= number <= places[-1] + _END_KEPT
        if is_main[number]:
            yield block
        elif near and linked < 0.7:
            yield block if block.hint == "heading" else Block(block.text, "furniture", block.page)
