"""Reading in a process of its own, under limits: a file made to do harm can cost any time and memory.

`python -m service.reading.apart KIND SECONDS BYTES`: a line of JSON (the options), then the file; the document comes
back as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import cast

from service.domain.document import Document
from service.errors import UnreadableDocument
from service.reading.files import Options, read_file, reader_of
from service.reading.sniff import FileKind, unpacked_size

MOST_SECONDS, MOST_MEMORY = 120, 2 << 30
"""Of the processor's time, and bytes of address space, for one file."""
_MUCH_MARKUP = 500_000
_ROOT = str(Path(__file__).parents[__package__.count(".") + 1])
_SECRETS = ("ARGMAP_", "OPENAI_")


def may_cost_much(kind: FileKind, data: bytes) -> bool:
    """Any PDF, and what holds more markup than articles do: a process costs a second, which most pages take less of."""
    if kind == "docx":
        return unpacked_size(data) > _MUCH_MARKUP
    return kind == "pdf" or (kind == "html" and len(data) > _MUCH_MARKUP)


def read_apart(
    kind: FileKind, data: bytes, options: Options, *, seconds: int = MOST_SECONDS, memory: int = MOST_MEMORY
) -> Document:
    """As `read_file` does it; UnreadableDocument also for what takes too much."""
    path = os.pathsep.join(part for part in (_ROOT, os.environ.get("PYTHONPATH")) if part)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"{__package__}.apart", kind, str(seconds), str(memory)],
            input=options.dump() + b"\n" + data,
            capture_output=True,
            env=kept | {"PYTHONPATH": path},
            timeout=5 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much(kind) from error
    try:
        found = json.loads(done.stdout)
    except ValueError as error:
        raise _too_much(kind) from error
    if "error" in found:
        raise UnreadableDocument(found["error"], hint=found["hint"])
    return Document.model_validate(found)


def _too_much(kind: FileKind) -> UnreadableDocument:
    return UnreadableDocument(
        f"the {kind.upper()} file takes far more time or memory to read than an article does",
        hint="Save or print it anew, or send its text.",
    )


def main() -> None:
    """The child: an answer in any case, unless the limits end it."""
    kind, seconds, memory = cast(FileKind, sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    reader_of(kind)  # before the limits: a library that cannot be loaded is no damage in a file
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    options = Options.parse(sys.stdin.buffer.readline())
    try:
        answer = read_file(kind, sys.stdin.buffer.read(), options).model_dump_json()
    except UnreadableDocument as error:
        answer = json.dumps({"error": error.message, "hint": error.hint})
    except MemoryError:
        sys.exit(1)
    sys.stdout.buffer.write(answer.encode())


if __name__ == "__main__":
    main()
