"""Converts large models to and from JSON in pieces.

pydantic's compiled parser and serialiser hold the interpreter lock until they finish, half a second or more for a large
article, and block all other threads of the process, including the event loop. Between pieces, other threads can run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json, to_json

Model = TypeVar("Model", bound=BaseModel)
_PIECE = 500
"""Items of a list that are read or written at once: a few milliseconds."""


def dump_in_pieces(model: BaseModel) -> bytes:
    """Same result as `model_dump_json`, for models without aliases or custom serialisers."""
    return b"".join(_dumped(model))


def _dumped(value: Any) -> Iterator[bytes]:
    if isinstance(value, BaseModel):
        for number, name in enumerate(type(value).model_fields):
            yield b'%s"%s":' % (b"," if number else b"{", name.encode())
            yield from _dumped(getattr(value, name))
        yield b"}"
    elif isinstance(value, tuple) and len(value) > _PIECE:
        for start in range(0, len(value), _PIECE):
            yield b"," if start else b"["
            yield to_json(value[start : start + _PIECE])[1:-1]
        yield b"]"
    else:
        yield to_json(value)


def parse_in_pieces(kind: type[Model], body: bytes) -> Model:
    """Same result as `kind.model_validate_json`, with the same errors."""
    return validate_in_pieces(kind, from_json(body))


def validate_in_pieces(kind: type[Model], values: Any) -> Model:
    """Same result as `kind.model_validate`, with the same errors, for plain values as parsed from JSON."""
    if not isinstance(values, Mapping):
        return kind.model_validate(values)
    done = {}
    for name, value in values.items():
        known = kind.model_fields.get(name)
        done[name] = value if known is None else _validated(known.annotation, value)
    return kind.model_validate(done)


def _validated(annotation: Any, value: Any) -> Any:
    """Long lists and what holds them as models; all else is left for the whole model to validate."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and isinstance(value, Mapping):
        return validate_in_pieces(annotation, value) if _has_long_lists(value) else value
    if get_origin(annotation) is tuple and isinstance(value, list) and len(value) > _PIECE:
        adapter = _list_of(get_args(annotation)[0])
        return [item for start in range(0, len(value), _PIECE) for item in adapter.validate_python(value[start : start + _PIECE])]  # fmt: skip  # noqa: E501
    return value


def _has_long_lists(values: Mapping[str, Any]) -> bool:
    return any(isinstance(value, list) and len(value) > _PIECE for value in values.values())


@cache
def _list_of(item: Any) -> TypeAdapter[list[Any]]:
    return TypeAdapter(list[item])
