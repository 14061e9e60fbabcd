import hashlib
import random
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.argument_map import ArgumentMap
from service.domain.document import Document
from service.domain.provenance import Provenance
from service.errors import UnreadableDocument
from service.reading import Limits, read_bytes, read_text

_ARTICLE = (
    "The café on Straße 9 must close, said the mayor – it is, she argued, “a fire trap” and too loud.\n\n"
    "Its owner denies this, because the fire brigade found nothing in March and the neighbours sleep well."
)


def check(document: Document) -> None:
    """The rules of the domain, by way of a map around the document."""
    ArgumentMap(
        id="m",
        document=document,
        perspectives=({"id": "author", "label": "The author", "kind": "author"},),  # type: ignore[arg-type]
        provenance=Provenance(engine="none"),
    )


def test_a_plain_text() -> None:
    document = read_text(_ARTICLE, name="/home/someone/café.txt")
    check(document)
    assert document.text == _ARTICLE
    assert document.sha256 == hashlib.sha256(_ARTICLE.encode()).hexdigest()
    assert (document.language, document.source.kind, document.source.name) == ("en", "text", "café.txt")
    assert [segment.id for segment in document.segments] == [f"s{n}" for n in range(len(document.segments))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_common_encodings(encoding: str) -> None:
    assert read_bytes(_ARTICLE.encode(encoding), name="a.txt").text == _ARTICLE


@pytest.mark.parametrize(
    ("encoding", "language", "text"),
    [
        (
            "cp1251",
            "ru",
            "Министр сказал, что закон не нужен, но депутаты не согласны с ним и требуют голосования. " * 8,
        ),
        ("shift_jis", "ja", "大臣はこの法律は必要ないと述べたが、議員たちは同意せず、投票を求めている。" * 8),
        ("gb18030", "zh", "部长说这项法律没有必要，但是议员们不同意，要求进行表决。" * 8),
    ],
)
def test_other_scripts_and_their_encodings(encoding: str, language: str, text: str) -> None:
    document = read_bytes(text.encode(encoding), media_type=f"text/plain; charset={encoding}")
    check(document)
    assert document.language == language
    assert document.body()
    assert len(document.segments) >= 8


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16-le"])
def test_an_unstated_encoding_is_found(encoding: str) -> None:
    text = "Министр сказал, что закон не нужен, но депутаты не согласны с ним и требуют голосования. " * 8
    assert read_bytes(text.encode(encoding)).text == text.strip()


@pytest.mark.parametrize("text", ["", "   \n\n \t ", "\u200b\u202e\x00", "----\n\n***", "\ufeff"])
def test_no_text(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="no text") as error:
        read_text(text)
    assert error.value.hint


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (random.Random(1).randbytes(50_000), "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x00" * 1000, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG"),
        (b"PK\x03\x04 broken", "damaged archive"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Office"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"", "no text"),
    ],
)
def test_binary_rubbish(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableDocument, match=what) as error:
        read_bytes(data, name="article.txt")
    assert error.value.hint


def test_a_name_that_lies() -> None:
    with pytest.raises(UnreadableDocument, match=r"named \.pdf but is none"):
        read_bytes(b"plain words", name="a.pdf")


def test_limits() -> None:
    with pytest.raises(UnreadableDocument, match="100 allowed"):
        read_text("word " * 100, limits=Limits(max_code_points=100))
    with pytest.raises(UnreadableDocument, match=r"10 paragraphs, more than the 5"):
        read_text("A paragraph.\n\n" * 10, limits=Limits(max_paragraphs=5))
    with pytest.raises(UnreadableDocument, match=r"10 clauses, more than the 5"):
        read_text("It is so. " * 10, limits=Limits(max_segments=5))
    with pytest.raises(UnreadableDocument, match="bytes"):
        read_bytes(b"word " * 100, limits=Limits(max_bytes=100))


def test_one_line_of_200_kb() -> None:
    document = read_text("and so on " * 20_000)
    check(document)
    assert len(document.paragraphs) == 1


def test_wrapped_lines_and_lists() -> None:
    wrapped = (
        "The council has three reasons for closing the road to traffic, and it\n"
        "gave all of them in a letter that went out on Friday to every house in\n"
        "the village:\n"
        "- the bridge is weak;\n"
        "- the school is near;\n"
        "- nobody needs it.\n"
        "\n"
        "Nobody answered the letter, because the post office had been closed by\n"
        "the same council a week earlier."
    )
    document = read_text(wrapped)
    check(document)
    assert [paragraph.cut(document.text).count("\n") for paragraph in document.paragraphs] == [3, 0]
    pieces = [segment.cut(document.text).strip() for segment in document.segments_of(0)]
    assert pieces[-3:] == ["- the bridge is weak;", "- the school is near;", "- nobody needs it."]


_CHARACTERS = "aB .,;:!?\n\t\r“”’—…\u00a0\u200b\u202e🙂é\u0301不。- QA1©|"


@given(st.text(alphabet=_CHARACTERS, max_size=300), st.integers(1, 6))
def test_any_text_gives_a_sound_document(text: str, times: int) -> None:
    assume(any(character.isalnum() for character in text))
    document = read_text(text * times)
    check(document)
    again = read_text(document.text)
    assert again.text == document.text
    assert [span.end for span in again.paragraphs] == [span.end for span in document.paragraphs]


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    with suppress(UnreadableDocument):  # nothing else may be raised
        check(read_bytes(data))
