"""Analyses that do not fail: a sentence that causes an error is left out with a warning, and not tried again for each
paragraph."""

from __future__ import annotations

import traceback
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from threading import Lock

import structlog

from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.engines.offline.analysis import Analysis, Analyst
from service.engines.offline.attribution_rules.raw_attributions import Stretch
from service.engines.offline.long_paragraphs import at_home, cut_long
from service.engines.offline.parsing import sentence_starts
from service.engines.offline.structure import structure_of
from service.engines.offline.voices import voices_of

_log = structlog.get_logger(__name__)
_REMEMBERED = 4
"""Documents whose analysis is kept; an article of 1,000 words takes a few megabytes."""
_MOST_TRIALS = 60
"""Analyses by which failing sentences are looked for; one of them takes about two for each halving of the text."""

Trial = Callable[[Sequence[Stretch]], Analysis | Exception]
"""The analysis of the document without these sentences, or what it failed with."""


@dataclass(frozen=True)
class Outcome:
    """`analysis`: null where none could be made. `warnings`: of the whole document, or of one of its paragraphs."""

    analysis: Analysis | None
    warnings: tuple[MapWarning, ...] = ()

    def warnings_of(self, paragraph: int | None) -> tuple[MapWarning, ...]:
        return tuple(warning for warning in self.warnings if warning.paragraph == paragraph)


class GuardedAnalyst:
    """Analyses documents and remembers the last few, failures too. Threads may share one; it works on one at a time."""

    def __init__(self, analyst: Analyst) -> None:
        self._analyst = analyst
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, int], Outcome] = OrderedDict()

    def analyse(self, document: Document) -> Outcome:
        """The analysis of all body paragraphs, as far as one can be made; raises nothing."""
        key = (document.sha256, hash(document.paragraphs))
        with self._lock:
            if key not in self._known:
                self._known[key] = self._outcome(document)
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return self._known[key]

    def _outcome(self, document: Document) -> Outcome:
        stretches = cut_long(document)

        def trial(without: Sequence[Stretch]) -> Analysis | Exception:
            seen = blanked(stretches.document, without)
            try:
                analysis = at_home(self._analyst.analyse(seen), stretches)
                _answer_all(document, analysis)
            except Exception as error:
                return error
            return analysis

        long = tuple(_read_in_stretches(index, count) for index, count in sorted(stretches.long().items()))
        found = trial(())
        if isinstance(found, Analysis):
            return Outcome(found, long)
        where = _where(found)
        _log.warning("analysis.failed", error=type(found).__name__, where=where)
        left_out = [] if isinstance(found, MemoryError) else failing_sentences(sentences_of(document), trial)
        again = trial(left_out) if left_out else found
        if isinstance(again, Exception):
            return Outcome(None, (_gave_up(again),))
        return Outcome(again, (*long, *(_left_out(document, sentence, where) for sentence in left_out)))


def _answer_all(document: Document, analysis: Analysis) -> None:
    """Makes every answer once, so that an error shows while the sentence that causes it can still be found."""
    voices = voices_of(document, analysis)
    for paragraph in document.body():
        structure_of(document, analysis, voices, paragraph.index)


def failing_sentences(sentences: Sequence[Stretch], trial: Trial) -> list[Stretch]:
    """Those of `sentences` on which the analysis fails, found by halving; a range is given up whole where too many
    trials were needed.
    """
    trials = 0

    def search(start: int, end: int) -> list[Stretch]:
        """`sentences[start:end]`, the others left out, are known to fail."""
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
    """The document with blanks in the place of these sentences, so that all offsets stay."""
    if not sentences:
        return document
    text = document.text
    kept, at = [], 0
    for start, end in sentences:
        kept += [text[at:start], " " * (end - start)]
        at = end
    return document.model_copy(update={"text": "".join([*kept, text[at:]])})


def _where(error: Exception) -> str:
    """File, line and function of the failure, innermost last; no values, no words of the article."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return ", ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


def _read_in_stretches(paragraph: int, count: int) -> MapWarning:
    detail = (
        f"This paragraph is very long: it was read in {count} parts, and links between the parts were not looked for."
    )
    return MapWarning(paragraph=paragraph, code="long-paragraph", detail=detail)


def _left_out(document: Document, sentence: Stretch, where: str) -> MapWarning:
    home = next(item for item in document.body() if item.start <= sentence[0] < item.end)
    detail = (
        f"The offline engine could not read a sentence (characters {sentence[0]} to {sentence[1]} of the text) and "
        f"left it out; please report it, with: {where}"
    )
    return MapWarning(paragraph=home.index, code="sentence-failed", detail=detail)


def _gave_up(error: Exception) -> MapWarning:
    detail = (
        "The offline engine could not read this text: each sentence stands as a claim of the author's, without links. "
        f"Please report it, with: {type(error).__name__} at {_where(error)}"
    )
    return MapWarning(code="analysis-failed", detail=detail)
