"""Wording shared by all text formats: a holder's attitude to a claim, the contrast between two
positions, and the like.
"""

from __future__ import annotations

import re
from functools import cached_property

from service.domain.argument import AUTHOR, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import text_of
from service.domain.issue import Contrast, ContrastKind, Issue, Position, PositionStance
from service.domain.meaning.claim_wording import every_wording
from service.domain.meaning.common_ground import common_ground
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.contacts import contacts_of
from service.domain.meaning.foreseeing import manner_of
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.naming import is_plural, name_of, name_within
from service.domain.meaning.objecting import objecting_pairs
from service.domain.meaning.signs import is_against
from service.domain.meaning.supposed import modal_of
from service.domain.recordings import address_at, clock

CONTRASTS: dict[ContrastKind, tuple[str, str]] = {
    "rival": ("≠", "at odds"),
    "compatible": ("∥", "can both be right"),
    "same": ("=", "say the same"),
}
_OBJECTION = ("−", "not rivals, but one objects to the other")
_WITHOUT_CLAIM: dict[PositionStance, str] = {
    "holds": "takes a side, without a claim",
    "silent": "no answer found",
    "rejects": "rejects the question",
}
"""What stands for a position without units: that none was found is no claim that the text has none."""
_SHOWN_WITHOUT_ANSWER = "gives no answer"
COMMON_GROUND = "Common ground: held or granted by two sides"
MODELS_WORDS = "in a model's words"
"""What stands at a question that is not made of the text's own words."""


_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$=^]|(?<=^)[-+](?=\s)|(?<=^\d)[.)])")
"""What Markdown could take for markup."""


