"""Inputs of the structure encoder (MPNet): windows of whole paragraphs, token ids, relative positions."""

from __future__ import annotations

import numpy as np

from service.engines.offline.attribution.encoding import EncodedText, Ints, chunks

WINDOW = 480
"""Tokens of a window, without the leading one; most articles take two or three windows."""
_SHORTER = 330
"""The same, in the second reading."""
WIDTH = 768
FIRST_POSITION = 2
BUCKETS = 32
_EXACT, _FURTHEST = 8, 128


def windows(text: EncodedText) -> list[tuple[int, int]]:
    """Ranges of tokens, one per window."""
    return chunks(text, WINDOW)


def readings(text: EncodedText) -> list[list[tuple[int, int]]]:
    """The windows of each reading: averaging two that break the text in different places beats one."""
    once, again = windows(text), chunks(text, _SHORTER)
    return [once] if once == again else [once, again]


def window_ids(text: EncodedText, start: int, end: int, numbers: Ints) -> Ints:
    """The encoder's ids of a window's tokens, after the leading one (0); `numbers`: its id for each of the
    tokenizer's.
    """
    return np.concatenate([[0], numbers[text.ids[start:end]]])


def with_lead(values: Ints, start: int, end: int) -> Ints:
    """Per-token values of a window; 0 for the leading one."""
    return np.concatenate([[0], values[start:end]])


def relative_buckets(length: int) -> Ints:
    """Kinds of relative position [length, length] (Raffel et al. 2020), query by key."""
    at = np.arange(length)
    back = at[:, None] - at[None, :]
    apart = np.abs(back)
    half = BUCKETS // 2
    with np.errstate(divide="ignore"):
        far = _EXACT + (np.log(apart / _EXACT) / np.log(_FURTHEST / _EXACT) * (half - _EXACT))
    bucket = np.where(apart < _EXACT, apart, np.minimum(np.nan_to_num(far, neginf=0), half - 1).astype(np.int64))
    return np.asarray(bucket + half * (back < 0), dtype=np.int64)
