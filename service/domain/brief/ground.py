"""What both kinds of brief, template and model, are based on: which claims may be told, by whom, and in which words."""

from __future__ import annotations

import re
from functools import cached_property

from service.domain.argument import AUTHOR, Unit, is_doubtful
from service.domain.argument_map import ArgumentMap
from service.domain.brief.holders import can_hold
from service.domain.brief.phrases import phrases_for
from service.domain.document import Turn
from service.domain.meaning.answers import Objection, objections_of
from service.domain.meaning.claim_wording import every_wording
from service.domain.meaning.concessions import is_granted
from service.domain.meaning.contacts import Contact, contacts_of
from service.domain.meaning.foreseeing import manner_of
from service.domain.meaning.lookup import Lookup
from service.domain.meaning.naming import is_plural, name_within
from service.domain.meaning.supposed import modal_of
from service.domain.sides import related

SURE = 0.6
"""The least confidence with which a map that no model made may name a holder in its brief."""
CLAIM_WORDS = 30
"""The most words of a claim that a template shows, give or take three."""
_LED_ON = re.compile(
    r"^(?:so|and|but|yet|thus|hence|therefore|for this reason|it follows that|that is why)\b,? (?=\w)", re.IGNORECASE
)
"""What leads on from the sentence before, which a brief does not have."""
_BROKEN = re.compile(r"\[[^\]]*\][’']|(?:yes|no)[,.;]", re.IGNORECASE)
"""Claims that are half an answer: "[A goal]’s not", "No, I wouldn’t"."""
_VERBS = {
    "asserts": "says",
    "denies": "denies",
    "concedes": "grants",
    "doubts": "doubts",
    "asks": "asks",
    "wants": "wants",
    "predicts": "expects",
}


