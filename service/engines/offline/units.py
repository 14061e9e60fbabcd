"""The model's units and the attributions of a document -> its units: what argues or is argued about, by whom.

A unit leaves out what only attributes it (guidelines, 2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from service.domain.document import Document
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch, covers, shared, size
from service.engines.offline.attribution.encoding import EncodedText
from service.engines.offline.lexicon import words as word_list
from service.engines.offline.parsing import Parsed
from service.engines.offline.structure_model.model import Unit

_JOINER = re.compile(
    r"(?<=[,;\u2013\u2014])\s+(?:and|but|while|because|so|although|though|since|yet|or|as|for|whereas)\b", re.IGNORECASE
)
"""Opens a clause of its own behind what interrupted a sentence."""
_MARKED = 0.5
"""Confidence of a unit that only its marks speak for."""
_POINTERS = word_list("pointers at what was said")
_FEW_WORDS = 14
"""Code points."""
_HELD_SHARE = 0.5
"""Least share of a unit that an attribution's content must cover to hold it."""


def draft_units(
    document: Document,
    text: EncodedText,
    blocks: Sequence[tuple[int, int]],
    found: Sequence[Unit],
    held: Mapping[int, Sequence[Attribution]],
) -> list[Unit]:
    """`text`: the encoded paragraphs of the document; `blocks`: index and start (code points) of each; `held`: by
    paragraph index. What stands on both sides of "X says" is one unit unless a clause of its own begins there.
    """
    drafts = []
    others = {word for unit in found for word in unit.words}
    for unit in found:
        number = int(text.paragraph[text.word_tokens[unit.words[0]]])
        index, offset = blocks[number]
        frames = _frames(held.get(index, ()))
        words = tuple(word for word in unit.words if not _touches(_stretch(text, word, offset), frames)) or unit.words
        framed = _with_denied_frame(text, number, offset, words, held.get(index, ()))
        words = words if others & set(framed) - set(unit.words) else framed
        groups: list[tuple[list[Stretch], list[int]]] = []
        for run in _runs(words):
            span = _stretch(text, run[0], offset)[0], _stretch(text, run[-1], offset)[1]
            opens_a_clause = groups and _JOINER.search(
                document.text, groups[-1][0][-1][1], _word_end(document.text, span)
            )
            if groups and not opens_a_clause and not _is_anothers(groups[-1][0], span, held.get(index, ())):
                groups[-1][0].append(span)
                groups[-1][1].extend(run)
            else:
                groups.append(([span], run))
        for spans, run in groups:
            if _says_nothing([document.text[a:b] for a, b in spans]):
                continue
            holder = _holder_of(spans, held.get(index, ()))
            drafts.append(Unit(tuple(run), unit.probability, index, tuple(spans), holder))
    return drafts


def _is_anothers(spans: Sequence[Stretch], span: Stretch, held: Sequence[Attribution]) -> bool:
    """Whether somebody else who is named between two pieces says the second: "Some fear that p; others, that q"."""
    one, other = _holder_of(spans, held), _holder_of([span], held)
    if one is None or other is None or held[one].holder == held[other].holder:
        return False
    source = held[other].source
    return source is not None and spans[-1][1] <= source[0] and source[1] <= span[0]


def _says_nothing(pieces: Sequence[str]) -> bool:
    """Whether a unit only points at what was said ("Officials deny this"): a stance without a unit (guidelines, 7)."""
    return all(word.lower() in _POINTERS for piece in pieces for word in re.findall(r"\w+", piece))


def _with_denied_frame(
    text: EncodedText, number: int, offset: int, words: tuple[int, ...], held: Sequence[Attribution]
) -> tuple[int, ...]:
    """A claim about a saying that nobody puts forward ("Neither side believes that p"): who and how belong to it."""
    spans = [_stretch(text, word, offset) for word in words]
    if _holder_of(spans, held) is not None:
        return words
    for item in held:
        if item.asserted or item.source is None or item.cue is None:
            continue
        if shared(spans, item.content) >= _HELD_SHARE * size(spans):
            start, end = min(item.source[0], item.cue[0], spans[0][0]), max(item.cue[1], spans[-1][1])
            return _words_of(text, number, offset, [(start, end)]) or words
    return words


_THAT = re.compile(r"that\s+", re.IGNORECASE)
_REASON = re.compile(r",?\s(because)\s(?=\w)")
_SHORT = 300
"""Code points of a text in which the model, which was trained on articles, overlooks units."""


def with_overlooked(
    units: Sequence[Unit],
    parsed: Sequence[Parsed],
    document: Document,
    text: EncodedText,
    held: Mapping[int, Sequence[Attribution]],
) -> list[Unit]:
    """The units of a short text, and those that the model overlooked there: what somebody is said to say; where there
    is nothing at all, every sentence. Of a longer text, the units as they are.
    """
    if len(document.text) > _SHORT:
        return list(units)
    places = _places(document)
    whole = [*units]
    for index, items in held.items():
        for item in sorted(items, key=lambda item: -size(item.content)):
            spans = _without_that(document.text, item.content)
            heard = any(shared(spans, unit.spans) for unit in whole if unit.paragraph == index)
            if item.asserted and not heard and not _says_nothing([document.text[a:b] for a, b in spans]):
                words = _words_of(text, *places[index], spans)
                whole.append(Unit(words, _MARKED, index, spans, _holder_of(spans, items)))
    whole = [unit for unit in whole if unit.words] or _sentences(parsed, places, text)
    return sorted(whole, key=lambda unit: unit.spans[0])


