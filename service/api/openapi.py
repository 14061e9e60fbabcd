"""The OpenAPI document: what FastAPI finds, and the bodies that the routes read themselves."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from service.api.wire import Corrections, MapRequest

_REF = "#/components/schemas/{model}"


def install_document(app: FastAPI) -> None:
    """Adds the schemas of bodies that no route declares, so that every reference of the document leads somewhere."""
    found = app.openapi

    def openapi() -> dict[str, Any]:
        document = found()
        schemas = document["components"]["schemas"]
        for model in (MapRequest, Corrections):
            schema = model.model_json_schema(ref_template=_REF)
            for name, inner in schema.pop("$defs", {}).items():
                schemas.setdefault(name, inner)
            schemas.setdefault(model.__name__, schema)
        return document

    app.openapi = openapi  # type: ignore[method-assign]
