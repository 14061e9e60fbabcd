"""Composes the brief from a model's sentences that pass the checks, and from the template's for those that fail."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain.argument_map import ArgumentMap
from service.domain.brief.brief import Brief, Cites, Group, Sentence, count_words, limit_for, words_in
from service.domain.brief.checking import Checker
from service.domain.brief.ground import Ground
from service.domain.brief.model_answer import BriefAnswer, ModelGroup, ModelSentence
from service.domain.brief.phrases import phrases_for
from service.domain.brief.template import note_of, template_sentences
from service.domain.provenance import Usage


def compose_brief(
    map_: ArgumentMap,
    answer: BriefAnswer,
    *,
    model: str | None,
    prompt: str | None,
    usage: Usage = Usage(),
    language: str | None = None,
) -> Brief:
    """The model's brief, checked.

    A bullet is cut before its first main clause that fails. If that is its first clause, the template's bullet of the
    same kind about the same claims replaces it, provided it can be read alone and no other bullet covers them. If none
    of the model's sentences pass, the whole brief is the template's.
    """
    composing = _Composing(map_, language)
    checked = [composing.check(group) for group in answer.groups]
    groups = [composing.group(heading, sentences) for heading, sentences in checked]
    kept = _shortened([group for group in groups if group.sentences], composing.limit)
    lead = next((item for group in kept[:1] for item in group.sentences if item.kind == "lead"), None)
    if lead is None:
        kept.insert(0, Group(sentences=(composing.lead,)))
    is_models = any(sentence.words == "model" for group in kept for sentence in group.sentences)
    return Brief(
        map=map_.id,
        version=map_.version,
        words="model" if is_models else "template",
        model=model,
        prompt=prompt,
        usage=usage,
        language=language or map_.document.language,
        note=note_of(composing.ground, composing.phrases),
        groups=tuple(kept),
        replaced=composing.replaced,
    )


def faults_of(map_: ArgumentMap, answer: BriefAnswer, language: str | None = None) -> list[str]:
    """One line, with the reason, for each sentence of an answer that would not be shown."""
    checker = Checker(Ground(map_), language)
    found = []
    for group in answer.groups:
        strange = checker.heading_faults(group.heading)
        if strange:
            found.append(
                f"the heading “{group.heading[:80]}” is too long, or says what is not in the text: {strange[0]}"
            )
        for sentence in group.sentences:
            faults = checker.faults(sentence, group.heading)
            if faults:
                found.append(f"“{sentence.text[:80]}”: {'; '.join(faults)}")
            else:
                checker.accept(sentence, group.heading)
    return found


class _Composing:
    def __init__(self, map_: ArgumentMap, language: str | None) -> None:
        self.ground = Ground(map_)
        self.checker = Checker(self.ground, language)
        self.phrases = phrases_for(language or map_.document.language)[1]
        first, *others = template_sentences(self.ground)
        whole = [item for item in (first, *others) if self.is_whole(item)]
        self.lead = whole[0].model_copy(update={"kind": "lead"}) if whole else first
        self.pool = [item for item in whole if item.kind != "unanswered"]
        self.told: set[str] = set()
        self.replaced = 0
        self.limit = self.room = limit_for(map_)

    def is_whole(self, sentence: Sentence) -> bool:
        """Whether a sentence can be read alone: it is not cut off and calls nobody "one of these"."""
        perspectives = self.ground.look.perspectives
        labels = (perspectives[name].label for name in sentence.cites.perspectives if name in perspectives)
        return "…" not in sentence.text and not any(_POINTING.search(label) for label in labels)

    def check(self, given: ModelGroup) -> tuple[str, list[tuple[ModelSentence, bool]]]:
        """The heading (empty if it fails) and the sentences, each with whether it may be shown."""
        heading = " ".join(given.heading.split())
        heading = "" if self.checker.heading_faults(heading) else heading
        found = []
        for written in given.sentences:
            stands = next((part for part in written.openings if not self.checker.faults(part, heading)), None)
            self.replaced += stands is not written
            if stands is not None:
                self.checker.accept(stands, heading)
                self.told.update(unit.id for unit in self.checker.units_of(stands.spans))
                self.room -= count_words(stands.text)
            found.append((stands or written, stands is not None))
        self.room -= count_words(heading)
        return heading, found

    def group(self, heading: str, checked: list[tuple[ModelSentence, bool]]) -> Group:
        found = (self.sentence(written) if stands else self.instead(written) for written, stands in checked)
        sentences = tuple(sentence for sentence in found if sentence is not None)
        instead = self.phrases.instead.get(sentences[0].kind, "") if sentences else ""
        return Group(heading=heading or instead, sentences=sentences)

    def sentence(self, written: ModelSentence) -> Sentence:
        text = " ".join(written.text.split())
        return Sentence(
            kind=written.kind if self.checker.kind_holds(written) else "thesis",
            text=text[:1].upper() + text[1:],
            cites=self.cites(written),
            words="model",
        )

    def instead(self, written: ModelSentence) -> Sentence | None:
        """The template's sentence of the same or a similar kind about a cited claim that no other sentence covers, if
        the model's own sentences leave room for it.
        """
        kind, wanted = written.kind, {unit.id for unit in self.checker.units_of(written.spans)} - self.told
        about = [item for item in self.pool if wanted & set(item.cites.units) and words_in([item]) <= self.room]
        alike = (item for item in about if _is_told(item, _FAMILY.get(kind, kind)))
        found = next((item for item in about if item.kind == kind), None) or next(alike, None)
        if found is not None:
            self.told.update(found.cites.units)
            self.room -= words_in([found])
        return found

    def cites(self, written: ModelSentence) -> Cites:
        map_ = self.ground.map
        units = self.checker.units_of(written.spans)
        names = {unit.id for unit in units}
        voices = dict.fromkeys(claim.voice for claim in written.claims if claim.voice in self.ground.look.perspectives)
        return Cites(
            spans=written.spans,
            units=tuple(unit.id for unit in units),
            issues=tuple(item.id for item in map_.issues if len(names.intersection(item.units)) > 1),
            relations=tuple(item.id for item in map_.relations if {*item.sources, item.target} <= names),
            perspectives=tuple(voices),
        )


_POINTING = re.compile(r"\b(?:these|those|them|this|that|such)\b", re.IGNORECASE)


def _shortened(groups: Sequence[Group], limit: int) -> list[Group]:
    """While there are too many words, the group with most of them loses its last sentence; the first group stays."""
    kept = list(groups)
    while len(kept) > 1 and sum(map(_size, kept)) > limit:
        at = max(range(1, len(kept)), key=lambda number: _size(kept[number]))
        left = kept[at].sentences[:-1]
        kept[at : at + 1] = [kept[at].model_copy(update={"sentences": left})] if left else []
    return kept


def _size(group: Group) -> int:
    return count_words(group.heading) + words_in(group.sentences)


_FAMILY: dict[str, str] = {"against": "for", "reason": "for", "thesis": "for", "difference": "answered"}
"""Kinds that tell much the same."""


def _is_told(sentence: Sentence, family: str) -> bool:
    return _FAMILY.get(sentence.kind, sentence.kind) == family
