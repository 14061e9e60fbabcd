"""How rightly a document tells who has the word, and a map who stands around its claims."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from evals.turns.gold import GoldTurn, TurnsText
from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.reading.turns.lexicon import OFFICES, TITLES

_TOKEN = re.compile(r"[^\W_]+|\S")
_WORD = re.compile(r"[^\W\d_]{3,}|[\u4e00-\u9fff]{2,}")
_PARTY = re.compile(r"\([A-ZÄÖÜ/ 0-9]+\)|,.*")
_NEAR = 8
"""Code points by which a boundary may lie apart."""


class Aligned:
    """A gold text and the document that was read of it: places of one in the other, where their words are the same."""

    def __init__(self, gold: TurnsText, document: Document) -> None:
        self.gold, self.document = gold, document
        ours, theirs = list(_TOKEN.finditer(gold.text)), list(_TOKEN.finditer(document.text))
        matcher = SequenceMatcher(None, [item.group() for item in ours], [item.group() for item in theirs], False)
        self._there = {
            ours[a + step].start(): theirs[b + step].start()
            for a, b, size in matcher.get_matching_blocks()
            for step in range(size)
        }
        self._words = [(item.start(), item.end()) for item in ours if item.group()[0].isalnum()]

    def words(self, turn: GoldTurn) -> Iterator[tuple[int, int]]:
        """Place in the document and length of each word that is said in a gold turn, behind its label."""
        start = turn.start + (len(turn.speaker) if turn.has_label else 0)
        head = self.gold.text[start : turn.end].partition("\n")[0]
        if turn.has_label and head.endswith(":"):
            start += len(head)  # "NAME wrote on 3 June:" is all label
        for at, end in self._words:
            if start <= at < turn.end and at in self._there:
                yield self._there[at], end - at

    def place(self, at: int) -> int | None:
        """Where in the document the first word from a place of the gold text on stands."""
        return next((self._there[place] for place in range(at, at + _NEAR) if place in self._there), None)


def right_speaker(aligned: Aligned) -> tuple[float, float]:
    """Characters under the right speaker, of all that are said in gold turns.

    A speaker found is whoever most of their characters belong to; of one person under several ids, the one with most
    is right.
    """
    shares: Counter[tuple[str, str]] = Counter()
    total = 0
    for turn in aligned.gold.turns:
        for at, size in aligned.words(turn):
            found = aligned.document.turn_at(at)
            total += size
            if found is not None:
                shares[(found.speaker, turn.who)] += size
    right = 0
    persons: dict[str, str] = {}
    taken: set[str] = set()
    for (speaker, who), size in shares.most_common():
        owner = persons.setdefault(speaker, who)
        if owner == who and who not in taken:
            taken.add(who)
            right += size
        elif owner != who and _alike(owner, who):
            right += size
    return right, total


def _alike(one: str, other: str) -> bool:
    """Whether two labels may be one person's, in gold that does not say so: they share a word of a name."""
    names = [
        {
            word.casefold()
            for word in _WORD.findall(_PARTY.sub(" ", label))
            if word.casefold() not in TITLES | OFFICES | {"the"}
        }
        for label in (one, other)
    ]
    return bool(names[0] & names[1])


def boundaries(aligned: Aligned) -> tuple[float, float]:
    """Beginnings of gold turns that are found, label or first word, and all of them."""
    wanted = [at for turn in aligned.gold.turns if (at := aligned.place(turn.start)) is not None]
    found = {at for turn in aligned.document.turns for at in (turn.start, turn.source.start if turn.source else 0)}
    right = sum(any(at in found for at in range(want - _NEAR, want + _NEAR + 1)) for want in wanted)
    return right, len(wanted)


def joined(aligned: Aligned) -> tuple[float, float]:
    """Pairs of gold turns of which it is rightly told whether one speaker has both."""
    found = []
    for turn in aligned.gold.turns:
        first = next(aligned.words(turn), None)
        spoken = aligned.document.turn_at(first[0]) if first else None
        found.append((turn.who, spoken.speaker if spoken else None))
    pairs = [(a, b) for number, a in enumerate(found) for b in found[number + 1 :]]
    same = [(a[0] == b[0] or _alike(a[0], b[0]), a[1] is not None and a[1] == b[1]) for a, b in pairs]
    return sum(want == got for want, got in same), len(same)


