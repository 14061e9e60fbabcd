"""Groups lines of plain text into paragraphs: hard-wrapped lines, ragged lines, lists, speakers' turns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from statistics import median

from service.reading.furniture import DATE_LINE, is_byline

_BULLET = re.compile(r"^\s*(?:[-*•·–—‣▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_LABEL = re.compile(
    r"(?:[QA]|(?:The )?[A-ZÀ-Þ][\w.'’-]{0,40}(?: [A-ZÀ-Þ][\w.'’-]{0,40}){0,4}(?: ?\([^()]{1,60}\)){0,2}) ?:\s"
)
_WORD = re.compile(r"[^\W\d_]{2,}|\b[aI]\b")
_HYPHEN = re.compile(r"[^\W\d_]-\Z")
_GOES_ON = re.compile(
    r"(?:,|\b(?:the|a|an|of|to|and|or|in|on|at|for|by|with|from|that|which|who|as|than|but|is|are|was|were|has|have|had|will|"
    r"would|should|must|may|can|their|its|his|her|our|my|your|this|these|those|not|be|been|into|about|between|against))\Z"
)
"""What no heading and no paragraph ends with."""
_HEAD = 300
"""Code points in which a label stands."""
_SHORTEST_SAID = 5
"""Words of a line that a program may have broken."""
_SHORT = 0.7
"""Share of the usual length below which a line that ends a sentence ends its paragraph."""


def is_item(line: str) -> bool:
    """Whether a line is a list item."""
    return _BULLET.match(line) is not None


def pieces_of(lines: list[str], begins: AbstractSet[int] = frozenset()) -> list[list[str]]:
    """The paragraphs formed by consecutive non-blank lines, in groups; a line whose index is in `begins` starts a
    group.
    """
    if len(lines) <= 1:
        return [lines]
    usual = median(map(len, lines))
    together = _is_wrapped(lines) or _runs_on(lines)
    cuts = sorted(number for number in begins if number > 0)
    groups = [lines[start:end] for start, end in pairwise([0, *cuts, len(lines)])]
    return [_pieces(group, usual, together=together) for group in groups]


def _pieces(lines: list[str], usual: float, *, together: bool) -> list[str]:
    if any(is_item(line) for line in lines[1:]) and not _is_dialogue(lines):
        return _with_lists(lines)
    pieces = [lines[0]]
    for line, following in pairwise(lines):
        if _LABEL.match(following):
            joins = False
        elif together:
            at_top = len(pieces) <= 3 and line == pieces[-1]
            joins = not _is_apart(line, following, usual, at_top=at_top)
        else:
            joins = _is_broken(line, following) or _is_said_on(pieces[-1], line)
        if joins:
            pieces[-1] = joined(pieces[-1], following)
        else:
            pieces.append(following)
    return pieces


def goes_on_over_gap(piece: str, following: str) -> bool:
    """Whether a blank line merely interrupts a sentence between two paragraphs."""
    return "\n" not in piece and _is_broken(piece.rsplit("\n", 1)[-1], following, least=6)


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do, or with a bracket."""
    return _SENTENCE_END.search(line) is not None


def is_open(line: str) -> bool:
    """Whether a line ends with a word after which something must follow ("May it please the")."""
    return _GOES_ON.search(line.rstrip()) is not None


def joined(line: str, following: str) -> str:
    """Two lines as one, rejoining a hyphenated word."""
    return f"{line}{'' if _HYPHEN.search(line) and following[:1].isalpha() else ' '}{following}"


def _is_dialogue(lines: list[str]) -> bool:
    return sum(line.startswith(("—", "–")) for line in lines) > len(lines) // 2


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a program broke the lines at a width: all but the last are about equally long, few end a sentence."""
    longest = max(map(len, lines))
    if not 30 <= longest <= 120:
        return False
    full = sum(len(line) + len(following.split(" ", 1)[0]) >= longest - 2 for line, following in pairwise(lines))
    ended = sum(_SENTENCE_END.search(line) is not None for line in lines[:-1])
    breaks = len(lines) - 1
    return full >= 0.8 * breaks and (ended <= 0.6 * breaks or longest <= 80)


def _runs_on(lines: Sequence[str]) -> bool:
    """Whether lines of whatever length are broken in the middle of sentences: many go on in small letters."""
    breaks = list(pairwise(lines))
    ended = sum(_SENTENCE_END.search(line) is not None for line, _ in breaks)
    small = sum(_is_broken(line, following) for line, following in breaks)
    words = sum(len(line.split()) for line in lines)
    return words >= 4 * len(lines) and ended <= 0.6 * len(breaks) and small >= 0.3 * len(breaks)


def _is_broken(line: str, following: str, least: int = 4) -> bool:
    """Whether a line of at least this many words stops where no paragraph can, or what follows begins in the middle."""
    if len(_WORD.findall(line)) < least or _SENTENCE_END.search(line) or is_item(following) or is_item(line):
        return False
    return following[:1].islower() or _GOES_ON.search(line) is not None or _HYPHEN.search(line) is not None


def _is_said_on(piece: str, line: str) -> bool:
    """Whether a speaker's words go on behind a line: it ends no sentence, and is no headline."""
    is_open = not _SENTENCE_END.search(line) and len(line.split()) > _SHORTEST_SAID
    return is_open and _LABEL.match(piece[:_HEAD]) is not None


def _is_apart(line: str, following: str, usual: float, *, at_top: bool) -> bool:
    """Whether a line ends a paragraph; `at_top`: it may be a headline or a byline, and no running text at all."""
    if _is_broken(line, following, least=1):
        return False
    if DATE_LINE.match(line) or DATE_LINE.match(following):
        return True
    if _SENTENCE_END.search(line):
        return len(line) < _SHORT * usual
    is_head = is_byline(line) or is_byline(following) or len(line) < _SHORT * usual
    return at_top and is_head and following[:1].isupper()


def _with_lists(lines: list[str]) -> list[str]:
    """A list stays in one piece with the line that leads to it; its items keep their line ends."""
    pieces: list[str] = []
    for line in lines:
        if not pieces:
            pieces.append(line)
        elif is_item(line):
            joins = is_item(pieces[-1].rsplit("\n", 1)[-1]) or pieces[-1].endswith((":", "—", ","))
            pieces = [*pieces[:-1], f"{pieces[-1]}\n{line}"] if joins else [*pieces, line]
        elif _SENTENCE_END.search(pieces[-1]):
            pieces.append(line)
        else:
            pieces[-1] = f"{pieces[-1]} {line}"
    return pieces
