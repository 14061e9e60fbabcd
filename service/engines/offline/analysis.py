"""One document, analysed once: parse, attributions, holders, candidate units. Voices, structure and links all read
it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from spacy.language import Language

from service.domain.document import Document
from service.engines.offline.attribution.tagger import AttributionTagger, TaggedAttribution
from service.engines.offline.attributions import find_attributions
from service.engines.offline.holders.registry import Registry
from service.engines.offline.holders.resolve import Held, Resolver
from service.engines.offline.parsing import Parsed, parse_paragraphs
from service.engines.offline.units import DraftUnit, draft_units

_REMEMBERED = 4
"""Documents whose analysis is kept; an article of 1,000 words takes a few megabytes."""


@dataclass(frozen=True)
class Analysis:
    """Keys of the mappings are paragraph indices; a draft unit's attribution counts within its paragraph's `held`."""

    parsed: Mapping[int, Parsed]
    held: Mapping[int, tuple[Held, ...]]
    units: Mapping[int, tuple[DraftUnit, ...]]
    registry: Registry


class Analyst:
    """Analyses documents and remembers the last few. Safe to share between threads; one works at a time.

    The tagger runs beside the parser: both let go of the interpreter's lock for most of their time.
    """

    def __init__(self, nlp: Language, tagger: AttributionTagger | None) -> None:
        self._nlp = nlp
        self._tagger = tagger
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tagger")
        self._lock = Lock()
        self._known: OrderedDict[tuple[str, int], Analysis] = OrderedDict()

    def analyse(self, document: Document) -> Analysis:
        """The analysis of all body paragraphs."""
        key = (document.sha256, hash(document.paragraphs))
        with self._lock:
            if key not in self._known:
                self._known[key] = self._analyse(document)
                if len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
            self._known.move_to_end(key)
            return self._known[key]

    def _analyse(self, document: Document) -> Analysis:
        tagging = self._beside.submit(self._tag, [paragraph.cut(document.text) for paragraph in document.body()])
        parsed = list(parse_paragraphs(self._nlp, document, document.body()))
        resolver = Resolver(parsed)
        held: dict[int, list[Held]] = {item.index: [] for item in parsed}
        for item in resolver.resolve(find_attributions(document, parsed, tagging.result())):
            held[item.raw.paragraph].append(item)
        return Analysis(
            parsed={item.index: item for item in parsed},
            held={index: tuple(items) for index, items in held.items()},
            units={item.index: tuple(draft_units(item, held[item.index])) for item in parsed},
            registry=resolver.registry,
        )

    def _tag(self, paragraphs: list[str]) -> list[TaggedAttribution]:
        return self._tagger.tag(paragraphs) if self._tagger is not None else []
