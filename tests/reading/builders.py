"""Makes the documents that the reading tests read: PDF, DOCX, HTML, Markdown, text, each with what must come out."""

from __future__ import annotations

import io
import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

import docx
from fpdf import FPDF

PROSE = (
    "The ferry has crossed the sound since 1904, and nobody on the island can remember a winter in which it "
    "stayed in harbour for longer than a week. The company now says that it must, because the hull is worn and "
    "the yard is full.",
    "Islanders do not believe it. The harbour master, who has seen the hull, argues that a coat of paint would "
    "do; the baker says that the company wants to be rid of the night boat, which loses money, and is looking for "
    "a reason.",
    "Both may be right. A worn hull is a reason to repair a ship, and it is no reason to stop a service, since a "
    "smaller boat lies unused across the water. The council should hire it, and it should do so before the ice "
    "comes in.",
    "A bridge would end the quarrel, some people say, but a bridge costs more than the island earns in ten years, "
    "and those who want it have never said who would pay for it. Until they do, the ferry is all that there is.",
)
HEADLINE = "Keep the night boat"


@dataclass(frozen=True)
class Made:
    """A document's bytes; the body paragraphs that must come out, and the pages on which they begin."""

    name: str
    data: bytes
    body: tuple[str, ...]
    headings: tuple[str, ...] = ()
    title: str | None = None
    pages: tuple[int, ...] = ()
    absent: tuple[str, ...] = field(default=())


class _Page(FPDF):
    head: str | None = None
    foot: str | None = None

    def header(self) -> None:
        if self.head:
            self.set_font("Times", size=9)
            self.set_y(8)
            self.cell(text=self.head.format(page=self.page_no()))
            self.set_y(25)

    def footer(self) -> None:
        if self.foot:
            self.set_font("Times", size=9)
            self.set_y(-12)
            self.cell(text=self.foot.format(page=self.page_no()))


def _pdf(head: str | None = None, foot: str | None = None) -> _Page:
    made = _Page(format="A4")
    made.head, made.foot = head, foot
    made.set_margins(25, 25)
    made.set_auto_page_break(True, 25)
    made.add_page()
    return made


def _headline(pdf: FPDF, text: str = HEADLINE, size: int = 20) -> None:
    pdf.set_font("Times", style="B", size=size)
    pdf.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)


