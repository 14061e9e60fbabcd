"""Words of a unit that refer outside it, so that the unit cannot be read alone. Pure; English only.

There is no parser here, only word lists and positions: a word found may need an antecedent, or may turn out not to.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from service.domain.argument import Unit
from service.domain.base import Span
from service.domain.word_lists import word_list

OpenKind = Literal["pronoun", "possessive", "demonstrative", "ellipsis", "subject", "speaker"]
"""`ellipsis`: a word after which others were left out ("It had", "at least one"); `subject`: a verb that begins the
unit, its subject before it; `speaker`: "we", "my", in the mouth of whoever holds the unit."""


@dataclass(frozen=True)
class OpenWord:
    """`group`: words that agree with each other ("they", "their"); `first`: the word is the unit's first."""

    span: Span
    kind: OpenKind
    group: str
    first: bool


_GROUPS = {"he": "he him his", "she": "she her hers", "it": "it its", "they": "they them their theirs"}
_GROUP_OF = {word: group for group, words in _GROUPS.items() for word in words.split()}
SPEAKERS = {"i": "I", "me": "I", "my": "I", "mine": "I", "we": "we", "us": "we", "our": "we", "ours": "we"}
_DEMONSTRATIVES = word_list("this that these those")
_RELATIVE = word_list("who which whose that of in from with to for on at we they you i he she it")
POSSESSIVES = word_list("his her its their my our")
SUBJECT_FORMS = word_list("he she it they this that these those i we")
AUXILIARIES = word_list(
    "is are was were has have had will would can could may might must should shall does do did cannot isn aren wasn "
    "weren hasn haven hadn won wouldn can couldn mustn shouldn doesn don didn"
)
_MODALS = word_list("will would can could may might must should shall cannot")
_QUANTITIES = word_list("neither both some most few many others none all")
_DETERMINERS = word_list("the a an no every each any another")
_AFTER_ONE = word_list("that which who of in on at for from to where when with by and or but than if because so as is")
_QUESTION = word_list("who what why how when where which whether")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PLEONASTIC = re.compile(
    r"(?:is|was|would be|will be|may be|can be|seems|takes|took|follows|makes no)\b[^.;:]*?\b(?:that|to|whether|who)\b",
    re.IGNORECASE,
)
_MIDST = re.compile(r"[a-z,] (?=[^\W\d_])")
_LONG = 60
"""Code points of the longest word that is looked at."""
_NEAR = 8
"""A pronoun behind so many words of its unit is taken to stand for one of them."""
_NEAR_POSSESSIVE = 2


def open_words(unit: Unit, text: str) -> tuple[OpenWord, ...]:
    """The open words of a unit, in text order; only the first of those that agree."""
    words = [
        Span(start=found.start(), end=found.end())
        for span in unit.spans
        for found in _WORD.finditer(text, span.start, span.end)
    ]
    found: list[OpenWord] = []
    seen: set[str] = set()
    for at in range(min(len(words), _NEAR + 1)):
        word = _open_word(unit, text, words, at)
        if word is not None and word.group not in seen:
            seen.add(word.group)
            found.append(word)
        if at == 0 and word is None and _lacks_subject(text, words):
            found.append(OpenWord(words[0], "subject", "subject", True))
        if _is_noun_like(text, words, at):
            break
    ellipsis = _ellipsis(text, words)
    if ellipsis is not None and not any(item.span == ellipsis for item in found):
        found.append(OpenWord(ellipsis, "ellipsis", "ellipsis", False))
    return (*found, *_speakers(text, words))


def _open_word(unit: Unit, text: str, words: list[Span], at: int) -> OpenWord | None:
    word = words[at].cut(text)
    lower = word.lower()
    if lower in _GROUP_OF:
        if lower in POSSESSIVES and at > _NEAR_POSSESSIVE:
            return None
        if lower == "it" and _PLEONASTIC.match(text, words[at].end + 1, unit.spans[-1].end):
            return None
        kind: OpenKind = "possessive" if is_possessive(text, words[at]) else "pronoun"
        return OpenWord(words[at], kind, _GROUP_OF[lower], at == 0)
    following = words[at + 1].cut(text) if at + 1 < len(words) else ""
    if lower in _DEMONSTRATIVES and _points(text, words, at, following):
        return OpenWord(words[at], "demonstrative", "this", at == 0)
    if at == 0 and lower in _QUANTITIES and following.lower() in AUXILIARIES:
        return OpenWord(words[at], "ellipsis", "some", True)
    return None


