"""Reads the output of speech recognisers: JSON with segments that say who speaks from when to when.

Supported: WhisperX and Whisper, AssemblyAI, Deepgram, Rev AI, Amazon Transcribe, podcast transcripts, and plain lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.options import Options
from service.reading.recordings import Utterance, read_recording

_TEXTS = ("text", "transcript", "body", "sentences", "elements")
_STARTS = ("start", "startTime", "start_time", "ts")
_ENDS = ("end", "endTime", "end_time", "end_ts")
_SPEAKERS = ("speaker", "speaker_label", "speaker_name", "name")
_LANGUAGES = ("language", "language_code", "lang")
_URLS = ("url", "audio_url", "source_url")
_HINT = 'It needs a list of {"speaker", "start", "end", "text"} (seconds), or what a speech recogniser writes.'


@dataclass(frozen=True)
class _Form:
    """Where a recogniser keeps its segments, and how many of its units of time make a second."""

    path: tuple[str | int, ...]
    unit: float = 1.0


_FORMS = (
    _Form(("segments",)),
    _Form(("utterances",), 1000.0),
    _Form(("results", "utterances")),
    _Form(("results", "channels", 0, "alternatives", 0, "paragraphs", "paragraphs")),
    _Form(("results", "audio_segments")),
    _Form(("monologues",)),
    _Form(()),
)


def read_json(text: str, options: Options) -> Document:
    """A transcript with times, with speakers named as in the recogniser's output.

    Raises UnreadableDocument if it is not JSON or not such a transcript, and as `read_recording` does.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument(f"the file is not valid JSON: {error}", hint="Is it complete?") from error
    if isinstance(value, dict) and {"schema_version", "document"} <= value.keys():
        raise UnreadableDocument(
            "the file is already an argument map", hint="Show it with `argmap convert`, or import it."
        )
    for form in _FORMS:
        segments = _at(value, form.path)
        if isinstance(segments, list) and segments:
            stated = next((value[key] for key in _LANGUAGES if isinstance(value, dict) and value.get(key)), None)
            language = stated.split("-")[0].split("_")[0] if isinstance(stated, str) else None
            url = next(
                (value[key] for key in _URLS if isinstance(value, dict) and isinstance(value.get(key), str)), None
            )
            utterances = list(_utterances(segments, form.unit))
            return read_recording(utterances, options, kind="json", url=url, language=language)
    raise UnreadableDocument("the JSON contains no transcript with times", hint=_HINT)


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        if isinstance(key, str):
            value = value.get(key) if isinstance(value, dict) else None
        else:
            value = value[key] if isinstance(value, list) and len(value) > key else None
    return value


def _utterances(segments: list[Any], unit: float) -> Iterator[Utterance]:
    for number, segment in enumerate(segments, 1):
        if not isinstance(segment, dict):
            raise UnreadableDocument(f"segment {number} of the transcript is not an object", hint=_HINT)
        said = _first(segment, _TEXTS)
        parts = said if isinstance(said, list) else [segment]
        speaker = _named(_first(segment, _SPEAKERS))
        if parts and _first(segment, ("elements",)) is not None:
            yield _of_elements(parts, speaker, number)
            continue
        for part in parts:
            text = _first(part, _TEXTS) if isinstance(part, dict) else None
            if not isinstance(text, str):
                raise UnreadableDocument(f"segment {number} of the transcript has no text", hint=_HINT)
            start = _seconds(part, _STARTS, number) / unit
            yield Utterance(start, _seconds(part, _ENDS, number, start * unit) / unit, text, speaker)


def _of_elements(elements: list[Any], speaker: str | None, number: int) -> Utterance:
    """Rev AI: words and marks one by one, of which the words have times."""
    known = [item for item in elements if isinstance(item, dict)]
    timed = [item for item in known if "ts" in item]
    start = _seconds(timed[0] if timed else {}, _STARTS, number)
    text = "".join(str(item.get("value", "")) for item in known)
    return Utterance(start, _seconds(timed[-1], _ENDS, number, start), text, speaker)


def _first(segment: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((segment[name] for name in names if segment.get(name) is not None), None)


def _seconds(segment: Mapping[str, Any], names: tuple[str, ...], number: int, default: float | None = None) -> float:
    value = _first(segment, names)
    try:
        return float(default if value is None and default is not None else value)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnreadableDocument(f"segment {number} of the transcript has no time", hint=_HINT) from error


def _named(speaker: Any) -> str | None:
    """A number or a letter alone is called `Speaker 1`, so that it can be read as a name."""
    if isinstance(speaker, dict):
        speaker = _first(speaker, ("name", "label", "id"))
    if speaker is None or isinstance(speaker, bool | list):
        return None
    name = str(speaker).strip()
    return f"Speaker {name}" if name.isdigit() or len(name) == 1 else name or None
