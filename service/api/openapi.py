"""The OpenAPI document: what FastAPI generates, plus the bodies that routes parse themselves."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from service.schema import Corrections, ManyMaps, MapRequest, WebhookRequest

_REF = "#/components/schemas/{model}"


def install_document(app: FastAPI) -> None:
    """`/openapi.json`, with the schemas of bodies that no route declares, so that every reference resolves."""
    found = app.openapi

    def openapi() -> dict[str, Any]:
        document = found()
        schemas = document["components"]["schemas"]
        for model in (MapRequest, ManyMaps, Corrections, WebhookRequest):
            schema = model.model_json_schema(ref_template=_REF)
            for name, inner in schema.pop("$defs", {}).items():
                schemas.setdefault(name, inner)
            schemas.setdefault(model.__name__, schema)
        return document

    app.openapi = openapi  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    async def document() -> JSONResponse:
        return JSONResponse(app.openapi())
