"""The sample article that a new server shows, mapped by the offline engine."""

from __future__ import annotations

from importlib.resources import files

from service.domain.document import Document
from service.reading import read_text

SAMPLE_ID = "sample"


def sample_document() -> Document:
    """The article as if somebody had pasted it, furniture and all."""
    return read_text(files(__name__).joinpath("night-trains.txt").read_text("utf-8"), name="night-trains.txt")
