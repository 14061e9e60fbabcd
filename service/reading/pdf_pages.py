"""A PDF's lines, page by page, read in a process of its own: a file made to do harm can cost any time and memory.

`python -m service.reading.pdf_pages MAX_PAGES SECONDS BYTES < FILE` writes them as JSON.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from service.errors import UnreadableDocument
from service.reading.limits import Limits
from service.reading.pdf_lines import Line, lines_of

MOST_SECONDS, MOST_MEMORY = 120, 2 << 30
"""Of the processor's time, and bytes of address space, for one file."""
_ROOT = str(Path(__file__).parents[2])
Page = tuple[list[Line], float]


def read_pages(
    data: bytes, limits: Limits, *, seconds: int = MOST_SECONDS, memory: int = MOST_MEMORY
) -> tuple[list[Page], dict[str, object]]:
    """The lines and the height of each page, and the file's metadata.

    Raises UnreadableDocument for damaged and protected files, above `limits.max_pages`, and for what takes too much.
    """
    path = os.pathsep.join(part for part in (_ROOT, os.environ.get("PYTHONPATH")) if part)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "service.reading.pdf_pages", str(limits.max_pages), str(seconds), str(memory)],
            input=data,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": path},
            timeout=5 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    try:
        found = json.loads(done.stdout)
    except ValueError as error:
        raise _too_much() from error
    if "error" in found:
        raise UnreadableDocument(found["error"], hint=found["hint"])
    pages = [([Line(**line) for line in lines], height) for lines, height in found["pages"]]
    return pages, found["metadata"]


def _too_much() -> UnreadableDocument:
    return UnreadableDocument(
        "the PDF takes far more time or memory to read than an article does", hint="Print it anew, or send its text."
    )


def _read(data: bytes, max_pages: int) -> dict[str, Any]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as opened:
        if len(opened.pages) > max_pages:
            return {
                "error": f"the PDF has {len(opened.pages)} pages, more than the {max_pages} allowed",
                "hint": "Send the pages of one article.",
            }
        pages = []
        for number, page in enumerate(opened.pages, 1):
            words = page.dedupe_chars().extract_words(extra_attrs=["size"], use_text_flow=False)
            pages.append(([asdict(line) for line in lines_of(words, number)], float(page.height)))
            page.close()
        metadata = {key: value for key, value in (opened.metadata or {}).items() if isinstance(value, str)}
        return {"pages": pages, "metadata": metadata}


def main() -> None:
    """The child: an answer in any case, unless the limits end it."""
    max_pages, seconds, memory = map(int, sys.argv[1:])
    import pdfplumber  # noqa: F401  (before the limits: a library that cannot be loaded is no damage in a file)

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        found = _read(sys.stdin.buffer.read(), max_pages)
    except MemoryError:
        sys.exit(1)
    except Exception as error:  # a file made to do harm can make the parser raise anything
        protected = "password" in repr(error).lower() or "encrypt" in repr(error).lower()
        reason = "protected by a password" if protected else f"damaged ({type(error).__name__})"
        found = {"error": f"the PDF is {reason}", "hint": "Save it anew without protection, or send text."}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
