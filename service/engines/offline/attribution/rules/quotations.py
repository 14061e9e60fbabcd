"""Quotations: where they are, and who is quoted if the parse alone cannot tell.

Quotation marks are the best evidence that words are not the author's. A quotation that makes a claim is attributed to
the speaker named in its sentence, otherwise to the most recent speaker. A quotation of only a few words is not
attributed ("scare quotes").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from service.engines.offline.attribution.attribution import Attribution, Stretch, shared, size
from service.engines.offline.attribution.encoding import CLOSING, OPENING, quote_states
from service.engines.offline.attribution.rules import cues
from service.engines.offline.attribution.rules.predicates import speaker_of, verb_group
from service.engines.offline.attribution.rules.sources import source_tokens
from service.engines.offline.parsing import Parsed, runs

_SHORT = 5
"""Tokens below which quoted words are a phrase in somebody's sentence, not speech."""


@dataclass(frozen=True)
class Quotation:
    """A stretch in quotation marks, marks included. `whole`: a sentence of its own; `open_ended`: it runs to the
    paragraph's end without a closing mark.
    """

    start: int
    end: int
    words: int
    whole: bool = False
    open_ended: bool = False

    @property
    def stretch(self) -> Stretch:
        return (self.start, self.end)

    @property
    def is_speech(self) -> bool:
        return self.words >= _SHORT or self.whole


def find_quotations(parsed: Parsed) -> list[Quotation]:
    """The outermost quotations of a paragraph, in text order; one in double marks may run to the paragraph's end."""
    found, opened = [], None
    for at, state in enumerate(quote_states(parsed.text)):
        if state == OPENING and opened is None:
            opened = at
        elif state == CLOSING and opened is not None:
            found.append(_quotation(parsed, opened, at + 1))
            opened = None
    if opened is not None and parsed.text[opened] != "\u2018":
        found.append(_quotation(parsed, opened, len(parsed.text), open_ended=True))
    return found


def _quotation(parsed: Parsed, start: int, end: int, *, open_ended: bool = False) -> Quotation:
    inside = parsed.text[start + 1 : end if open_ended else end - 1].strip()
    whole = inside[:1].isupper() and inside[-1:] in {".", "?", "!", ","} and len(inside.split()) > 1
    return Quotation(parsed.start + start, parsed.start + end, len(inside.split()), whole, open_ended)


def extend_over_quotations(parsed: Parsed, found: list[Attribution]) -> list[Attribution]:
    """Grows contents to the whole quotations that they share, and gives orphaned quotations to who speaks around
    them.
    """
    quotations = find_quotations(parsed)
    grown = [_grown(attribution, quotations) for attribution in found]
    for quotation in quotations:
        if not quotation.is_speech or _is_held(quotation, grown):
            continue
        speaker = _speaker_for(parsed, quotation, grown)
        beside = None if speaker is not None else _cue_beside(parsed, quotation, quotations, grown)
        if speaker is not None:
            place = grown.index(speaker)
            pieces = tuple(sorted((*speaker.content, quotation.stretch)))
            grown[place] = replace(speaker, content=_merged(parsed, pieces))
        elif beside is not None:
            grown.append(beside)
    return grown


def _cue_beside(
    parsed: Parsed, quotation: Quotation, quotations: list[Quotation], found: list[Attribution]
) -> Attribution | None:
    """A verb of saying in the quotation's own sentence, or in the one before it that ends in a colon or comma."""
    taken = {item.cue for item in found}
    candidates = []
    for token in _around(parsed, quotation):
        at = parsed.at(token)
        if token.lemma_.lower() not in cues.QUOTING or any(other.start <= at < other.end for other in quotations):
            continue
        source = speaker_of(token, weak=token.lemma_.lower() in cues.WEAK)
        cue = runs(parsed.doc, verb_group(token), parsed.start)
        if source is not None and cue and cue[0] not in taken:
            candidates.append((abs(at - quotation.start), token, source, cue[0]))
    if not candidates:
        return None
    _, verb, source, cue_span = min(candidates, key=lambda item: item[0])
    return Attribution(
        paragraph=parsed.index,
        source=runs(parsed.doc, source_tokens(source), parsed.start)[0],
        cue=cue_span,
        content=(quotation.stretch,),
        attitude=cues.attitude_of(verb.lemma_.lower()),
        confidence=0.8,
        rule="beside-quotation",
    )


