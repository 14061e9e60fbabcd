"""The pages of the documentation, and what stands in them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", ".github/SECURITY.md", "evals/GUIDELINES.md")),
    ]
)
_FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*argmap (.+?)(?:\s+#.*)?$", re.MULTILINE)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def blocks(text: str, *kinds: str) -> list[str]:
    """The fenced blocks of these kinds, in order."""
    return [found[3] for found in _FENCE.finditer(text) if found[2] in kinds]


def commands(text: str) -> list[str]:
    """What stands behind `argmap` at the start of a line in blocks of a shell."""
    return [found for block in blocks(text, "sh", "console") for found in _COMMAND.findall(block)]


def prose(text: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", text)


def anchors(text: str) -> set[str]:
    """The names of its headings, as GitHub and the site make them."""
    titles = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}