def _without_that(text: str, content: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The content without the "that" which leads to it."""
    (start, end), *rest = content
    lead = _THAT.match(text, start, end)
    return (lead.end() if lead else start, end), *rest


def _sentences(parsed: Sequence[Parsed], places: Mapping[int, tuple[int, int]], text: EncodedText) -> list[Unit]:
    """Every sentence but questions, the author's all."""
    found = []
    for paragraph in parsed:
        for sentence in paragraph.doc.sents:
            words = sentence.text.rstrip(" .\n")
            start = paragraph.start + sentence.start_char
            span = start, start + len(words)
            if words and not words.endswith("?"):
                marked = _words_of(text, *places[paragraph.index], [span])
                found.append(Unit(marked, _MARKED, paragraph.index, (span,)))
    return [unit for unit in found if unit.words]


def with_reasons_apart(units: Sequence[Unit], document: Document, text: EncodedText) -> list[Unit]:
    """The author's units, a clause that opens with "because" apart from what it is a reason for (guidelines, 2).

    For texts of one unit: in articles the model is better at it alone.
    """
    places = _places(document)
    apart: list[Unit] = []
    for unit in units:
        found = _REASON.search(document.text, *unit.spans[0]) if unit.attribution is None else None
        if found is None or len(unit.spans) > 1:
            apart.append(unit)
            continue
        for part in ((unit.spans[0][0], found.start()), (found.end(), unit.spans[0][1])):
            words = _words_of(text, *places[unit.paragraph], [part])
            apart.append(replace(unit, spans=(part,), words=words))
    return apart


def _places(document: Document) -> dict[int, tuple[int, int]]:
    """For each body paragraph's index, its number among the body paragraphs and where it starts."""
    return {paragraph.index: (number, paragraph.start) for number, paragraph in enumerate(document.body())}


def with_interrupted(
    units: Sequence[Unit],
    text: EncodedText,
    blocks: Sequence[tuple[int, int]],
    held: Mapping[int, Sequence[Attribution]],
) -> list[Unit]:
    """The units, each with the rest of what is said where only its first half was found ("The wells, they say, will run
    dry").
    """
    places = {index: (number, offset) for number, (index, offset) in enumerate(blocks)}
    whole = list(units)
    for index, items in held.items():
        for item in items:
            for before, after in pairwise(item.content if item.asserted else ()):
                own = [number for number, unit in enumerate(whole) if unit.paragraph == index]
                first = [number for number in own if shared(whole[number].spans, [before])]
                if not first or any(shared(whole[number].spans, [after]) for number in own):
                    continue
                unit = whole[first[-1]]
                spans = (*unit.spans, after)
                words = _words_of(text, *places[index], spans)
                whole[first[-1]] = replace(unit, spans=spans, words=words)
    return whole


def _words_of(text: EncodedText, number: int, offset: int, spans: Sequence[Stretch]) -> tuple[int, ...]:
    first, last = np.searchsorted(text.word_tokens, text.bounds[number])
    return tuple(word for word in range(int(first), int(last)) if _touches(_stretch(text, word, offset), spans))


def _word_end(text: str, span: Stretch) -> int:
    """Where the first word of a stretch ends."""
    found = re.compile(r"\w+").search(text, span[0], span[1])
    return found.end() if found else span[0]


def _stretch(text: EncodedText, word: int, offset: int) -> Stretch:
    _, start, end = text.span(word, word)
    return offset + start, offset + end


def _runs(words: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for word in words:
        if runs and word == runs[-1][-1] + 1:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _frames(held: Sequence[Attribution]) -> list[Stretch]:
    """Sources and cues of what is put forward, unless it is a word or two inside what another one says ("They want
    piers", he said): that says nothing without them.
    """
    return [
        part
        for item in held
        if item.asserted and not (size(item.content) < _FEW_WORDS and _is_inside_another(item, held))
        for part in item.frame
    ]


def _is_inside_another(item: Attribution, held: Sequence[Attribution]) -> bool:
    return any(other is not item and covers(other.content, [*item.content, *item.frame]) for other in held)


def _touches(stretch: Stretch, frames: Sequence[Stretch]) -> bool:
    return any(start < stretch[1] and stretch[0] < end for start, end in frames)


def _holder_of(spans: Sequence[Stretch], held: Sequence[Attribution]) -> int | None:
    """The innermost attribution that puts forward at least half of a unit."""
    covering = [
        (size(item.content), number)
        for number, item in enumerate(held)
        if item.asserted and item.rule != READING and shared(spans, item.content) >= _HELD_SHARE * size(spans)
    ]
    return min(covering)[1] if covering else None
