"""Documents of every kind, made by a script, and the text that must come out of each."""

import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from fpdf import FPDF

from service.errors import UnreadableDocument
from service.reading import Limits, read_bytes
from service.reading.options import Options
from service.reading.readers import READERS
from service.reading.sandboxed import read_in_sandbox
from tests.reading.builders import MAKERS, PROSE, Made, docx_plain, html_page, pdf_plain


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_what_comes_out(make: Callable[[], Made]) -> None:
    made = make()
    document = read_bytes(made.data, name=made.name)
    paragraphs = document.paragraphs
    assert tuple(item.cut(document.text) for item in paragraphs if item.kind == "body") == made.body
    assert tuple(item.cut(document.text) for item in paragraphs if item.kind == "heading") == made.headings
    if made.title:
        assert document.title == made.title
    if made.pages:
        assert tuple(item.page for item in paragraphs if item.kind == "body") == made.pages
    for gone in made.absent:
        assert gone not in document.text


def test_the_source_says_what_it_was() -> None:
    assert read_bytes(pdf_plain().data).source.kind == "pdf"
    document = read_bytes(docx_plain().data, name="C:\\Users\\m\\plain.docx")
    source = document.source
    assert (source.kind, source.name, document.author) == ("docx", "plain.docx", "M. Sund")


def test_a_scanned_pdf() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(20, 20, 100, 200, style="F")
    with pytest.raises(UnreadableDocument, match="scan") as error:
        read_bytes(bytes(pdf.output()))
    assert "OCR" in error.value.hint


def test_a_protected_pdf() -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Times", size=11)
    pdf.multi_cell(0, 5, PROSE[0])
    pdf.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(UnreadableDocument, match="password"):
        read_bytes(bytes(pdf.output()))


@pytest.mark.parametrize("make", [pdf_plain, docx_plain])
@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_a_file_that_was_cut_off(make: Callable[[], Made], keep: float) -> None:
    made = make()
    with pytest.raises(UnreadableDocument) as error:
        read_bytes(made.data[: int(len(made.data) * keep)], name=made.name)
    assert error.value.hint


def test_too_many_pages() -> None:
    pdf = FPDF()
    for _ in range(4):
        pdf.add_page()
    with pytest.raises(UnreadableDocument, match="4 pages, more than the 3"):
        read_bytes(bytes(pdf.output()), limits=Limits(max_pages=3))


def _pdf(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, item) for number, item in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


def test_a_small_pdf_that_takes_very_long() -> None:
    data = _pdf(b"BT /F1 12 Tf 10 10 Td " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 60_000 + b"ET")
    assert len(data) < 200_000
    with pytest.raises(UnreadableDocument, match="takes far more"):
        read_in_sandbox(data, Options(), seconds=2)


def test_a_pdf_that_takes_more_memory_than_there_is_for_it() -> None:
    with pytest.raises(UnreadableDocument, match="takes far more"):
        read_in_sandbox(pdf_plain().data, Options(), memory=16 << 20)


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_a_long_page_or_word_file_is_read_elsewhere_to_the_same_document(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = html_page() if kind == "html" else docx_plain()
    here = read_bytes(made.data, name=made.name)
    monkeypatch.setitem(READERS, kind, replace(READERS[kind], sandbox_above=10))
    assert read_bytes(made.data, name=made.name) == here


def test_a_page_of_markup_without_end() -> None:
    """In this process it would hold up everybody else for minutes."""
    data = b"<html><body>" + b"<p>a b c d e f g h</p>" * 200_000
    with pytest.raises(UnreadableDocument, match="takes far more"):
        read_in_sandbox(data, Options(), seconds=2)
