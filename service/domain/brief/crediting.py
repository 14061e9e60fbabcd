"""Decides to whom a reader will attribute a claim: the speaker it names, its heading, or the previous claim."""

from __future__ import annotations

import re
from collections import Counter

from service.domain.argument import AUTHOR
from service.domain.brief.english import CREDITED
from service.domain.brief.model_answer import ModelClaim, ModelSentence
from service.domain.brief.voices import OFFICES, Heard, words_of

ARROW = "→"
"""Between a charge and its reply."""
_SUBJECT_WORDS = 4
_STEM = 4
"""Letters that two forms of a name share: China, Chinese."""


class Crediting:
    """Attributes the claims of one map's brief."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        labels = Counter(stem for voice in heard.voices.values() for stem in stems(voice.label))
        self._common = {stem for stem, times in labels.items() if times > 1} | stems(" ".join(OFFICES))

    def holds(self, claim: ModelClaim, sentence: ModelSentence, heading: str) -> bool:
        """Whether a reader will attribute the claim to its voice, or to somebody who reports it.

        The first name mentioned counts as the speaker; names that are only the subject matter ("Moscow's bombers come,
        Tokyo says") are skipped. If no name is mentioned, the speaker is a group called by common nouns, somebody
        unnamed, or whoever spoke before.
        """
        named = self._heard.named_in(claim.text)
        sharing = [item for item in sentence.claims if item.text == claim.text]
        mine = {name for item in sharing for span in item.spans for name in self._heard.tellers(item.voice, span)}
        if self._is_called(claim) or any(self._heard.may_be(a, b) for a in named[: len(sharing)] for b in mine):
            return True
        credited = [match[0] for match in CREDITED.finditer(claim.text)]
        others = [words for words in credited if named[:1] and named[0] in self._heard.named_in(words)]
        if others and not self._is_credited(claim, others):
            return False
        if self._is_credited(claim, credited) or self._goes_on(claim, sentence, heading):
            return True
        by_common_name = self._heard.voices[claim.voice].words.intersection(words_of(claim.text))
        return not named and (bool(by_common_name) or self._heard.is_nameless(claim.voice))

    def answers(self, claim: ModelClaim) -> bool:
        """Whether the words after an arrow say whose reply it is, by a name or a speaker's reference."""
        begins = " ".join(claim.text.split()[: _SUBJECT_WORDS + 1])
        return bool(self._heard.named_in(begins)) or CREDITED.search(claim.text) is not None or "：" in claim.text

    def _is_credited(self, claim: ModelClaim, credited: list[str]) -> bool:
        """Whether a speaker's place has a word of the voice's name, or of who the text says it is: "Russians say"."""
        sources = (
            item.source.cut(self._heard.ground.text)
            for span in claim.spans
            for item in self._heard.attributions_at(span)
            if item.perspective == claim.voice and item.source is not None
        )
        called = (*self._heard.voices[claim.voice].words, *(word for text in sources for word in words_of(text)))
        own = stems(" ".join(called)) - self._common
        return any(own & stems(words) for words in credited)

    def _goes_on(self, claim: ModelClaim, sentence: ModelSentence, heading: str) -> bool:
        """Whether the claim before is of the same voice or names it as its reporter, or the heading names it first and
        nobody has spoken since."""
        before = sentence.claims[: sentence.claims.index(claim)]
        told = [name for item in before if (name := self._teller(item)) is not None]
        reporters = [match[0] for match in CREDITED.finditer(before[-1].text)] if before else []
        reported_by = [name for words in reporters for name in self._heard.named_in(words)]
        if any(self._heard.may_be(name, claim.voice) for name in (*told[-1:], *reported_by)):
            return True
        heads = [] if told else self._heard.named_in(heading)
        return any(self._heard.may_be(name, claim.voice) for name in heads[:1])

    def _teller(self, claim: ModelClaim) -> str | None:
        """Whose claim it is to a reader: its voice, or whom the author's words name first."""
        is_told = claim.voice == AUTHOR or self._heard.is_nameless(claim.voice)
        return next(iter(self._heard.named_in(claim.text)), None) if is_told else claim.voice

    def _is_called(self, claim: ModelClaim) -> bool:
        """Whether the claim begins with words of its group's label, whoever else has them, too."""
        subject = " ".join(claim.text.split()[:_SUBJECT_WORDS])
        return not self._heard.is_person(claim.voice) and self._heard.calls(subject, claim.voice)


def stems(text: str) -> set[str]:
    """Word stems, by which different forms of a name are matched."""
    return {match[:_STEM].casefold() for match in re.findall(r"[^\W_]+", text)}