def _paragraph(pdf: FPDF, text: str, width: float = 0, gap: float = 3, align: str = "J") -> None:
    pdf.set_font("Times", size=11)
    pdf.multi_cell(width, 5, text, align=align, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(gap)


def pdf_plain() -> Made:
    pdf = _pdf()
    _headline(pdf)
    for text in PROSE[:3]:
        _paragraph(pdf, text)
    return Made("plain.pdf", bytes(pdf.output()), PROSE[:3], title=HEADLINE, pages=(1, 1, 1))


def pdf_headings() -> Made:
    pdf = _pdf()
    _headline(pdf)
    _paragraph(pdf, PROSE[0])
    _headline(pdf, "What the harbour master says", 14)
    _paragraph(pdf, PROSE[1])
    return Made("headings.pdf", bytes(pdf.output()), PROSE[:2], ("What the harbour master says",), HEADLINE)


def pdf_running_heads() -> Made:
    pdf = _pdf("The Sound Weekly   {page}", "page {page}")
    _headline(pdf)
    for text in PROSE:
        _paragraph(pdf, text)
        pdf.add_page()
    _paragraph(pdf, PROSE[0])
    body = (*PROSE, PROSE[0])
    return Made("heads.pdf", bytes(pdf.output()), body, pages=(1, 2, 3, 4, 5), absent=("Sound Weekly", "page 2"))


def pdf_paragraph_over_pages() -> Made:
    pdf = _pdf(foot="{page}")
    long = " ".join(PROSE * 6)
    _paragraph(pdf, PROSE[0])
    _paragraph(pdf, long)
    _paragraph(pdf, PROSE[1])
    return Made("pages.pdf", bytes(pdf.output()), (PROSE[0], long, PROSE[1]), pages=(1, 1, 2))


def pdf_columns() -> Made:
    pdf = _pdf()
    _headline(pdf)
    pdf.set_font("Times", size=11)
    with pdf.text_columns(ncols=2, gutter=10, text_align="L") as columns:
        for text in PROSE * 3:
            with columns.paragraph(bottom_margin=3) as paragraph:
                paragraph.write(text)
    return Made("columns.pdf", bytes(pdf.output()), PROSE * 3, title=HEADLINE)


def pdf_hyphens() -> Made:
    pdf = _pdf()
    pdf.set_font("Times", size=11)
    for line in (
        "The council has never consid-",
        "ered a well-known remedy, and it",
        "should look at the well-",
        "known one now.",
    ):
        pdf.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    _paragraph(pdf, PROSE[1])
    first = "The council has never considered a well-known remedy, and it should look at the well-known one now."
    return Made("hyphens.pdf", bytes(pdf.output()), (first, PROSE[1]))


def pdf_footnotes() -> Made:
    pdf = _pdf()
    for text in PROSE[:3]:
        _paragraph(pdf, text)
    pdf.set_y(-45)
    pdf.set_font("Times", size=8)
    pdf.multi_cell(0, 4, "1 The figures are the company's own, and they have not been checked by anybody else.")
    pdf.add_page()
    _paragraph(pdf, PROSE[3])
    return Made("notes.pdf", bytes(pdf.output()), PROSE, pages=(1, 1, 1, 2))


def pdf_indented() -> Made:
    pdf = _pdf()
    for text in PROSE[:3]:
        pdf.set_font("Times", size=11)
        for number, line in enumerate(textwrap.wrap(text, 84)):
            pdf.set_x(pdf.l_margin + (6 if number == 0 else 0))
            pdf.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    return Made("indented.pdf", bytes(pdf.output()), PROSE[:3])


def docx_styles() -> Made:
    opened = docx.Document()
    opened.add_heading(HEADLINE, 0)
    opened.add_paragraph(PROSE[0])
    opened.add_heading("The hull", 1)
    opened.add_paragraph("It is worn in three places:")
    for item in ("at the bow;", "at the keel;", "below the engine."):
        opened.add_paragraph(item, style="List Bullet")
    opened.add_paragraph("The ferry in May.", style="Caption")
    opened.add_table(1, 2).rows[0].cells[0].text = "a cell"
    opened.add_paragraph(PROSE[1])
    items = "- at the bow;\n- at the keel;\n- below the engine."
    body = (PROSE[0], "It is worn in three places:", items, PROSE[1])
    return Made("styles.docx", _saved(opened), body, ("The hull",), HEADLINE)


def docx_plain() -> Made:
    opened = docx.Document()
    opened.core_properties.author = "M. Sund"
    opened.add_paragraph(HEADLINE)
    opened.add_paragraph("By M. Sund")
    for text in PROSE:
        opened.add_paragraph(text)
    return Made("plain.docx", _saved(opened), PROSE, title=HEADLINE)


def _saved(opened: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    opened.save(stream)
    return stream.getvalue()


def html_page() -> Made:
    paragraphs = "".join(f"<p>{text}</p>" for text in PROSE)
    page = (
        f"<!doctype html><html lang=en><head><title>{HEADLINE}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<main><article><h1>{HEADLINE}</h1>{paragraphs}</article></main><footer>© Sound Weekly</footer></body></html>"
    )
    return Made("page.html", page.encode(), PROSE, title=HEADLINE, absent=("Home",))


def html_old() -> Made:
    text = "<br><br>".join(PROSE)
    page = f"<html><body bgcolor=white><table><tr><td><h2>{HEADLINE}</h2>{text}</table></body></html>"
    return Made("old.htm", page.encode("cp1252"), PROSE, title=HEADLINE)


def html_divs() -> Made:
    divs = "".join(f"<div><div class=para>{text}</div></div>" for text in PROSE)
    page = (
        f"<html><head><meta charset=utf-8></head><body><h1>{HEADLINE}</h1>{divs}<script>track()</script></body></html>"
    )
    return Made("divs.html", page.encode(), PROSE, title=HEADLINE, absent=("track",))


def _text(name: str, text: str, encoding: str = "utf-8") -> Made:
    return Made(name, text.encode(encoding), PROSE, title=HEADLINE)


def markdown() -> Made:
    return _text("page.md", f"# {HEADLINE}\n\n" + "\n\n".join(PROSE))


def markdown_underlined() -> Made:
    return _text(
        "setext.markdown", f"{HEADLINE}\n====\n\n" + "\n\n".join(text.replace(". ", ".\n", 1) for text in PROSE)
    )


def text_plain() -> Made:
    return _text("plain.txt", f"{HEADLINE}\n\n" + "\n\n".join(PROSE))


def text_windows() -> Made:
    return _text("windows.txt", f"{HEADLINE}\r\n\r\n" + "\r\n\r\n".join(PROSE), "utf-16")


def text_single_newlines() -> Made:
    return _text("single.txt", f"{HEADLINE}\n" + "\n".join(PROSE))


def text_wrapped() -> Made:
    return _text("wrapped.txt", f"{HEADLINE}\n\n" + "\n\n".join(textwrap.fill(text, 66) for text in PROSE))


def text_latin() -> Made:
    text = "\n\n".join(PROSE).replace("harbour", "port of Tórshavn")
    body = tuple(part.replace("harbour", "port of Tórshavn") for part in PROSE)
    return Made("latin.txt", text.encode("latin-1"), body)


def text_nonbreaking() -> Made:
    return _text("spaces.txt", f"{HEADLINE}\n\n" + "\n\n".join(text.replace(" ", "\u00a0", 3) for text in PROSE))


def _clock(seconds: float, mark: str) -> str:
    return f"00:00:{int(seconds):02}{mark}{round(seconds % 1 * 1000):03}"


def vtt() -> Made:
    cues = "".join(
        f"{number}\n{_clock(10 * number, '.')} --> {_clock(10 * number + 9, '.')} align:start\n"
        f"<v {('Anna Lund', 'Mr Sund')[number % 2]}>{text}</v>\n\n"
        for number, text in enumerate(PROSE)
    )
    text = f"WEBVTT - {HEADLINE}\n\nNOTE made by hand\n\nSTYLE\n::cue {{ color: red }}\n\n{cues}"
    body = tuple(f"{('Anna Lund', 'Mr Sund')[number % 2]}: {text}" for number, text in enumerate(PROSE))
    return Made("talk.vtt", text.encode("utf-8-sig"), body, title=HEADLINE, absent=("-->", "NOTE", "<v"))


def srt() -> Made:
    cues = (
        f"{n}\r\n{_clock(4 * n, ',')} --> {_clock(4 * n + 1, ',')}\r\n<i>{t}</i>\r\n\r\n"
        for n, t in enumerate(PROSE, 1)
    )
    return Made("talk.srt", "".join(cues).encode(), PROSE, absent=("-->", "<i>"))


def recognised() -> Made:
    segments = [
        {"start": 10.0 * number, "end": 10.0 * number + 9, "text": f" {text}", "speaker": f"SPEAKER_{number:02}"}
        for number, text in enumerate(PROSE)
    ]
    body = tuple(f"SPEAKER_{number:02}: {text}" for number, text in enumerate(PROSE))
    return Made("talk.json", json.dumps({"language": "en", "segments": segments}).encode(), body)


def akoma_ntoso() -> Made:
    speeches = "".join(
        f'<speech by="#p{number}"><from>Ms HOLT</from><p>{text}</p></speech>'
        if number % 2
        else f'<speech by="#p{number}"><p>{text}</p><p>{text}</p></speech>'
        for number, text in enumerate(PROSE)
    )
    page = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><debate><meta>'
        '<identification><FRBRWork><FRBRdate date="2024-03-05" name=""/></FRBRWork></identification><references>'
        '<TLCPerson eId="p0" showAs="Anna Lund"/><TLCPerson eId="p2" showAs="Mr Sund"/></references></meta><debateBody>'
        f"<debateSection><heading>{HEADLINE}</heading><narrative><p>The sitting opened.</p></narrative>{speeches}"
        "</debateSection></debateBody></debate></akomaNtoso>"
    )
    body = tuple(
        line
        for number, text in enumerate(PROSE)
        for line in ([f"Ms HOLT: {text}"] if number % 2 else [f"{('Anna Lund', 'Mr Sund')[number // 2]}: {text}", text])
    )
    return Made("sitting.xml", page.encode(), ("The sitting opened.", *body), (HEADLINE,), HEADLINE)


def hansard() -> Made:
    first, second, third, _ = PROSE
    cut = first.replace("harbour", "har\n<col>2</col>\nbour")
    page = (
        f'<housecommons><col>1</col><title>{HEADLINE}</title><date format="1961-07-06">Thursday</date>'
        f"<section><title>The hull</title><p>1. <member>Mr. Sund</member><membercontribution>: {cut}<lb/>{second}"
        f"</membercontribution></p><image src='x'/><p><member>Ms Lund</member><membercontribution>: {third}"
        "</membercontribution></p></section></housecommons>"
    )
    body = (f"Mr. Sund: {first}", second, f"Ms Lund: {third}")
    return Made("hansard.xml", page.encode(), body, (HEADLINE, "The hull"), HEADLINE)


def parlparse() -> Made:
    speeches = "".join(
        f'<speech speakername="Anna Lund" time="10:00:00"><p>{text}</p><p>{text}&mdash;</p></speech>' for text in PROSE
    )
    page = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><publicwhip>'
        f"<major-heading>{HEADLINE}</major-heading>{speeches}</publicwhip>"
    )
    body = tuple(line for text in PROSE for line in (f"Anna Lund: {text}", f"{text}—"))
    return Made("debates.xml", page.encode(), body, (HEADLINE,), HEADLINE)


def congressional_record() -> Made:
    lines = "\n".join(textwrap.fill(text, 71, initial_indent="  ") for text in PROSE)
    page = (
        "<html><head><title>Congressional Record, Volume 1</title></head><body><pre>\n"
        "[Congressional Record Volume 1, Number 8]\n"
        '[Senate]\n[Page S702]\nFrom the Congressional Record Online [<a href="https://www.gpo.gov">www.gpo.gov</a>]\n\n\n'
        f"{' ' * 20}{HEADLINE}\n\n{lines}\n</pre></body></html>"
    )
    return Made("record.htm", page.encode(), PROSE, title=HEADLINE, absent=("gpo.gov", "Page S702"))


MAKERS: tuple[Callable[[], Made], ...] = (
    *(pdf_plain, pdf_headings, pdf_running_heads, pdf_paragraph_over_pages, pdf_columns, pdf_hyphens, pdf_footnotes),
    *(pdf_indented, docx_styles, docx_plain, html_page, html_old, html_divs, markdown, markdown_underlined, text_plain),
    *(text_windows, text_single_newlines, text_wrapped, text_latin, text_nonbreaking, vtt, srt, recognised),
    *(akoma_ntoso, hansard, parlparse, congressional_record),
)
