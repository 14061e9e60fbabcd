"""Who has the word, in an answer about a paragraph: what no row of `said` gives to another is the speaker's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.domain.argument import AUTHOR, Mode
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.engines.answers import Voice
from service.engines.llm.numbering import Numbered, shown
from service.engines.llm.rows import AttributionRow
from service.engines.llm.steps.structure_attributions import Attributed, chain_of
from service.engines.turns import introducer_of, said_in, turn_of

NOBODY = "0"
"""But the author has the word."""


def lines_with_turns(
    document: Document, voices: Sequence[Voice], numbered: Numbered, speaking: str
) -> tuple[list[str], str]:
    """The numbered lines of a paragraph, with `@ 2` where voice 2 takes the word; and who has it at the end.

    `speaking`: who had the word before, in the same notation; NOBODY before the first paragraph shown.
    """
    numbers = {voice.key: number for number, voice in enumerate(voices, start=1)}
    lines: list[str] = []
    for segment, line in zip(numbered.segments, numbered.word_lines().split("\n"), strict=True):
        who = _who(turn_of(document, [segment]), numbers)
        if who != speaking:
            lines.append(f"@ {who}")
            speaking = who
        lines.append(line)
    return lines, speaking


def _who(turn: Turn | None, numbers: Mapping[str, int]) -> str:
    if turn is None or turn.speaker == AUTHOR:
        return NOBODY
    number = numbers.get(turn.speaker)
    name = str(number) if number else shown(turn.label or NOBODY)
    return name if turn.kind == "speech" else f"{name} {turn.kind}"


def turns_within(document: Document, paragraph: Span) -> dict[Turn, Attributed]:
    """An attribution without words of saying for each turn of the paragraph that claims something."""
    spoken = [turn for turn, _ in said_in(document, paragraph) if turn.kind != "procedure" and turn.speaker != AUTHOR]
    found = {turn: _attributed(f"T{number}", turn) for number, turn in enumerate(spoken, start=1)}
    for turn in spoken:
        reader = introducer_of(document, turn)
        if reader is not None:
            around = found.setdefault(reader, _attributed(f"R{found[turn].letter}", reader))
            found[turn].within = around.letter
    return found


def _attributed(letter: str, turn: Turn) -> Attributed:
    return Attributed(letter, turn.speaker, AttributionRow(turn.speaker, None, None), turn.source, None)


def letter_of(document: Document, pieces: Sequence[Span], turns: Mapping[Turn, Attributed]) -> str | None:
    """The letter of the turn in which these stretches begin; None where nobody but the author has the word."""
    turn = turn_of(document, pieces)
    found = turns.get(turn) if turn else None
    return found.letter if found else None


def stand_within(
    document: Document,
    attributions: dict[str, Attributed],
    turns: Mapping[Turn, Attributed],
    held: Mapping[str, Sequence[Span]],
) -> dict[str, Attributed]:
    """The attributions with those of the turns, in which the outermost of others stand. `held`: units by letter."""
    for item in list(attributions.values()):
        turn = turn_of(document, item.frame or held.get(item.letter, ()))
        outer = turns.get(turn) if turn else None
        if outer is None or item.within is not None:
            continue
        if item.voice == AUTHOR and item.row.supposed:
            item.voice = outer.voice  # what is assumed for the argument's sake is assumed by whoever has the word
        elif item.voice not in (AUTHOR, outer.voice):
            item.within = outer.letter
    used = {item.within for item in attributions.values()} | set(held)
    used |= {item.within for item in turns.values() if item.letter in used}
    return {item.letter: item for item in turns.values() if item.letter in used} | attributions


def with_modes(attributions: Mapping[str, Attributed]) -> dict[str, Attributed]:
    """The attributions, each said, supposed (by whoever speaks) or reported by somebody other than the author."""
    return {letter: replace(item, mode=_mode(item, attributions)) for letter, item in attributions.items()}


def _mode(item: Attributed, attributions: Mapping[str, Attributed]) -> Mode:
    if any(outer.row.supposed for outer in chain_of(item.letter, attributions)):
        return "supposed"
    outer = attributions.get(item.within or "")
    return "said" if outer is None or outer.voice == AUTHOR else "reported"
