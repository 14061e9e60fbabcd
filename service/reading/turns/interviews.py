"""Interviews without labels: questions are separate paragraphs, answers are in the first person, and the introduction
names who answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from service.domain.argument import AUTHOR
from service.domain.base import Span
from service.domain.document import Document, Paragraph, Turn
from service.reading.turns.lexicon import NO_PERSONS

_QUESTION_END = re.compile(r"\?[\"'\u201d\u2019)\]*_]*$")
_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]*[\"\u201d]|(?<!\w)[\u2018][^\u2018\u2019]*[\u2019](?!\w)")
_FIRST = re.compile(
    r"\b(?:I|I['\u2019](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]ine|[Mm]yself|[Ww]e|[Ww]e['\u2019]\w+|[Uu]s|[Oo]ur|[Oo]urs)\b"
)
_I = re.compile(r"\b(?:I|I['\u2019](?:m|ve|d|ll)|[Mm]e|[Mm]y|[Mm]yself)\b")
_YOU = re.compile(r"\b(?:you|your|yours|yourself|you['\u2019]\w+)\b", re.IGNORECASE)
_REPORTED = re.compile(
    r"\b(?:say|says|said|claim|claims|argue|argues|think|thinks|believe|believes|insist|insists|accuse|accuses|call"
    r"|calls|"
    r"complain|complains|fear|fears|object|objects|warn|warns|maintain|maintains|disagree|disagrees|describes?|accused|"
    r"called|argued|claimed|warned|objected|wrote|writes|points? out|want|wants|hopes?)\b"
)
_REPLY = re.compile(
    r"[\"\u201c]?(?:yes|no|not|nor|that|then|of course|well|because|it|they|there|those|he|she|so|absolutely|certainly|"
    r"exactly|perhaps|maybe|look|oh|true|never|both|neither|nobody|nothing|only|who|some|in (?:part|a way)|on the "
    r"contrary|i|we|a little|in the end|every|stop|after)\b",
    re.IGNORECASE,
)
_ABOUT_THE_INTERVIEW = re.compile(r"\W{0,3}(?:this|the) (?:interview|conversation)\b", re.IGNORECASE)
_CREDITS = re.compile(r"\W{0,3}(?:by|words|text|photo\w*|interview(?:ed)?(?: by)?)[:\s]", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"\b[Ii]nterview with\b|\b(?:spoke|talked|sat down|met) (?:to|with) [^.]{2,60}\bfor an interview\b"
    r"|\b[Ii]nterviewed by\b"
)
_BOLD = re.compile(r"(\*\*|__)(?=\S)[^*_]+\1\s*\Z")
_SETTING = re.compile(
    r"\b(?:interview(?:ed)?|conversation|Q ?& ?A|[Ww]e (?:met|asked|visited|called)|[Qq]uestions (?:to|for)|"
    r"(?:spoke|speaks|talked|talks|sat down) (?:to|with))\b",
    re.IGNORECASE,
)
_Place = tuple[int, int]
_LONGEST_QUESTION, _LONGEST_PROMPT = 90, 32
"""Words."""
_FEWEST_QUESTIONS = 3
_FEWEST_PLAIN_QUESTIONS = 2
"""Questions proper among them, where the others are statements that are put to somebody."""
_ENOUGH = 4
"""Points of evidence that make a short exchange an interview (`_evidence`)."""
_WORD = r"[A-Z\u00c0-\u00de][\w'\u2019-]{0,30}\.?"
_NAME = re.compile(
    rf"\b(?:{_WORD})(?: (?:(?:de|da|di|van|von|der|den|la|le|al|bin|ibn|del|dos) ){{0,2}}{_WORD}){{1,3}}"
)
_INTRODUCES = re.compile(
    r"\b(?:interview(?:ed)? with|interviewed|(?:spoke|speak|speaks|talk|talks|talked|sat down|met|meets) (?:to|with)|"
    r"conversation with|questions (?:to|for)|we (?:met|asked|visited)|met)\s+(?:\w+ ){0,6}$",
    re.IGNORECASE,
)
_VOCATIVE = re.compile(
    rf"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Sir|Dame|Lady|Lord|Minister|Senator)\.? (?P<name>{_WORD})"
)


def unlabelled_turns(document: Document) -> list[Turn]:
    """The turns of an interview without labels: questions (by the author) and answers; [] if it is not an interview."""
    blocks = _blocks(document)
    texts = [block.cut(document.text) for block in blocks]
    asks = _asking(texts)
    if blocks and blocks[0].index == 0 and blocks[0].kind != "furniture":
        asks[0] = False  # the title, which may be a question
    if _ANNOUNCED.search(document.text):
        _ask_below_headings(blocks, texts, asks)
    if not any(asks):
        return []
    first = asks.index(True)
    opening = document.text[: blocks[first].start]
    named_at = _person(document, len(opening), [text for text, is_asking in zip(texts, asks, strict=True) if is_asking])
    if named_at is None or _is_an_essay(opening) or not _is_interview(opening, _exchange(texts, asks)):
        return []
    return _merged(document, blocks[first:], asks[first:], Span(start=named_at[0], end=named_at[1]))


def _ask_below_headings(blocks: Sequence[Paragraph], texts: Sequence[str], asks: list[bool]) -> None:
    """In an announced interview under headings, what comes first is a question, if it is put to "you" and is short."""
    for number in range(1, len(blocks) - 1):
        is_first = blocks[number - 1].kind == "heading" and blocks[number].kind == "body"
        if is_first and _YOU.search(texts[number]) and len(texts[number]) < len(texts[number + 1]):
            asks[number] = True


def _merged(document: Document, blocks: Sequence[Paragraph], asks: Sequence[bool], source: Span) -> list[Turn]:
    """Questions and answers, each over as many paragraphs as it has; what is told of the person is neither."""
    name = source.cut(document.text)
    turns: list[Turn] = []
    for block, is_asking in zip(blocks, asks, strict=True):
        if not is_asking and (block.kind != "body" or _is_narrated(block.cut(document.text), name.split()[-1])):
            continue
        speaker = AUTHOR if is_asking else "t1"
        before = turns[-1] if turns else None
        if before is not None and before.speaker == speaker and document.text[before.end : block.start].isspace():
            turns[-1] = before.model_copy(update={"end": block.end})
        elif is_asking:
            turns.append(Turn(speaker=speaker, start=block.start, end=block.end))
        else:
            turns.append(Turn(speaker=speaker, label=name, source=source, start=block.start, end=block.end))
    return turns


def _blocks(document: Document) -> list[Paragraph]:
    """Body and headings, and what stands right before the first of them, which may be the first question."""
    blocks = [paragraph for paragraph in document.paragraphs if paragraph.kind != "furniture"]
    if blocks and blocks[0].index > 0:
        before = document.paragraphs[blocks[0].index - 1]
        if _YOU.search(before.cut(document.text)) and not _FIRST.search(before.cut(document.text)):
            blocks.insert(0, before)
    return blocks


def _asking(texts: Sequence[str]) -> list[bool]:
    """Which blocks are the interviewer's: questions, and statements put to the other that the next block replies to."""
    asks = [_is_question(text) for text in texts]
    bold = [bool(_BOLD.match(text)) for text in texts]
    if any(ask and is_bold for ask, is_bold in zip(asks, bold, strict=True)) and sum(bold) >= _FEWEST_QUESTIONS:
        return bold
    if sum(asks) < _FEWEST_PLAIN_QUESTIONS:
        return asks
    for number, text in enumerate(texts[:-1]):
        before = number == 0 or not asks[number - 1]
        if not asks[number] and not asks[number + 1] and before:
            asks[number] = _is_prompt(text, texts[number + 1], is_late=any(asks[:number]))
    return asks


