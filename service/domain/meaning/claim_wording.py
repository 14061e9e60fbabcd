"""A unit's words so that they can be read alone: what is missing is added in brackets, from the text and nothing else.

In this order: words that stand for others are resolved where the map says what they stand for ("[the two plans] can
hardly be squared"); a unit of few words, or without a subject, has the rest of its sentence ("[Freight] is Finland's
problem"); one that begins with a pronoun of which nothing is known, or leaves words out, has the sentence before it
("[Trust is not required.] A telephone is"), save where it goes on with the sentence of the claim that it is drawn below
("Trams should stay, because | they pay"); the object of a verb has its verb ("[regard] the tunnel as an asset").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.domain.argument import Reference, Unit
from service.domain.argument_map import ArgumentMap
from service.domain.base import Frozen, Span
from service.domain.meaning.left_out import leaves_out
from service.domain.meaning.open_words import (
    AUXILIARIES,
    POSSESSIVES,
    SPEAKERS,
    is_possessive,
    open_words,
)
from service.domain.word_lists import word_list

FEW_WORDS, FEW_CHARACTERS = 4, 36
"""Below both a unit is hard to read out of its sentence."""
_NAME_WORDS = 8
_SUBJECT_WORDS, _LEAD_WORDS, _REST_WORDS, _EARLIER_WORDS = 8, 6, 4, 7
"""Most words that are shown: of a name; before a unit without a subject; before and after a unit of few words; of a
long sentence before a pronoun."""
_EARLIER_LEAST, _EARLIER_MOST = 4, 16
"""So many words has the whole sentence that is shown before a pronoun."""
_NEAR, _FAR, _FARTHEST = 120, 60, 160
_LONG_WORD = 30
_LEAD_IN = re.compile(r"\bthat\b|[\s,:–—“\"«(-]")
_PRONOUNS = POSSESSIVES | word_list("he him she her it they them this that these those hers theirs ours mine")
_ARTICLES = re.compile(r"(?:The|A|An|This|That|These|Those|Its|Their|His|Her|Our|My|Some|Both)\b")
_RELATIVE = re.compile(r"^(?:that|which|who) | ?[,(;] ?(?:which|who|whose|that|where)\b.*", re.DOTALL)
_STOP = re.compile(r"(?<!\b[A-Z])(?<!\bMr|\bMs|\bDr|\bSt|\bNo|\bvs)(?<!\bMrs|\bGen|\bSen)[.!?](?=[\s\"”’)])|[;:\n؟。]")
_CONJUNCTION = re.compile(r"[^\S\n]*[,;:–—(-]?[^\S\n]*(?:\w+,?[^\S\n]+){0,3}")
_TAKES_NO_CLAUSE = re.compile(
    r"\b(?:regard|consider|call|accuse|blame|cite|deem|treat|describe|dismiss|label|brand|portray|praise)(?:s|d|ed|led)?$"
    r"|\b(?:point(?:s|ed)?|return(?:s|ed)?) to$|\b(?:think|thinks|thought) of$|\bset(?:s)? aside$"
)
_OF_DOING = re.compile(r"(?:\S+ ){1,4}of \w+ing\b")
_POINTS_BACK = re.compile(
    r"\bsuch(?=$|[,.;:)]| (?:is|are|was|were|would|will|can|and|or|in|from|by)\b)|\b(?:do|does|did|doing|done) so$"
)
"""A word for something said before: "to deter such", "will decline to do so"."""
_OPENING = " “\"‘'«„"
_HANGING = ("pronoun", "possessive", "demonstrative", "ellipsis")
_COMMA = re.compile(r"[.!?;:,\n؟،。—–]")


class Piece(Frozen):
    """A stretch of a wording; `inserted`: added in brackets and not part of the unit."""

    text: str
    inserted: bool = False


class UnitWording(Frozen):
    """A unit's wording: its pieces, concatenated."""

    unit: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def wordings_of(map_: ArgumentMap) -> tuple[UnitWording, ...]:
    """The wordings of those units that cannot be read in their own words alone."""
    return tuple(item for item in every_wording(map_) if any(piece.inserted for piece in item.pieces))


