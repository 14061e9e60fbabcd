"""The rows in which a model answers: short strings of numbers and labels, with a grammar that is checked here.

    unit         PLACES[LETTER]     4-5A    7    w12-18B
    attribution  WHO SOURCE CUE [ATTITUDE] [supposed] [<LETTER] [=PLACES]
                 2 12-14 15-16 wants    person 3 4-5 <A    0 - 7 supposed =2
    voice        WORDS KIND [<NUMBER] [=WORDS,WORDS]     12-14 institution <2 =40,77-78
    speaker      NUMBER [<NUMBER] [=WORDS,WORDS]     2 <7 =40-43
    link         NUMBER KIND TARGET[?]     14 s12    20 u9    7 +6
    claim        PARAGRAPH:NUMBER      4:2    5:-
    position     VOICE UNIT,UNIT    or VOICE silent, VOICE rejects     1 5,9    3 silent
    stance       a position, or VOICE holds WORDS, VOICE silent WORDS, VOICE rejects WORDS     4 holds w31-35
    contrast     VOICE-VOICE KIND     1-0 rival
    motion       PLACES MOVER OUTCOME [WORDS]     w31-40,5 2 rejected w80-84    7 - open; PLACES are words or units
    concession   VOICE>VOICE UNIT,UNIT [WORDS]     0>2 7 w12-13    1>- 4; "-" where it is granted to nobody named
    referent     MARK WORDS      3 7-9    4 2,6

PLACES are segments (`3`, `4-5`) or words (`w12-18`), pieces joined by commas. A link's KIND is s (supports),
r (rebuts), u (undercuts the relation that goes out from the target) or + (is linked with it: both share its relation).
The same grammar stands as `pattern` in each schema, for servers that honour it; many ignore it in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from service.domain.argument import Attitude, PerspectiveKind
from service.domain.issue import ContrastKind, PositionStance
from service.domain.motion import OutcomeKind

RowKind = Literal["s", "r", "u", "+"]
VOICE_KINDS: tuple[PerspectiveKind, ...] = ("person", "group", "institution", "state", "unnamed")
ATTITUDES: tuple[Attitude, ...] = get_args(Attitude)

_RANGE = r"[0-9]{1,6}(?:-[0-9]{1,6})?"
_PLACE = rf"w?{_RANGE}"
_PLACES = rf"{_PLACE}(?:,{_PLACE})*"
_UNITS = r"[0-9]{1,6}(?:,[0-9]{1,6})*"
_WORDS = rf"w{_RANGE}(?:,w{_RANGE})*"
_KINDS = "|".join(VOICE_KINDS)
_ATTITUDES = "|".join(ATTITUDES)
UNIT_PATTERN = rf"^({_PLACES})([A-Z])?$"
ATTRIBUTION_PATTERN = (
    rf"^([0-9]{{1,4}}|[A-Z]|{_KINDS}) ({_RANGE}|-) ({_RANGE}|-)(?: ({_ATTITUDES}))?(?: <([A-Z]))?(?: =({_PLACES}))?$"
)
SAID_PATTERN = ATTRIBUTION_PATTERN.replace("(?: <([A-Z]))?", "( supposed)?(?: <([A-Z]))?")
VOICE_PATTERN = rf"^({_RANGE}) ({_KINDS})(?: <([0-9]{{1,4}}))?(?: =({_RANGE}(?:,{_RANGE})*))?$"
SPEAKER_PATTERN = rf"^([0-9]{{1,4}})(?: <([0-9]{{1,4}}))?(?: =({_RANGE}(?:,{_RANGE})*))?$"
LINK_PATTERN = r"^([0-9]{1,6}) ([sru+])([0-9]{1,6})(\?)?$"
CLAIM_PATTERN = r"^[0-9]{1,6}:([0-9]{1,6}|-)$"
POSITION_PATTERN = rf"^([0-9]{{1,4}}) (silent|rejects|{_UNITS})$"
STANCE_PATTERN = rf"^([0-9]{{1,4}}) (silent|rejects|{_UNITS}|(?:holds|silent|rejects) {_WORDS})$"
_POSITION = rf"^([0-9]{{1,4}}) (?:(?:holds )?({_UNITS})|(silent|rejects|holds))(?: ([^ ].{{0,200}}))?$"
"""More than the schemas let through: words that are wrong are to cost no more than themselves."""
CONTRAST_PATTERN = r"^([0-9]{1,4})-([0-9]{1,4}) (rival|compatible|same)$"
_OUTCOMES = "|".join(get_args(OutcomeKind))
_STATED = rf"(?:w{_RANGE}|[0-9]{{1,6}})"
MOTION_PATTERN = rf"^({_STATED}(?:,{_STATED})*) ([0-9]{{1,4}}|-|{_WORDS}) ({_OUTCOMES})(?: ({_WORDS}))?$"
CONCESSION_PATTERN = rf"^([0-9]{{1,4}})>([0-9]{{1,4}}|-) ({_UNITS})(?: ({_WORDS}))?$"
WORDS_PATTERN = rf"^({_WORDS})$"
ANCHOR_PATTERN = rf"^(w{_RANGE}|[0-9]{{1,6}})$"
REFERENT_PATTERN = rf"^([0-9]{{1,4}}) ({_RANGE}(?:,{_RANGE}){{0,2}})$"


@dataclass(frozen=True)
class Place:
    """A run of segments, or of words; numbers as given, not yet looked up."""

    words: bool
    first: int
    last: int

    @property
    def reference(self) -> str:
        """How other rows refer to a unit that starts here."""
        return f"w{self.first}" if self.words else str(self.first)


@dataclass(frozen=True)
class UnitRow:
    """A unit: its places and the letter of its attribution."""

    places: tuple[Place, ...]
    letter: str | None

    @property
    def reference(self) -> str:
        return self.places[0].reference


@dataclass(frozen=True)
class AttributionRow:
    """`who`: a voice's number, the letter of an earlier row, or the kind of a voice that was not declared."""

    who: str
    source: Place | None
    cue: Place | None
    attitude: Attitude = "asserts"
    supposed: bool = False
    within: str | None = None
    content: tuple[Place, ...] = ()


