"""How a holder's name is used in a sentence: its number, its initial letter, and how a label that names nobody is
marked.
"""

from __future__ import annotations

import re

from service.domain.argument import Perspective

_HEAD_ENDS = re.compile(
    r" (?:of|on|in|at|for|from|to|with|who|that|which|being|near|close|under)\b|,|\(", re.IGNORECASE
)
_SINGULAR = re.compile(r"(ss|us|is|news|brussels|athens|paris|honduras|the times)$", re.IGNORECASE)
_QUANTITY = r"many|some|others|both|few|most|several|all|they|those|these|two|three|four|five"
_PLURAL = re.compile(
    rf"^({_QUANTITY}|critics|people|police)\b|(people|\b(police|others|men|women|members|two|three|four|five))$|\band\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"^(\S+ )?(officials|critics|experts|analysts|economists|scientists|researchers|ministers|ministries|diplomats"
    r"|lawyers|leaders|lawmakers|opponents|supporters|residents|workers|voters|aides|people|others)$",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"^({_QUANTITY})\b", re.IGNORECASE)
_PLAIN_PLURAL = re.compile(r"(^|\s)[^\W\d_A-Z][\w-]*s$")
_ONE_STATE = re.compile(r"\b(trinidad|bosnia|antigua|nevis|grenadines|pr[ií]ncipe)\b", re.IGNORECASE)
_TWO_NAMES = re.compile(r"^\S+ and \S+$|\band the\b")

_LOWERED = re.compile(
    r"^(?:(?:The|A|An|One|His|Her|Its|Their|My|Our) "
    r"|(?:Some|Many|Most|Several|Few|Both|All|Another|Others?|Those|These)\b)"
)
_ARTICLE = re.compile(r"^(the|an?) ", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(r"\b(the|an?) $", re.IGNORECASE)
_NOBODY = re.compile(r"^(some|many|most|several|few|a few|one|another|others?|they|those|these|he|she)$", re.IGNORECASE)


def is_plural(holder: Perspective) -> bool:
    """Whether the name takes a plural verb: "Skeptics on Capitol Hill".

    A final "s" in a proper name proves nothing ("Jones", "United States", "General Motors"): plural are two names
    joined by "and", a common noun in the plural, and "both".
    """
    if holder.kind == "author":
        return False
    head = re.sub(r"^the ", "", _HEAD_ENDS.split(holder.label.strip())[0], flags=re.IGNORECASE)
    if holder.kind in ("group", "unnamed"):
        return bool(_PLURAL.search(head) or (re.search(r"[a-z]s$", head) and not _SINGULAR.search(head)))
    if _SEVERAL.match(head) or _COUNTED.match(head):
        return True
    if re.search(r"\band\b", head) and not _ONE_STATE.search(head):
        return holder.kind != "institution" or bool(_TWO_NAMES.search(head))  # "Food and Drug Administration" is one
    return bool(_PLAIN_PLURAL.search(head)) and not _SINGULAR.search(head)


def name_of(holder: Perspective) -> str:
    """The label; if it names nobody ("Some"), with a word that says so."""
    return f"{holder.label} (not named)" if _NOBODY.match(holder.label) else holder.label


def name_within(holder: Perspective, text: str) -> str:
    """The name as used inside a sentence: `the author`, `a trader in Rotterdam`.

    A label of common nouns ("Builders' union") appears as in the article: `the builders' union`.
    """
    label = holder.label.casefold()
    for span in holder.mentions:
        words = text[span.start : span.end]
        article = _ARTICLE.match(words) or _ARTICLE_BEFORE.search(text, max(0, span.start - 5), span.start)
        bare = _ARTICLE.sub("", words)
        if bare[:1].islower() and bare.casefold() == label:
            return f"{article[1].lower()} {bare}" if article else bare
    return _lowered(name_of(holder))


def _lowered(name: str) -> str:
    return _LOWERED.sub(lambda match: match[0].lower(), name)
