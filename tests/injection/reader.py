"""A model that reads the prompt honestly: it trusts the numbering and the fences, and answers by what it sees there.

If an article could forge a segment line, a word number or a fence, this reader would answer in the wrong numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
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
    """Number and text of each segment line, the numbers of its words left out."""
    found = []
    for line in lines:
        number, bar, text = line.partition("| ")
        if bar and number.isdecimal():
            found.append((int(number), re.sub(r"_\d+", "", text)))
    return found


def paragraphs_of(lines: Sequence[str]) -> list[list[str]]:
    """The lines under each `¶ 1`, `¶ 2`, ..."""
    found: list[list[str]] = []
    for line in lines:
        if re.fullmatch(r"¶ \d+", line):
            found.append([])
        elif not line.startswith("# "):
            found[-1].append(line)
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
        steps = {
            "voices": self._voices,
            "structure": self._structure,
            "links": self._links,
            "issues": self._issues,
            "references": self._references,
        }
        return Answer(json.dumps(steps[asked.step](lines, asked)))

    def _voices(self, lines: list[str], _: Asked) -> dict[str, object]:
        holders = dict.fromkeys(fact.holder for fact in self.facts if fact.holder)
        numbers = [word_number(lines, holder) for holder in holders]
        return {"voices": [f"{number} state" for number in numbers if number is not None]}

    def _structure(self, lines: list[str], asked: Asked) -> dict[str, object]:
        voices = dict(re.findall(r"^(\d+) = (\w+) \(state\)", asked.user.split("<<<")[0], re.MULTILINE))
        shown = enumerate(paragraphs_of(lines), start=1)
        return {"paragraphs": [{"p": number} | self._paragraph(own, voices) for number, own in shown]}

    def _paragraph(self, lines: list[str], voices: Mapping[str, str]) -> dict[str, object]:
        said: list[str] = []
        units: list[str] = []
        for line, (number, text) in zip(lines, numbered_lines(lines), strict=True):
            fact = next((fact for fact in self.facts if text.startswith(fact.words)), None)
            letter = ""
            if fact is not None and fact.holder is not None:
                voice = next(key for key, label in voices.items() if label == fact.holder)
                said.append(f"{voice} {word_number([line], fact.holder)} -")
                letter = "ABCDEFGH"[len(said) - 1]
            units.append(f"{number}{letter}")
        return {"said": said, "units": units}

    def _references(self, lines: list[str], _: Asked) -> dict[str, object]:
        """Each mark stands for the first word of its passage that has a number."""
        marks = [mark for line in lines if re.search(r"_1\b", line) for mark in re.findall(r"\[(\d+) [^\]]+\]", line)]
        return {"references": [f"{mark} 1" for mark in marks]}

    def _issues(self, lines: list[str], asked: Asked) -> dict[str, object]:
        """The two sides' units answer one question, whose words are the strait's."""
        voices = dict(re.findall(r"^(\d+) = (\w+)", asked.user.split("<<<")[0], re.MULTILINE))
        numbers = {label: number for number, label in voices.items()}
        units = {holder: number for line in lines for number, holder in re.findall(r"⟦(\d+) (\w+): ", line)}
        holders = [fact.holder for fact in self.facts if fact.holder in units]
        positions = [f"{numbers[holder]} {units[holder]}" for holder in holders if holder]
        issue = {"question": "May the ships stay?", "anchors": [], "parent": 0, "positions": positions, "contrasts": []}
        return {"issues": [issue]}

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
