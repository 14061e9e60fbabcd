"""The addressee of a letter."""

from __future__ import annotations

import re

from service.domain.document import Document
from service.engines.offline.attribution.attribution import Stretch

_GREETING = re.compile(r"Dear (?P<name>[^,.:;!?\n]{2,60})[,:]\s*(?:\Z|(?=\S))")
_BARE_GREETING = re.compile(r"(?P<name>Sirs?|Madam|Sir or Madam)[,:]?\s*\Z")
"""A paragraph of its own; with words behind it, it may be a speaker's label."""


def greeted(document: Document) -> Stretch | None:
    """Where a letter names its addressee ("Dear trustees,", or a bare "Sir,"), to whom what "you" say is attributed."""
    for paragraph in document.paragraphs:
        place = paragraph.start, paragraph.end
        greeting = _GREETING.match(document.text, *place) or _BARE_GREETING.match(document.text, *place)
        if greeting is not None:
            return greeting.span("name")
    return None
