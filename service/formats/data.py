"""Parses untrusted YAML, as in Argdown's data braces. Plain values by name only; anchors and aliases, which can expand
without bound, are rejected.
"""

from __future__ import annotations

from datetime import date

import yaml

Scalar = str | int | float | bool | date | None
LONGEST = 10_000
"""Characters of one piece of data."""
_MOST_VALUES = 100
"""Of a list; a longer one is left out."""


def read_data(text: str) -> dict[str, Scalar | list[Scalar]]:
    """The scalars and short lists of scalars in a YAML mapping; deeper nesting is ignored.

    Raises ValueError for invalid YAML, for overlong input, and for anchors and aliases (a few bytes that expand to
    many).
    """
    if len(text) > LONGEST:
        raise ValueError(f"the data have more than {LONGEST:,} characters")
    try:
        return _read(text)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise ValueError(str(error) if isinstance(error, _Refused) else "the data are no YAML") from error


class _Refused(ValueError):
    pass


def _read(text: str) -> dict[str, Scalar | list[Scalar]]:
    if any(getattr(event, "anchor", None) is not None for event in yaml.parse(text, Loader=yaml.SafeLoader)):
        raise _Refused("anchors and aliases are not allowed in data")
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            return {}
        found: dict[str, Scalar | list[Scalar]] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if isinstance(value, yaml.ScalarNode):
                found[str(key.value)] = _scalar(loader, value)
            elif isinstance(value, yaml.SequenceNode) and len(value.value) <= _MOST_VALUES:
                items = [_scalar(loader, item) for item in value.value if isinstance(item, yaml.ScalarNode)]
                if len(items) == len(value.value):
                    found[str(key.value)] = items
        return found
    finally:
        loader.dispose()


def _scalar(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Scalar:
    value = loader.construct_object(node)
    return value if isinstance(value, Scalar) else str(node.value)
