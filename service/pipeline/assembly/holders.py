"""Gives each holder one perspective, even if paragraphs use different names for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from service.domain.argument import AUTHOR, Perspective
from service.domain.base import Span
from service.domain.document import Document
from service.domain.provenance import MapWarning
from service.domain.sides import acyclic_parents, line_of
from service.domain.spans import disjoint
from service.engines.answers import Voice, VoicesAnswer
from service.pipeline.assembly.warning_texts import WARNING_TEXTS

AUTHOR_LABEL = "The author"
_POPULACE = re.compile(
    r"(?:the )?(?:many|most|some|few|people|public|citizens|voters|residents|ordinary|everyone|country)"
    r"\b(?! (?:of (?:the|its|their|his|her) )?(?:officials|ministers|members|leaders|aides|staff))",
    re.IGNORECASE,
)
"""A population at large ("many in the country"): never a member of its officials, who are the narrower group."""
_NARROW = frozenset({"person", "group", "institution"})


class Holders:
    """Assigns perspective ids (`author`, `v1`, `v2`, ...). Voices with the same label are one perspective, except
    unnamed ones that one answer distinguishes by their mentions ("some" here, "some" there).
    """

    def __init__(self, document: Document, voices: VoicesAnswer, warnings: list[MapWarning]) -> None:
        self._document = document
        self._warnings = warnings
        self._found: dict[str, Perspective] = {AUTHOR: Perspective(id=AUTHOR, label=AUTHOR_LABEL, kind="author")}
        self._mentions: dict[str, set[Span]] = defaultdict(set)
        self._by_label: dict[str, str] = {}
        self._declared = self._add(voices.voices, {AUTHOR: AUTHOR})

    def scope(self, new_voices: Sequence[Voice]) -> dict[str, str]:
        """Voice key -> perspective id, for one paragraph's answer."""
        return self._add(new_voices, dict(self._declared))

    def unnamed(self, label: str) -> str:
        """The perspective of a holder the text does not name."""
        voice = Voice(key=label, label=label, kind="unnamed")
        return self._add([voice], {})[label]

    def mention(self, perspective: str, span: Span) -> None:
        """Records a source as a mention of its perspective."""
        if perspective != AUTHOR:
            self._mentions[perspective].add(span)

    def names(self) -> dict[str, tuple[str, ...]]:
        """Perspective id -> its label and the distinct words of its mentions; the author has none."""
        return {
            name: tuple(dict.fromkeys((item.label, *(span.cut(self._document.text) for span in self._settled(name)))))
            for name, item in self._found.items()
            if name != AUTHOR
        }

    def perspectives(self, speaking: Iterable[str]) -> tuple[Perspective, ...]:
        """The author, everybody who says or moves something (ids), and their sides."""
        parents = {name: item.parent for name, item in self._found.items()}
        used = {AUTHOR, *(above for name in speaking for above in line_of(name, parents))}
        return tuple(
            perspective.model_copy(update={"mentions": self._settled(name)})
            for name, perspective in self._found.items()
            if name in used
        )

    def _settled(self, name: str) -> tuple[Span, ...]:
        """In text order; of two mentions that overlap, the longer one."""
        return disjoint(sorted(self._mentions.get(name, ()), key=lambda span: (-span.length, span.start)))

    def _add(self, voices: Sequence[Voice], known: dict[str, str]) -> dict[str, str]:
        fresh: list[Voice] = []
        told_apart: dict[str, set[Span]] = {}
        for voice in voices:
            if voice.key in known:
                continue
            label = " ".join(voice.label.split()) or "Unnamed"
            name = self._by_label.get(label.casefold())
            if name is None or (name in told_apart and not told_apart[name] & set(voice.mentions)):
                name = f"v{len(self._found)}"
                self._by_label[label.casefold()] = name
                kind = "group" if voice.kind == "author" else voice.kind
                self._found[name] = Perspective(id=name, label=label, kind=kind)
                fresh.append(voice)
                if voice.kind == "unnamed" and voice.mentions:
                    told_apart[name] = set(voice.mentions)
            known[voice.key] = name
            self._mentions[name].update(span for span in voice.mentions if span.end <= len(self._document.text))
        for voice in fresh:
            name, parent = known[voice.key], known.get(voice.parent or "", AUTHOR)
            if parent != AUTHOR and not self._is_wider(name, parent):
                self._found[name] = self._found[name].model_copy(update={"parent": parent})
        parents = acyclic_parents({name: item.parent for name, item in self._found.items()})
        for name in [name for name, item in self._found.items() if item.parent != parents[name]]:
            self._found[name] = self._found[name].model_copy(update={"parent": None})
            self._warnings.append(MapWarning(code="cyclic-sides", detail=WARNING_TEXTS["cyclic-sides"]))
        return known

    def _is_wider(self, name: str, parent: str) -> bool:
        """Whether a population at large was made a member of a group within it."""
        return self._found[parent].kind in _NARROW and bool(_POPULACE.match(self._found[name].label))
