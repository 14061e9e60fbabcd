"""The fullest name the text gives a holder: a bare common noun gets the words that specify it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from service.domain.argument import Perspective
from service.domain.base import Span

_POSSESSIVE = re.compile(r"(?:its|their|his|her)\s+(?=\S)", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:(?:\b[Tt]he\s+)?(?:\b[A-Z][\w-]*\s+){0,2}\b[^\W\d_][\w-]*(?:['’]s|s['’])"
    r"|\b(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ne|[Ss]ome|[Mm]any|[Ss]everal|[Oo]ther|[Mm]ost))\s$"
)
_AFTER = re.compile(r"\s(?:of|for|at|from)\s(?:the\s)?(?:[A-Z][\w.-]*)(?:\s[A-Z][\w.-]*){0,3}(?!\w)")
_NEAR = 80


def with_full_names(perspectives: Iterable[Perspective], text: str) -> tuple[Perspective, ...]:
    """The perspectives: "owners" is "Their owners" where the text says so, "director" is "director of Plate Watch", and
    "Its director", a member of Plate Watch, is "[Plate Watch’s] director". No two end up with the same name.
    """
    known = {item.id: item for item in perspectives}
    taken = {item.label.casefold() for item in known.values()}
    found = []
    for item in known.values():
        label = _named(item, known, text)
        if label != item.label and label.casefold() not in taken:
            taken.add(label.casefold())
            item = item.model_copy(update={"label": label})
        found.append(item)
    return tuple(found)


def _named(item: Perspective, known: Mapping[str, Perspective], text: str) -> str:
    label = item.label
    if item.kind in ("author", "state") or not label[:1].isalpha():
        return label
    mention = next((span for span in item.mentions if span.cut(text) == label), None)
    if mention is not None and label.islower() and len(label.split()) == 1:
        label = _widened(mention, text)
    owner = known.get(item.parent or "")
    if owner is not None and _POSSESSIVE.match(label) and owner.label[:1].isalpha():
        ending = "’" if owner.label.endswith("s") else "’s"
        return f"[{owner.label}{ending}] {_POSSESSIVE.sub('', label, count=1)}"
    return label


def _widened(mention: Span, text: str) -> str:
    """A mention's words plus the adjacent ones that say whose or which it is."""
    after = _AFTER.match(text, mention.end, mention.end + _NEAR)
    end = after.end() if after else mention.end
    line = text.rfind("\n", 0, mention.start) + 1
    before = _BEFORE.search(text[max(line, mention.start - _NEAR) : mention.start])
    start = mention.start - len(before.group()) if before and after is None else mention.start
    return " ".join(text[start:end].split())
