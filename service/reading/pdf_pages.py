"""A PDF's lines, page by page, with pdfplumber. To be called in a sandboxed process (see `sandboxed`)."""

from __future__ import annotations

import io

import pdfplumber

from service.errors import UnreadableDocument
from service.reading.options import Limits
from service.reading.pdf_lines import Line, lines_of

Page = tuple[list[Line], float]


def read_pages(data: bytes, limits: Limits) -> tuple[list[Page], dict[str, str]]:
    """The lines and the height of each page, and the file's metadata.

    Raises UnreadableDocument for damaged or protected files, and above `limits.max_pages`.
    """
    try:
        return _read(data, limits.max_pages)
    except (UnreadableDocument, MemoryError):
        raise
    except SystemError as error:  # so the interpreter ends where C code finds no memory
        raise MemoryError from error
    except Exception as error:  # a file made to do harm can make the parser raise anything
        protected = "password" in repr(error).lower() or "encrypt" in repr(error).lower()
        reason = "protected by a password" if protected else f"damaged ({type(error).__name__})"
        raise UnreadableDocument(
            f"the PDF is {reason}", hint="Save it again without protection, or send its text."
        ) from error


def _read(data: bytes, max_pages: int) -> tuple[list[Page], dict[str, str]]:
    with pdfplumber.open(io.BytesIO(data)) as opened:
        if len(opened.pages) > max_pages:
            raise UnreadableDocument(
                f"the PDF has {len(opened.pages)} pages, more than the {max_pages} allowed",
                hint="Send the pages of one article.",
            )
        pages = []
        for number, page in enumerate(opened.pages, 1):
            words = page.dedupe_chars().extract_words(extra_attrs=["size"], use_text_flow=False)
            pages.append((lines_of(words, number), float(page.height)))
            page.close()
        metadata = {key: value for key, value in (opened.metadata or {}).items() if isinstance(value, str)}
        return pages, metadata
