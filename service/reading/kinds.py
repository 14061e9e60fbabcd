"""Classifies the blocks of an article as body, heading or furniture, and finds the headline.

Four passes: what markup and wording tell; where the running text begins and ends; what precedes it (labels, headline,
standfirst, byline, date, caption) and follows it (biography, notes); short blocks between paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from service.domain.document import ParagraphKind
from service.reading.blocks import Block
from service.reading.furniture import (
    DATE_LINE,
    is_biography,
    is_byline,
    is_certain_byline,
    is_credit_alone,
    is_furniture_by_wording,
    is_section_label,
)
from service.reading.headlines import headline_of
from service.reading.letters import is_salutation, letters_in
from service.reading.turns.labels import Label
from service.reading.turns.procedure import is_aside, is_recorded, is_roll

_TERMINAL = re.compile(r"[.!?…;:,。！？।؟][\"'”’»)\]]*$")
_QUESTION = re.compile(r"[?？؟][\"'”’»)\]]*$")
_LABELLED = re.compile(r"(?:Q|A|[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,3})\s?:\s+\S")
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][A-ZÀ-Þ'’.\-]+[A-ZÀ-Þ ,.'’\-]*[^—–]{0,40}?(?:\([^)]{2,40}\)\s*)?\s?(?:—|–|--|-)\s)"
)
_DATELINE_LONGEST = 120
_LIST_MARK = re.compile(r"[-*•·‣▪]\s")
_TOP_LONGEST = 12
_END_LONGEST = 8
_HEADING_WORDS = 14
_ANY_WORD = re.compile(r"[^\W_]+")
_REPEATED = (6, 30)
"""Words of a block that only repeats what another says, at least and at most."""
_CAPTION_WORDS, _GREETING_WORDS = 28, 6


@dataclass(frozen=True)
class Kinds:
    """One kind per block, and the headline (None if there is none)."""

    kinds: tuple[ParagraphKind, ...]
    headline: str | None


def kinds_of(
    blocks: Sequence[Block], title: str | None = None, labels: Mapping[int, Label] = MappingProxyType({})
) -> Kinds:
    """The kinds of `blocks` (tidied, non-empty), in order. `title`: the headline, if the caller knows it; `labels`: the
    speaker labels of those blocks that begin with one.
    """
    stated: list[ParagraphKind] = [block.hint for block in blocks if block.hint != "unknown"]
    if len(stated) == len(blocks) and any(block.speaker or block.times for block in blocks):
        return Kinds(tuple(stated), title)  # a record, whose parts need no guessing
    texts = [block.text for block in blocks]
    fixed = _with_captions(texts, [_fixed_kind(block, title) for block in blocks])
    if labels:
        below = {at + 1 for at, label in labels.items() if label.stands_alone(texts[at])} - labels.keys()
        fixed = [
            "body" if number in below and not is_aside(text) else _in_a_transcript(text, kind, labels.get(number))
            for number, (text, kind) in enumerate(zip(texts, fixed, strict=True))
        ]
    if letters := letters_in(texts):
        above = min(letters)
        headline = title or headline_of(blocks[:above], fixed[:above])
        return Kinds(_on_a_page_of_letters(texts, fixed, letters), headline)
    prose = [
        (_is_prose(text) and kind in (None, "body")) or number in labels
        for number, (text, kind) in enumerate(zip(texts, fixed, strict=True))
    ]
    if not any(prose):
        return Kinds(_without_prose(fixed), title)
    first, last = _running_text(texts, fixed, prose)
    first = min([first, *labels])
    names = _author_names(texts[:first])
    kinds: tuple[ParagraphKind, ...] = tuple(
        "furniture"
        if number < first
        else _end_kind(text, kind, names)
        if number > last
        else _inner_kind(number, texts, fixed, names, last)
        for number, (text, kind) in enumerate(zip(texts, fixed, strict=True))
    )
    headline = title or headline_of(blocks[:first], fixed[:first])
    if "heading" in kinds and first > 1 and _opens_a_section(first - 1, texts, fixed, headline):
        kinds = (*kinds[: first - 1], "heading", *kinds[first:])
    return Kinds(kinds if labels else _without_pull_quotes(texts, kinds), headline)


def _without_pull_quotes(texts: Sequence[str], kinds: Sequence[ParagraphKind]) -> tuple[ParagraphKind, ...]:
    """Furniture, too, is a short block whose words come again within a longer one: a pull quote, a standfirst."""
    least, most = _REPEATED
    words = [tuple(_ANY_WORD.findall(text.casefold())) for text in texts]
    short = {item[:least]: item for item in words if least <= len(item) <= most}
    again = set()
    for block, kind in zip(words, kinds, strict=True):
        for at in range(len(block) - least + 1) if kind == "body" else ():
            item = short.get(block[at : at + least], block)
            if len(item) < len(block) and block[at : at + len(item)] == item:
                again.add(item)
    return tuple(
        "furniture" if kind == "body" and item in again else kind for item, kind in zip(words, kinds, strict=True)
    )


def _in_a_transcript(text: str, kind: ParagraphKind | None, label: Label | None) -> ParagraphKind | None:
    """What a speaker says is body, however short; labels alone, applause, heckles and what the record tells are not."""
    if label is not None:
        return "body" if text[label.spoken :].strip() else "furniture"
    if is_aside(text) or is_recorded(text) or is_roll(text):
        return "furniture"
    return "body" if kind is None and _TERMINAL.search(text) else kind


def _on_a_page_of_letters(
    texts: Sequence[str], fixed: Sequence[ParagraphKind | None], letters: Mapping[int, int]
) -> tuple[ParagraphKind, ...]:
    """Between signatures only letters, and what heads them, are no furniture, nor is what the editor writes below the
    last one.
    """
    kinds: list[ParagraphKind] = []
    last = max(letters)
    for number, (text, kind) in enumerate(zip(texts, fixed, strict=True)):
        is_greeting = is_salutation(text) and len(text.split()) <= _GREETING_WORDS
        if number > last and kind in (None, "body") and _is_prose(text):
            kinds.append("body")
        elif number not in letters or kind == "furniture" or is_greeting:
            kinds.append("furniture")
        elif kind is None and not _TERMINAL.search(text) and len(text.split()) <= _HEADING_WORDS:
            kinds.append("heading")
        else:
            kinds.append(kind or "body")
    return tuple(kinds)


def _with_captions(texts: Sequence[str], fixed: Sequence[ParagraphKind | None]) -> list[ParagraphKind | None]:
    """The kinds, and furniture for what stands right before a picture's credit and is short beside the paragraphs."""
    lengths = [len(text.split()) for text in texts]
    prose = [words for words, text in zip(lengths, texts, strict=True) if _is_prose(text)]
    longest = min(_CAPTION_WORDS, max(20, 0.7 * median(prose))) if prose else 0
    return [
        "furniture" if kind in (None, "body") and words <= longest and is_credit_alone(after) else kind
        for kind, words, after in zip(fixed, lengths, [*texts[1:], ""], strict=True)
    ]


