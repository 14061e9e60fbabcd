"""Letters pages: paragraphs with salutations, and short ones with signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain.base import Span
from service.domain.document import Document, Turn
from service.reading.turns.labels import is_common, small_words
from service.reading.turns.speakers import Speakers

_WORD = r"(?:[A-Z\u00c0-\u00de][\w'\u2019-]*\.?)"
_SIGNATURE = re.compile(
    r"[\u2014\u2013-]{0,2}\s*(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Rev|Sir|Dame|Cllr|Councillor)\.? )?"
    rf"(?P<name>{_WORD}(?: (?:(?:de|da|di|van|von|der|den|la|le|al|bin) )*{_WORD}){{1,3}})"
    r"(?:\s*\(\d{1,2}\)|,\s*(?:aged? )?\d{1,2})?(?:,\s*[^.!?:]{2,70}|\s*\([^()]{2,50}\))?\.?$"
)
_ABOUT_LETTERS = re.compile(
    r"\b(?:letters?|mailbag|post ?bag|inbox|your (?:say|views)|readers?(?:['\u2019]s?)?|correspondence|feedback)\b",
    re.IGNORECASE,
)
_SALUTATION = re.compile(
    r"(?:Dear\s+\S+|Sirs?|Madam|Sir or Madam|To the editor|Editor)\b[^.!?]{0,40}?[,:;\u2014\u2013-]|Re:", re.IGNORECASE
)
_NO_NAMES = {"The", "A", "An", "Photo", "Letters", "Your", "By", "More", "Read"}
_LONGEST_SIGNATURE, _SHORTEST_LETTER = 12, 20
"""Words."""


def signature_in(text: str) -> tuple[int, int] | None:
    """Where in a short paragraph the signature is, alone or with an age and a place; None if it is not a signature.

    >>> signature_in("R. Desai, Ulverston"), signature_in("The dam leaks.")
    ((0, 8), None)
    """
    if len(text.split()) > _LONGEST_SIGNATURE:
        return None
    match = _SIGNATURE.match(text)
    if match is None or match["name"].split()[0] in _NO_NAMES:
        return None
    return match.span("name")


def is_salutation(text: str) -> bool:
    """Whether a paragraph begins with a salutation ("Sir, –", "Dear Minister,")."""
    return _SALUTATION.match(text) is not None


def letters_in(texts: Sequence[str]) -> dict[int, int]:
    """Index of each paragraph of a letter -> index of its signature; {} if this is not a letters page.

    A letters page has at least two signed letters, and either says so at the top or most of its letters have
    salutations.
    """
    home: dict[int, int] = {}
    first_of: list[int] = []
    waiting: list[int] = []
    for number, text in enumerate(texts):
        if len(text.split()) >= _SHORTEST_LETTER or is_salutation(text):
            waiting.append(number)
        elif waiting and signature_in(text) is not None:
            home |= dict.fromkeys(range(waiting[0], number), number)
            first_of.append(waiting[0])
            waiting = []
    if len(first_of) < 2 or len(waiting) > len(first_of):
        return {}
    greeting = sum(is_salutation(texts[number]) for number in first_of)
    says_so = any(_ABOUT_LETTERS.search(text) for text in texts[: first_of[0]])
    return home if says_so or 2 * greeting > len(first_of) else {}


def letter_turns(document: Document) -> list[Turn]:
    """The letters on a page, each as its signatory's turn; [] unless the document is a page of at least two."""
    paragraphs, speakers = document.paragraphs, Speakers()
    turns: list[Turn] = []
    small = small_words([document.text])
    for number, signed in sorted(letters_in([item.cut(document.text) for item in paragraphs]).items()):
        paragraph, name = paragraphs[number], signature_in(paragraphs[signed].cut(document.text))
        if paragraph.kind != "body" or name is None:
            continue
        source = Span(start=paragraphs[signed].start + name[0], end=paragraphs[signed].start + name[1])
        if turns and turns[-1].source == source:
            turns[-1] = turns[-1].model_copy(update={"end": paragraph.end})
            continue
        label = source.cut(document.text)
        if is_common(label, small):
            return []
        turns.append(
            Turn(speaker=speakers.of(label), label=label, source=source, start=paragraph.start, end=paragraph.end)
        )
    return turns