def _is_question(text: str) -> bool:
    bare = text.strip("*_ ")
    if not _QUESTION_END.search(bare) or len(bare.split()) > _LONGEST_QUESTION:
        return False
    return not (bare[:1] in '"\u201c\u2018' and bare[-1:] in '"\u201d\u2019')


def _is_prompt(text: str, following: str, *, is_late: bool) -> bool:
    """A short statement without a first person that is put to somebody, and a reply to it."""
    unquoted = _QUOTED.sub(" ", text)
    if len(text.split()) > _LONGEST_PROMPT or _FIRST.search(unquoted) or _QUOTED.match(text):
        return False
    if _YOU.search(unquoted):
        return bool(_REPLY.match(following) or _FIRST.search(following))
    return is_late and bool(_REPORTED.search(unquoted)) and bool(_REPLY.match(following) or _I.search(following))


@dataclass(frozen=True)
class _Exchange:
    """What the interviewer says, run by run, and what follows each run, without quotations."""

    questions: Sequence[str]
    answers: Sequence[str]

    @property
    def is_long_enough(self) -> bool:
        return min(len(self.questions), len(self.answers)) >= _FEWEST_QUESTIONS

    @property
    def addressed(self) -> int:
        """Questions that address the interviewee."""
        return sum(bool(_YOU.search(text) or _VOCATIVE.search(text)) for text in self.questions)

    @property
    def is_mostly_personal(self) -> bool:
        """Whether at least half of the answers are in the first person."""
        return 2 * sum(bool(_FIRST.search(text)) for text in self.answers) >= len(self.answers)

    @property
    def mine(self) -> int:
        """Answers that contain "I"."""
        return sum(bool(_I.search(text)) for text in self.answers)