def _points(text: str, words: list[Span], at: int, following: str) -> bool:
    """Whether a demonstrative refers to something outside its unit (it is no conjunction, and no "those who")."""
    if words[at].cut(text).lower() == "that":
        is_conjunction = not following or following.lower() in _DETERMINERS | SUBJECT_FORMS | POSSESSIVES | _QUESTION
        if at > 0 or is_conjunction or (following[:1].isupper() and words[at].cut(text) == "that"):
            return False
        return following.lower() in AUXILIARIES or words[at].cut(text) == "That" or len(words) < _NEAR
    return following.lower() not in _RELATIVE


def is_possessive(text: str, word: Span) -> bool:
    """Whether the pronoun is possessive: "their owners", and "her" before a noun."""
    lower = word.cut(text).lower()
    if lower != "her":
        return lower in POSSESSIVES
    following = re.match(r" ([^\W\d_]+)", text[word.end : word.end + 40])
    return following is not None and following[1].lower() not in _AFTER_ONE | _DETERMINERS | AUXILIARIES


def _is_noun_like(text: str, words: list[Span], at: int) -> bool:
    """Whether a name or a noun with its article stands here, which a later pronoun may stand for."""
    word = words[at].cut(text)
    if word.lower() in _DETERMINERS:
        return True
    if not word[:1].isupper() or word.lower() in SPEAKERS:
        return False
    return at > 0 or _stands_in_midst(word, text)


def _stands_in_midst(word: str, text: str) -> bool:
    """Whether something that begins with the word stands inside a sentence, so that its capital is a name's."""
    followers = _in_midst(text)
    place = bisect_left(followers, word[:_LONG])
    return place < len(followers) and followers[place].startswith(word[:_LONG])


@lru_cache(maxsize=2)
def _in_midst(text: str) -> list[str]:
    """What stands behind a small letter or a comma, in order; once a text, since each unit asks."""
    return sorted({text[found.end() : found.end() + _LONG] for found in _MIDST.finditer(text)})


def _lacks_subject(text: str, words: list[Span]) -> bool:
    """Whether the unit begins with a verb that has its subject before it: "is Finland's problem"."""
    first = words[0].cut(text)
    if not first[:1].islower():
        return False
    following = words[1].cut(text).lower() if len(words) > 1 else ""
    if first in AUXILIARIES:
        return following not in SUBJECT_FORMS | _DETERMINERS | {"there"}
    before = text[max(0, words[0].start - 20) : words[0].start].split()
    return bool(before) and before[-1].lower() in _MODALS


def _ellipsis(text: str, words: list[Span]) -> Span | None:
    """A word after which others were left out: "one" without a noun, an auxiliary without its verb."""
    for at, span in enumerate(words):
        word = span.cut(text).lower()
        following = text[span.end : span.end + 2]
        last = at + 1 == len(words)
        if word in ("one", "ones") and at > 0:
            if last or (following[:1] in ",;:.)" and following) or words[at + 1].cut(text).lower() in _AFTER_ONE:
                return None if _determined_before(text, words, at) and at > _NEAR else span
        if word in AUXILIARIES and 0 < at < 4 and (last or following[:1] == ","):
            return span
    return None


def _determined_before(text: str, words: list[Span], at: int) -> bool:
    return any(_is_noun_like(text, words, place) for place in range(at))


def _speakers(text: str, words: list[Span]) -> list[OpenWord]:
    """The first "I" and the first "we" of the unit, with all that agree with them."""
    found: dict[str, OpenWord] = {}
    for at, span in enumerate(words):
        word = span.cut(text)
        group = SPEAKERS.get(word.lower())
        if group is None or group in found or word in ("US", "ME", "i", "Mine", "mine"):
            continue
        found[group] = OpenWord(span, "speaker", group, at == 0)
    return list(found.values())
