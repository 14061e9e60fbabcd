"""Combines the attributions found by the rules, the speaker turns and the trained tagger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.document import Document
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch, shared, size
from service.engines.offline.attribution.merging import combined, from_tagger
from service.engines.offline.attribution.rules.letters import greeted
from service.engines.offline.attribution.rules.phrases import find_phrasal
from service.engines.offline.attribution.rules.predicates import recommends
from service.engines.offline.attribution.rules.quotations import (
    Quotation,
    extend_over_quotations,
    find_quotations,
    share_in_quotation,
    unattributed,
)
from service.engines.offline.attribution.rules.speaker_turns import SpeakerTurns
from service.engines.offline.attribution.rules.verbless import find_elliptic
from service.engines.offline.attribution.rules.verbs import find_addressed, find_verbal
from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.parsing import Parsed

_OPENING = ("\u201c", '"', "\u2018")
_READERS = frozenset({"I", "We", "we", "You", "you"})


def find_attributions(
    document: Document,
    parsed: Sequence[Parsed],
    tagged: Sequence[TaggedAttribution] | None = None,
    turns: SpeakerTurns | None = None,
    *,
    by_rules: bool = True,
) -> list[Attribution]:
    """Every attribution in the document, by paragraph and then in text order, outer ones before nested ones.

    `tagged`: the tagger's results, with paragraphs numbered as in `parsed`; if null, only the rules are used. `turns`:
    the speaker turns to use instead of the document's. `by_rules`: whether to include what the rules find in the parse.
    """
    addressed = greeted(document)
    by_tagger = None if tagged is None else _readdressed(document, from_tagger(tagged, parsed), addressed)
    turns = turns or SpeakerTurns(document)
    found: list[Attribution] = []
    quoting: Attribution | None = None
    speaking: Attribution | None = None
    open_quotation = False
    for paragraph in parsed:
        own = _of_paragraph(paragraph, by_tagger, addressed, by_rules)
        home = document.paragraphs[paragraph.index]
        labels, given = turns.labels(home), turns.attributions(home)
        if given:
            first = next(item for item in given if item.rule != READING)
            own = [replace(item, heard_from=first.speaker) for item in own if not turns.puts_to_another(item)]
        own = [*given, *(item for item in own if not _is_labels(item, labels))]
        if not given:
            opens = not own and paragraph.text.startswith(_OPENING)
            own += _carried(paragraph, own, quoting or (speaking if opens else None), goes_on=open_quotation)
        own.sort(key=lambda item: (item.content[0][0] if item.content else 0, -size(item.content)))
        quotations = find_quotations(paragraph)
        quoting = _last_quoted(own, quotations) or (quoting if quotations and not own else None)
        speaking = next((item for item in reversed(own) if item.asserted and (item.source or item.same_as)), None)
        open_quotation = bool(quotations) and quotations[-1].open_ended
        found += own
    return found


def _readdressed(document: Document, found: Sequence[Attribution], addressed: Stretch | None) -> list[Attribution]:
    """What goes on from a "you" of an earlier paragraph is whom the letter addresses, else nobody's."""
    kept = []
    for item in found:
        is_you = item.same_as is not None and document.text[slice(*item.same_as)] in _READERS
        if not is_you or addressed is not None:
            kept.append(replace(item, introduced_at=addressed) if is_you else item)
    return kept


def _of_paragraph(
    parsed: Parsed, tagged: Sequence[Attribution] | None, addressed: Stretch | None, by_rules: bool
) -> list[Attribution]:
    found = [*find_verbal(parsed), *find_phrasal(parsed)] if by_rules else []
    found += find_elliptic(parsed) if by_rules else []
    if tagged is not None:
        found = combined(parsed, [item for item in tagged if item.paragraph == parsed.index], found)
    found = [item for item in found if not _is_the_authors(parsed, item) and not _is_compared_with(parsed, item)]
    if addressed is not None:
        found += [replace(item, introduced_at=addressed) for item in find_addressed(parsed)]
    return extend_over_quotations(parsed, _without_doubles([item for item in found if item.content]))


def _is_labels(item: Attribution, labels: Sequence[Stretch]) -> bool:
    """Whether the source is a speaker's label, which says who has the word and is nobody's subject."""
    return item.source is not None and shared([item.source], labels) > 0


def _is_the_authors(parsed: Parsed, item: Attribution) -> bool:
    """What somebody should say or do, and what "I", "we" or "you" think, is the author's own claim, not a report."""
    if (
        item.source is not None
        and parsed.text[item.source[0] - parsed.start : item.source[1] - parsed.start] in _READERS
    ):
        return True
    return item.cue is not None and recommends(parsed.text[item.cue[0] - parsed.start : item.cue[1] - parsed.start])


def _is_compared_with(parsed: Parsed, item: Attribution) -> bool:
    """Whether it only says what something is more than: "stronger than its opponents admit"."""
    if item.cue is None or item.cue[0] < parsed.start:
        return False
    cue = parsed.doc.char_span(item.cue[0] - parsed.start, item.cue[1] - parsed.start, alignment_mode="expand")
    if cue is None:
        return False
    return cue.root.head.lower_ == "than" or any(child.lower_ == "than" for child in cue.root.lefts)


def _without_doubles(found: list[Attribution]) -> list[Attribution]:
    """Of two attributions with nearly the same content and source, the surer; a content that holds its own source
    is cut.
    """
    kept: list[Attribution] = []
    for item in sorted(found, key=lambda item: -item.confidence):
        if not any(item.source == other.source and _same(item, other) for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.cue or item.content[0])


def _same(left: Attribution, right: Attribution) -> bool:
    return shared(left.content, right.content) > 0.8 * min(size(left.content), size(right.content))


def _carried(
    parsed: Parsed, own: list[Attribution], quoting: Attribution | None, *, goes_on: bool
) -> list[Attribution]:
    """Quotations without a speaker in their own paragraph, given to the one who was quoted last."""
    if quoting is None:
        return []
    source = quoting.source or quoting.same_as
    return [
        Attribution(
            paragraph=parsed.index,
            source=None,
            cue=None,
            content=(quotation.stretch,),
            confidence=0.8 if goes_on and quotation.start == parsed.start else 0.5,
            rule="carried",
            same_as=source,
            introduced_at=quoting.introduced_at,
            same_cue=quoting.cue or quoting.same_cue,
        )
        for quotation in unattributed(parsed, own)
        if goes_on or not own
    ]


def _last_quoted(own: list[Attribution], quotations: list[Quotation]) -> Attribution | None:
    quoted = [item for item in own if share_in_quotation(item, quotations) > 0.3 and (item.source or item.same_as)]
    return replace(quoted[-1]) if quoted else None