def _exchange(texts: Sequence[str], asks: Sequence[bool]) -> _Exchange:
    questions: list[str] = []
    answers: list[str] = []
    for is_asking, run in groupby(zip(texts, asks, strict=True), key=lambda item: item[1]):
        together = " ".join(text for text, _ in run)
        if is_asking:
            questions.append(together)
        elif questions:
            answers.append(_QUOTED.sub(" ", together))
    return _Exchange(questions, answers)


def _is_interview(opening: str, exchange: _Exchange) -> bool:
    """Whether questions that address somebody are each followed by an answer, most of them in the first person; two
    are enough where the opening announces an interview.
    """
    is_long_enough = exchange.is_long_enough or (len(exchange.answers) > 1 and _ANNOUNCED.search(opening) is not None)
    is_personal = exchange.addressed >= 1 and exchange.is_mostly_personal and exchange.mine >= 2
    return (is_long_enough and is_personal) or _evidence(opening, exchange) >= _ENOUGH


def _is_an_essay(opening: str) -> bool:
    """Whether the author has begun in the first person, and not of a meeting: the questions are their own, then."""
    return bool(_I.search(_QUOTED.sub(" ", opening))) and not _SETTING.search(opening)


def _evidence(opening: str, exchange: _Exchange) -> int:
    """Points that speak for an interview where few words are in the first person: what the opening says of the
    meeting, a question that calls somebody by name, bold questions, a title in quotation marks; then how it is asked
    and answered. 0 without any of the former.
    """
    if not exchange.is_long_enough:
        return 0
    replies = sum(bool(_REPLY.match(text.strip())) for text in exchange.answers)
    setting = (
        2 * bool(_SETTING.search(opening))
        + 2 * any(_VOCATIVE.search(text) for text in exchange.questions)
        + 2 * all(_BOLD.match(text) for text in exchange.questions)
        + bool(_QUOTED.match(opening))
    )
    manner = (
        min(2, exchange.addressed)
        + exchange.is_mostly_personal
        + (exchange.mine >= 2)
        + (2 * replies >= len(exchange.answers))
    )
    return setting and setting + manner


def _is_narrated(text: str, surname: str) -> bool:
    """Whether a paragraph describes the interview or the person interviewed, and is not that person's words."""
    if _FIRST.search(_QUOTED.sub(" ", text)):
        return False
    return _ABOUT_THE_INTERVIEW.match(text) is not None or surname in _words_of(text)


def _words_of(text: str) -> list[str]:
    """The words of a text, without a possessive ending."""
    return [word.removesuffix("'s").removesuffix("\u2019s") for word in re.findall(r"[\w'\u2019-]+", text)]


def _person(document: Document, end: int, questions: Sequence[str]) -> _Place | None:
    """Where the text before `end` first names whoever is most likely interviewed: addressed in the questions, led in by
    "spoke to", named again by surname, named first.
    """
    addressed = {match["name"].rstrip(".") for text in questions for match in _VOCATIVE.finditer(text)}
    known = Counter(_words_of(document.text[:end]))
    scored: list[tuple[float, int, _Place]] = []
    for name in _names(document, end):
        surname = document.text[slice(*name)].split()[-1]
        before = document.text[max(0, name[0] - 70) : name[0]]
        again = known[surname] - 1
        score = 4.0 * (surname in addressed) + 2.0 * bool(_INTRODUCES.search(before)) + min(again, 3)
        scored.append((-score, name[0], name))
    return min(scored)[2] if scored else None


def _names(document: Document, end: int) -> list[_Place]:
    """Names of persons, as they look, before `end`; those of bylines and credits left out."""
    found = []
    for paragraph in document.paragraphs:
        text = paragraph.cut(document.text)
        if paragraph.start >= end or _CREDITS.match(text):
            continue
        is_line = paragraph.kind == "furniture" and len(text.split()) <= 4
        for match in _NAME.finditer(document.text, paragraph.start, paragraph.end):
            name = _without_lead(document.text, match.span())
            if name is not None and not is_line and name[0] < end:
                found.append(name)
    return found


def _without_lead(text: str, name: _Place) -> _Place | None:
    """The name without capitalised words before it that are no part of it; None where it is no person's."""
    parts = [(match.start() + name[0], match.group()) for match in re.finditer(r"\S+", text[slice(*name)])]
    while parts and parts[0][1].rstrip(".").lower() in NO_PERSONS:
        parts.pop(0)
    if len(parts) < 2 or any(part.rstrip(".,").lower() in NO_PERSONS for _, part in parts):
        return None
    end = parts[-1][0] + len(parts[-1][1].rstrip(".,"))
    return parts[0][0], end
