"""Debate exports: pure functions, one module per format, which open no files and read no environment."""

from service.formats.debates.base import ExportedDebate
from service.formats.debates.registry import DEBATE_FORMATS, export_debate

__all__ = ["DEBATE_FORMATS", "ExportedDebate", "export_debate"]
