"""Reads SubRip subtitles with webvtt-py."""

from __future__ import annotations

import html
import io

from webvtt import WebVTT

from service.domain.document import Document
from service.reading.options import Options
from service.reading.recordings import Utterance, read_recording
from service.reading.vtt import parsed


def read_srt(text: str, options: Options) -> Document:
    """SubRip subtitles, without their few tags. Raises UnreadableDocument for a damaged file, and as `read_recording`
    does.
    """
    found = parsed(text, lambda: WebVTT.from_buffer(io.StringIO(text), format="srt"))
    utterances = (
        Utterance(
            caption.start_time.in_milliseconds() / 1000,
            caption.end_time.in_milliseconds() / 1000,
            html.unescape(caption.text),
        )
        for caption in found.captions
    )
    return read_recording(utterances, options, kind="srt")
