"""Checks each sentence that a model wrote against the text it cites. A sentence with a fault is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from service.domain.argument import AUTHOR, Unit
from service.domain.base import Span
from service.domain.brief.brief import BriefKind
from service.domain.brief.crediting import ARROW, Crediting, stems
from service.domain.brief.english import AGAINST, GRANTING, HEDGES, NUMBER_WORDS, SAYING, SUPPOSED, SWEEPING, SWEEPS
from service.domain.brief.ground import Ground
from service.domain.brief.model_answer import ModelClaim, ModelSentence
from service.domain.brief.voices import Heard, words_of
from service.domain.meaning.signs import is_against
from service.domain.meaning.supposed import modal_of

_NUMBER = re.compile(r"\d+(?:[.,  ]\d+)*")
_SPELT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»")
_CAPITAL = re.compile(r"(?<![.:;?!“\"(—–«] )(?<=[^\W\d_,;)’'”%] |[,;)’'”%\d] )[^\W\d_a-z][^\W_]*(?:[.'’-][^\W_]+)*")
_CLAIMING: dict[BriefKind, tuple[str, re.Pattern[str]]] = {
    "unanswered": ("the map has an answer to this", re.compile("")),
    "conceded": ("nobody grants this by a word of the text", GRANTING),
    "common": (
        "it is no common ground: one side alone is cited",
        re.compile(r"\b(?:both|agree\w*|shared?|common|joint\w*|two sides|all sides|same)\b", re.IGNORECASE),
    ),
}
"""Kinds that text and map must bear out where the sentence or its heading says so, each with what is said if not."""
_OWN_PART = "author"
"""A heading that names a speaker and the author's reply."""
_ENGLISH = "en"