def _around(parsed: Parsed, quotation: Quotation) -> list[Token]:
    """Tokens of the sentences that the quotation touches, and of the one that leads up to it."""
    start, end = quotation.start - parsed.start, quotation.end - parsed.start
    tokens: list[Token] = []
    for sentence in parsed.doc.sents:
        touches = sentence.start_char < end and start < sentence.end_char
        leads = sentence.end_char <= start and parsed.text[sentence.start_char : start].rstrip().endswith((":", ","))
        if touches or leads:
            tokens += list(sentence)
    return tokens


def _grown(attribution: Attribution, quotations: list[Quotation]) -> Attribution:
    pieces = list(attribution.content)
    for quotation in quotations:
        inside = shared(pieces, [quotation.stretch])
        if not inside or _frame_is_inside(attribution, quotation):
            continue
        if quotation.is_speech or inside >= 0.5 * (quotation.end - quotation.start):
            pieces = _united(pieces, quotation.stretch)
    return attribution.with_content(pieces)


def _frame_is_inside(attribution: Attribution, quotation: Quotation) -> bool:
    """Whether the cue itself is quoted: what is said there is the quoted speaker's report."""
    return attribution.cue is not None and quotation.start <= attribution.cue[0] and attribution.cue[1] <= quotation.end


def _united(pieces: list[Stretch], added: Stretch) -> list[Stretch]:
    apart = [piece for piece in pieces if piece[1] < added[0] or piece[0] > added[1]]
    touching = [piece for piece in pieces if piece not in apart]
    start = min([added[0], *(piece[0] for piece in touching)])
    end = max([added[1], *(piece[1] for piece in touching)])
    return sorted([*apart, (start, end)])


def _merged(parsed: Parsed, pieces: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The pieces, those merged that only whitespace separates."""
    merged: list[Stretch] = []
    for start, end in pieces:
        if merged and not parsed.text[merged[-1][1] - parsed.start : start - parsed.start].strip():
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _is_held(quotation: Quotation, found: list[Attribution]) -> bool:
    length = quotation.end - quotation.start
    return any(
        shared(item.content, [quotation.stretch]) >= 0.6 * length
        for item in found
        if not _frame_is_inside(item, quotation)
    )


def _speaker_for(parsed: Parsed, quotation: Quotation, found: list[Attribution]) -> Attribution | None:
    """The attribution of the same sentence, else the last one before that speaks in quotation marks or ends just
    there.
    """
    outside = [item for item in found if item.cue is not None and not _frame_is_inside(item, quotation)]
    same = [item for item in outside if _in_one_sentence(parsed, item, quotation)]
    if same:
        return min(same, key=lambda item: abs(_cue_at(item) - quotation.start))
    before = [item for item in outside if _cue_at(item) < quotation.start]
    last = max(before, key=_cue_at, default=None)
    return last if last is not None and _is_quoting(parsed, last) else None


def _cue_at(item: Attribution) -> int:
    return item.cue[0] if item.cue else 0


def _is_quoting(parsed: Parsed, item: Attribution) -> bool:
    return any(
        mark in parsed.text[a - parsed.start : b - parsed.start] for a, b in item.content for mark in '"\u201c\u2018'
    )


def _in_one_sentence(parsed: Parsed, item: Attribution, quotation: Quotation) -> bool:
    sentence = next((s for s in parsed.doc.sents if s.start_char <= _cue_at(item) - parsed.start < s.end_char), None)
    if sentence is None:
        return False
    return shared([(parsed.start + sentence.start_char, parsed.start + sentence.end_char)], [quotation.stretch]) > 0


def unattributed(parsed: Parsed, found: list[Attribution]) -> Iterator[Quotation]:
    """Quotations that make a claim and are not attributed to anybody in this paragraph."""
    for quotation in find_quotations(parsed):
        if quotation.is_speech and not _is_held(quotation, found):
            yield quotation


def share_in_quotation(item: Attribution, quotations: list[Quotation]) -> float:
    """How much of an attribution's content stands in quotation marks, 0 to 1."""
    total = size(item.content)
    return shared(item.content, [quotation.stretch for quotation in quotations]) / total if total else 0.0
