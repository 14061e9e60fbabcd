"""The concessions and motions of the map from the answers of the links and issues steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from service.domain.argument import Concession, Perspective, Unit
from service.domain.base import Span
from service.domain.concession_settling import settle_concessions
from service.domain.document import Document
from service.domain.motion import Motion, Outcome
from service.domain.provenance import MapWarning
from service.domain.spans import DisjointSpans
from service.engines.answers import IssuesAnswer, LinksAnswer, MotionAnswer
from service.pipeline.assembly.holders import Holders
from service.pipeline.assembly.warning_texts import WARNING_TEXTS


def assemble_motions(
    answers: Sequence[LinksAnswer | IssuesAnswer | None],
    document: Document,
    holders: Holders,
    warnings: list[MapWarning],
) -> tuple[Motion, ...]:
    """The motions that have words in the text; a mover named only in the motion becomes a perspective."""
    found = []
    for given in (motion for answer in answers if answer for motion in answer.motions):
        spans = _inside(given.spans, document)
        if spans:
            outcome = Outcome(kind=given.outcome.kind, spans=_inside(given.outcome.spans, document))
            found.append(Motion(spans=spans, mover=_mover(given, document, holders), outcome=outcome))
        else:
            warnings.append(MapWarning(code="bad-motion", detail=WARNING_TEXTS["bad-motion"]))
    return tuple(found)


def _mover(given: MotionAnswer, document: Document, holders: Holders) -> str | None:
    if given.mover is not None or given.source is None or given.source.end > len(document.text):
        return given.mover
    name = holders.unnamed(given.source.cut(document.text))
    holders.mention(name, given.source)
    return name


def _inside(spans: Iterable[Span], document: Document) -> tuple[Span, ...]:
    """The spans that lie in the text, in order; of two that overlap, the first given."""
    kept = DisjointSpans()
    for span in spans:
        if span.end <= len(document.text) and not kept.meet(span):
            kept.add([span])
    return tuple(kept)


def assemble_concessions(
    answers: Sequence[LinksAnswer | IssuesAnswer | None],
    document: Document,
    units: Sequence[Unit],
    perspectives: Sequence[Perspective],
    warnings: list[MapWarning],
) -> tuple[Concession, ...]:
    """The valid concessions; one that names nothing, or nobody's claim, is left out with a warning."""
    given = [concession for answer in answers if answer for concession in answer.concessions]
    kept = settle_concessions((_with_cue_inside(item, document) for item in given), units, perspectives)
    warnings.extend(
        MapWarning(code="bad-concession", detail=WARNING_TEXTS["bad-concession"]) for _ in range(len(given) - len(kept))
    )
    return kept


def _with_cue_inside(given: Concession, document: Document) -> Concession:
    inside = given.cue is None or given.cue.end <= len(document.text)
    return given if inside else given.model_copy(update={"cue": None})
