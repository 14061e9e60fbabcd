"""Whether a unit leaves words out that only the text before it says: "It need not", "Weldon should have one". Pure.

Beside the open words, which stand for others and are looked up, these are words that are missing altogether, or that a
look-up did not find; the reader is shown what stands before. English only; closed lists and positions, and rather
silent than wrong: what the unit itself says before is taken to be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from service.domain.argument import Unit
from service.domain.meaning.open_words import AUXILIARIES, SUBJECT_FORMS
from service.domain.word_lists import word_list

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_NEGATED = re.compile(r"(?:do|does|did|is|are|was|were|has|have|had|wo|would|ca|could|must|should|need)n[’']t")
_BE = word_list("is are was were")
_VERBS = AUXILIARIES | word_list("need needn")
_WITHIN = word_list("what who whom which that where when why how than as whatever whoever if unless because")
"""What opens a clause whose words are said before: "than it is", "what he does"."""
_TO = word_list(
    "able afford want wants wanted need needs needed have has had hope hopes hoped try tries tried refuse refuses "
    "refused ought like used willing allowed forced choose chose wish wishes"
)
_LEAD_IN = word_list("and but yet so still now then or for because since while though although")
_EACH = word_list("each neither either")
_SAY = word_list("say want hold think believe claim see call agree deny fear know argue insist differ")
_THINK = word_list("think thinks thought say says said believe believes hope hopes suppose")
_OTHER = word_list("other others former latter first second third rest same opposite reverse")
_ALONE = word_list("no any every some each be only number than")
_INDEFINITE = word_list("a an another every each")
_AFTER_ONE = word_list("that which who at for from to where when with by but than if because so as is")
_NUMBERS = word_list("two three four five six seven eight nine ten twelve twenty hundred thousand every")
_LATEST = 7
"""So many words, at the most, stand before a verb of which the rest is left out."""
_EARLY = 6


def leaves_out(unit: Unit, text: str) -> bool:
    """Whether words are left out for which the unit has no reference."""
    words = _Words(unit, text)
    return any(
        test(words) for test in (_lacks_verb, _lacks_infinitive, _lacks_noun, _lacks_head, _points_back, _is_fragment)
    )


@dataclass(frozen=True)
class _Words:
    """The words of a unit, without case, each with what follows it up to the next one."""

    unit: Unit
    text: str

    @cached_property
    def found(self) -> tuple[re.Match[str], ...]:
        return tuple(word for span in self.unit.spans for word in _WORD.finditer(self.text, span.start, span.end))

    @cached_property
    def lower(self) -> tuple[str, ...]:
        return tuple(word[0].lower().replace("'", "’") for word in self.found)

    @cached_property
    def known(self) -> frozenset[int]:
        """Start offsets of the words for which the unit has a reference."""
        return frozenset(item.start for item in self.unit.references)

    @cached_property
    def first(self) -> int:
        """The first word that is not a conjunction."""
        return next((at for at, word in enumerate(self.lower) if word not in _LEAD_IN), len(self.lower))

    def at(self, place: int) -> str:
        return self.lower[place] if 0 <= place < len(self.lower) else ""

    def is_known(self, place: int) -> bool:
        return self.found[place].start() in self.known

    def is_last(self, place: int) -> bool:
        return place + 1 == len(self.lower)

    def stop(self, place: int) -> str:
        """The punctuation right after a word; empty if there is none, or if the unit continues elsewhere."""
        end = self.found[place].end()
        following = (
            self.text[end : self.found[place + 1].start()] if not self.is_last(place) else self.text[end : end + 1]
        )
        return following[:1] if following[:1] in ",;:.)" and not any(map(str.isalnum, following)) else ""

    def is_verb(self, place: int) -> bool:
        """An auxiliary, or what looks like a verb behind "each" and "neither", whose nouns have no s at the end."""
        word = self.at(place)
        return word in _VERBS or (word.endswith("s") and not word.endswith(("ss", "us", "is", "’s")))


def _lacks_verb(words: _Words) -> bool:
    """ "It need not", "The promise has not", "If we don't": an auxiliary at the end of its clause, near the start."""
    for at in range(1, min(len(words.lower), _LATEST + 1)):
        word = words.at(at)
        if word in _WITHIN or words.stop(at - 1) == ",":
            return False
        if (word not in _VERBS and not _NEGATED.fullmatch(word)) or words.found[at][0][0].isupper():
            continue
        end = at + 1 if words.at(at + 1) == "not" else at
        if words.is_known(at) or words.is_known(end):
            return False
        if words.is_last(end) or words.stop(end) in (";", ":", "."):
            return word != "need" or end > at
        if words.stop(end) == ",":
            later = sum(words.stop(place) == "," for place in range(end + 1, len(words.lower) - 1))
            return later == 0 and (word not in _BE or end > at)
        if word in _VERBS:
            return False
    return False


def _lacks_infinitive(words: _Words) -> bool:
    """ "nobody under forty can afford to"."""
    last = len(words.lower) - 1
    return words.at(last) == "to" and words.at(last - 1) in _TO and not words.is_known(last)


def _lacks_noun(words: _Words) -> bool:
    """ "should have one", "the good ones had": of which nothing before it in the unit tells the noun."""
    for at in range(1, min(len(words.lower), _LATEST + 2)):
        word, following = words.at(at), words.at(at + 1)
        if word not in ("one", "ones") or words.is_known(at):
            continue
        verb = word == "ones" and words.is_verb(at + 1)
        ends = verb or words.is_last(at) or words.stop(at) or following in _AFTER_ONE
        if not ends or words.at(at - 1) in _ALONE or words.at(at + 2) in _NUMBERS:
            continue
        before = next((place for place in range(at - 1, max(-1, at - 3), -1) if words.at(place) in _INDEFINITE), at)
        if words.at(before - 1) in _BE or any(words.at(place) in _INDEFINITE for place in range(before)):
            continue
        return True
    return False


def _lacks_head(words: _Words) -> bool:
    """ "Each says", "neither will sign", "Both agree", "the other has begun"."""
    at = words.first
    word = words.at(at)
    if at >= len(words.lower) or words.is_known(at):
        return False
    if word == "the" and words.at(at + 1) in _OTHER:
        at += 1
        return not words.is_known(at) and (words.is_last(at) or words.at(at + 1) in _VERBS or words.stop(at) != "")
    if word in _EACH:
        return words.is_verb(at + 1)
    return word == "both" and (words.at(at + 1) in _VERBS | _SAY)


def _points_back(words: _Words) -> bool:
    """ "so it should", "can do so again"."""
    for at in range(min(len(words.lower), _EARLY)):
        if words.at(at) != "so":
            continue
        if words.at(at - 1) in ("do", "does", "did", "done", "doing"):
            return True
        if words.at(at + 1) in SUBJECT_FORMS and words.at(at + 2) in _VERBS and words.is_last(at + 2):
            return not words.is_known(at + 2)
    last = len(words.lower) - 1
    return words.at(last) == "so" and words.at(last - 1) in _THINK


_NOT = re.compile(r"\W*not (?:for|by|in|with|because|from|at|on|without|through)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:who|which|whose)\b")


def _is_fragment(words: _Words) -> bool:
    """ "Not for want of customers"; ", who could use them"; "though | with a third of their sailors"."""
    start = words.found[0].start() if words.found else 0
    if _NOT.match(words.text, start):
        return True
    if words.text.startswith(("with ", "without "), start) and not _VERBS.intersection(words.lower):
        return True
    behind_a_comma = words.text[max(0, start - 2) : start].rstrip().endswith(",")
    return behind_a_comma and _RELATIVE.match(words.text, start) is not None
