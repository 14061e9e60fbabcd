"""Third-party corpora, read by path from JSON lines; their texts are no part of this project."""

from evals.corpora.reading import CORPORA, read_corpus

__all__ = ["CORPORA", "read_corpus"]
