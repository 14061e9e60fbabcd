"""Word lists of English that the rules read: closed classes and cue words, in `words.txt`, one `[section]` for each."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


def words(section: str) -> frozenset[str]:
    """The words of a section, lower case; raises KeyError if there is no such section.

    >>> "deny" in words("cues: denies")
    True
    """
    return _sections()[section]


@lru_cache(maxsize=1)
def _sections() -> dict[str, frozenset[str]]:
    text = files(__package__).joinpath("words.txt").read_text("utf-8")
    sections: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("["):
            name = line.strip("[] ")
            sections[name] = []
        elif line.strip() and not line.startswith("#"):
            sections[name] += line.split()
    return {section: frozenset(found) for section, found in sections.items()}
