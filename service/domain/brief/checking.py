"""Checks each sentence that a model worded against the text that it cites. A sentence with a fault is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.domain.argument import AUTHOR, Unit
from service.domain.base import Span
from service.domain.brief.drafted import DraftClaim, DraftSentence
from service.domain.brief.ground import Ground
from service.domain.brief.voices import Heard, words_of
from service.domain.meaning.signs import is_against
from service.domain.meaning.supposed import modal_of

_NUMBER = re.compile(r"\d+(?:[.,  ]\d+)*")
_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»")
_CAPITAL = re.compile(r"(?<![.:;?!“\"(—–«] )(?<=[^\W\d_,;)’'”%] |[,;)’'”%\d] )[^\W\d_a-z][^\W_]*(?:[.'’-][^\W_]+)*")
_SAYING = re.compile(
    r"\b(?:says?|said|argues?|argued|claims?|claimed|insists?|insisted|denies|denied|wants?|wanted|holds?|objects?"
    r"|objected|replie[sd]|answer(?:s|ed)?|warns?|warned|believes?|believed|demands?|demanded|expects?|expected)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:would|could|might|may|will|supposed(?:ly)?|expected|likely|foreseen?|imagined?|if asked)\b"
)
_AGAINST = re.compile(
    r"\b(?:not|no|nor|never|neither|none|without|cannot|den(?:y|ies|ied|ial)|reject\w*|disput\w*|doubt\w*|oppos\w*|refus\w*"
    r"|dismiss\w*|sceptic\w*|skeptic\w*|unconvinced|against|contest\w*|question\w*|rebut\w*)\b|n[’']t\b"
)
_SWEEPING = re.compile(r"\b(only|never|unanimous\w*|nobody|no one|everyone|always|all sides|both)\b", re.IGNORECASE)
_GRANTING = re.compile(
    r"\b(?:conced\w*|admit\w*|admission|grant\w*|acknowledg\w*|accept\w*|agree\w*|allow\w*|recogni[sz]\w*|it is true"
    r"|to be sure|of course|true,|fair\b|does not dispute|no dispute|right that|are right|is right)\b",
    re.IGNORECASE,
)
_ENGLISH = "en"
_STEM = 4
"""Letters that two forms of a name share: China, Chinese."""


class Checker:
    """Checks the sentences of one map's brief, in order: a name that was introduced may stand again."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self.heard = ground, Heard(ground)
        document = ground.map.document
        about = (document.title, document.author, document.outlet, document.published)
        self._about = " ".join(part for part in about if part)
        self._introduced = _stems(self._about)
        self._english = document.language.split("-")[0] == _ENGLISH
        self._answered = {
            name for item in ground.objections if item.answers for name in ground.look.relations[item.relation].sources
        }

    def accept(self, sentence: DraftSentence) -> None:
        """Notes what a sentence introduces."""
        self._introduced |= _stems(sentence.text)

    def faults(self, sentence: DraftSentence, heading: str = "") -> list[str]:
        """Why a sentence may not be shown, in words for who wrote it; none where it may."""
        found = [fault for claim in sentence.claims for fault in self._of_claim(claim, sentence, heading)]
        return found + [fault for check in (self._literal, self._names, self._kind) for fault in check(sentence)]

    def heading_faults(self, heading: str) -> list[str]:
        """A heading says nothing that is not in the text: no figure, and no name that is not."""
        known = self._introduced | _stems(self._ground.text)
        strange = [word for word in _CAPITAL.findall(heading) if not _known(word, known)]
        return strange + _NUMBER.findall(heading) + ([] if len(heading.split()) <= _HEADING_WORDS else [heading])

    def _of_claim(self, claim: DraftClaim, sentence: DraftSentence, heading: str) -> Iterator[str]:
        if not claim.spans or claim.voice not in self.heard.voices:
            yield "it cites no segment or voice that is shown"
            return
        foreign = self._foreign(claim, heading)
        if foreign is not None:
            yield f"{self._label(claim.voice)} does not say “{_start(foreign, self._ground.text)}”"
        named = self.heard.named_in(claim.text) or self.heard.named_in(heading)
        if claim.voice == AUTHOR:
            yield from self._narrated(claim, named)
        elif not self._names_voice(claim, sentence, heading, named):
            yield f"it does not name {self._label(claim.voice)} as who says it"
        if self._english:
            yield from self._manner(claim, heading)

    def _foreign(self, claim: DraftClaim, heading: str) -> Span | None:
        """The first stretch that cannot carry the claim.

        One at least is the voice's own. Others may be the author's, who tells of it, of somebody who reports it, or of
        somebody whom the claim names.
        """
        heard = {span: self.heard.at(span) for span in claim.spans}
        own = [span for span in claim.spans if self.heard.bears(claim.voice, span)]
        if not own and claim.voice != AUTHOR:
            return claim.spans[0]
        may_speak = {
            AUTHOR,
            *self.heard.named_in(f"{heading} {claim.text}"),
            *(name for span in own for name in heard[span]),
        }
        return next((span for span in claim.spans if span not in own and not heard[span] & may_speak), None)

    def _names_voice(self, claim: DraftClaim, sentence: DraftSentence, heading: str, named: list[str]) -> bool:
        """Whoever is named first is who says it, or reports it; or its sentence goes on with the same speaker."""
        mine = {claim.voice, *(name for span in claim.spans for name in self.heard.at(span))} - {AUTHOR}
        if not named:
            before = sentence.claims[: sentence.claims.index(claim)]
            by_common_name = self.heard.voices[claim.voice].words.intersection(words_of(claim.text))
            return bool(by_common_name) or self._is_called(claim) or any(item.voice == claim.voice for item in before)
        is_mine = any(self.heard.may_be(named[0], name) for name in mine)
        return is_mine or self._is_called(claim) or (bool(heading) and claim.voice in self.heard.named_in(heading))

    def _is_called(self, claim: DraftClaim) -> bool:
        """Whether the claim begins with words of its group's label, whoever else has them, too."""
        return not self.heard.is_person(claim.voice) and self.heard.calls(
            " ".join(claim.text.split()[:_SUBJECT_WORDS]), claim.voice
        )

    def _narrated(self, claim: DraftClaim, named: list[str]) -> Iterator[str]:
        """What the author tells of somebody: those words name them, and a person says nothing that is not theirs.

        A body may be the author itself ("The Bureau believes").
        """
        heard = frozenset(name for span in claim.spans for name in self.heard.at(span))
        cited = set(words_of(self._cited(claim.spans)))
        for name in (name for name in named[:1] if name not in heard):
            if not self.heard.voices[name].names & cited:
                yield f"the segments do not name {self._label(name)}"
            elif self.heard.is_person(name) and _SAYING.search(claim.text):
                yield f"the segments tell of {self._label(name)}, who does not say this there"

    def _manner(self, claim: DraftClaim, heading: str) -> Iterator[str]:
        """What is only supposed is told as supposed, what is denied as denied."""
        own = [unit for unit in self.units_of(claim.spans) if unit.perspective == claim.voice]
        look = self._ground.look
        if own and all(modal_of(look, unit) for unit in own) and not _SUPPOSED.search(f"{heading} {claim.text}"):
            yield f"{self._label(claim.voice)} is only supposed to say so: write “would say”"
        if own and all(is_against(look, unit) for unit in own) and not _AGAINST.search(claim.text):
            yield f"{self._label(claim.voice)} denies or doubts these words"

    def _literal(self, sentence: DraftSentence) -> Iterator[str]:
        """Figures, quoted and sweeping words stand in what is cited."""
        cited = f"{self._cited(sentence.spans)} {self._about}"
        folded = _plain(cited)
        numbers = {_digits(found) for found in _NUMBER.findall(cited)}
        numbers |= {_NUMBER_WORDS[word] for word in words_of(folded) if word in _NUMBER_WORDS}
        for figure in _NUMBER.findall(sentence.text):
            if _digits(figure) not in numbers:
                yield f"{figure} does not stand in the segments cited"
        for match in _QUOTED.finditer(sentence.text):
            pieces = re.split(r"…|\.\.\.|\[[^\[\]]*\]", next(filter(None, match.groups())))
            if not all(_plain(piece) in folded for piece in pieces):
                yield f"“{match[0][1:-1]}” does not stand in the segments cited"
        voices = {claim.voice for claim in sentence.claims}
        for match in _SWEEPING.finditer(sentence.text) if self._english else ():
            word = match[0].casefold()
            if word not in folded and not (word == "both" and (len(voices) > 1 or "and" in folded.split())):
                yield f"“{match[0]}” does not stand in the segments cited"

    def _names(self, sentence: DraftSentence) -> Iterator[str]:
        known = self._introduced | _stems(self._cited(sentence.spans))
        for claim in sentence.claims:
            people = {claim.voice, *(name for span in claim.spans for name in self.heard.at(span))}
            known |= {word[:_STEM] for name in people & self.heard.voices.keys() for word in self._words(name)}
        for word in _CAPITAL.findall(sentence.text):
            if not _known(word, known):
                yield f"{word} stands neither in the segments cited nor in an earlier sentence"

    def _kind(self, sentence: DraftSentence) -> Iterator[str]:
        units = self.units_of(sentence.spans)
        if sentence.kind == "unanswered" and units and all(unit.id in self._answered for unit in units):
            yield "the map has an answer to this"
        if sentence.kind == "conceded" and not self._grants(sentence, units):
            yield "nobody grants this by a word of the text"
        sides = {self._ground.look.sides.get(claim.voice, claim.voice) for claim in sentence.claims}
        if sentence.kind == "common" and len(sides) < 2 and AUTHOR not in sides:
            yield "it is no common ground: one side alone is cited"

    def _grants(self, sentence: DraftSentence, units: list[Unit]) -> bool:
        listed = {name for item in self._ground.map.concessions for name in item.units}
        by_attitude = any(unit.id in listed or self._ground.look.attitude(unit) == "concedes" for unit in units)
        return by_attitude or not self._english or bool(_GRANTING.search(self._cited(sentence.spans)))

    def units_of(self, spans: tuple[Span, ...]) -> list[Unit]:
        """The units that have words in these stretches."""
        return list({unit.id: unit for span in spans for unit in self.heard.units_at(span)}.values())

    def _cited(self, spans: tuple[Span, ...]) -> str:
        return " ".join(span.cut(self._ground.text) for span in spans)

    def _label(self, voice: str) -> str:
        return self.heard.voices[voice].label

    def _words(self, voice: str) -> list[str]:
        perspective = self._ground.look.perspectives.get(voice)
        names = [self._label(voice)]
        names += [span.cut(self._ground.text) for span in perspective.mentions] if perspective else []
        return [word for name in names for word in words_of(name)]


_HEADING_WORDS = 8
_SUBJECT_WORDS = 4


def _stems(text: str) -> set[str]:
    return {match[:_STEM].casefold() for match in re.findall(r"[^\W_]+", text)}


def _known(word: str, stems: set[str]) -> bool:
    return all(part[:_STEM].casefold() in stems for part in re.findall(r"[^\W_]+", word) if len(part) > 1)


def _digits(figure: str) -> str:
    return re.sub(r"[,  ](?=\d{3})", "", figure).rstrip(".,")


def _plain(text: str) -> str:
    """For comparison: small letters, one kind of quotation mark, single spaces."""
    return " ".join(re.sub(r"[“”\"'’‘«»]", "", text).casefold().split()).strip(" .,;:")


def _start(span: Span, text: str) -> str:
    words = " ".join(span.cut(text).split())
    return words if len(words) <= 60 else f"{words[:60]}…"
