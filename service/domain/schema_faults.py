"""Translates pydantic's validation errors into broken rules in plain words: the field, and what it must be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is no known field",
    "none_required": "must be null",
    "string_type": "must be a text",
    "string_too_short": "must have {min_length} or more characters",
    "string_too_long": "must have {max_length} characters or fewer",
    "string_pattern_mismatch": "must match the pattern {pattern}",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "too_short": "must have {min_length} or more entries",
    "too_long": "must have {max_length} entries or fewer",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "union_tag_invalid": "{discriminator} must be one of {expected_tags}, and is '{tag}'",
    "union_tag_not_found": "{discriminator} is missing",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be below {lt}",
    "less_than_equal": "must be at most {le}",
    "json_invalid": "is no JSON: {error}",
    "value_error": "{error}",
}
"""Pydantic's type of error -> our words, with the values of its context."""

_MOST = 3
"""Faults that one line names."""


def faults_of(errors: Iterable[Mapping[str, Any]], whole: str) -> list[dict[str, str]]:
    """One {"rule", "where", "detail"} for each error, without the input, which may be large or secret.

    `errors`: as returned by `ValidationError.errors`; `whole`: the `where` of an error about the whole input. Domain
    rules keep their own names; anything else breaks the rule `schema`.
    """
    found = []
    for item in errors:
        violations = item.get("ctx", {}).get("violations")
        if violations is None:
            where = ".".join(str(part) for part in item["loc"]) or whole
            found.append({"rule": "schema", "where": where, "detail": _in_words(item)})
        else:
            found += [{"rule": broken.rule, "where": broken.where, "detail": broken.detail} for broken in violations]
    return found


def reason_of(error: Exception) -> str:
    """Why a value cannot be constructed, in one line: `confidence: must be at most 1`, `there is no unit 'u9'`."""
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]}"
    if not isinstance(error, ValidationError):
        return str(error)
    faults = faults_of(error.errors(include_url=False, include_input=False), "all of it")
    return "; ".join(_line(fault) for fault in faults[:_MOST])


def _line(fault: Mapping[str, str]) -> str:
    rule = "" if fault["rule"] == "schema" else f"[{fault['rule']}] "
    return f"{rule}{fault['where']}: {fault['detail']}"


def _in_words(item: Mapping[str, Any]) -> str:
    plain = _PLAIN.get(item["type"])
    if plain is None:
        return str(item["msg"])
    return plain.format_map(item.get("ctx", {}))