class Ground:
    """Lookups for the brief of one map, made once."""

    def __init__(self, map_: ArgumentMap) -> None:
        self.map = map_
        self.look = Lookup(map_)
        self.text = map_.document.text
        self.language, self.phrases = phrases_for(map_.document.language)
        self._claims = {item.unit: item.text for item in every_wording(map_)}

    @cached_property
    def contacts(self) -> tuple[Contact, ...]:
        return contacts_of(self.look)

    @cached_property
    def objections(self) -> tuple[Objection, ...]:
        """Objections between sides that are not replies themselves, each with the other sides' replies."""
        found = []
        for item in objections_of(self.look):
            if item.between_sides and not is_doubtful(self.look.relations[item.relation]):
                side = self.look.sides[item.by]
                answers = (name for name in item.answers if self.look.side_of(self.look.units[name]) != side)
                found.append(item.model_copy(update={"answers": tuple(answers)}))
        return tuple(found)

    @property
    def is_sketch(self) -> bool:
        """Whether no model and no person made the map."""
        return self.map.provenance.engine == "offline"

    def tells(self, unit: Unit) -> bool:
        """Whether a brief may tell the claim: it is explicit, complete, confidently attributed, and fits its turn."""
        is_broken = _BROKEN.match(self._claims[unit.id]) is not None
        is_unsure = self.is_sketch and not self._is_sure(unit)
        return not (unit.implicit or unit.id in self.misheard or is_broken or is_unsure)

    def _is_sure(self, unit: Unit) -> bool:
        """Whether a map that no model made may tell it: its holder can be one, and its words do not lean on others."""
        names = (unit.perspective, *self.reporters(unit))
        can_be = all(can_hold(self.look.perspectives[name]) for name in names)
        return unit.confidence >= SURE and can_be and not self._claims[unit.id].startswith("[…")

    @cached_property
    def misheard(self) -> frozenset[str]:
        """Ids of units that the map attributes to one speaker although they occur in another's turn."""
        return frozenset(unit.id for unit in self.map.units if self._is_misheard(unit))

    def _is_misheard(self, unit: Unit) -> bool:
        turn = self.turn_at(unit.spans[0].start) if unit.spans else None
        speaker = None if turn is None else self.speaker_of(turn)
        if speaker is None or (speaker == AUTHOR and unit.attribution is not None):
            return False
        around = (unit.perspective, *(item.perspective for item in self.look.tellers(unit)))
        return not any(related(name, speaker, self.look.parents) for name in around)

    def turn_at(self, offset: int) -> Turn | None:
        """The speech that contains this position of the text; None if nobody has the floor."""
        turn = self.map.document.turn_at(offset)
        return turn if turn is not None and turn.kind == "speech" else None

    def speaker_of(self, turn: Turn) -> str | None:
        """The perspective that speaks in a turn; None if the map has none of that name."""
        return AUTHOR if turn.speaker == AUTHOR else self._speakers.get(turn.speaker)

    @cached_property
    def _speakers(self) -> dict[str, str]:
        """Speaker of turns -> perspective: the one that has a label as a mention, else the one of the same name."""
        found: dict[str, str] = {}
        mentions = {span.start: item.id for item in self.map.perspectives for span in item.mentions}
        labels = {item.label.casefold(): item.id for item in self.map.perspectives}
        for turn in self.map.document.turns:
            name = mentions.get(turn.source.start) if turn.source is not None else None
            name = name or labels.get((turn.label or "").casefold().rstrip(":. "))
            if name is not None:
                found.setdefault(turn.speaker, name)
        return found

    def name(self, perspective: str) -> str:
        """The name as used inside a sentence."""
        if perspective == AUTHOR and self.phrases.author:
            return self.phrases.author
        return name_within(self.look.perspectives[perspective], self.text)

    def names(self, perspectives: tuple[str, ...]) -> str:
        """`the council, the farmers and the author`."""
        *others, last = [self.name(name) for name in perspectives]
        return f"{', '.join(others)}{self.phrases.joint}{last}" if others else last

    def claim(self, unit: Unit, most: int | None = None) -> str:
        """The claim worded so that it can be read alone: one line, no full stop, shortened to about `most` words (give
        or take three).
        """
        most = most or CLAIM_WORDS
        words = _LED_ON.sub("", self._claims[unit.id]).split()
        cut = " ".join(words[:most]).rstrip(" .;:,")
        return f"{cut} …" if len(words) > most + 3 else " ".join(words).rstrip(" .;:,")

    def told(self, unit: Unit) -> str:
        """`the council says: the dam leaks, according to the farmers`."""
        reported = "".join(f", {self.phrases.according.format(self.name(name))}" for name in self.reporters(unit))
        return f"{self.name(unit.perspective)}{self.manner(unit)}{self.claim(unit)}{reported}"

    def manner(self, unit: Unit) -> str:
        """The words between a holder and the claim: ` would say: `, ` (Forderung): `."""
        if not self.phrases.manners:
            return f" {self.verb(unit)}: "
        noun = self.phrases.manner(self.look.attitude(unit), supposed=bool(modal_of(self.look, unit)))
        return f" ({noun}){self.phrases.colon}" if noun else self.phrases.colon

    def reporters(self, unit: Unit) -> tuple[str, ...]:
        """Who reports what the unit's holder says, nearest first, without the author and the holder."""
        around = (item.perspective for item in self.look.tellers(unit))
        return tuple(dict.fromkeys(name for name in around if name not in (AUTHOR, unit.perspective)))

    def is_reported(self, unit: Unit) -> bool:
        """Whether the holder is quoted only through somebody other than the author."""
        return bool(self.reporters(unit))

    def verb(self, unit: Unit) -> str:
        """The verb that introduces this unit, by its attitude and mode: `says`, `would say`, `grants`."""
        verb = _VERBS[self.look.attitude(unit) or "asserts"]
        modal = modal_of(self.look, unit)
        plural = is_plural(self.look.perspectives[unit.perspective])
        if modal:
            return f"{modal} {'say' if verb == 'expects' else _plain(verb)}"
        if verb == "says" and is_granted(self.look, unit):
            verb = "grants"
        verb = manner_of(self.look, unit) or verb
        return _plain(verb) if plural else verb


def _plain(verb: str) -> str:
    return "deny" if verb == "denies" else verb.removesuffix("s")


def sentence_of(words: str) -> str:
    """The words with a capital first letter and, unless they end in punctuation, a full stop.

    >>> sentence_of("the dam leaks"), sentence_of("“is it?”")
    ('The dam leaks.', '“is it?”')
    """
    words = words[:1].upper() + words[1:]
    return words if words.rstrip("”\"’')").endswith((".", "?", "!", "…", "。", "？")) else f"{words}."
