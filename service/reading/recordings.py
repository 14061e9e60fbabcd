"""Turns a recording's cues into blocks: one per speaker's turn, several for long turns, with the start time of every
cue.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.domain.document import Document, SourceKind
from service.domain.recordings import clock
from service.errors import UnreadableDocument
from service.reading.blocks import Block, tidy
from service.reading.build import build_document
from service.reading.normalise import normalise
from service.reading.options import Options

_STOP = re.compile(r"[.!?…。！？؟।۔]")
_ENDS = re.compile(r"[.!?…。！？؟।۔][\"'”’»」』)\]]*$")
_UNSTOPPED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Letters of Thai, Lao, Burmese and Khmer, which are written without full stops."""
_FEWEST, _LONGEST_UNSTOPPED = 1_000, 600
_LONG, _LONGEST = 600, 2_400
_PAUSE, _OVERLAP, _FLASH = 2.0, 5.0, 0.1
_SIGNS = re.compile(r"^(?:>{2,}|-|–|—)\s*")
"""What captions put where somebody else begins to speak."""


@dataclass(frozen=True)
class Utterance:
    """What one cue shows: its lines, its start and end (seconds), and the speaker, if the source names one."""

    seconds: float
    end: float
    text: str
    speaker: str | None = None


def read_recording(
    utterances: Iterable[Utterance],
    options: Options,
    *,
    kind: SourceKind,
    url: str | None = None,
    title: str | None = None,
    language: str | None = None,
) -> Document:
    """The transcript as a document; `url`: of the recording; `title` and `language` as for `build_document`.

    Raises UnreadableDocument if the times run backwards, or if there is no punctuation.
    """
    blocks = list(_blocks(_new_words(_in_order(utterances))))
    _check_punctuation(blocks)
    return build_document(blocks, options, kind=kind, url=url, title=title, language=language)


def _in_order(utterances: Iterable[Utterance]) -> list[Utterance]:
    """By when they begin: two who speak at once may be told in either order, but no later part may come first."""
    told = list(utterances)
    latest = 0.0
    for number, item in enumerate(told, 1):
        if not math.isfinite(item.seconds) or item.seconds < 0:
            raise UnreadableDocument(f"cue {number} has an invalid start time", hint="Export the transcript again.")
        if item.seconds < latest - _OVERLAP:
            raise UnreadableDocument(
                f"the times run backwards: cue {number} begins at {clock(item.seconds)}, after one at {clock(latest)}",
                hint="Send each recording separately, with its cues in spoken order.",
            )
        latest = max(latest, item.seconds)
    return sorted(told, key=lambda item: item.seconds)


def _new_words(utterances: Iterable[Utterance]) -> Iterator[Utterance]:
    """A piece for each line that somebody new begins, without lines that stay while the next one comes."""
    shown: list[str] = []
    for item in utterances:
        lines = [text for line in item.text.split("\n") if (text := tidy(normalise(line)))]
        rolls = len(lines) > 1 or item.end - item.seconds <= _FLASH
        most = min(len(shown), len(lines)) if rolls else 0
        stay = next((n for n in range(most, 0, -1) if shown[-n:] == lines[:n]), 0)
        shown = lines or shown
        piece = ""
        for line in lines[stay:]:
            if _SIGNS.match(line) and piece:
                yield replace(item, text=piece)
                piece = ""
            piece = f"{piece} {line}".strip()
        if piece:
            yield replace(item, text=piece)


def _blocks(utterances: Iterable[Utterance]) -> Iterator[Block]:
    text, times, speaker, end = "", list[tuple[int, float]](), None, 0.0
    for item in utterances:
        said = _SIGNS.sub("", item.text)
        is_other = item.speaker != speaker or said != item.text
        if text and (is_other or _is_paragraph(text, item.seconds - end)):
            yield Block(text, "body", speaker=speaker, times=tuple(times))
            text, times = "", []
        if not said:
            continue
        name = tidy(normalise(item.speaker or "")).replace("\n", " ") or None
        if not text and name is not None and name != speaker:
            text = f"{name}: "
        elif text:
            text += " "
        times.append((len(text), item.seconds))
        text += said
        speaker, end = name, item.end
    if text:
        yield Block(text, "body", speaker=speaker, times=tuple(times))


def _is_paragraph(text: str, pause: float) -> bool:
    """Whether a turn may be divided here: at the end of a sentence, after a pause or when it is long."""
    return len(text) > _LONGEST or (_ENDS.search(text) is not None and (pause >= _PAUSE or len(text) >= _LONG))


def _check_punctuation(blocks: Sequence[Block]) -> None:
    """Sentences cannot be found in speech without punctuation, and units would be cut anywhere: it is refused."""
    size = sum(len(block.text) for block in blocks)
    stops = sum(len(_STOP.findall(block.text)) for block in blocks)
    if (
        size > _FEWEST
        and stops * _LONGEST_UNSTOPPED < size
        and not any(_UNSTOPPED.search(item.text) for item in blocks)
    ):
        raise UnreadableDocument(
            "the transcript has no punctuation, so its sentences cannot be told apart",
            hint="Enable punctuation in the speech recogniser, or restore it with another program, and send it again.",
        )
