"""Debate -> file: pure functions, one module for each format, no file opened, no environment read."""

from service.formats.debates.base import ExportedDebate
from service.formats.debates.registry import DEBATE_FORMATS, TEXT_DEBATE_FORMATS, export_debate

__all__ = ["DEBATE_FORMATS", "TEXT_DEBATE_FORMATS", "ExportedDebate", "export_debate"]
