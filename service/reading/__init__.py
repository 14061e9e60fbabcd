"""Turns files, web pages and pasted text into a Document: paragraphs with their kinds, and numbered clause-sized
segments.
"""

from service.reading.entry import read_bytes, read_text, read_url
from service.reading.options import DEFAULT_LIMITS, Limits
from service.reading.words import trim_unit, words_of

__all__ = ["DEFAULT_LIMITS", "Limits", "read_bytes", "read_text", "read_url", "trim_unit", "words_of"]
