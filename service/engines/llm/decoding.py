"""Results of decoding a model's answer, and the repairs of answers that break the rules.

Decoding is pure: the same answer gives the same result. A repair is a warning with a code; an error cannot be repaired,
and is worded so that it can be shown to the model when the question is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from service.domain.base import Frozen
from service.domain.provenance import MapWarning

T = TypeVar("T")
FrozenT = TypeVar("FrozenT", bound=Frozen)
T_co = TypeVar("T_co", covariant=True)
_TRIES = 200
"""Opening braces that are tried before an answer is taken to hold no JSON."""
WARNING_TEXTS: Mapping[str, str] = {
    "prose-around-json": "The model wrote more than it was asked for; only its answer was used.",
    "bad-row": "A part of the model's answer could not be read and was left out.",
    "too-many-rows": "The model gave more than it was asked for; the last part was left out.",
    "unknown-word": "The model pointed at words that are not in the article; these were passed over.",
    "unknown-segment": "The model pointed at a sentence that is not in the article; it was passed over.",
    "second-relation": "The model had one claim lead on twice; only the first link was kept.",
    "bad-conclusion": "What the model took for the article's conclusion is no claim of the author's; it was not kept.",
    "self-target": "The model gave a claim as a reason for itself; that link was left out.",
    "linked-to-nothing": "The model joined a claim to one that leads nowhere; that link was left out.",
    "unknown-voice": "The model named a holder whom it had not introduced; look at who holds the claims here.",
    "bad-nesting": "Who reports whom could not be told from the model's answer; look at who holds the claims here.",
    "unknown-attribution": "The model did not say who holds one of the claims; look at who holds the claims here.",
    "overlap": "Two claims of the model held the same words; the shorter one kept them.",
}


@dataclass(frozen=True)
class Decoded(Generic[T_co]):
    """`answer` is None if it was entirely unusable; `errors` say why, or what should be asked again."""

    answer: T_co | None
    warnings: tuple[MapWarning, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass
class Repairs:
    """Collects what was repaired in one answer, and what could not be."""

    paragraph: int | None = None
    warnings: list[MapWarning] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def warn(self, code: str, detail: str) -> None:
        self.warnings.append(MapWarning(paragraph=self.paragraph, code=code, detail=in_words(code, detail)))

    def decoded(self, answer: T | None) -> Decoded[T]:
        """The answer, with what was collected."""
        return Decoded(answer, tuple(self.warnings), tuple(self.errors))


class Question(Protocol[T_co]):
    """The interface of every step's question: values for the prompt, the answer's schema, and a decoder."""

    def values(self) -> dict[str, object]: ...

    def schema(self) -> dict[str, Any]: ...

    def decode(self, raw: str) -> Decoded[T_co]: ...


def parse_object(raw: str, repairs: Repairs) -> dict[str, Any] | None:
    """The JSON object in `raw`; if surrounded by prose or a code fence, it is extracted with a warning."""
    for candidate, repaired in ((raw.strip(), False), (_last_object(raw), True)):
        if not candidate:
            continue
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            if repaired:
                repairs.warn("prose-around-json", "the answer had text around its JSON, which was ignored")
            return value
    repairs.errors.append("The answer is not one JSON object.")
    return None


def _last_object(raw: str) -> str:
    """The last outermost `{...}` of a text that is JSON; empty where there is none."""
    found, at = "", raw.find("{")
    for _ in range(_TRIES):
        if at < 0:
            break
        try:
            _, end = json.JSONDecoder().raw_decode(raw, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found = raw[at:end]
        at = raw.find("{", end)
    return found


def string_list(value: Mapping[str, Any], key: str, limit: int, repairs: Repairs) -> list[str] | None:
    """`value[key]` as a list of strings, truncated to `limit`; None, with an error, if it is not one."""
    rows = value.get(key)
    if not isinstance(rows, list):
        repairs.errors.append(f'"{key}" is missing or is not an array.')
        return None
    strings = [row for row in rows if isinstance(row, str)]
    if len(strings) < len(rows):
        repairs.warn("bad-row", f"{len(rows) - len(strings)} row(s) of {key} are not strings and were left out")
    if len(strings) > limit:
        repairs.warn("too-many-rows", f"{key} has {len(strings)} rows; those after {limit} were left out")
    return strings[:limit]


def in_words(code: str, detail: str) -> str:
    """The warning for the reader; `detail` itself if it is already written for readers."""
    return WARNING_TEXTS.get(code, detail)


def rows_schema(pattern: str, limit: int) -> dict[str, Any]:
    """A list of at most this many rows."""
    return {"type": "array", "maxItems": limit, "items": {"type": "string", "pattern": pattern}}


def object_schema(properties: Mapping[str, Any]) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def objects_schema(keys: tuple[str, ...], limit: int) -> dict[str, Any]:
    """A list of at most this many objects with these keys, all strings."""
    item = object_schema({key: {"type": "string"} for key in keys})
    return {"type": "array", "maxItems": limit, "items": item}


def concatenated(answers: Sequence[FrozenT]) -> FrozenT:
    """The answers of several windows as one: each list of the first, then of the others; ids are distinct already."""
    first = answers[0]
    lists = [name for name in type(first).model_fields if isinstance(getattr(first, name), tuple)]
    return first.model_copy(update={name: tuple(x for item in answers for x in getattr(item, name)) for name in lists})
