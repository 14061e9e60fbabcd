"""Which documents are reports of an institution: opinions of courts, rules with their comments, policy briefs. Pure."""

from __future__ import annotations

import re

from service.domain.document import Document

_CITATION = re.compile(
    r"§|\bU\. ?S\. ?C\.|\b\d+ (?:U\. ?S\.|F\. ?\d?d|S\. ?Ct\.)|\bC\.?F\.?R\b|\bFed\. ?Reg\b|\bStat\. \d"
    r"|\b(?:Pub\.? ?L\.|P\.L\.) ?\d"
    r"|\b(?:H\.R\.|H\.Res\.|S\.Res\.|S\.) ?\d{2,}|\b[A-Z]\w+ v\. [A-Z]|\b(?:supra|infra|ibid)\b|\bId\.,? at \d"
    r"|\b(?:CFR|GAO-\d|Docket No|Final Rule|Executive Order \d|E\.O\. ?\d|\d+th Congress)\b"
)
_LEAST, _PER_WORD = 3, 1 / 400
"""Citations in all, and for each word."""


def is_report(document: Document) -> bool:
    """Whether a document repeatedly cites statutes, cases or rules, as institutions do."""
    cited = sum(1 for _ in _CITATION.finditer(document.text))
    return cited >= _LEAST and cited >= _PER_WORD * len(document.text.split())