def every_wording(map_: ArgumentMap) -> tuple[UnitWording, ...]:
    """One wording for each unit, in their order; in languages other than English, the unit's own words."""
    text, frames, parents = map_.document.text, _frames_of(map_), _parents_of(map_)
    cues = {item.id: item.cue for item in map_.attributions if item.attitude == "asserts"}
    known, found = _last_wordings(text), dict[_WordingKey, UnitWording]()
    for unit in map_.units:
        asked = (unit, frames[unit.id], tuple(parents.get(unit.id, ())), cues.get(unit.attribution or ""))
        if not map_.document.is_english(unit.paragraph):
            found[asked] = UnitWording(unit=unit.id, pieces=(Piece(text=unit.text),))
        else:
            found[asked] = known.get(asked) or wording_of(unit, text, *asked[1:])
    known.clear()
    known.update(found)
    return tuple(found.values())


_WordingKey = tuple[Unit, tuple[Span, ...], tuple[Span, ...], Span | None]


@lru_cache(maxsize=2)
def _last_wordings(text: str) -> dict[_WordingKey, UnitWording]:
    """Those of the last map of a text: most claims of a corrected one are worded as before."""
    return {}


def _parents_of(map_: ArgumentMap) -> dict[str, list[Span]]:
    """Unit id -> the words of the units that it supports or attacks, below which every view draws it."""
    units = {unit.id: unit for unit in map_.units}
    found: dict[str, list[Span]] = {}
    for relation in map_.relations:
        for source in relation.sources if relation.target in units else ():
            found.setdefault(source, []).extend(units[relation.target].spans)
    return found


def _frames_of(map_: ArgumentMap) -> dict[str, tuple[Span, ...]]:
    """Unit id -> the words that only say who says it: sources and cues of its attribution and those around that."""
    attributions = {item.id: item for item in map_.attributions}
    found: dict[str, tuple[Span, ...]] = {}
    for unit in map_.units:
        name, spans = unit.attribution, list[Span]()
        while name is not None and name in attributions:
            attribution = attributions[name]
            spans += [span for span in (attribution.source, attribution.cue) if span is not None]
            name = attribution.within
        found[unit.id] = tuple(spans)
    return found


def wording_of(
    unit: Unit, text: str, frame: Sequence[Span] = (), parents: Sequence[Span] = (), cue: Span | None = None
) -> UnitWording:
    """The wording of one unit; just its own words if they can be read alone, or if it has no position in the text.

    `frame`: words that only attribute the unit, which every view shows anyway; `parents`: words of the claims that it
    is shown below; `cue`: the verb by which its holder states it.
    """
    if not unit.spans:
        return UnitWording(unit=unit.id, pieces=(Piece(text=unit.text),))
    own = _joined(_own_words(unit, text))
    is_resolved = any(item.cut(text).lower() not in SPEAKERS for item in unit.references)
    before, after = ("", "") if is_resolved else _around(unit, text, frame)
    if _hangs(unit, text) and _goes_on(unit, text, parents):
        before = ""
    elif (not before and not after) or _POINTS_BACK.search(unit.text):
        before = _earlier(unit, text, frame) or before
    leads = (_bracketed(words, after=" ") for words in (before, _said_as(unit, text, cue)))
    pieces = [*leads, *own, _bracketed(after, before=" ")]
    return UnitWording(unit=unit.id, pieces=tuple(piece for piece in pieces if piece.text))


@dataclass(frozen=True)
class _Place:
    """What stands for `[start, end)` of the text; where both are equal, it is put between."""

    start: int
    end: int
    piece: Piece


