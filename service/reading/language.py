"""Detects the language of a text with py3langid: a naive Bayes classifier of byte sequences, 97 languages (4.6 MB).

Lui and Baldwin, langid.py: An Off-the-shelf Language Identification Tool, 2012. Plain English is recognised by its
function words, without loading the model (half a second).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
_SAMPLE = 6_000
_ENGLISH = frozenset(("the", "of", "and", "that", "with", "from", "this", "which"))
_FEWEST_ENGLISH, _LEAST_ENGLISH = 2, 0.07
_WORD = re.compile(r"[^\W\d_]+")
_SURE, _SURE_OF_A_PARAGRAPH = 0.5, 0.9
_FEWEST_LETTERS = 40
"""Of a paragraph that may be in another language than its document: shorter ones are names and headings."""


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`, judged by its first few thousand characters; `und` if unknown.

    >>> language_of("The company said that it was not to blame for the delay.")
    'en'
    """
    language, probability = _classified(text[:_SAMPLE])
    return language if probability >= _SURE else UNKNOWN


def language_unlike(text: str, language: str) -> str | None:
    """The language of a paragraph if it certainly differs from its document's; otherwise None."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    found, probability = _classified(sample)
    return found if found != language.split("-")[0].lower() and probability >= _SURE_OF_A_PARAGRAPH else None


def _classified(text: str) -> tuple[str, float]:
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    if english >= _FEWEST_ENGLISH and english >= _LEAST_ENGLISH * len(words):
        return "en", 1.0
    if not words:
        return UNKNOWN, 1.0
    language, probability = _model().classify(text)
    return (UNKNOWN, 1.0) if language == "zxx" else (language, float(probability))


@cache
def _model() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([label for label in model.labels if len(label) == 2 or label == "zxx"])
    return model
