"""The JSON Schemas of maps and debates, generated from the domain. `python -m service.formats.schema` prints that of
maps, `python -m service.formats.schema debate` that of debates.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from service.domain.argument_map import ArgumentMap
from service.domain.debates.debate import Debate

SCHEMA_ID = "urn:argmap:schema:map-v1"
DEBATE_SCHEMA_ID = "urn:argmap:schema:debate-v1"


def map_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of what `export_map(map, "json")` writes."""
    schema = ArgumentMap.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **schema,
        "title": "Argument map, version 1",
    }


def debate_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of a debate."""
    schema = Debate.model_json_schema(mode="serialization", by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": DEBATE_SCHEMA_ID,
        **schema,
        "title": "Debate, version 1",
    }


def schema_text(of: str = "map") -> str:
    schema = debate_schema() if of == "debate" else map_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text(*sys.argv[1:]))