def _place(reference: Reference, text: str, *, at_start: bool) -> _Place | None:
    """A pronoun gives way to its name; the subject goes before its verb; what was left out, behind the word that
    stands for it, and what tells which, behind the noun of "that half". None where nothing but a pronoun is named.
    """
    word = reference.cut(text)
    name = _named(reference, text, at_start=at_start)
    if not name:
        return None
    noun = _pointed_at(reference, text)
    if noun is not None:
        return _Place(noun, noun, Piece(text=f" [{name}]", inserted=True))
    if word.lower() in _PRONOUNS:
        return _Place(reference.start, reference.end, Piece(text=f"[{name}]", inserted=True))
    if (at_start and word.lower() in AUXILIARIES) or (word[:1].islower() and at_start):
        return _Place(reference.start, reference.start, Piece(text=f"[{name}] ", inserted=True))
    return _Place(reference.end, reference.end, Piece(text=f" [{name}]", inserted=True))


def _pointed_at(reference: Reference, text: str) -> int | None:
    """Where the noun ends to which a demonstrative belongs ("that half"); None where it stands alone."""
    word = reference.cut(text).lower()
    following = re.match(r" ([^\W\d_]+)", text[reference.end : reference.end + 40])
    if word not in ("this", "that", "these", "those") or following is None:
        return None
    noun = following[1].lower()
    ends_in_s = noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
    is_verb = noun in AUXILIARIES or noun.endswith("ed") or ends_in_s == (word in ("this", "that"))
    return None if is_verb else reference.end + following.end()


def _bracketed(words: str, before: str = "", after: str = "") -> Piece:
    return Piece(text=f"{before}[{words}]{after}" if words else "", inserted=True)


def _own_words(unit: Unit, text: str) -> Iterator[Piece]:
    """The unit's words with what its references name in their place; an ellipsis where the text says more between."""
    for number, span in enumerate(unit.spans):
        if number:
            said = any(map(str.isalnum, text[unit.spans[number - 1].end : span.start]))
            yield Piece(text=" … " if said else " ", inserted=said)
        at = span.start
        for reference in (item for item in unit.references if span.covers(item)):
            place = _place(reference, text, at_start=reference.start == unit.spans[0].start)
            if place is not None and at <= place.start and place.end <= span.end:
                yield Piece(text=text[at : place.start])
                yield place.piece
                at = place.end
        yield Piece(text=text[at : span.end])


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].inserted == piece.inserted:
            found[-1] = Piece(text=found[-1].text + piece.text, inserted=piece.inserted)
        elif piece.text:
            found.append(piece)
    yield from found


def _named(reference: Reference, text: str, *, at_start: bool) -> str:
    """The name that is inserted for a reference, as it fits there."""
    word = reference.cut(text)
    name = ", ".join(part for span in reference.spans if (part := _short(span.cut(text))))
    if not name or name.lower() in _PRONOUNS:
        return ""
    if at_start and word[:1].isupper() and word.lower() in _PRONOUNS and _pointed_at(reference, text) is None:
        name = name[0].upper() + name[1:]
    elif _ARTICLES.match(name):
        name = name[0].lower() + name[1:]
    if not is_possessive(text, reference):
        return name.removesuffix("’s").removesuffix("'s")
    return name if name.endswith(_GENITIVES) else f"{name}’{'' if _is_plural(name) else 's'}"


_GENITIVES = ("’s", "'s", "s’", "s'")


def _is_plural(name: str) -> bool:
    last = name.split()[-1]
    return last.endswith("s") and last[:1].islower() and not last.endswith("ss")


def _short(name: str) -> str:
    """A name in one line, without a relative clause, of about eight words."""
    words = _RELATIVE.sub("", " ".join(name.split())).split()
    return " ".join(words) if len(words) <= _NAME_WORDS + 2 else f"{' '.join(words[:_NAME_WORDS])} …"


