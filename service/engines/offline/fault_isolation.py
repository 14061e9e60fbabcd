"""Makes the analysis fail-safe: a sentence that causes an error is left out, with a warning."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import PurePath

import structlog

from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.answers import VoicesAnswer
from service.engines.offline.analysis import Analyst
from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.findings import Findings, findings_of
from service.engines.offline.other_languages import plain_structure
from service.engines.offline.parsing import sentence_starts
from service.engines.turns import speakers_of

_log = structlog.get_logger(__name__)
_MOST_TRIALS = 60
"""Analyses spent on finding the failing sentences; bisection takes about two per halving."""

Trial = Callable[[Sequence[Stretch]], Findings | Exception]
"""The findings in the document without these sentences, or the error."""


def find_safely(analyst: Analyst, document: Document, offset: int = 0) -> Findings:
    """The findings in all body paragraphs that can be analysed; never raises.

    `offset`: where the document starts in the text, in code points, if it is a section of a longer one.
    """

    def trial(without: Sequence[Stretch]) -> Findings | Exception:
        try:
            return findings_of(document, analyst.analyse(blanked(document, without)))
        except Exception as error:
            return error

    found = trial(())
    if isinstance(found, Findings):
        return found
    where = _where(found)
    _log.warning("analysis.failed", error=type(found).__name__, where=where)
    left_out = [] if isinstance(found, MemoryError) else failing_sentences(sentences_of(document), trial)
    again = trial(left_out) if left_out else found
    if isinstance(again, Exception):
        return plain_findings(document, _gave_up(again))
    warnings = tuple(_left_out(document, sentence, offset, where) for sentence in left_out)
    return again.model_copy(update={"warnings": warnings})


def plain_findings(document: Document, *warnings: MapWarning) -> Findings:
    """Each sentence as a claim of its speaker, nothing linked."""
    structures = tuple(plain_structure(document, paragraph.index) for paragraph in document.body())
    return Findings(voices=VoicesAnswer(voices=speakers_of(document)), structures=structures, warnings=warnings)


def failing_sentences(sentences: Sequence[Stretch], trial: Trial) -> list[Stretch]:
    """The sentences on which the analysis fails, by bisection; when the trials run out, the whole remaining range."""
    trials = 0

    def search(start: int, end: int) -> list[Stretch]:
        """The analysis is known to fail on `sentences[start:end]` alone."""
        nonlocal trials
        if end - start == 1:
            return [sentences[start]]
        middle = (start + end) // 2
        found = []
        for low, high in ((start, middle), (middle, end)):
            if trials >= _MOST_TRIALS:
                return list(sentences[start:end])
            trials += 1
            if isinstance(trial([*sentences[:low], *sentences[high:]]), Exception):
                found += search(low, high)
        return found

    return search(0, len(sentences)) if sentences else []


def sentences_of(document: Document) -> list[Stretch]:
    """All sentences of the body, in text order."""
    starts = sentence_starts(document)
    found = []
    for paragraph in document.body():
        bounds = sorted({paragraph.start, *starts.get(paragraph.index, set())})
        found += list(zip(bounds, [*bounds[1:], paragraph.end], strict=True))
    return found


def blanked(document: Document, sentences: Sequence[Stretch]) -> Document:
    """The document with these sentences blanked, so that all offsets stay valid."""
    if not sentences:
        return document
    text = document.text
    kept, at = [], 0
    for start, end in sentences:
        kept += [text[at:start], " " * (end - start)]
        at = end
    return document.model_copy(update={"text": "".join([*kept, text[at:]])})


def _where(error: Exception) -> str:
    """File, line and function of the failure, innermost last; never values, which may hold words of the article."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return ", ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


def _left_out(document: Document, sentence: Stretch, offset: int, where: str) -> MapWarning:
    home = next(item for item in document.body() if item.start <= sentence[0] < item.end)
    start, end = (offset + place for place in sentence)
    detail = (
        f"The offline engine failed on a sentence (characters {start} to {end} of the text) and left it out. "
        f"Please report this: {where}"
    )
    return MapWarning(paragraph=home.index, code="sentence-failed", detail=detail)


def _gave_up(error: Exception) -> MapWarning:
    detail = (
        "The offline engine failed on this text: each sentence is given as a claim of the author's, nothing is linked. "
        f"Please report this: {type(error).__name__} at {_where(error)}"
    )
    return MapWarning(code="analysis-failed", detail=detail)