def _opens_a_section(
    number: int, texts: Sequence[str], fixed: Sequence[ParagraphKind | None], headline: str | None
) -> bool:
    """Whether the line right before the first paragraph is its heading: the article has others, and it is no label."""
    text = texts[number]
    if fixed[number] == "furniture" or text == headline or is_section_label(text) or _ends_the_top(number, texts):
        return False
    return headline in texts[:number] and _is_heading(text)


def _without_prose(fixed: Sequence[ParagraphKind | None]) -> tuple[ParagraphKind, ...]:
    """A text of scraps only: all that is not plainly furniture is body; all of it, where nothing else would be left."""
    kinds: list[ParagraphKind] = ["furniture" if kind == "furniture" else "body" for kind in fixed]
    if "body" not in kinds:
        kinds = ["body" for _ in kinds]
    return tuple(kinds)


def _fixed_kind(block: Block, title: str | None) -> ParagraphKind | None:
    """What markup or wording says beyond doubt."""
    if block.hint == "furniture" or is_furniture_by_wording(block.text):
        return "furniture"
    if title is not None and _same(block.text, title):
        return "furniture"
    if block.hint == "heading":
        return "heading"
    return "body" if block.hint == "body" else None


def _same(text: str, title: str) -> bool:
    return re.sub(r"\W+", "", text).casefold() == re.sub(r"\W+", "", title).casefold()


def _is_prose(text: str) -> bool:
    """Whether a block reads like running text: it ends as sentences do, and is long enough for one."""
    words = len(text.split())
    if _LABELLED.match(text) and words >= 6:
        return bool(_TERMINAL.search(text))
    if not _has_spaces(text):
        return len(text) >= 40 or _TERMINAL.search(text) is not None
    return (words >= 12 and _TERMINAL.search(text) is not None) or words >= 40 or _LIST_MARK.match(text) is not None


def _has_spaces(text: str) -> bool:
    """Chinese, Japanese, Thai write without them, so that words cannot be counted."""
    return len(text) < 20 or text.count(" ") * 25 >= len(text)


def _running_text(
    texts: Sequence[str], fixed: Sequence[ParagraphKind | None], prose: Sequence[bool]
) -> tuple[int, int]:
    """The numbers of the first and the last block of the running text."""
    places = [number for number, is_prose in enumerate(prose) if is_prose]
    first, last = places[0], places[-1]
    usual = median(len(texts[number].split()) for number in places)
    for number in range(first, min(_TOP_LONGEST, last)):
        if _ends_the_top(number, texts) and _only_short_before(number, texts, places, usual):
            first = next(place for place in places if place > number)
    while first < last and _is_standfirst(first, texts, fixed, prose, usual):
        first = next(place for place in places if place > first)
    first = _with_short_opening(first, texts, fixed)
    return first, last