@dataclass(frozen=True)
class VoiceRow:
    """A voice: the words that name it, its kind, its side, other places that name it."""

    name: Place
    kind: PerspectiveKind
    parent: int | None
    aliases: tuple[Place, ...]


@dataclass(frozen=True)
class SpeakerRow:
    """What the text tells of a speaker beside its label: its side, other places that name it."""

    speaker: int
    parent: int | None
    aliases: tuple[Place, ...]


@dataclass(frozen=True)
class LinkRow:
    """A relation between two numbered units."""

    source: int
    kind: RowKind
    target: int
    doubtful: bool


@dataclass(frozen=True)
class PositionRow:
    """`voice`, `units`, `places`: numbers as given; `words`: what stood where words are to stand, right or not."""

    voice: int
    units: tuple[int, ...]
    stance: PositionStance
    words: str = ""

    @property
    def places(self) -> tuple[Place, ...]:
        """The words that show the stance."""
        return parse_words(self.words)


@dataclass(frozen=True)
class ContrastRow:
    """How the positions of two voices stand to each other."""

    a: int
    b: int
    kind: ContrastKind


@dataclass(frozen=True)
class MotionRow:
    """`places`: words, or units by their numbers; `mover`: a voice's number, words that name it, or neither."""

    places: tuple[Place, ...]
    mover: int | None
    named: tuple[Place, ...]
    outcome: OutcomeKind
    words: tuple[Place, ...]


@dataclass(frozen=True)
class ConcessionRow:
    """`by` and `to`: voices; `words`: those that grant."""

    by: int
    to: int | None
    units: tuple[int, ...]
    words: tuple[Place, ...]


@dataclass(frozen=True)
class ReferentRow:
    """`mark`: the number of a marked word; `places`: words that it stands for."""

    mark: int
    places: tuple[Place, ...]


Row = TypeVar("Row")


def _rows(pattern: re.Pattern[str]) -> Callable[[Callable[..., Row]], Callable[[str], Row | None]]:
    """Parses a row by this pattern, whose groups the function is given; None if the row violates the grammar."""

    def of(build: Callable[..., Row]) -> Callable[[str], Row | None]:
        def parse(row: str) -> Row | None:
            match = pattern.match(row.strip())
            return None if match is None else build(*match.groups())

        return parse

    return of


@_rows(re.compile(UNIT_PATTERN))
def parse_unit(places: str, letter: str | None) -> UnitRow:
    return UnitRow(_places(places), letter)


@_rows(re.compile(SAID_PATTERN))
def parse_attribution(
    who: str,
    source: str,
    cue: str,
    attitude: Attitude | None,
    supposed: str | None,
    within: str | None,
    content: str | None,
) -> AttributionRow:
    said, by = (None if item == "-" else _place(item) for item in (source, cue))
    return AttributionRow(who, said, by, attitude or "asserts", supposed is not None, within, _places(content))


@_rows(re.compile(VOICE_PATTERN))
def parse_voice(name: str, kind: PerspectiveKind, parent: str | None, aliases: str | None) -> VoiceRow:
    return VoiceRow(_place(name), kind, int(parent) if parent else None, _places(aliases))


@_rows(re.compile(LINK_PATTERN))
def parse_link(source: str, kind: RowKind, target: str, doubt: str | None) -> LinkRow:
    return LinkRow(int(source), kind, int(target), doubt is not None)


@_rows(re.compile(_POSITION))
def parse_position(voice: str, units: str | None, stance: PositionStance | None, words: str | None) -> PositionRow:
    return PositionRow(int(voice), _numbers(units), stance or "holds", words or "")


@_rows(re.compile(CONTRAST_PATTERN))
def parse_contrast(a: str, b: str, kind: ContrastKind) -> ContrastRow:
    return ContrastRow(int(a), int(b), kind)


@_rows(re.compile(SPEAKER_PATTERN))
def parse_speaker(speaker: str, parent: str | None, aliases: str | None) -> SpeakerRow:
    return SpeakerRow(int(speaker), int(parent) if parent else None, _places(aliases))


@_rows(re.compile(MOTION_PATTERN))
def parse_motion(places: str, mover: str, outcome: OutcomeKind, words: str | None) -> MotionRow:
    number = int(mover) if mover.isdecimal() else None
    return MotionRow(_places(places), number, parse_words(mover), outcome, parse_words(words or ""))


@_rows(re.compile(CONCESSION_PATTERN))
def parse_concession(by: str, to: str, units: str, words: str | None) -> ConcessionRow:
    return ConcessionRow(int(by), None if to == "-" else int(to), _numbers(units), parse_words(words or ""))


@_rows(re.compile(REFERENT_PATTERN))
def parse_referent(mark: str, places: str) -> ReferentRow:
    return ReferentRow(int(mark), _places(places))


def parse_words(text: str) -> tuple[Place, ...]:
    """Words by number, such as `w3-5,w9`; empty for anything else."""
    match = re.match(WORDS_PATTERN, text.strip())
    return () if match is None else _places(match[1])


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, text.split(","))) if text else ()


def _places(text: str | None) -> tuple[Place, ...]:
    return tuple(map(_place, text.split(","))) if text else ()


def _place(text: str) -> Place:
    first, _, last = text.removeprefix("w").partition("-")
    return Place(text.startswith("w"), int(first), int(last or first))
