"""Text as every later step sees it: one Unicode form, one line end, nothing invisible.

What changes, and why:
- NFC, so that equal letters are equal code points.
- CRLF, CR, NEL, VT, FF and the Unicode line and paragraph separators become `\\n`.
- Tabs and all wide, thin and non-breaking spaces become one plain space each.
- Control characters, bidirectional controls, zero-width characters, soft hyphens, tag characters and other invisible
  format characters go: they change what a reader sees or hide text from them. A joiner between two emoji or two letters
  of a script that needs it (Persian, Indic) stays. A word that a soft hyphen divides at a line's end is whole again.
- Lone surrogates and non-characters become U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DIVIDED = re.compile("\u00ad[ \t]*\n[ \t]*")
_SPACES = re.compile("[\t\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_JOINERS = re.compile("[\u200c\u200d]+")


def normalise(text: str) -> str:
    """The text in the form described above. Idempotent.

    >>> normalise("cafe\\u0301\\r\\nU.S.\\u00a0officials\\u200b")
    'café\\nU.S. officials'
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _DIVIDED.sub("", text)
    if text.isascii():
        return _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _SPACES.sub(" ", text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _NO_CHARACTER.sub("\ufffd", text)))
    if "\u200c" in text or "\u200d" in text:
        text = unicodedata.normalize("NFC", _JOINERS.sub(_kept_joiner, text))
    return text


def _kept_joiner(match: re.Match[str]) -> str:
    text, (start, end) = match.string, match.span()
    if end - start > 1 or start == 0 or end == len(text):
        return ""
    joins = _takes_joiners(text[start - 1]) and _takes_joiners(text[end])
    return match.group() if joins else ""


def _takes_joiners(character: str) -> bool:
    """Emoji (with their variation selector and skin tones) and letters of Arabic, Indic and kindred scripts."""
    code = ord(character)
    return (
        0x0600 <= code < 0x1100
        or 0x1780 <= code < 0x1A00
        or 0x2190 <= code < 0x2C00
        or code == 0xFE0F
        or code >= 0x1F000
    )