def _ends_the_top(number: int, texts: Sequence[str]) -> bool:
    """A byline, a date line or a picture's caption: the running text begins only after it."""
    return _is_byline_at(number, texts) or DATE_LINE.match(texts[number]) is not None


def _is_byline_at(number: int, texts: Sequence[str]) -> bool:
    """A bare name is a byline only below a headline: "Rethinking Industrial Policy" looks like a name, too."""
    if not is_byline(texts[number]):
        return False
    return is_certain_byline(texts[number]) or any(not is_section_label(text) for text in texts[:number])


def _has_byline(texts: Sequence[str]) -> bool:
    return any(_ends_the_top(number, texts) for number in range(len(texts)))


def _only_short_before(number: int, texts: Sequence[str], places: Sequence[int], usual: float) -> bool:
    """Whether nothing before a byline is so long that it must be the article already."""
    before = [len(texts[place].split()) for place in places if place < number]
    return (
        len(before) <= 2 and all(words <= max(60, 0.8 * usual) for words in before) and any(p > number for p in places)
    )


def _is_standfirst(
    number: int,
    texts: Sequence[str],
    fixed: Sequence[ParagraphKind | None],
    prose: Sequence[bool],
    usual: float,
) -> bool:
    """A short summary below the headline, when short lines (names, labels) follow it before the article goes on."""
    words = len(texts[number].split())
    has_headline = any(
        kind != "furniture" and not is_section_label(text) for text, kind in zip(texts[:number], fixed, strict=False)
    )
    if not has_headline or _has_byline(texts[:number]):
        return False
    if _DATELINE.match(texts[number][:_DATELINE_LONGEST]) or words > 60 or words > 0.75 * usual:
        return False
    following = texts[number + 1 : number + 3]
    return len(following) == 2 and not prose[number + 1] and (not prose[number + 2] or fixed[number + 1] == "furniture")


def _with_short_opening(first: int, texts: Sequence[str], fixed: Sequence[ParagraphKind | None]) -> int:
    """An article may open with a very short paragraph ("It rained.") right before its first long one."""
    while first > 1 and fixed[first - 1] is None and _is_short_sentence(texts[first - 1]):
        if not _has_byline(texts[: first - 1]):
            break
        first -= 1
    return first


def _is_short_sentence(text: str) -> bool:
    return re.search(r"[.!?…][\"'”’»)\]]*$", text) is not None and len(text.split()) >= 2 and not is_byline(text)


def _author_names(top: Sequence[str]) -> frozenset[str]:
    """Names in the bylines at the top, as they are written in running text."""
    names: set[str] = set()
    for number, text in enumerate(top):
        if _is_byline_at(number, top):
            bare = re.sub(r"^(?i:(?:words |text |written |story |opinion |analysis )?by)[:\s]+", "", text)
            for part in re.split(r",| and | & | in ", bare):
                name = part.strip()
                if len(name.split()) >= 2:
                    names.add(name.title() if name.isupper() else name)
    return frozenset(names)


def _end_kind(text: str, kind: ParagraphKind | None, names: frozenset[str]) -> ParagraphKind:
    """After the last long paragraph: short closing sentences are body, everything else is furniture."""
    if kind in ("furniture", "heading"):
        return "furniture"
    if kind == "body" or (_is_short_sentence(text) and not is_biography(text, names)):
        return "body"
    return "furniture"


def _inner_kind(
    number: int,
    texts: Sequence[str],
    fixed: Sequence[ParagraphKind | None],
    names: frozenset[str],
    last: int,
) -> ParagraphKind:
    text, kind = texts[number], fixed[number]
    if kind is not None:
        return kind
    if last - number < _END_LONGEST and number > len(texts) // 2 and _is_closing_biography(number, texts, fixed, names):
        return "furniture"
    if _is_heading(text):
        return "heading"
    return "body"


def _is_closing_biography(
    number: int, texts: Sequence[str], fixed: Sequence[ParagraphKind | None], names: frozenset[str]
) -> bool:
    """A biography that no running text follows, other than furniture and further biographies."""
    if not is_biography(texts[number], names):
        return False
    return all(
        kind == "furniture" or is_biography(text, names) or not _is_prose(text)
        for text, kind in zip(texts[number + 1 :], fixed[number + 1 :], strict=True)
    )


def _is_heading(text: str) -> bool:
    """A short line between paragraphs that is no sentence of the text: no final stop, or a bare question."""
    words = len(text.split())
    if (
        words > _HEADING_WORDS
        or _LABELLED.match(text)
        or text[:1] in '"“‘«—–'
        or _LIST_MARK.match(text)
        or not _has_spaces(text)
    ):
        return False
    if _QUESTION.search(text):
        return words <= 9 and re.search(r"\b(?:you|your|I|we|us)\b|, then\b", text) is None and text.count("?") == 1
    return _TERMINAL.search(text) is None
