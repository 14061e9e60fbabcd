"""The addressee of a letter."""

from __future__ import annotations

import re

from service.domain.document import Document
from service.engines.offline.attribution.attribution import Stretch
from service.engines.offline.lexicon import words

_GREETING = re.compile(r"Dear (?P<name>[^,.:;!?\n]{2,60})[,:]\s*(?:\Z|(?=\S))")
_BARE_GREETING = re.compile(r"(?P<name>Sirs?|Madam|Sir or Madam)[,:]?\s*\Z")
"""A paragraph of its own; with words behind it, it may be a speaker's label."""
_WORD = re.compile(r"\w+")
_NAMED_BEHIND_AN_OFFICE = re.compile(
    r"(?: (?:of|for)[^,.:;!?\n]{2,60})?,? (?:(?:Mrs?|Ms|Dr|Prof(?:essor)?|Sir|Dame)\.? )?"
    r"(?P<name>[A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){1,3})"
)


def greeted(document: Document) -> Stretch | None:
    """Where a letter names its addressee ("Dear trustees,", or a bare "Sir,"), to whom what "you" say is attributed."""
    for paragraph in document.paragraphs:
        place = paragraph.start, paragraph.end
        greeting = _GREETING.match(document.text, *place) or _BARE_GREETING.match(document.text, *place)
        if greeting is not None:
            return _named(document, greeting["name"].split()) or greeting.span("name")
    return None


def _named(document: Document, greeting: list[str]) -> Stretch | None:
    """Where the letter or its title gives the name of the officer whom it greets by office only ("Dear Minister,")."""
    office = greeting[-1].lower()
    if office not in words("titles") or any(part.lower().rstrip(".") not in words("titles") for part in greeting):
        return None
    for word in _WORD.finditer(document.text):
        if word.group().lower() == office and (named := _NAMED_BEHIND_AN_OFFICE.match(document.text, word.end())):
            return named.span("name")
    return None
