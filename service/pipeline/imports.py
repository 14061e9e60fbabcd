"""Imports maps made elsewhere."""

from __future__ import annotations

from uuid import uuid4

from service.domain.argument_map import ArgumentMap
from service.domain.provenance import MapWarning
from service.formats import Imported


def adopt(imported: Imported) -> ArgumentMap:
    """The imported map under a new id, finished, as version 1; what its format cannot express is listed as warnings."""
    map_ = imported.map
    lost = tuple(MapWarning(code="import", detail=detail) for detail in imported.warnings)
    provenance = map_.provenance.model_copy(update={"warnings": (*map_.provenance.warnings, *lost)})
    status = "partial" if map_.status == "partial" else "done"
    return map_.model_copy(update={"id": uuid4().hex, "version": 1, "status": status, "provenance": provenance})