def _around(unit: Unit, text: str, frame: Sequence[Span]) -> tuple[str, str]:
    """The rest of its sentence, before and after, where a unit has few words or no subject."""
    few, subjectless = _is_few(unit), any(word.kind == "subject" for word in open_words(unit, text))
    if not few and not subjectless:
        return "", ""
    end = unit.spans[-1].end
    start = unit.spans[0].start if subjectless else _before_frame(text, unit.spans[0].start, frame)
    lead = _STOP.split(text[_line_start(text, start, _NEAR) : start])[-1].split()
    before = " ".join(lead[-_SUBJECT_WORDS if subjectless else -_LEAD_WORDS :])
    if start < unit.spans[0].start:
        before = ""
    if not subjectless and lead[-1:] == ["that"]:
        return "", ""  # a whole clause
    stop = min((span.start for span in frame if span.start >= end), default=end + _FAR)
    rest = _COMMA.split(text[end : min(stop, end + _FAR)])[0].split() if few else []
    after = " ".join(rest[:_REST_WORDS])
    return before if _says(before) else "", after if _says(after) else ""


def _is_few(unit: Unit) -> bool:
    return len(unit.text) <= FEW_CHARACTERS and len(unit.text.split()) < FEW_WORDS


def _said_as(unit: Unit, text: str, cue: Span | None) -> str:
    """The verb right before a unit that is no clause without it: "[regard] the tunnel as an asset"."""
    if cue is None or cue.end > unit.spans[0].start or text[cue.end : unit.spans[0].start].strip(_OPENING):
        return ""
    words = " ".join(cue.cut(text).split())
    return words if _TAKES_NO_CLAUSE.search(words) or (_OF_DOING.match(unit.text) and "suspect" in words) else ""


def _before_frame(text: str, start: int, frame: Sequence[Span]) -> int:
    """Where the words begin that lead up to a place and only say who says it; the place itself where there are none."""
    for span in sorted(frame, key=lambda item: -item.end):
        if span.end <= start and not _LEAD_IN.sub("", text[span.end : start]):
            start = span.start
    return start


def _earlier(unit: Unit, text: str, frame: Sequence[Span]) -> str:
    """What stands before a unit that cannot be read without it; none where a paragraph begins."""
    if not (_hangs(unit, text) or leaves_out(unit, text) or _POINTS_BACK.search(unit.text)):
        return ""
    start = _before_frame(text, unit.spans[0].start, frame)
    line = text[_line_start(text, start, _FARTHEST) : start]
    return _end_of(line) if _says(line) else ""


def _end_of(line: str) -> str:
    """Its last whole sentences, if they have neither few nor many words; else its last words."""
    starts = [0] if len(line) < _FARTHEST - _LONG_WORD else []
    starts += [stop.end() for stop in _STOP.finditer(line) if stop[0] not in ";:"]
    for start in reversed(starts):
        words = line[start:].lstrip("”’)").split()
        if _EARLIER_WORDS <= len(words) <= _EARLIER_MOST or (
            _EARLIER_LEAST <= len(words) < _EARLIER_WORDS and _STOP.search(f"{' '.join(words)} ")
        ):
            return " ".join(words)
    return f"… {' '.join(line.split()[-_EARLIER_WORDS:])}"


def _hangs(unit: Unit, text: str) -> bool:
    """Whether it begins with a word that stands for others of which nothing is known."""
    resolved = {item.start for item in unit.references}
    words = (word for word in open_words(unit, text) if word.span.start not in resolved)
    return any(word.first and word.kind in _HANGING for word in words)


def _goes_on(unit: Unit, text: str, parents: Sequence[Span]) -> bool:
    """Whether it follows one of its parents in the same sentence, with no more than a conjunction between."""
    start = unit.spans[0].start
    return any(
        span.end <= start and text[span.end - 1] not in ".!?" and _CONJUNCTION.fullmatch(text, span.end, start)
        for span in parents
    )


def _line_start(text: str, at: int, most: int) -> int:
    """Where the line begins that leads up to a place, no more than so many code points before it, at a word."""
    begun = max(text.rfind("\n", 0, at) + 1, at - most)
    if begun > 0 and not text[begun - 1].isspace():
        space = text.find(" ", begun, at)
        begun = space + 1 if space >= 0 else begun
    return begun


def _says(words: str) -> bool:
    return any(map(str.isalnum, words))