class Checker:
    """Checks the sentences of one map's brief in order: a name may be repeated once it has been introduced."""

    def __init__(self, ground: Ground, language: str | None = None) -> None:
        """`language`: of the sentences, if not that of the text. English word lists apply only if both are English."""
        self._ground, self.heard = ground, Heard(ground)
        self._crediting = Crediting(self.heard)
        document = ground.map.document
        about = (document.title, document.author, document.outlet, document.published)
        headings = (item.cut(ground.text) for item in document.paragraphs if item.kind == "heading")
        self._about = " ".join(part for part in (*about, *headings) if part)
        self._introduced = stems(self._about)
        self._english = {item.split("-")[0] for item in (document.language, language or document.language)} == {
            _ENGLISH
        }
        self._answered = {
            name for item in ground.objections if item.answers for name in ground.look.relations[item.relation].sources
        }

    def accept(self, sentence: ModelSentence, heading: str = "") -> None:
        """Marks the words of a sentence and its heading as introduced."""
        self._introduced |= stems(f"{heading} {sentence.text}")

    def faults(self, sentence: ModelSentence, heading: str = "") -> list[str]:
        """Why a sentence may not be shown, worded for its writer; empty if it may."""
        found = [fault for claim in sentence.claims for fault in self._of_claim(claim, sentence, heading)]
        found += [fault for check in (self._literal, self._names) for fault in check(sentence)]
        claimed = _CLAIMING.get(sentence.kind)
        if claimed is not None and not self.kind_holds(sentence):
            why, words = claimed
            found += [why] if not self._english or words.search(f"{heading} {sentence.text}") else []
        return found

    def heading_faults(self, heading: str) -> list[str]:
        """Faults of a heading, which may contain only figures and names that occur in the text."""
        known = self._all_words
        strange = [word for word in _CAPITAL.findall(heading) if not _known(word, known)]
        numbers = {_digits(found) for found in _NUMBER.findall(self._ground.text)}
        strange += [figure for figure in _NUMBER.findall(heading) if _digits(figure) not in numbers]
        return strange + ([] if len(heading.split()) <= _HEADING_WORDS else [heading])

    def _of_claim(self, claim: ModelClaim, sentence: ModelSentence, heading: str) -> Iterator[str]:
        if not claim.spans or claim.voice not in self.heard.voices:
            yield "it cites no segment or voice that is shown"
            return
        foreign = self._foreign(claim, heading)
        if foreign is not None:
            yield f"{self._label(claim.voice)} does not say “{_start(foreign, self._ground.text)}”"
        if claim.voice != AUTHOR and not self._names_reporter(
            claim, f"{heading} {sentence.text if sentence.kind == 'lead' else claim.text}"
        ):
            yield f"it does not name who reports what {self._label(claim.voice)} says"
        if claim.text.startswith(ARROW) and not self._crediting.answers(claim):
            yield "behind the arrow nobody is named: begin it with the speaker and a colon"
        if claim.voice == AUTHOR and self._takes_over(claim, sentence) and not self._crediting.answers(claim):
            yield "it reads as the words of whoever is named before: name the author, or tell it apart"
        if claim.voice == AUTHOR:
            heads = self.heard.named_in(heading) if _OWN_PART not in heading.casefold() else []
            yield from self._narrated(claim, self.heard.named_in(claim.text) or heads)
        elif not self._crediting.holds(claim, sentence, heading):
            yield f"it does not name {self._label(claim.voice)} as who says it"
        if self._english:
            yield from self._manner(claim, heading)

    def _names_reporter(self, claim: ModelClaim, text: str) -> bool:
        """Whether `text` names one of those through whom alone the article has the voice's words."""
        own = [unit for unit in self.units_of(claim.spans) if unit.perspective == claim.voice]
        reporters = {name for unit in own for name in self._ground.reporters(unit)}
        if not own or not all(self._ground.is_reported(unit) for unit in own):
            return True
        named = self.heard.named_in(text)
        return any(self.heard.may_be(name, reporter) for name in named for reporter in reporters)

    def _takes_over(self, claim: ModelClaim, sentence: ModelSentence) -> bool:
        """Whether the author's own claim follows somebody else's in one bullet."""
        before = sentence.claims[: sentence.claims.index(claim)]
        argues = any(unit.perspective == AUTHOR for unit in self.units_of(claim.spans))
        return argues and bool(before) and before[-1].voice != AUTHOR

    def _foreign(self, claim: ModelClaim, heading: str) -> Span | None:
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

    def _narrated(self, claim: ModelClaim, named: list[str]) -> Iterator[str]:
        """What the author tells of somebody: those words name them, and a person says nothing that is not theirs.

        A body may be the author itself ("The Bureau believes").
        """
        heard = frozenset(name for span in claim.spans for name in self.heard.at(span))
        around = set(words_of(self._around(claim.spans)))
        if not SAYING.search(claim.text):
            return
        for name in (name for name in named[:1] if not any(self.heard.may_be(name, other) for other in heard)):
            if not self.heard.voices[name].names & around:
                yield f"the segments do not name {self._label(name)}"
            elif self.heard.is_person(name) or heard != {AUTHOR}:
                yield f"the segments tell of {self._label(name)}, who does not say this there"

    def _manner(self, claim: ModelClaim, heading: str) -> Iterator[str]:
        """What is only supposed is told as supposed, what is denied as denied."""
        own = [unit for unit in self.units_of(claim.spans) if unit.perspective == claim.voice]
        look = self._ground.look
        if own and all(modal_of(look, unit) for unit in own) and not SUPPOSED.search(f"{heading} {claim.text}"):
            yield f"{self._label(claim.voice)} is only supposed to say so: write “would say”"
        if own and all(is_against(look, unit) for unit in own) and not AGAINST.search(claim.text):
            yield f"{self._label(claim.voice)} denies or doubts these words"

    def _literal(self, sentence: ModelSentence) -> Iterator[str]:
        """Figures, quoted and sweeping words stand in what is cited."""
        cited = f"{self._cited(sentence.spans)} {self._about}"
        folded = _plain(cited)
        numbers = {_digits(found) for found in _NUMBER.findall(cited)}
        numbers |= {NUMBER_WORDS[word] for word in _SPELT.findall(folded) if word in NUMBER_WORDS}
        for figure in _NUMBER.findall(sentence.text):
            if _digits(figure) not in numbers:
                yield f"{figure} does not stand in the segments cited"
        for match in _QUOTED.finditer(sentence.text):
            pieces = re.split(r"…|\.\.\.|\[[^\[\]]*\]", next(filter(None, match.groups())))
            if not all(_plain(piece) in folded for piece in pieces):
                yield f"“{match[0][1:-1]}” does not stand in the segments cited"
        voices = {claim.voice for claim in sentence.claims}
        told = sentence.text.casefold()
        for word, kept in HEDGES.items() if self._english else ():
            if re.search(rf"\b{word}\b", folded) and not re.search(rf"\b(?:{kept})", told):
                yield f"the text says “{word}”"
        for match in SWEEPS.finditer(_QUOTED.sub("", sentence.text)) if self._english else ():
            word = match[0].casefold()
            borne_out = re.search(rf"\b(?:{SWEEPING[word]})\b", folded) or (word == "both" and len(voices) > 1)
            if not borne_out:
                yield f"“{match[0]}” does not stand in the segments cited"

    def _names(self, sentence: ModelSentence) -> Iterator[str]:
        known = self._introduced | stems(self._around(sentence.spans))
        for claim in sentence.claims:
            people = {claim.voice, *(name for span in claim.spans for name in self.heard.at(span))}
            called = (words for name in people & self.heard.voices.keys() for words in self.heard.called(name))
            known |= stems(" ".join(called))
        for word in _CAPITAL.findall(sentence.text):
            names_somebody = bool(self.heard.named_in(word))
            if word.isupper() and not names_somebody:
                continue  # short for words that the text has in full
            if (names_somebody or self._english) and not _known(word, known if names_somebody else self._all_words):
                yield f"{word} stands neither in the segments cited nor in an earlier sentence"

    def kind_holds(self, sentence: ModelSentence) -> bool:
        """Whether text and map confirm that something is granted, shared or unanswered."""
        units = self.units_of(sentence.spans)
        if sentence.kind == "unanswered":
            return not units or any(unit.id not in self._answered for unit in units)
        if sentence.kind == "conceded":
            return self._grants(sentence, units)
        sides = {self._ground.look.sides.get(claim.voice, claim.voice) for claim in sentence.claims}
        return sentence.kind != "common" or len(sides) > 1 or AUTHOR in sides

    @cached_property
    def _all_words(self) -> set[str]:
        return stems(self._ground.text) | stems(self._about)

    def _grants(self, sentence: ModelSentence, units: list[Unit]) -> bool:
        listed = {name for item in self._ground.map.concessions for name in item.units}
        by_attitude = any(unit.id in listed or self._ground.look.attitude(unit) == "concedes" for unit in units)
        return by_attitude or not self._english or bool(GRANTING.search(self._cited(sentence.spans)))

    def units_of(self, spans: tuple[Span, ...]) -> list[Unit]:
        """The units that have words in these spans."""
        return list({unit.id: unit for span in spans for unit in self.heard.units_at(span)}.values())

    def _around(self, spans: tuple[Span, ...]) -> str:
        """The paragraphs of these stretches: who is meant there by a pronoun may be called by name."""
        document = self._ground.map.document
        found = {span: document.paragraph_at(span.start) or span for span in spans}
        return " ".join(place.cut(self._ground.text) for place in found.values())

    def _cited(self, spans: tuple[Span, ...]) -> str:
        return " ".join(span.cut(self._ground.text) for span in spans)

    def _label(self, voice: str) -> str:
        return self.heard.voices[voice].label


_HEADING_WORDS = 10


def _known(word: str, known: set[str]) -> bool:
    return all(stems(part) <= known for part in re.findall(r"[^\W_]+", word) if len(part) > 1)


def _digits(figure: str) -> str:
    return re.sub(r"[,  ](?=\d{3})", "", figure).rstrip(".,")


def _plain(text: str) -> str:
    """For comparison: small letters, one kind of quotation mark, single spaces."""
    return " ".join(re.sub(r"[“”\"'’‘«»]", "", text).casefold().split()).strip(" .,;:")


def _start(span: Span, text: str) -> str:
    words = " ".join(span.cut(text).split())
    return words if len(words) <= 60 else f"{words[:60]}…"
