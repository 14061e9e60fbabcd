"""Finds who says what: speaker turns, the tagger's attributions, and quotations that continue an earlier speaker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.document import Document
from service.engines.offline.attribution.attribution import READING, Attribution, Stretch, shared, size
from service.engines.offline.attribution.letters import greeted
from service.engines.offline.attribution.placing import placed
from service.engines.offline.attribution.quotations import (
    Quotation,
    find_quotations,
    share_in_quotation,
    unattributed,
)
from service.engines.offline.attribution.speaker_turns import SpeakerTurns
from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.attribution.verbless import find_elliptic
from service.engines.offline.parsing import Parsed

_OPENING = ("\u201c", '"', "\u2018")
_WRITERS = frozenset({"I", "We", "we"})
_READERS = frozenset({"You", "you"})


def find_attributions(
    document: Document, parsed: Sequence[Parsed], tagged: Sequence[TaggedAttribution], turns: SpeakerTurns
) -> list[Attribution]:
    """Every attribution in the document, by paragraph and then in text order, outer ones before nested ones.

    `tagged`: the tagger's results, with paragraphs numbered as in `parsed`.
    """
    addressed = greeted(document)
    by_paragraph: dict[int, list[Attribution]] = {}
    for item in placed(tagged, parsed):
        kept = _report(document, item, addressed)
        if kept is not None:
            by_paragraph.setdefault(item.paragraph, []).append(kept)
    found: list[Attribution] = []
    quoting: Attribution | None = None
    speaking: Attribution | None = None
    open_quotation = False
    for paragraph in parsed:
        quotations = find_quotations(paragraph)
        own = [*by_paragraph.get(paragraph.index, ()), *find_elliptic(paragraph)]
        home = document.paragraphs[paragraph.index]
        labels, given = turns.labels(home), turns.attributions(home)
        if given:
            first = next(item for item in given if item.rule != READING)
            own = [replace(item, heard_from=first.speaker) for item in own]
        own = [*given, *(item for item in own if item.source is None or not shared([item.source], labels))]
        if not given:
            opens = not own and paragraph.text.startswith(_OPENING)
            last = quoting or (speaking if opens else None)
            own += _carried(paragraph, own, quotations, last, goes_on=open_quotation)
        own.sort(key=lambda item: (item.content[0][0] if item.content else 0, -size(item.content)))
        quoted = [item for item in own if share_in_quotation(item, quotations) > 0.3 and (item.source or item.same_as)]
        quoting = quoted[-1] if quoted else (quoting if quotations and not own else None)
        speaking = next((item for item in reversed(own) if item.asserted and (item.source or item.same_as)), None)
        open_quotation = bool(quotations) and quotations[-1].open_ended
        found += own
    return found


def _report(document: Document, item: Attribution, addressed: Stretch | None) -> Attribution | None:
    """The attribution if it reports anybody's words. What "I" or "we" think is the author's own claim; "you" are whom
    a letter addresses, otherwise the author's as well.
    """
    named = item.source or item.same_as
    source = document.text[slice(*named)] if named else ""
    if source in _WRITERS:
        return None
    if source in _READERS:
        return None if addressed is None else replace(item, introduced_at=addressed)
    return item


def _carried(
    parsed: Parsed,
    own: Sequence[Attribution],
    quotations: Sequence[Quotation],
    quoting: Attribution | None,
    *,
    goes_on: bool,
) -> list[Attribution]:
    """Quotations without a speaker in their own paragraph, attributed to whoever was quoted last.

    Worth .006 of the holders on `articles` and .022 on `development`.
    """
    if quoting is None or (own and not goes_on):
        return []
    return [
        Attribution(
            paragraph=parsed.index,
            source=None,
            cue=None,
            content=(quotation.stretch,),
            rule="carried",
            same_as=quoting.source or quoting.same_as,
            introduced_at=quoting.introduced_at,
            same_cue=quoting.cue or quoting.same_cue,
        )
        for quotation in unattributed(quotations, own)
    ]
