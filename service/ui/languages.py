"""In which language the page speaks: the reader's choice, else the browser's.

The English stands in the page's code; each other language is a file of messages, English to its own words, that travels
with the page.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import Request  # children that export a page have no use for it

STATIC = Path(__file__).parent / "static"
ENGLISH = "en"
COOKIE = "argmap-language"
"""Set by the page where its reader chooses."""
_WISH = re.compile(r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*")
_MOST_WISHES = 20
_LABEL = re.compile(r'(?<=aria-label=")[^"]+(?=")|(?<=<a class="skip" href="#main">)[^<]+|(?<=<noscript>)[^<]+')


@cache
def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of what the page speaks."""
    return tuple(sorted([ENGLISH, *(path.stem for path in (STATIC / "messages").glob("*.json"))]))


def language_for(request: Request) -> str:
    """The chosen one, else the one that the browser likes best of those that there are."""
    chosen = request.cookies.get(COOKIE)
    if chosen in languages():
        return chosen
    wishes = request.headers.get("accept-language", "").split(",")[:_MOST_WISHES]
    matches = [match for wish in wishes if (match := _WISH.fullmatch(wish)) and match[1].lower() in languages()]
    found = [match for match in matches if float(match[2] or 1) > 0]  # a weight of 0 means: not this one
    return max(found, key=lambda match: float(match[2] or 1), default=[ENGLISH, ENGLISH])[1].lower()


def in_language(page: str, language: str) -> str:
    """The page (English) with its words in this language, and the messages for what is drawn later."""
    if language == ENGLISH:
        return page
    messages = (STATIC / "messages" / f"{language}.json").read_text("utf-8")
    known: dict[str, str] = json.loads(messages)

    def say(match: re.Match[str]) -> str:
        return html.escape(known.get(html.unescape(match[0]), match[0]))

    carried = json.dumps(known, ensure_ascii=False).replace("<", "\\u003c")
    script = f'<script type="application/json" id="argmap-messages">{carried}</script>'
    page = _LABEL.sub(say, page.replace('<html lang="en">', f'<html lang="{language}">', 1))
    return page.replace("<!-- head -->", f"{script}\n<!-- head -->", 1)
