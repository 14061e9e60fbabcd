"""What every format returns: a text with its media type, or a map, each with warnings about losses or repairs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from service.domain.argument_map import ArgumentMap
from service.errors import FormatError

LONGEST_IMPORT = 30_000_000
"""Code points of a text that an importer looks at."""


@dataclass(frozen=True)
class Exported:
    """A map in another format. `warnings`: what the format cannot represent, one sentence each."""

    text: str
    media_type: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """A map from another format. `warnings`: what was omitted or repaired to make it valid, one sentence each."""

    map: ArgumentMap
    warnings: tuple[str, ...] = ()


def parse_json(text: str, format_name: str) -> Any:
    """The JSON value of `text`. Raises FormatError if it is not JSON, is nested too deeply, or is far too long."""
    if len(text) > LONGEST_IMPORT:
        raise FormatError(f"the {format_name} text is longer than {LONGEST_IMPORT:,} characters", hint="Split it.")
    try:
        value = json.loads(text)
        if "\\ud" in text.lower():  # a lone half of a surrogate pair, which no UTF-8 can carry, goes
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore"))
        return value
    except RecursionError as error:
        raise FormatError(f"the {format_name} text is nested too deeply", hint="Is it the right file?") from error
    except ValueError as error:
        raise FormatError(
            f"the {format_name} text is not valid JSON: {error}", hint="Check that it is complete."
        ) from error


_LOST = "not kept: "


def gathered(warnings: Iterable[str]) -> list[str]:
    """Each distinct warning once, with its number of occurrences; everything a format drops in one sentence.

    >>> gathered(["not kept: undercuts", "line 3: left out", "not kept: spans", "line 3: left out"])
    ['line 3: left out (2 times)', 'not kept (2): undercuts; spans']
    """
    counts = Counter(warnings)
    lost = [text.removeprefix(_LOST) for text in counts if text.startswith(_LOST)]
    others = [
        f"{text} ({times} times)" if times > 1 else text for text, times in counts.items() if not text.startswith(_LOST)
    ]
    if len(lost) < 2:
        return [*others, *(f"{_LOST}{what}" for what in lost)]
    return [*others, f"not kept ({len(lost)}): {'; '.join(lost)}"]


def losses(map_: ArgumentMap, *, kept: frozenset[str]) -> tuple[str, ...]:
    """Warnings for the kinds of parts that the map contains but a format that keeps only `kept` cannot represent."""
    found = {
        "article": (bool(map_.document.text), "the article's text, its paragraphs and segments"),
        "spans": (any(unit.spans for unit in map_.units), "the spans of the units"),
        "mentions": (any(item.mentions for item in map_.perspectives), "the mentions of perspectives"),
        "parents": (any(item.parent for item in map_.perspectives), "which side a perspective belongs to"),
        "attributions": (bool(map_.attributions), "attributions with source, cue, content and attitude"),
        "linked": (any(len(item.sources) > 1 for item in map_.relations), "which premises hold only together"),
        "undercuts": (any(item.kind == "undercut" for item in map_.relations), "undercuts"),
        "confidence": (
            any(unit.confidence < 1 for unit in map_.units) or any(item.confidence < 1 for item in map_.relations),
            "the confidence of units and relations",
        ),
        "notes": (
            any(unit.note or unit.gist for unit in map_.units) or any(item.note for item in map_.relations),
            "notes and gists",
        ),
        "issues": (bool(map_.issues), "issues: what the sides disagree about"),
        "answerless": (
            any(not (item.units or item.spans) for issue in map_.issues for item in issue.positions),
            "for whom no answer to a question was found, and who rejects it",
        ),
        "stances": (
            any(item.spans for issue in map_.issues for item in issue.positions),
            "answers that are a stance without a claim, and their words",
        ),
        "provenance": (True, "the provenance"),
    }
    return tuple(f"{_LOST}{what}" for key, (is_there, what) in found.items() if is_there and key not in kept)
