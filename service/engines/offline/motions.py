"""Finds motions, bills, amendments and resolutions in a record, by their set phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.argument_map import ArgumentMap
from service.domain.base import Span
from service.domain.document import Document, Turn
from service.domain.motion import Outcome, OutcomeKind
from service.engines.answers import MotionAnswer

_MOVES = re.compile(
    r"\bI (?:now |formally |therefore |beg to |would like to |wish to )?move(?:,? seconded by [^,]{2,60},)?(?: that"
    r"| the adoption of|,)? "
    r"(?P<words>[^.?!\n]{8,400})"
)
_PUT = re.compile(
    r"(?:Motion made(?:,? and Question (?:again )?proposed)?,|Question proposed,|Moved(?: by [^,:]{2,60})?[:,]|"
    r"(?P<decided>RESOLVED|Resolved|ORDERED|Ordered)(?: unanimously)?[:,])\s*(?P<words>[Tt]hat [^.?!\n]{8,400})"
    r"\.?(?:\s?[—–-]\s?\[(?P<mover>[^\]\n]{3,60}?)\.?\])?"
)
_RESOLVED = re.compile(
    r"\b[Ii]t was (?P<decided>(?:unanimously )?(?:resolved|RESOLVED|ordered|ORDERED)(?: unanimously)?)"
    r"(?:,? by [^.,;\n]{3,80},)? (?P<words>(?:that|to) [^.?!\n]{8,400})"
)
_BILL = re.compile(
    r"(?:By (?P<mover>(?:Mr|Mrs|Ms|Miss|Dr|Senator)\.? [A-Z][\w'’-]+)[^:\n]{0,200}:\s{0,3})?"
    r"\b(?:S|H\.R|H\. ?R|H\.J\. Res|S\.J\. Res|H\. Res|S\. Res)\. ?\d{1,5}\. (?P<words>A (?:joint |concurrent "
    r")?(?:bill|resolution) [^;\n]{8,400})"
)
_OFFERS = re.compile(
    r"\bI (?:now )?(?:offer|send to the desk|submit|propose) (?:an|the|my|this) (?:amendment|resolution|motion)\b"
)
_OUTCOMES: tuple[tuple[OutcomeKind, re.Pattern[str]], ...] = (
    (
        "rejected",
        re.compile(r"\b(?:not agreed to|rejected|defeated|negatived|(?:was|is|were) lost|voted down|noes have it)\b"),
    ),
    (
        "withdrawn",
        re.compile(r"\b(?:by leave,? withdrawn|was withdrawn|is withdrawn|withdraw (?:the|my) (?:motion|amendment))\b"),
    ),
    (
        "agreed",
        re.compile(r"\b(?:agreed to|carried|(?:was|is|were) (?:passed|adopted|approved)|so ordered|ayes have it)\b"),
    ),
)
_SENTENCE = re.compile(r"[^.?!\n]{1,400}[.?!\n]")
_SUBJECT = re.compile(r"\b(?:motion|amendment|bill|question|resolution|proposal|it)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Put:
    """Words put to a decision, whose outcome is sought from `at` on."""

    words: Span
    at: int
    source: Span | None
    decided: Span | None = None


def motions_of(draft: ArgumentMap) -> tuple[MotionAnswer, ...]:
    """The motions in text order, each with its outcome in the words of the record, else open."""
    document = draft.document
    if not document.turns and not any(phrase.search(document.text) for phrase in (_PUT, _RESOLVED)):
        return ()
    found = sorted({item.words.start: item for item in _put(document)}.values(), key=lambda item: item.words.start)
    starts = [item.words.start for item in found]
    return tuple(_answer(draft, item, end) for item, end in zip(found, [*starts[1:], len(document.text)], strict=False))


def _put(document: Document) -> Iterator[_Put]:
    text = document.text
    for turn in document.turns:
        if turn.kind == "inserted":
            continue
        for match in _MOVES.finditer(text, turn.start, turn.end):
            if turn.kind == "speech" or match["words"].startswith("that"):
                yield _Put(_span(match, "words"), match.end(), turn.source)
    for match in _PUT.finditer(text):
        source = _span(match, "mover") if match["mover"] else None
        decided = _span(match, "decided") if match["decided"] else None
        yield _Put(_span(match, "words"), match.end(), source, decided)
    for match in _RESOLVED.finditer(text):
        yield _Put(_span(match, "words"), match.end(), None, _span(match, "decided"))
    for match in _BILL.finditer(text):
        yield _Put(_span(match, "words"), match.end(), _span(match, "mover") if match["mover"] else None)
    yield from _offered(document)


def _offered(document: Document) -> Iterator[_Put]:
    """Amendments offered in one turn and read into the record after it."""
    offering: Turn | None = None
    for turn in document.turns:
        if turn.kind == "inserted" and offering is not None and turn.speaker == offering.speaker:
            yield _Put(Span(start=turn.start, end=turn.end), turn.end, offering.source)
        if turn.kind != "procedure":
            offers = turn.kind != "inserted" and _OFFERS.search(document.text, turn.start, turn.end)
            offering = turn if offers else None


def _span(match: re.Match[str], group: str) -> Span:
    words = match[group].rstrip(" ,;:")
    return Span(start=match.start(group), end=match.start(group) + len(words))


def _answer(draft: ArgumentMap, put: _Put, end: int) -> MotionAnswer:
    mover = None
    if put.source is not None:
        mover = next(
            (item.id for item in draft.perspectives if any(put.source.overlaps(at) for at in item.mentions)), None
        )
    source = put.source if mover is None else None
    return MotionAnswer(spans=(put.words,), mover=mover, source=source, outcome=_outcome(draft.document, put, end))


def _outcome(document: Document, put: _Put, end: int) -> Outcome:
    """The outcome in the words of the record or the chair; what members say about a motion decides nothing."""
    text = document.text
    if put.decided is not None:
        return Outcome(kind="agreed", spans=(put.decided,))
    for sentence in _SENTENCE.finditer(text, put.at, end):
        turn = document.turn_at(sentence.end() - 1) or document.turn_at(sentence.end() - 2)
        if not _SUBJECT.search(sentence.group()) or (turn is not None and turn.kind != "procedure"):
            continue
        for kind, words in _OUTCOMES:
            match = words.search(sentence.group())
            if match is not None:
                start = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
                return Outcome(kind=kind, spans=(Span(start=start, end=sentence.end() - 1),))
    return Outcome()
