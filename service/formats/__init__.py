"""Conversion between text and maps: pure functions, one module per format, which open no files and read
no environment.
"""

from service.formats.base import Exported, Imported, gathered
from service.formats.registry import (
    EXPORT_FORMATS,
    FORMATS,
    IMPORT_FORMATS,
    TITLES,
    Format,
    export_map,
    format_of_file,
    import_map,
)

__all__ = [
    "EXPORT_FORMATS",
    "FORMATS",
    "IMPORT_FORMATS",
    "TITLES",
    "Exported",
    "Format",
    "Imported",
    "export_map",
    "format_of_file",
    "gathered",
    "import_map",
]