class Wording:
    """Wording for the units of one map."""

    def __init__(self, map_: ArgumentMap) -> None:
        self._look = Lookup(map_)
        self._claims = {item.unit: one_line(item.text) for item in every_wording(map_)}
        self._labels = {item.id: one_line(name_of(item)) for item in map_.perspectives}
        self._document = map_.document

    def label(self, perspective: str) -> str:
        return self._labels[perspective]

    def claim(self, unit: Unit) -> str:
        """The unit worded so that it can be read alone: one line, additions in brackets."""
        return self._claims[unit.id]

    def attitude(self, unit: Unit) -> str:
        """The holder's attitude unless it simply asserts: `denies it`, `fear it`, ...; otherwise empty.

        `would say it`: the article only supposes that the holder says so.
        """
        attitude = self._look.attitude(unit) or "asserts"
        verb = "" if attitude in ("asserts", "predicts") else attitude
        modal = modal_of(self._look, unit)
        if modal:
            return f"{modal} {_plain(verb or 'says')} it"
        verb = verb or manner_of(self._look, unit) or ("grants" if is_granted(self._look, unit) else "")
        plural = is_plural(self._look.perspectives[unit.perspective])
        return f"{_plain(verb) if plural else verb} it" if verb else ""

    def contrast(self, issue: Issue, contrast: Contrast) -> tuple[str, str]:
        """The symbol and the words for how two answers relate to each other."""
        return _OBJECTION if (issue.id, contrast.a, contrast.b) in self._objecting else CONTRASTS[contrast.kind]

    @cached_property
    def _objecting(self) -> set[tuple[str, str, str]]:
        pairs = objecting_pairs(self._look.map.issues, contacts_of(self._look))
        return {(item.issue, item.a, item.b) for item in pairs}

    def stance(self, position: Position) -> str:
        """How a side answers without making a claim: `no answer found`, `takes a side, without a claim: “leans to it”
        (¶ 3)`; empty if its claims alone are its answer.
        """
        if not position.spans:
            return "" if position.units else _WITHOUT_CLAIM[position.stance]
        words = one_line(text_of(position.spans, self._document.text))
        paragraph = self._document.paragraph_at(position.spans[0].start)
        place = "" if paragraph is None else f" (¶ {paragraph.index + 1})"
        label = _SHOWN_WITHOUT_ANSWER if position.stance == "silent" else _WITHOUT_CLAIM[position.stance]
        return f"{label}: “{words}”{place}"

    def common_ground(self) -> list[tuple[Unit, str]]:
        """What two sides both hold or grant, and who they are: `Helsinki and the operators`."""
        contacts = contacts_of(self._look)
        found = common_ground(self._look, contacts)
        return [(self._look.units[item.unit], self._together(item.sides)) for item in found if item.between_camps]

    def _within(self, name: str) -> str:
        return name_within(self._look.perspectives[name], self._look.map.document.text)

    def _together(self, sides: tuple[str, ...]) -> str:
        first, *others = (self._look.perspectives[name] for name in sides)
        names = [one_line(name_of(first)), *(one_line(self._within(other.id)) for other in others)]
        return f"{', '.join(names[:-1])} and {names[-1]}"

    def is_against(self, unit: Unit) -> bool:
        """Whether the holder denies or doubts the unit's words."""
        return is_against(self._look, unit)

    def tellers(self, unit: Unit) -> list[str]:
        """The labels of those who report the unit, innermost first; author and holder left out."""
        return [self._look.perspectives[name].label for name in self._tellers(unit)]

    def _tellers(self, unit: Unit) -> list[str]:
        names = (outer.perspective for outer in self._look.tellers(unit))
        return list(dict.fromkeys(name for name in names if name not in (AUTHOR, unit.perspective)))

    def told(self, unit: Unit) -> list[str]:
        """`according to the ministry`, for each who reports it."""
        return [f"according to {one_line(self._within(name))}" for name in self._tellers(unit)]

    def seconds(self, unit: Unit) -> float | None:
        """When a unit is spoken in the recording; None if no cue covers it."""
        return self._document.seconds_at(unit.spans[0].start) if unit.spans else None

    def clock(self, unit: Unit) -> str:
        """When a unit is spoken, as `1:02:03`; empty if no cue covers it."""
        seconds = self.seconds(unit)
        return "" if seconds is None else clock(seconds)

    def address(self, unit: Unit) -> str | None:
        """The URL that plays the recording from there, on sites that support it."""
        seconds = self.seconds(unit)
        return None if seconds is None else address_at(self._document.source.url, seconds)

    def holder(self, unit: Unit) -> str:
        """`The airlines, want it, according to the ministry`; empty if the author simply asserts it."""
        named = [self._labels[unit.perspective]] if unit.perspective != AUTHOR else []
        attitude = self.attitude(unit)
        if not named and attitude:
            named = [self._labels[AUTHOR]]
        return ", ".join([*named, *([attitude] if attitude else []), *self.told(unit)])


def _plain(verb: str) -> str:
    """`fear` of `fears`."""
    return "deny" if verb == "denies" else verb.removesuffix("s")


def question_line(issue: Issue) -> str:
    """The question in one line, with a note in brackets if the article does not pose it as a question."""
    text = one_line(issue.question.text)
    return text if text.rstrip("”\"’' ").endswith(("?", "？", "؟")) else f"{text} [?]"


def one_line(text: str) -> str:
    return " ".join(text.split())


def escape_markdown(text: str) -> str:
    """One line in which nothing acts as markup.

    >>> escape_markdown("a *very* [old]\\nplan")
    'a \\\\*very\\\\* \\\\[old\\\\] plan'
    """
    return _SPECIAL.sub(r"\\\1", one_line(text))


def issues_in_order(issues: tuple[Issue, ...]) -> list[tuple[Issue, int]]:
    """Each issue, with its nesting depth, before its sub-issues; those on which sides contradict each other first."""
    issues = tuple(sorted(issues, key=lambda item: all(contrast.kind != "rival" for contrast in item.contrasts)))
    found: list[tuple[Issue, int]] = []
    pending = [(issue, 0) for issue in reversed(issues) if issue.parent is None]
    while pending:
        issue, depth = pending.pop()
        found.append((issue, depth))
        pending.extend((item, depth + 1) for item in reversed(issues) if item.parent == issue.id)
    return found
