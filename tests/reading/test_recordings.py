"""Transcripts with times: whose words, at which second, and what is refused."""

import json

import pytest

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading import read_bytes, read_text

VTT = """WEBVTT

00:00:00.500 --> 00:00:04.000
<v Anna Lund>Good evening. The ferry stops in May,
and nobody asked us.</v>

00:00:04.000 --> 00:00:08.000
<v Anna Lund>Is that <i>right</i>, Mr Sund?</v>

01:00:08.200 --> 01:00:12.000
<v Mr Sund>It is. The hull is worn &amp; the yard is full.</v> <v Anna Lund>Who says so?</v>
"""
ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000
the<00:00:00.500><c> ferry</c> stops.

00:00:02.000 --> 00:00:02.010
the ferry stops.

00:00:02.010 --> 00:00:04.000
the ferry stops.
It stops in May.
"""
SRT = """1
00:00:01,000 --> 00:00:03,000
- Is the hull worn?
- It is, says the yard.
"""


def told(document: Document) -> list[tuple[float | None, str]]:
    return [(document.seconds_at(cue.start), cue.cut(document.text)) for cue in document.times]


def test_each_cue_keeps_its_second_and_its_speaker() -> None:
    document = read_text(VTT)  # pasted, too
    assert document.source.kind == "vtt"
    assert [item.cut(document.text) for item in document.paragraphs] == [
        "Anna Lund: Good evening. The ferry stops in May, and nobody asked us. Is that right, Mr Sund?",
        "Mr Sund: It is. The hull is worn & the yard is full.",
        "Anna Lund: Who says so?",
    ]
    assert told(document)[1:] == [
        (4.0, "Is that right, Mr Sund?"),
        (3608.2, "It is. The hull is worn & the yard is full."),
        (3608.2, "Who says so?"),
    ]
    assert document.seconds_at(0) is None  # a label is said by nobody


def test_lines_that_stay_on_the_screen_are_said_once() -> None:
    assert told(read_text(ROLLING)) == [(0.0, "the ferry stops. "), (2.01, "It stops in May.")]


def test_a_dash_is_somebody_else() -> None:
    document = read_bytes(SRT.encode("utf-16"), name="talk.srt")
    assert [item.cut(document.text) for item in document.paragraphs] == ["Is the hull worn?", "It is, says the yard."]


_SAID = {"text": "The hull is worn.", "start": 1, "end": 3}
FORMS = {
    "whisperx": {"segments": [{**_SAID, "speaker": "SPEAKER_00"}]},
    "assemblyai": {"utterances": [{"speaker": "A", "start": 1000, "end": 3000, "text": "The hull is worn."}]},
    "deepgram": {"results": {"utterances": [{"speaker": 0, "start": 1, "end": 3, "transcript": "The hull is worn."}]}},
    "deepgram-paragraphs": {"results": {"channels": [{"alternatives": [{"paragraphs": {
        "paragraphs": [{"speaker": 0, "sentences": [_SAID]}]}}]}]}},
    "amazon": {"results": {"audio_segments": [
        {"speaker_label": "spk_0", "start_time": "1.0", "end_time": "3", "transcript": "The hull is worn."}]}},
    "rev": {"monologues": [
        {"speaker": 0, "elements": [{"value": "The hull is worn", "ts": 1, "end_ts": 3}, {"value": "."}]}]},
    "podcast": {"segments": [{"speaker": "Anna", "startTime": 1, "endTime": 3, "body": "The hull is worn."}]},
    "list": [_SAID],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_recognisers_write(form: str) -> None:
    document = read_bytes(json.dumps(FORMS[form]).encode(), name="talk.json")
    names = {
        "whisperx": "SPEAKER_00: ",
        "amazon": "spk_0: ",
        "podcast": "Anna: ",
        "assemblyai": "Speaker A: ",
        "list": "",
    }
    assert document.text == f"{names.get(form, 'Speaker 0: ')}The hull is worn."
    assert told(document) == [(1.0, "The hull is worn.")]


def vtt(*cues: tuple[object, str]) -> str:
    return "WEBVTT\n\n" + "".join(f"00:0{at}:00.000 --> 00:0{at}:05.000\n{text}\n\n" for at, text in cues)


REFUSED = {
    "a.vtt": (vtt((1, "Yes."), ("x", "No.")), "of 2 lines with times, 1 can be read"),
    "b.vtt": (vtt((1, "Yes."))[8:], "damaged"),
    "c.vtt": (vtt((9, "Yes."), (1, "No.")), "run backwards: cue 2 begins at 1:00"),
    "d.vtt": (vtt(*((n, "so we say that it is " * 12) for n in range(9))), "no punctuation"),
    "a.srt": ("1\n00:00:01,000 -> 00:00:03,000\nYes.\n", "damaged"),
    "a.json": ('{"segments": [{"text": "Yes."}]}', "segment 1 of the transcript has no time"),
    "b.json": ('{"segments": [{"start": 1e999, "end": 3, "text": "Yes."}]}', "invalid start time"),
    "c.json": ('{"answer": 1}', "no transcript"),
    "d.json": ('{"segments": [', "not valid JSON"),
    "e.json": ("[" * 100_000, "not valid JSON"),
    "f.json": ('{"schema_version": "1", "document": {}}', "already an argument map"),
    "a.xml": ("<rss><item>Yes.</item></rss>", "XML of this kind"),
    "b.xml": ("<akomaNtoso><debate>", "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_right_document_is_refused(name: str) -> None:
    text, reason = REFUSED[name]
    with pytest.raises(UnreadableDocument, match=reason) as error:
        read_bytes(text.encode(), name=name)
    assert error.value.hint


def test_a_parliament_names_its_speakers_with_a_colon_or_a_verb() -> None:
    page = (
        "<housecommons><p>1. <member>Mr. Wan</member><membercontribution> asked the Minister whether the hull is worn."
        "</membercontribution></p><p><member>Mr. Sund</member><membercontribution>: It is.<lb/>It was."
        "</membercontribution></p></housecommons>"
    )
    document = read_bytes(page.encode(), name="hansard.xml")
    assert [(turn.label, turn.cut(document.text)) for turn in document.turns] == [
        ("Mr. Wan", "asked the Minister whether the hull is worn."),
        ("Mr. Sund", "It is.\n\nIt was."),
    ]
