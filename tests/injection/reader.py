"""A model that reads the prompt honestly: it trusts the numbering and the fences, and answers by what it sees there.

If an article could forge a segment line, a word number or a fence, this reader would answer in the wrong numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.scripted_llm import Answer, Asked, Reaction

_FENCE = re.compile(r"^<<<([0-9a-f]{10})$", re.MULTILINE)


@dataclass(frozen=True)
class Fact:
    """A sentence that the reader knows: who says it, and which other sentence it supports."""

    words: str
    holder: str | None = None
    supports: str | None = None


def fenced(user: str) -> list[str]:
    """The lines between the last opening fence line and the line that closes it."""
    opening = list(_FENCE.finditer(user))[-1]
    body = user[opening.end() :]
    lines = body.split("\n")[1:]
    end = lines.index(f"{opening.group(1)}>>>")
    return lines[:end]


def numbered_lines(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Number and text of each segment line of the first view, as far as the empty line."""
    found = []
    for line in lines:
        if not line:
            break
        number, _, text = line.partition("| ")
        found.append((int(number), text))
    return found


def word_number(lines: Sequence[str], word: str) -> int | None:
    """The number after the first place where `word` stands, as the last underscore of a word gives it."""
    for line in lines:
        for token in line.split("| ", 1)[-1].split(" "):
            name, _, number = token.rpartition("_")
            digits = re.match(r"\d+", number)
            if name == word and digits:
                return int(digits.group())
    return None


@dataclass(frozen=True)
class HonestReader:
    """A script for ScriptedLLM: knows these facts; any other stretch is the author's and supports nothing."""

    facts: tuple[Fact, ...]

    def __call__(self, asked: Asked) -> Reaction:
        lines = fenced(asked.user)
        answer = {"voices": self._voices, "structure": self._structure, "links": self._links}[asked.step](lines, asked)
        return Answer(json.dumps(answer))

    def _voices(self, lines: list[str], _: Asked) -> dict[str, object]:
        holders = dict.fromkeys(fact.holder for fact in self.facts if fact.holder)
        numbers = [word_number(lines, holder) for holder in holders]
        return {"voices": [f"{number} state" for number in numbers if number is not None]}

    def _structure(self, lines: list[str], asked: Asked) -> dict[str, object]:
        segments = numbered_lines(lines)
        words = lines[len(segments) + 1 :]
        voices = dict(re.findall(r"^(\d+) = (\w+) \(state\)", asked.user.split("<<<")[0], re.MULTILINE))
        said: list[str] = []
        units: list[str] = []
        for number, text in segments:
            fact = next((fact for fact in self.facts if text.startswith(fact.words)), None)
            letter = ""
            if fact is not None and fact.holder is not None:
                voice = next(key for key, label in voices.items() if label == fact.holder)
                at = word_number(words[number - 1 : number], fact.holder)
                said.append(f"{voice} {at} -")
                letter = "ABCDEFGH"[len(said) - 1]
            target = fact and fact.supports and next((n for n, t in segments if t.startswith(fact.supports)), None)
            units.append(f"{number}{letter}" + (f" s{target}" if target else ""))
        return {"main": "", "said": said, "units": units}

    def _links(self, lines: list[str], _: Asked) -> dict[str, object]:
        found = [match for line in lines for match in re.finditer(r"⟦(\d+) author: ([^⟧]*)⟧", line)]
        known = {match.group(2): match.group(1) for match in found}
        last = next((number for text, number in known.items() if text.startswith(self.facts[-1].words)), "")
        supports = {fact.words: fact.supports for fact in self.facts if fact.supports}
        links = []
        for text, number in known.items():
            aim = next((target for words, target in supports.items() if text.startswith(words)), None)
            target = next((n for t, n in known.items() if aim and t.startswith(aim)), None)
            links += [f"{number} s{target}"] if target else []
        return {"conclusion": last, "links": links}