def outermost_holder(aligned: Aligned, map_: ArgumentMap) -> tuple[float, float]:
    """Units in gold turns around which their speaker stands, and all units there.

    A perspective is a speaker's where one of its mentions is a label of theirs; of speakers whom the text does not
    name, the one who most of its units are. Around what is read out stands whoever reads it: there the issuer may be
    anywhere in the chain.
    """
    outer = {item.id: item.within for item in map_.attributions}
    holders = {item.id: item.perspective for item in map_.attributions}
    turns = {at: turn for turn in aligned.gold.turns for at, _ in aligned.words(turn)}
    found: list[tuple[GoldTurn, str]] = []
    named = _named(aligned, map_)
    read_out = [0, 0]
    for unit in map_.units:
        turn = next((turns[at] for span in unit.spans for at in range(span.start, span.end) if at in turns), None)
        if turn is None:
            continue
        chain, attribution = [unit.perspective], unit.attribution
        while attribution is not None:
            chain.append(holders[attribution])
            attribution = outer[attribution]
        if turn.kind == "inserted":
            read_out[0] += any(turn.who in named[who] for who in chain)
            read_out[1] += 1
        else:
            found.append((turn, chain[-1]))
    most = _most(found)
    right = sum(turn.who in named[who] if turn.printed else most.get(who) == turn.who for turn, who in found)
    return right + read_out[0], len(found) + read_out[1]


def agreement(text: TurnsText, second: Sequence[GoldTurn]) -> dict[str, tuple[float, float]]:
    """The measures of reading, of a second annotator's turns against the gold's."""
    ids = {who: f"t{number}" for number, who in enumerate(dict.fromkeys(turn.who for turn in second), start=1)}
    turns = []
    for turn in second:
        label = Span(start=turn.start, end=turn.start + len(turn.speaker)) if turn.has_label else None
        start = label.end if label else turn.start
        turns.append(Turn(speaker=ids[turn.who], source=label, start=start, end=turn.end, kind=turn.kind))
    document = Document(text=text.text, sha256="", turns=tuple(turns))
    aligned = Aligned(text, document)
    return {
        "characters": right_speaker(aligned),
        "boundaries": boundaries(aligned),
        "joined": joined(aligned),
        "turns": (
            len({*text.turns} & {_procedure_as_speech(turn) for turn in second}),
            len(text.turns),
        ),
    }


def _procedure_as_speech(turn: GoldTurn) -> GoldTurn:
    """The gold does not tell the two apart."""
    return turn.model_copy(update={"kind": "speech"}) if turn.kind == "procedure" else turn


def _named(aligned: Aligned, map_: ArgumentMap) -> Mapping[str, set[str]]:
    """Perspective -> the persons whose labels are among its mentions, or whose name it has."""
    labels = {}
    for turn in aligned.gold.turns:
        at = aligned.place(turn.start) if turn.has_label else None
        if at is not None:
            labels[at] = turn.who
    named: dict[str, set[str]] = defaultdict(set)
    for perspective in map_.perspectives:
        for span in perspective.mentions:
            named[perspective.id] |= {labels[at] for at in range(span.start, span.end) if at in labels}
        known = {
            perspective.label.casefold(),
            *(span.cut(map_.document.text).casefold() for span in perspective.mentions),
        }
        named[perspective.id] |= {
            turn.who for turn in aligned.gold.turns if turn.speaker.casefold() in known or turn.who.casefold() in known
        }
    return named


def _most(found: list[tuple[GoldTurn, str]]) -> dict[str, str]:
    counts = Counter((who, turn.who) for turn, who in found)
    most: dict[str, str] = {}
    for (who, person), _ in counts.most_common():
        most.setdefault(who, person)
    return most
