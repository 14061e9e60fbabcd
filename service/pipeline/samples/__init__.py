"""The samples that a new server shows: an article for the offline engine, and a map that a language model made.

The second shows a newcomer without a key the service at full strength; its provenance names the model.
"""

from __future__ import annotations

from importlib.resources import files

from service.domain.argument_map import ArgumentMap, parse_map
from service.domain.document import Document
from service.reading import read_text

SAMPLE_ID = "sample"
MODEL_SAMPLE_ID = "sample-by-model"
SAMPLE_IDS = (MODEL_SAMPLE_ID, SAMPLE_ID)


def sample_document() -> Document:
    """The article as if pasted by a user, furniture and all."""
    return read_text(files(__name__).joinpath("night-trains.txt").read_text("utf-8"), name="night-trains.txt")


def model_sample() -> ArgumentMap:
    """A finished map of an article on two capitals that do not answer each other."""
    stored = parse_map(files(__name__).joinpath("two-capitals.json").read_text("utf-8"))
    return stored.model_copy(update={"id": MODEL_SAMPLE_ID, "version": 1, "status": "done"})
