"""Reads WebVTT with webvtt-py: voice tags name the speakers, other tags are dropped."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from webvtt import WebVTT
from webvtt.errors import MalformedCaptionError, MalformedFileError
from webvtt.models import Caption

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.options import Options
from service.reading.recordings import Utterance, read_recording

_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]([^<>]+)>")
_URL = re.compile(r"https?://[^\s<>\"]{1,2000}")
_HEADER = re.compile(r"WEBVTT[ \t]*[-–—:]?[ \t]*")


def read_vtt(text: str, options: Options) -> Document:
    """Subtitles or a transcript in WebVTT. The header's first line is the title unless the caller gives one; a URL in
    the header is that of the recording.

    Raises UnreadableDocument for a damaged file, and as `read_recording` does.
    """
    found = parsed(text, lambda: WebVTT.from_string(text))
    utterances = (item for caption in found.captions for item in _utterances(caption))
    header = text[: text.find("\n\n")]
    url = _URL.search(header)
    title = _HEADER.sub("", text.lstrip("\ufeff").split("\n", 1)[0]).strip() or None
    return read_recording(utterances, options, kind="vtt", url=url.group() if url else None, title=title)


def parsed(text: str, parse: Callable[[], WebVTT]) -> WebVTT:
    """The cues of a file. Raises UnreadableDocument if the parser dropped any, which it does silently."""
    try:
        found = parse()
    except (MalformedFileError, MalformedCaptionError) as error:
        raise UnreadableDocument(f"the subtitles are damaged: {error}", hint="Export them again.") from error
    arrows = [number for number, line in enumerate(text.splitlines(), 1) if "-->" in line]
    if len(arrows) != len(found.captions):
        raise UnreadableDocument(
            f"the subtitles are damaged: of {len(arrows)} lines with times, {len(found.captions)} can be read",
            hint="Export them again; a time is written 00:01:02.500 --> 00:01:05.000.",
        )
    return found


def _utterances(caption: Caption) -> Iterator[Utterance]:
    """One for each voice in a cue."""
    seconds, end = (time.in_milliseconds() / 1000 for time in (caption.start_time, caption.end_time))
    before, *voiced = _VOICE.split(caption.raw_text)
    for speaker, words in [(None, before), *zip(voiced[::2], voiced[1::2], strict=True)]:
        text = html.unescape(Caption(text=words).text)
        if text.strip():
            yield Utterance(seconds, end, text, html.unescape(speaker).strip() if speaker else None)
