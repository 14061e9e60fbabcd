"""Finds quotations with a named speaker in German, French, Spanish and Chinese, by the punctuation of each language.

The speaker is named before a colon and the quotation ("Lang sagte: „...“") or after the quotation, after a verb or, in
Chinese, before one ("« ... », a dit Mme Roy"; “……”，王明说). Quotations that nobody introduces are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.domain.base import Span
from service.engines.offline.lexicon import words as word_list
from service.reading.words import trim_unit, words_of

_QUOTED = {
    "de": re.compile(r"„[^„“]{1,2000}“|»[^»«]{1,2000}«|«[^«»]{1,2000}»|“[^“”]{1,2000}”"),
    "fr": re.compile(r"«[^«»]{1,2000}»|“[^“”]{1,2000}”"),
    "es": re.compile(r"«[^«»]{1,2000}»|“[^“”]{1,2000}”"),
    "zh": re.compile(r"“[^“”]{1,2000}”|「[^「」]{1,2000}」"),
}
_LETTERS = re.compile(r"[^\W\d_]+")
_CHINESE_VERB = re.compile(
    "补充说|補充說|[说說道称稱]|表示|指出|[认認][为為]|强调|強調|回[应應]|反[问問]|[坚堅][称稱]|警告|[写寫]道"
)
_FEWEST_WORDS = 3
_LONGEST_NAME = 60
_BEFORE = re.compile(r"[^.!?。！？:：,，;；“”„«»「」\n]*[:：]\s*\Z")
_AFTER = re.compile(r"[,，]?\s*([^.!?。！？:：,，;；“”„«»「」\n]{2,80})")
_INTERRUPTED = re.compile(r"[^.!?。！？:：;；\n]{2,80}[,，]\s*")
"""Between two parts of one quotation: its speaker and a comma."""
_AUXILIARIES = word_list("auxiliaries of other languages")
_PRONOUNS = word_list("pronouns of other languages")


@dataclass(frozen=True)
class NamedQuotation:
    """The words of a quotation without its marks, its speaker, and the verb of saying if there is one."""

    content: Span
    source: Span
    cue: Span | None


def named_quotations(text: str, span: Span, language: str) -> list[NamedQuotation]:
    """The quotations of a paragraph with a named speaker, in order; none in other languages."""
    found: list[NamedQuotation] = []
    ended, last = span.start, None
    for match in _QUOTED[language].finditer(text, span.start, span.end) if language in _QUOTED else ():
        content = trim_unit(text, Span(start=match.start() + 1, end=match.end() - 1))
        if len(words_of(text, content)) < _FEWEST_WORDS:
            continue
        goes_on = last if _INTERRUPTED.fullmatch(text, ended, match.start()) else None
        told = _before(text, span.start, match.start(), language) or _after(text, match.end(), span.end, language)
        ended, last = match.end(), told or goes_on
        if last is not None:
            found.append(NamedQuotation(content, *last))
    return found


def _before(text: str, start: int, end: int, language: str) -> tuple[Span, Span | None] | None:
    opening = _BEFORE.search(text, max(start, end - _LONGEST_NAME - 40), end)
    return _named(text, opening.start(), opening.end(), language, verb_first=False) if opening else None


def _after(text: str, start: int, end: int, language: str) -> tuple[Span, Span | None] | None:
    following = _AFTER.match(text, start, end)
    if following is None:
        return None
    told = _named(text, *following.span(1), language, verb_first=language != "zh")
    return told if told is not None and told[1] is not None else None


def _named(text: str, start: int, end: int, language: str, *, verb_first: bool) -> tuple[Span, Span | None] | None:
    """The name and the verb in an introduction, or null if it names nobody."""
    words = _CHINESE_VERB if language == "zh" else _LETTERS
    verbs = [
        item
        for item in words.finditer(text, start, end)
        if item.group().lower() in word_list(f"verbs beside a quotation: {language}")
    ]
    verb = (verbs[0] if verb_first else verbs[-1]) if verbs else None
    cue = Span(start=verb.start(), end=verb.end()) if verb else None
    name = (verb.end(), end) if verb and verb_first else (start, verb.start()) if verb else (start, end)
    if verb and verb_first and text[start : verb.start()].strip().lower() not in ("", *_AUXILIARIES):
        return None
    named = list(words_of(text, Span(start=name[0], end=name[1]))) if name[0] < name[1] else []
    while named and named[-1].cut(text).lower() in _AUXILIARIES:
        named.pop()
    if not named or named[-1].end - named[0].start > _LONGEST_NAME or named[0].cut(text).lower() in _PRONOUNS:
        return None
    source = Span(start=named[0].start, end=named[-1].end)
    return (source, cue) if cue or not any(letter.islower() for letter in source.cut(text)[:1]) else None
