"""The seam between what finds attributions (rules, the trained tagger) and what reads them (holders, units)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.domain.document import Document
from service.engines.offline.attribution.tagger import TaggedAttribution
from service.engines.offline.parsing import Parsed
from service.engines.offline.saying.ellipses import find_elliptic
from service.engines.offline.saying.interviews import attributions_of, find_turns
from service.engines.offline.saying.phrases import find_phrasal
from service.engines.offline.saying.predicates import recommends
from service.engines.offline.saying.quotations import (
    Quotation,
    extend_over_quotations,
    find_quotations,
    share_in_quotation,
    unattributed,
)
from service.engines.offline.saying.raw import RawAttribution, shared, size
from service.engines.offline.saying.verbs import find_verbal
from service.engines.offline.tagged import combined, from_tagger

_READERS = frozenset({"I", "We", "we", "You", "you"})


def find_attributions(
    document: Document, parsed: Sequence[Parsed], tagged: Sequence[TaggedAttribution] = ()
) -> list[RawAttribution]:
    """Every attribution of the document, by paragraph and then in text order, an outer one before those inside it.

    `tagged`: what the trained tagger found, its paragraphs numbered as in `parsed`; without it the rules work alone.
    """
    by_tagger = from_tagger(tagged, parsed)
    turns = {item.paragraph: item for item in attributions_of(find_turns(document))}
    found: list[RawAttribution] = []
    quoting: RawAttribution | None = None
    open_quotation = False
    for paragraph in parsed:
        own = _of_paragraph(paragraph, [item for item in by_tagger if item.paragraph == paragraph.index])
        if paragraph.index in turns:
            own.insert(0, turns[paragraph.index])
        else:
            own += _carried(paragraph, own, quoting, goes_on=open_quotation)
        own.sort(key=lambda item: (item.content[0][0] if item.content else 0, -size(item.content)))
        quotations = find_quotations(paragraph)
        quoting = _last_quoted(own, quotations) or (quoting if quotations and not own else None)
        open_quotation = bool(quotations) and quotations[-1].open_ended
        found += own
    return found


def _of_paragraph(parsed: Parsed, tagged: Sequence[RawAttribution]) -> list[RawAttribution]:
    found = [*find_verbal(parsed), *find_phrasal(parsed)]
    found += find_elliptic(parsed, found)
    found = [item for item in combined(parsed, tagged, found) if not _is_the_authors(parsed, item)]
    return extend_over_quotations(parsed, _without_doubles([item for item in found if item.content]))


def _is_the_authors(parsed: Parsed, item: RawAttribution) -> bool:
    """What somebody should say or do, and what "I", "we" or "you" think, is the author's own claim, not a report."""
    if (
        item.source is not None
        and parsed.text[item.source[0] - parsed.start : item.source[1] - parsed.start] in _READERS
    ):
        return True
    return item.cue is not None and recommends(parsed.text[item.cue[0] - parsed.start : item.cue[1] - parsed.start])


def _without_doubles(found: list[RawAttribution]) -> list[RawAttribution]:
    """Of two attributions with nearly the same content and source, the surer; a content that holds its own source
    is cut.
    """
    kept: list[RawAttribution] = []
    for item in sorted(found, key=lambda item: -item.confidence):
        if not any(item.source == other.source and _same(item, other) for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.cue or item.content[0])


def _same(left: RawAttribution, right: RawAttribution) -> bool:
    return shared(left.content, right.content) > 0.8 * min(size(left.content), size(right.content))


def _carried(
    parsed: Parsed, own: list[RawAttribution], quoting: RawAttribution | None, *, goes_on: bool
) -> list[RawAttribution]:
    """Quotations without a speaker in their own paragraph, given to the one who was quoted last."""
    if quoting is None:
        return []
    source = quoting.source or quoting.same_as
    return [
        RawAttribution(
            paragraph=parsed.index,
            source=None,
            cue=None,
            content=(quotation.stretch,),
            confidence=0.8 if goes_on and quotation.start == parsed.start else 0.5,
            rule="carried",
            same_as=source,
        )
        for quotation in unattributed(parsed, own)
        if goes_on or not own
    ]


def _last_quoted(own: list[RawAttribution], quotations: list[Quotation]) -> RawAttribution | None:
    quoted = [item for item in own if share_in_quotation(item, quotations) > 0.3 and (item.source or item.same_as)]
    return replace(quoted[-1]) if quoted else None
