"""The JSON Schema of a map, generated from the domain. `python -m service.formats.schema` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from service.domain.argument_map import ArgumentMap

SCHEMA_ID = "urn:argmap:schema:map-v1"


def map_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of what `export_map(map, "json")` writes."""
    schema = ArgumentMap.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **schema,
        "title": "Argument map, version 1",
    }


def schema_text() -> str:
    return json.dumps(map_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
