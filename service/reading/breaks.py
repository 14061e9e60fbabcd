"""Where sentences and words end in any language, by ICU's break iterators (Unicode TR 29, dictionaries).

Chinese, Japanese, Thai, Lao, Burmese and Khmer words are found by dictionary. ICU counts in UTF-16; only the lengths of
its pieces are used, so offsets are code points, as everywhere. CLDR's lists of abbreviations are not used: ICU matches
them at the end of words, and so loses one German sentence in twenty ("der Halter." ends in "er.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from icu4py.breakers import SentenceBreaker, WordBreaker

from service.domain.base import Span
from service.domain.word_lists import word_list

_CLOSERS = re.compile(r"[\"'”’“‘»›」』）)\]]+\s+")
"""What closes a quotation in some language, set apart from it: French « Non. » has spaces inside."""
_OPENERS = "「『（《【〈“‘"
"""ICU takes an opening mark that follows a stop without a space for a closing one."""
_INITIAL = re.compile(r"(?<![^\W_])(?:[^\W\d_]|([A-Z])\1)\.\s+\Z")
_NUMBER = re.compile(r"(?<![^\W_])\d{1,2}\.\s+\Z")
_ORDINALS = word_list("bs cs da de et fi hr hu is lb lv nn no pl sk sl sr tr")
"""Languages that write ordinals with a stop: "am 3. März"."""
_ABBREVIATIONS = {
    "de": "abs art bd bes bzw ca d.h dipl dr evtl fr geb ggf hr ing inkl jh med mio mrd nr phil prof st tel vgl z.b",
    "es": "art d dr dra ej gral ing lic núm prof profa pág págs sr sra sras sres srta vol",
    "fr": "art av cf dr fig m me mgr mlle mm mme mmes pp pr st ste vol éd",
    "it": "art avv cfr dott dott.ssa ing on pag prof sig sigg sig.ra",
    "nl": "art bijv blz dhr dr drs ir mevr mr nr prof",
    "pt": "art dr dra exmo núm prof profa pág sr sra",
    "ru": "акад им проф рис стр тов ул",
}
"""In small letters, without the last stop: those that stand before what they belong to."""
_OPENING = "\"'“”‘’«»‹›„‚([{—–- "
_NEAR = 12


def sentence_tiles(text: str, span: Span, language: str) -> Iterator[Span]:
    """Tiles of `span`, one sentence each, including the white space that follows it."""
    start = span.start
    for size in accumulate(map(len, SentenceBreaker(span.cut(text), language))):
        end = span.start + size
        closing = _CLOSERS.match(text, end, span.end)
        end = closing.end() if closing else start + len(text[start:end].rstrip(_OPENERS))
        if start < end < span.end and _ends(text[max(start, end - _NEAR) : end], text[end : end + _NEAR], language):
            yield Span(start=start, end=end)
            start = end
    if start < span.end:
        yield Span(start=start, end=span.end)


def _ends(before: str, following: str, language: str) -> bool:
    """Not after an initial ("z. B."), an abbreviation or an ordinal, nor where it goes on in small letters."""
    if "\n" in before[len(before.rstrip()) :]:
        return True
    if following.lstrip(_OPENING)[:1].islower() or _INITIAL.search(before):
        return False
    word = before.split()[-1].lstrip(_OPENING).lower()
    if word.endswith(".") and word[:-1] in _ABBREVIATIONS.get(language, "").split():
        return False
    return language not in _ORDINALS or _NUMBER.search(before) is None


def word_tiles(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Tiles of text[start:end], each a word or a punctuation mark."""
    at = start
    for size in map(len, WordBreaker(text[start:end], "root")):
        yield at, at + size
        at += size
