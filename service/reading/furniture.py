"""Blocks that are furniture wherever they stand, told by their wording: credits, bylines, notes to the reader, rights."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_TIME = r"(?:\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?)"
_DAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?"
_DATE = rf"(?:(?:{_DAY},?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?,?(?:\s+\d{{4}})?)"
DATE_LINE = re.compile(
    rf"(?i:(?:(?:published|updated|posted|last updated|first published)(?: on| at)?:?\s*)?"
    rf"(?:{_TIME},?\s*)?(?:{_DATE}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})(?:[,\s|·•–—-]+(?:at\s+)?{_TIME})?"
    rf"(?:[,\s|·•–—-]+\d+\s*min(?:ute)?s?(?:\s+read)?)?)\.?$"
)
_NAME = r"(?!(?:The|A|An|This|Why|How|What|When|Where|Who|In|On|Our|My|Your)\b)[A-ZÀ-Þ][\w'’.\-]*(?:\s+(?:de|da|di|van|von|der|den|la|le|al|bin|ibn|del|dos|[A-ZÀ-Þ][\w'’.\-]*))+"
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")

BYLINE = re.compile(
    rf"(?:(?:[Bb]y|BY|[Ww]ords by|[Tt]ext by|[Ww]ritten by|[Ss]tory by|[Oo]pinion by|[Aa]nalysis by)[:\s]+)\S.{{0,140}}$"
    rf"|{_NAME}(?:,? (?:and|&) {_NAME})?(?:\s*[,|]\s*(?:[A-Z]?[\w ]+)?(?:[Cc]orrespondent|[Ee]ditor|[Ww]riter|[Rr]eporter|[Cc]olumnist|[Cc]ritic)[\w ,]*)?$"
)
_CREDIT = re.compile(
    r"[\[(]?(?:photo(?:graph)?s?|image|picture|video|illustration|graphic|map|chart|cartoon|credit|source|caption|figure)s?"
    r"(?:\s+(?:by|courtesy(?: of)?|credit)\b|\s*[:/|])",
    re.I,
)
_CREDIT_TAIL = re.compile(
    r"(?:^|[.!?)”\"]\s+|\s[|–—-]\s*)[\[(]?(?:(?i:photo(?:graph)?s?|image|picture|credit|illustration|courtesy|via)\b\s*(?i:by|of|:|/)?\s*)?"
    r"[^.!?]{0,60}?(?:[\w.]+(?:\s[\w.]+)?\s?/\s?[\w.]+(?:\s[\w.]+){0,3}|(?i:getty images|reuters|associated press|afp|alamy|shutterstock|epa))[\])]?$"
)
_CREDIT_WORD_TAIL = re.compile(
    r"[.!?][”\"’]?\s+[\[(]?(?i:photo(?:graph)?s?|image|picture|credit|illustration)(?i:s?\s+by\b|s?\s*:)[^.!?]{2,80}\.?[\])]?$"
)
_NOTES = re.compile(
    r"[\[(*_\s]*(?:"
    r"©|\(c\)\s*\d{4}|copyright\b|all rights reserved|reprint(?:s|ed)\b|this (?:article|story|piece|essay|column|text|interview)"
    r" (?:\w+ ){0,3}?(?:appear|publish|produced|translat|updated|amended|corrected|edited|adapted|based|supported|part of|contains)"
    r"|(?:an earlier|a (?:longer|shorter|previous)) version of this"
    r"|sign(?:ing)? up\b|subscribe\b|register (?:now|for free|today)|log in\b|already a subscriber|get (?:our|the|more)\b.{0,60}\b(?:newsletter|inbox|alerts|app)"
    r"|support (?:our|independent) journalism|become a (?:member|supporter|subscriber)|donate\b|follow (?:us|\w+ on)\b|join (?:us|the conversation)"
    r"|listen to (?:this|the)\b|watch(?: now)?:|download (?:the|our)\b"
    r"|read (?:more|next|also|this|on|the full)\b|more (?:in this series|on this|from|stories|like this)\b|see also\b|related\b(?: articles?| stories| reading)?\s*[:|]?|related$|further reading|you may also"
    r"|also (?:read|in this)|most (?:read|popular|viewed)|recommended|in (?:this series|other news)\b|trending|editor[’']?s[’']? (?:picks?|note|choice)|correction\b\s*[:(]|clarification\b\s*:|update\s*:"
    r"|(?:additional )?(?:report|edit|writ|research|translat)(?:ing|ed|ion) by\b|additional reporting\b|translated from\b|with (?:additional )?reporting\b|interview by\b|as told to\b"
    r"|the views expressed|views (?:expressed )?(?:are|in this)|the (?:author|writer|authors|writers)(?:s|’s|'s)? (?:is|are|was|were|has|have|teach|write|declare)|(?:some|the) names (?:have been|were|in)|names have been"
    r"|(?:got|have) a (?:view|story|tip|question|news tip)|letters? to the editor|send (?:us|your)|write to us|contact (?:us|the)\b|email (?:us|the)\b|tell us what|what do you think\? "
    r"|skip to|advertisement\b|advert\b|sponsored\b|cookies?\b|accept (?:all|cookies)|share\b(?: (?:this|on|via)|$)|tweet$|print(?: this)?$|comments?(?: \(\d+\)|:? \d+|$)|\d+ comments|save$|copy link"
    r"|(?:reading time|\d+[- ]min(?:ute)? read)|page \d+ of \d+|continue(?:d)? (?:reading|on)|newsletter\b|menu$|search$|home$|back to"
    r"|doi\s*[:.]|https?://\S+$|www\.\S+$|\S+@\S+\.\w+$|issn\b|isbn\b|tags?\s*:|filed under|topics?\s*:|keywords?\s*:|categor(?:y|ies)\s*:"
    r")",
    re.I,
)
_NOTES_LONGEST = 45
_RIGHTS = re.compile(
    r"all rights reserved|(?:views|opinions) expressed (?:here |in this \w+ )?are (?:their|his|her|the author|those)|©\s*\d{4}|newsletter",
    re.I,
)
_SECTION_MARK = re.compile(r"^[^.!?]{1,60}\s[|>›»/·•]\s[^.!?]{1,80}$")
_RULE = re.compile(r"^[\W_]+$")
_ROLE = (
    r"(?:fellow|professor|lecturer|director|editor|columnist|correspondent|critic|journalist|reporter|writer|author|consultant|economist|historian|analyst"
    r"|researcher|scientist|engineer|lawyer|barrister|teacher|student|novelist|adviser|advisor|president|chair|chairman|chairwoman|secretary|minister|member"
    r"|senator|ambassador|diplomat|physician|doctor|nurse|scholar|associate|head|founder|partner|chief|staff|freelance|contributor|contributing)s?"
)
_BIO = re.compile(
    rf"[*_(\[]*(?:{_NAME}|Dr\.? {_NAME}|[A-ZÀ-Þ][\w’'-]+)(?:(?:,| and) {_NAME})*,? (?:is|are|was|were|has been)\s(?:[^.]{{0,80}}\b)?{_ROLE}\b"
    rf"|[*_(\[]*{_NAME}(?:,? and {_NAME})? (?:teach(?:es)?|writes?|reports?|covers?|works? (?:at|for)|serves? (?:as|on)|leads?|runs?|chairs?)\b"
)


def is_furniture_by_wording(text: str) -> bool:
    """Whether a block is furniture by what it says, wherever it stands."""
    words = len(text.split())
    if _RULE.match(text) or DATE_LINE.match(text):
        return True
    if words <= _NOTES_LONGEST and _NOTES.match(text) and not _reads_on(text, words):
        return True
    if words <= 45 and (_CREDIT.match(text) or is_caption(text)):
        return True
    return words <= 30 and _RIGHTS.search(text) is not None and words < 20


def _reads_on(text: str, words: int) -> bool:
    """Whether a block that begins like a note goes on like prose: several sentences, and long for a note."""
    return words > 30 and len(re.findall(r"[.!?]\s", text)) >= 2 and _RIGHTS.search(text) is None


def is_caption(text: str) -> bool:
    """Whether a block ends in a picture credit."""
    return len(text.split()) <= 60 and (
        _CREDIT_WORD_TAIL.search(text) is not None
        or (_SENTENCE.search(text) is None and _CREDIT_TAIL.search(text) is not None)
    )


def is_byline(text: str) -> bool:
    """Whether a block names who wrote the article (for blocks at its top: a bare name counts)."""
    return (
        len(text.split()) <= 20
        and not _SENTENCE.search(text)
        and (BYLINE.match(text) is not None or _is_name_in_capitals(text))
    )


def _is_name_in_capitals(text: str) -> bool:
    return (
        text.isupper()
        and 2 <= len(text.split()) <= 4
        and text.replace(" ", "").replace("-", "").replace(".", "").isalpha()
    )


def is_section_label(text: str) -> bool:
    """Whether a block looks like "WORLD | ANALYSIS" or "Comment"."""
    words = len(text.split())
    if _SENTENCE.search(text):
        return False
    return _SECTION_MARK.match(text) is not None or (words <= 4 and text.isupper()) or words <= 2


def is_biography(text: str, names: frozenset[str]) -> bool:
    """Whether a block at the end introduces the author: it opens with a name from the byline, or with a name and a role."""
    if len(text.split()) > 70:
        return False
    opening = text.lstrip("*_([")
    if any(opening.startswith(name) for name in names):
        return (
            re.match(
                r"[^.]{0,80}?\b(?:is|are|was|were|has|teach|write|report|cover|work|serve|lead|run|chair)", opening
            )
            is not None
        )
    return _BIO.match(text) is not None
