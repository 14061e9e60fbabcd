"""What is fuzzed: for each target its seeds, and what is done with an input. An ArgmapError is a good answer."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle

from service.domain.argument_map import ArgumentMap
from service.domain.provenance import Provenance
from service.engines.answers import LinksAnswer, StructureAnswer, Voice, VoicesAnswer
from service.engines.llm import links, structure, voices
from service.errors import FormatError
from service.formats import EXPORT_FORMATS, IMPORT_FORMATS, export_map, import_map
from service.pipeline.assembly import assemble
from service.reading import read_bytes
from service.reading.readers import READERS
from tests.building import tram_map
from tests.engines.llm.texts import BORDER, document_of, draft_of
from tests.reading import builders


@dataclass(frozen=True)
class Target:
    """`run` raises an ArgmapError for what it refuses; any other exception is a finding."""

    name: str
    seeds: Sequence[bytes]
    run: Callable[[bytes], object]


def targets() -> dict[str, Target]:
    """Every reader, every format that is imported, and the decoder of every step."""
    found = [*_readers(), *_formats(), *_decoders()]
    return {target.name: target for target in found}


def _readers() -> list[Target]:
    kinds: dict[str, list[bytes]] = {}
    for make in builders.MAKERS:
        made = make()
        suffix = made.name.rsplit(".", 1)[1]
        kind = next(reader.kind for reader in READERS.values() if suffix in reader.suffixes)
        kinds.setdefault(kind, []).append(made.data)
    kinds["pdf"] += [_unpacked(data) for data in kinds["pdf"]]
    return [Target(f"read-{kind}", seeds, _reader(kind)) for kind, seeds in sorted(kinds.items())]


def _reader(kind: str) -> Callable[[bytes], object]:
    name = f"a.{READERS[kind].suffixes[0]}"

    def read(data: bytes) -> None:
        document = read_bytes(data, name=name)
        assert document.text.encode(), "a document without text is refused"
        for segment in document.segments:
            assert 0 <= segment.start < segment.end <= len(document.text), segment

    return read


def _unpacked(pdf: bytes) -> bytes:
    """The same file with its streams in the clear, so that changes reach what is in them."""
    parts = re.split(rb"stream\r?\n(.*?)\r?\nendstream", pdf.replace(b"/Filter /FlateDecode", b""), flags=re.DOTALL)
    opened = []
    for part, is_stream in zip(parts, cycle([False, True]), strict=False):
        if is_stream:
            with suppress(zlib.error):
                part = zlib.decompress(part)
            part = b"stream\n" + part + b"\nendstream"
        opened.append(part)
    return b"".join(opened)


def _formats() -> list[Target]:
    return [Target(f"import-{name}", _seeds(name), _importer(name)) for name in IMPORT_FORMATS]


def _seeds(name: str) -> list[bytes]:
    return [export_map(map_, name).text.encode() for map_ in (tram_map(), _draft())]


def _importer(name: str) -> Callable[[bytes], object]:
    def take_in(data: bytes) -> None:
        map_ = import_map(_text(data), name).map
        text = export_map(map_, "json").text
        text.encode()
        assert import_map(text, "json").map == map_, "an imported map does not come back from its own JSON"
        for format_ in EXPORT_FORMATS:
            with suppress(FormatError):
                export_map(map_, format_).text.encode()

    return take_in


_VOICE = Voice(key="v1", label="Ardan", kind="state", aliases=("Ardan officials",))
_DOCUMENT = document_of(BORDER, BORDER)
_VOICES = VoicesAnswer(voices=(_VOICE,))
_ANSWERS = {
    "voices": [{"voices": ["1-2 state", "22 person <1"]}, {"voices": ["1 state =1-2,5", "2 group"]}],
    "structure": [
        {"paragraphs": [{"p": 1, "said": ["1 1-2 3", "1 22 23 concedes"], "units": ["2A", "3A", "4-5B"]}]},
        {"paragraphs": [{"p": 1, "said": [], "units": ["2", "3", "4-5"], "gists": [{"unit": "2", "text": "harmless"}],
         "implicit": [{"text": "arms harm", "to": "2"}]}]},
    ],
    "links": [{"conclusion": "1", "links": ["2 s1", "3 r1"]}, {"conclusion": None, "links": ["2 u1"]}],
}  # fmt: skip


def _decoders() -> list[Target]:
    decoders = {"voices": _decode_voices, "structure": _decode_structure, "links": _decode_links}
    return [
        Target(f"decode-{step}", [json.dumps(answer).encode() for answer in _ANSWERS[step]], decode)
        for step, decode in decoders.items()
    ]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _decode_voices(data: bytes) -> None:
    (question,) = voices.questions_of(_DOCUMENT)
    answer = question.decode(_text(data)).answer
    if answer is not None:
        _whole(answer, StructureAnswer(paragraph=0), None)


def _decode_structure(data: bytes) -> None:
    for options in (structure.Options(), structure.Options(gists=True, implicit=True)):
        (question,) = structure.questions_of(_DOCUMENT, _VOICES, 0, options)
        answer = question.decode(_text(data)).answer
        if answer is not None:
            _whole(_VOICES, answer, None)


def _draft() -> ArgumentMap:
    """Both paragraphs as a right answer has them."""
    answers = []
    for paragraph in (0, 1):
        (question,) = structure.questions_of(_DOCUMENT, _VOICES, paragraph)
        answer = question.decode(json.dumps(_ANSWERS["structure"][0])).answer
        assert answer is not None
        answers.append(answer)
    return draft_of(_DOCUMENT, *answers)


def _decode_links(data: bytes) -> None:
    for question in links.questions_of(_draft()):
        answer = question.decode(_text(data)).answer
        if answer is not None:
            _whole(_VOICES, StructureAnswer(paragraph=0), answer)


def _whole(voices: VoicesAnswer, answer: StructureAnswer, links: LinksAnswer | None) -> None:
    """The answer must make a valid map, whatever is in it."""
    map_ = assemble(_DOCUMENT, voices, [answer], links, map_id="fuzz", provenance=Provenance(engine="llm"))
    assert ArgumentMap.model_validate_json(map_.model_dump_json()) == map_
