"""Closed lists of words."""

from __future__ import annotations


def word_list(text: str) -> frozenset[str]:
    """The words of a text that lists them, with spaces between.

    >>> sorted(word_list("of the"))
    ['of', 'the']
    """
    return frozenset(text.split())
