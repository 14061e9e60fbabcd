"""Reads parliamentary XML: Akoma Ntoso, the UK's historic Hansard, and ParlParse (TheyWorkForYou)."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.blocks import Block, tidy
from service.reading.build import Publication, build_document
from service.reading.normalise import normalise
from service.reading.options import Options

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_LINE, _PAGE = "\f", "\x01"
"""Marks, until a text is finished, for a line's end and for where a page ended."""
_PAGES = re.compile(f" ?{_PAGE}[ {_PAGE}]*")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 40
_Names = Mapping[str, str]
_Words = Mapping[str, int]


@dataclass(frozen=True)
class _Form:
    """Local names of elements. `speaker`: whose words an element holds, by the element and the people listed."""

    headings: frozenset[str]
    paragraphs: frozenset[str]
    speaker: Callable[[etree._Element, _Names], str | None]
    left_out: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()


def read_xml(text: str, options: Options) -> Document:
    """A sitting or a debate in which each speech names its speaker. Raises UnreadableDocument for damaged or
    unsupported XML.
    """
    root = _parsed(text)
    form = _FORMS.get(_tag(root))
    if form is None:
        raise UnreadableDocument(
            f"XML of this kind (<{_tag(root)}>) is not read",
            hint="Send Akoma Ntoso, Hansard or ParlParse; else a page or text.",
        )
    blocks = list(_blocks(root, form, _people(root), Counter(_WORD.findall(text))))
    heading = next((block.text for block in blocks if block.hint == "heading" and block.text.strip()), None)
    return build_document(blocks, options, kind="xml", publication=Publication(published=_date(root)), title=heading)


def _parsed(text: str) -> etree._Element:
    """Without outside entities; those of HTML, which old files use undeclared, are put in before."""
    text = _ENTITY.sub(lambda match: html.unescape(match.group()).replace("<", "&lt;").replace("&", "&amp;"), text)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(f"the XML is damaged: {error}", hint="Save or download it again.") from error


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _people(root: etree._Element) -> dict[str, str]:
    """Akoma Ntoso lists who is meant by `#id`."""
    found = {}
    for person in root.iter("{*}TLCPerson", "{*}TLCRole", "{*}TLCOrganization"):
        key, name = person.get("eId") or person.get("id"), person.get("showAs")
        if key and name:
            found[key] = name
    return found


def _date(root: etree._Element) -> str | None:
    """ISO 8601, of the sitting."""
    for element in root.iter("{*}FRBRdate", "{*}docDate", "date"):
        stated = element.get("date") or element.get("format") or ""
        if re.fullmatch(r"\d{4}-\d\d-\d\d", stated):
            return stated
    return None


def _blocks(
    element: etree._Element, form: _Form, people: _Names, words: _Words, speaker: str | None = None
) -> Iterator[Block]:
    tag = _tag(element)
    if not tag or tag in form.left_out:
        return
    own = form.speaker(element, people)
    if tag in form.headings:
        yield Block(_text(element, form, words).replace(_LINE, " "), "heading")
    elif tag in form.paragraphs:
        yield from _paragraphs(element, form, words, own or speaker)
    else:
        to_name = own
        for child in element:
            for block in _blocks(child, form, people, words, own or speaker):
                if to_name and block.speaker == to_name:
                    block, to_name = _labelled(block, to_name), None
                yield block


def _labelled(block: Block, name: str) -> Block:
    return block if block.text.startswith(name) else Block(f"{name}: {block.text}", "body", speaker=name)


def _paragraphs(element: etree._Element, form: _Form, words: _Words, speaker: str | None) -> Iterator[Block]:
    text = normalise(_text(element, form, words).replace(_LINE, "\n"))
    if speaker and speaker in text[: text.find("\n")]:
        text = text[text.index(speaker) :]  # without the number of a question
    for line in text.split("\n"):
        if line.strip():
            yield Block(line, "body", speaker=speaker)


def _text(element: etree._Element, form: _Form, words: _Words) -> str:
    """In one line, but for _LINE; a word that the end of a page cut in two is whole again."""
    text = re.sub(r"[ \t\r\n]+", " ", "".join(_strings(element, form))).strip()
    first, *others = _PAGES.split(text)
    for page in others:
        first += f"{'' if _is_one_word(first, page, words) else ' '}{page}"
    return first


def _strings(element: etree._Element, form: _Form) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = _tag(child)
        if tag in form.pages:
            yield _PAGE
        elif tag in form.breaks:
            yield from (_LINE, *_strings(child, form), _LINE)
        elif tag not in form.left_out:
            yield from _strings(child, form)
        yield child.tail or ""


def _is_one_word(before: str, after: str, words: _Words) -> bool:
    """Whether the end of a page cut a word in two, of which one part stands nowhere else."""
    left, right = _WORD.findall(before[-_LONGEST_WORD:])[-1:], _WORD.match(after)
    if not left or right is None or not before.endswith(left[0]):
        return False
    rare = max(words.get(left[0], 0), words.get(right.group(), 0)) < 2
    return (rare and after[0].islower()) or left[0] + right.group() in words


def _by_attribute(element: etree._Element, people: _Names) -> str | None:
    """Akoma Ntoso: the words of `from` as printed, else who is meant by `by`."""
    if _tag(element) not in ("speech", "question", "answer", "speechGroup"):
        return None
    printed = element.find("{*}from")
    name = tidy(normalise("".join(map(str, printed.itertext())))) if printed is not None else ""
    stated = name.rstrip(":. ") or people.get((element.get("by") or "").lstrip("#"), "")
    return stated.replace("\n", " ") or None


def _by_member(element: etree._Element, people: _Names) -> str | None:
    """Hansard: the name that a paragraph begins with."""
    member = element.find("member") if _tag(element) == "p" else None
    if member is None:
        return None
    return " ".join(normalise("".join(map(str, member.itertext()))).split()).rstrip(":") or None


def _by_speakername(element: etree._Element, people: _Names) -> str | None:
    return element.get("speakername") if _tag(element) == "speech" else None


_AKOMA_NTOSO = _Form(
    headings=frozenset({"heading", "subheading", "docTitle"}),
    paragraphs=frozenset({"p", "block", "listIntroduction", "listWrapUp"}),
    speaker=_by_attribute,
    left_out=frozenset({"meta", "from", "num", "authorialNote", "coverPage"}),
    breaks=frozenset({"br"}),
    pages=frozenset({"eol", "eop"}),
)
_HANSARD = _Form(
    headings=frozenset({"title"}),
    paragraphs=frozenset({"p"}),
    speaker=_by_member,
    left_out=frozenset({"date", "table", "division"}),
    breaks=frozenset({"lb", "quote", "li"}),
    pages=frozenset({"col", "image"}),
)
_PARLPARSE = _Form(
    headings=frozenset({"major-heading", "minor-heading", "oral-heading"}),
    paragraphs=frozenset({"p"}),
    speaker=_by_speakername,
    left_out=frozenset({"division", "mplist", "table"}),
    breaks=frozenset({"br"}),
)
_FORMS = {
    "akomaNtoso": _AKOMA_NTOSO,
    "hansard": _HANSARD,
    "housecommons": _HANSARD,
    "houselords": _HANSARD,
    "publicwhip": _PARLPARSE,
}
