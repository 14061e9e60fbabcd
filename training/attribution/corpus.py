"""Labelled texts from two forms: the PolNeAR lines and argument maps (the project's own JSON)."""

import bisect
import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from service.engines.offline.attribution.conventions import Convention
from training.labelled_maps import read_records
from training.standoff import joined

_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])")
Span = tuple[int, int, int]  # paragraph, start, end (code points within the paragraph)


@dataclass(frozen=True)
class GoldAttribution:
    """Who says what, as labelled; content and cue may lie in pieces, source and cue may be missing."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True)
class LabelledText:
    """A document in paragraphs with its attributions, labelled by a convention."""

    id: str
    paragraphs: tuple[str, ...]
    attributions: tuple[GoldAttribution, ...]
    convention: Convention


def load_polnear(path: Path) -> list[LabelledText]:
    """Read a PolNeAR JSON lines file; paragraphs are divided by empty lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [polnear_text(json.loads(line)) for line in lines if line.strip()]


def polnear_text(record: Mapping[str, Any]) -> LabelledText:
    """One PolNeAR record as a labelled text."""
    text = record["text"]
    bounds = [(m.start(), m.end()) for m in re.finditer(r"\S(?:.|\n(?!\n))*", text)]
    attributions = tuple(
        GoldAttribution(*(_localise(_pieces(item[role]), bounds) for role in ("source", "cue", "content")))
        for item in record["attributions"]
    )
    return LabelledText(record["id"], tuple(text[a:b] for a, b in bounds), attributions, Convention.POLNEAR)


def load_maps(folder: Path) -> list[LabelledText]:
    """Every argument map of a folder, in the order of their ids."""
    return [map_text(record, record["id"]) for record in read_records(folder)]


def load_standoff(labels: Path, texts: Path) -> list[LabelledText]:
    """Labels of texts that are not ours, as `training.standoff` joins them with their texts."""
    return [map_text(record, record["id"]) for record in joined(labels, texts)]


def crops(texts: Sequence[LabelledText], random: Random) -> list[LabelledText]:
    """One to three sentences of each text that has an attribution, so that short texts are learnt, too.

    The sentences hold the cue of an attribution picked at random; what of source and content lies outside is left out.
    """
    made = []
    for text in texts:
        cued = [item for item in text.attributions if len({span[0] for span in item.cue}) == 1]
        if not cued:
            continue
        paragraph, start, end = random.choice(cued).cue[0]
        bounds = _sentences(text.paragraphs[paragraph])
        first = next(number for number, (_, until) in enumerate(bounds) if start < until)
        last = next(number for number, (_, until) in enumerate(bounds) if end <= until)
        first, last = max(0, first - random.choice((0, 0, 1))), min(len(bounds) - 1, last + random.choice((0, 0, 1)))
        made.append(_cropped(text, paragraph, bounds[first][0], bounds[last][1]))
    return made


def _sentences(paragraph: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE_END.finditer(paragraph)] + [len(paragraph)]
    return list(itertools.pairwise([0, *ends]))


def _cropped(text: LabelledText, paragraph: int, start: int, end: int) -> LabelledText:
    def inside(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        kept = [(max(a, start), min(b, end)) for number, a, b in spans if number == paragraph]
        return tuple((0, a - start, b - start) for a, b in kept if a < b)

    cut = [
        GoldAttribution(*(inside(role) for role in (item.source, item.cue, item.content))) for item in text.attributions
    ]
    words = text.paragraphs[paragraph][start:end]
    kept = tuple(item for item in cut if item.cue)
    return LabelledText(f"{text.id}:{paragraph}:{start}", (words,), kept, text.convention)


def map_text(record: Mapping[str, Any], name: str) -> LabelledText:
    """One argument map as a labelled text: its paragraphs without furniture, its attributions.

    A map repeats an attribution for each of several holders ("both ministries") and for each paragraph of a
    quotation; those that share a cue become one, with all contents. PolNeAR counts the complementiser into the content
    ("that it is so"), so a "that" just before a content is taken in, to give both kinds of data one convention.
    """
    document = record["document"]
    text = document["text"]
    kept = [p for p in document["paragraphs"] if p["kind"] != "furniture"]
    bounds = [(p["start"], p["end"]) for p in kept]
    attributions = []
    for item in record["attributions"]:
        content = [_with_complementiser(text, s["start"], s["end"]) for s in item["content"]]
        source, cue = (_pieces(item.get(role)) for role in ("source", "cue"))
        attributions.append(GoldAttribution(*(_localise(spans, bounds) for spans in (source, cue, content))))
    return LabelledText(name, tuple(text[a:b] for a, b in bounds), tuple(_merged(attributions)), Convention.MAPS)


def _merged(attributions: Iterable[GoldAttribution]) -> list[GoldAttribution]:
    """One attribution a cue: the first one's source, every content once, in order."""
    merged: dict[object, GoldAttribution] = {}
    for number, item in enumerate(attributions):
        key: object = item.cue or number
        known = merged.get(key, GoldAttribution(item.source, item.cue, ()))
        content = tuple(sorted({*known.content, *item.content}))
        merged[key] = GoldAttribution(known.source or item.source, item.cue, content)
    return list(merged.values())


def _with_complementiser(text: str, start: int, end: int) -> tuple[int, int]:
    match = re.search(r"\b[Tt]hat\s+$", text[max(0, start - 8) : start])
    return (start - len(match.group()), end) if match else (start, end)


def _pieces(span: Mapping[str, Any] | None) -> list[tuple[int, int]]:
    if span is None:
        return []
    return [(a, b) for a, b in span.get("spans") or [(span["start"], span["end"])]]


def _localise(spans: Iterable[tuple[int, int]], bounds: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Document offsets as offsets within paragraphs; a span over a break is cut at it."""
    starts = [start for start, _ in bounds]
    local = []
    for start, end in spans:
        for number in range(max(0, bisect.bisect_right(starts, start) - 1), len(bounds)):
            first, last = bounds[number]
            if first >= end:
                break
            if max(start, first) < min(end, last):
                local.append((number, max(start, first) - first, min(end, last) - first))
    return tuple(local)
