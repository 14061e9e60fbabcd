"""Recognises furniture by its wording, wherever it is: credits, bylines, notes, rights."""

from __future__ import annotations

import re

from service.reading.words import count_words

_MONTH = (
    r"(?:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|sept?(?:ember|\.)?"
    r"|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_TIME = r"(?:\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4})?)"
_DAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = rf"(?:(?:{_DAY},?\s+)?(?:{_NTH}\s+)?{_MONTH}\.?(?:\s+{_NTH})?,?(?:\s+\d{{4}})?)"
DATE_LINE = re.compile(
    rf"(?i:(?:(?:published|updated|posted|last updated|first published)(?: on| at)?:?\s*)?"
    rf"(?:{_TIME},?\s*)?(?:{_DATE}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})"
    rf"(?:[,\s|·•–—-]+(?:at\s+)?{_TIME})?(?:[,\s|·•–—-]+\d+\s*min(?:ute)?s?(?:\s+read)?)?)\.?$"
)
_TIME_LINE = re.compile(
    rf"(?i:(?:(?:posted|updated|published|entry|live)(?: on| at)?:?\s*)?(?:{_TIME}|\d{{1,2}}\s*[ap]\.?m\.?)"
    rf"(?:\s*(?:GMT|BST|UTC|CET|CEST|E[SD]?T|P[SD]?T))?(?:[,\s]+(?:on\s+)?{_DATE})?"
    rf"|\d+\s*(?:h|hrs?|hours?|m|mins?|minutes?|s|days?)\s+ago(?:[,\s]+{_TIME})?)"
    r"(?:[,\s|·•–—-]+(?:by\s+)?[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})?\.?$"
)
"""The time of an entry of a page that is written while things happen."""
_CAPITALISED = r"[A-ZÀ-Þ][\w'’.\-]*"
_NAME = (
    r"(?!(?:The|A|An|This|Why|How|What|When|Where|Who|In|On|Our|My|Your)\b)"
    rf"{_CAPITALISED}(?:\s+(?:de|da|di|van|von|der|den|la|le|al|bin|ibn|del|dos|{_CAPITALISED}))+"
)
_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")

BYLINE = re.compile(
    r"(?:by|words by|text by|written by|story by|opinion by|analysis by)[:\s]+\S.{0,140}$"
    rf"|(?-i:{_NAME}(?:,? (?:and|&) {_NAME})?)"
    r"(?:\s*[,|]\s*[\w ]*(?:correspondent|editor|writer|reporter|columnist|critic)[\w ,]*)?$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[\[(]?(?:photo(?:graph)?s?|image|picture|video|illustration|graphic|chart|cartoon|credit"
    r"|source|caption|figure)s?"
    r"(?:\s+(?:by|courtesy(?: of)?|credit)\b|\s*[:/|])",
    re.IGNORECASE,
)
_CREDIT_WORD = r"(?i:photo(?:graph)?s?|image|picture|credit|illustration|courtesy|via)"
_AGENCY = r"(?i:getty images|reuters|associated press|afp|alamy|shutterstock|epa)"
_CREDIT_TAIL = re.compile(
    rf"(?:^|[.!?)”\"]\s{{1,3}}|\s[|–—-]\s{{0,3}})[\[(]?(?:{_CREDIT_WORD}\b\s{{0,3}}(?i:by|of|:|/)?\s{{0,3}})?"
    rf"[^.!?]{{0,60}}?(?:[\w.]+(?:\s[\w.]+)?\s?/\s?[\w.]+(?:\s[\w.]+){{0,3}}|{_AGENCY})[\])]?$"
)
_CREDIT_WORD_TAIL = re.compile(
    rf"(?:[.!?][”\"’]?\s{{1,3}}[\[(]?{_CREDIT_WORD}(?i:s?\s+by\b|s?\s{{0,3}}:)"
    r"|\s[\[(]?(?:Photo(?:graph)?s?|Image|Picture|Credit|Illustration)\s{0,3}(?:by\b|:))[^.!?]{2,80}\.?[\])]?$"
)
_SIDE = r"(?:left|right|cent(?:er|re))"
_PLACE_IN_PICTURE = re.compile(
    rf"\((?:far |top |bottom |pictured |seated |standing |second from )?(?:{_SIDE}|above|below|pictured|front"
    r"|background|foreground|back row)(?:,? [^()]{1,30})?\)|\(l-r\)"
    rf"|^(?:pictured|(?:clockwise )?from (?:the )?(?:top |bottom )?{_SIDE}|left to right|top|above|below|{_SIDE})"
    r"\s?[:,]"
    rf"|, (?:(?:second|third) from (?:the )?)?{_SIDE}, (?:and|with|in|at|on|speaks|shakes|talks|stands|greets)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?][\"”’)]*(?:\s|$)")
_NOTES = re.compile(
    r"[\[(*_\s]*(?:"
    + "|".join(
        (
            # rights, and where else the piece stands
            r"©|\(c\)\s*\d{4}|copyright\s*(?:©|\d{4}|by\b|\(c\)|:|$)|all rights reserved|reprint(?:s|ed)\b",
            r"this (?:article|story|piece|essay|column|text) (?:\w+ ){0,3}?(?:appear|publish|produced|translat"
            r"|updated|corrected|edited|adapted|based|supported|part of|contains)",
            r"the (?:article|interview|conversation|transcript) (?:\w+ ){0,2}?(?:edited|condensed|translated)",
            r"(?:an earlier|a (?:longer|shorter|previous)) version of this",
            # asking the reader for something
            r"sign(?:ing)? up\b|subscribe\b|register (?:now|for free|today)|log in\b|already a subscriber",
            r"get (?:our|the|more)\b.{0,60}\b(?:newsletter|inbox|alerts|app)|newsletter\b|donate\b",
            r"support (?:our|independent) journalism|become a (?:member|supporter|subscriber)",
            r"follow (?:us|\w+ on)\b|join (?:us|the conversation)|download (?:the|our)\b",
            r"(?:got|have) a (?:view|story|tip|question|news tip)|letters? to the editor|send us\b|write to us",
            r"send your (?:letters|comments|tips|questions|stories|views)",
            r"contact (?:us|the)\b|email (?:us|the)\b|tell us what|what do you think\? ",
            # pointing elsewhere
            r"listen to (?:this|the)\b|watch(?: now)?:|read (?:more|next|also|this|on|the full)\b|further reading",
            r"more (?:in this series|on this|from|stories|like this)\b|see also\b|you may also|recommended|trending",
            r"related\b(?: articles?| stories| reading)?\s*[:|]|related(?: articles?| stories| reading)?$",
            r"also (?:read|in this)|most (?:read|popular|viewed)|in this series\b|continued? (?:reading|on)",
            # from the editors
            r"editor[’']?s[’']? (?:picks?|note|choice)|correction\b\s*[:(]|clarification\b\s*:|update\s*:",
            r"(?:additional )?(?:report|edit|writ|research|translat)(?:ing|ed|ion) by\b|additional reporting\b",
            r"translated from\b|with (?:additional )?reporting\b|interview by\b|as told to\b|the views expressed",
            r"views (?:expressed )?(?:are|in this)|(?:some|the) names (?:have been|were|in)|names have been",
            r"the (?:author|writer)s? (?:is|are|was|were|has|have|teach|write|declare)",
            # what is left of the page around it
            r"skip to|advertisement\b|advert\b|sponsored\b|cookies?\b|accept (?:all|cookies)|copy link",
            r"share\b(?: (?:this|on|via)|$)|(?:tweet|save|menu|search|home)$|print(?: this)?$|back to",
            r"comments?(?: \(\d+\)|:? \d+|$)|\d+ comments|reading time|\d+[- ]min(?:ute)? read|page \d+ of \d+",
            r"doi\s*[:.]|https?://\S+$|www\.\S+$|[^\s@]{1,64}@[^\s@]+\.\w+$|issn\b|isbn\b",
            r"tags?\s*:|filed under|topics?\s*:|keywords?\s*:|categor(?:y|ies)\s*:",
        )
    )
    + ")",
    re.IGNORECASE,
)
_NOTES_LONGEST = 45
_LINE_LONGEST, _CAPTION_LONGEST, _CREDIT_LONGEST = 300, 800, 250
"""Characters above which a block is no byline and no caption; at a block's end, among which a credit is looked for."""
_CREDIT_WORDS = 10
_CREDIT_OF_ALL = re.compile(r"(?:photo(?:graph)?s|images|pictures|illustrations) by\b", re.IGNORECASE)
"""Of all pictures of an article, at its end."""
_RIGHTS = re.compile(
    r"all rights reserved|(?:views|opinions) expressed (?:here |in this \w+ )?are (?:their|his|her|the author|those)"
    r"|©\s*\d{4}|newsletter",
    re.IGNORECASE,
)
_SECTION_MARK = re.compile(r"^[^.!?]{1,60}\s[|>›»/·•]\s[^.!?]{1,80}$")
_RULE = re.compile(r"^[\W_]+$")
_ROLE = (
    r"(?:fellow|professor|lecturer|director|editor|columnist|correspondent|critic|journalist|reporter|writer|author"
    r"|consultant|economist|historian|analyst|researcher|scientist|engineer|lawyer|barrister|teacher|student|novelist"
    r"|adviser|advisor|president|chair|chairman|chairwoman|secretary|minister|member|senator|ambassador|diplomat"
    r"|physician|doctor|nurse|scholar|associate|head|founder|partner|chief|staff|freelance|contributor|contributing)s?"
)
_WORK = r"(?:teach(?:es)?|writes?|reports?|covers?|works? (?:at|for)|serves? (?:as|on)|leads?|runs?|chairs?)"
_BIO = re.compile(
    rf"[*_(\[]*(?:(?:Dr\.? )?{_NAME}|{_CAPITALISED})(?:(?:,| and) {_NAME})*,? (?:is|are|was|were|has been)\s"
    rf"(?:[^.]{{0,80}}\b)?{_ROLE}\b"
    rf"|[*_(\[]*{_NAME}(?:,? and {_NAME})? {_WORK}\b"
)


def is_furniture_by_wording(text: str) -> bool:
    """Whether a block is furniture by its wording, regardless of position."""
    words = len(text.split())
    if _RULE.match(text) or DATE_LINE.match(text) or (words <= 9 and _TIME_LINE.match(text)):
        return True
    if words <= _NOTES_LONGEST and _NOTES.match(text) and not _reads_on(text, words):
        return True
    if words <= 45 and (is_credit(text) or is_caption(text)):
        return True
    return words < 20 and _RIGHTS.search(text) is not None


def _reads_on(text: str, words: int) -> bool:
    """Whether a block that begins like a note goes on like prose: several sentences, and long for a note."""
    return words > 30 and len(re.findall(r"[.!?]\s", text)) >= 2 and _RIGHTS.search(text) is None


def is_credit(text: str) -> bool:
    """Whether a block begins like a picture credit ("Photo: ...")."""
    return _CREDIT.match(text) is not None


def is_credit_alone(text: str) -> bool:
    """Whether a short block consists of a single picture credit ("Photo: A. Byrne", "A. BYRNE/REUTERS")."""
    if len(text) > _CREDIT_LONGEST or len(text.split()) > _CREDIT_WORDS or _SENTENCE.search(text):
        return False
    return (is_credit(text) or _CREDIT_TAIL.match(text) is not None) and _CREDIT_OF_ALL.match(text) is None


def is_caption(text: str) -> bool:
    """Whether a block ends in a picture credit, or says who is where in a picture."""
    words = len(text.split())
    if len(text) > _CAPTION_LONGEST or words > 60:
        return False
    if words <= 40 and _PLACE_IN_PICTURE.search(text) is not None and len(_SENTENCES.findall(text)) <= 2:
        return True
    return _CREDIT_WORD_TAIL.search(text) is not None or (
        _SENTENCE.search(text) is None and _CREDIT_TAIL.search(text, max(0, len(text) - _CREDIT_LONGEST)) is not None
    )


def is_byline(text: str) -> bool:
    """Whether a block names the article's author (for blocks at the top, where a bare name counts)."""
    return (
        len(text) <= _LINE_LONGEST
        and len(text.split()) <= 20
        and not _SENTENCE.search(text)
        and (BYLINE.match(text) is not None or _is_name_in_capitals(text))
    )


def is_certain_byline(text: str) -> bool:
    """Whether a block is a byline wherever it stands: it begins with "By", or is one in capitals."""
    return re.match(r"(?i:by)\s", text) is not None or (is_byline(text) and text.isupper())


def _is_name_in_capitals(text: str) -> bool:
    return (
        text.isupper()
        and 2 <= len(text.split()) <= 4
        and text.replace(" ", "").replace("-", "").replace(".", "").isalpha()
    )


def is_section_label(text: str) -> bool:
    """Whether a block looks like "WORLD | ANALYSIS" or "Comment"."""
    words = count_words(text)
    if _SENTENCE.search(text):
        return False
    return _SECTION_MARK.match(text) is not None or (words <= 4 and text.isupper()) or words <= 2


def is_biography(text: str, names: frozenset[str]) -> bool:
    """Whether a closing block introduces the author: by a name from the byline, or by a name and a role."""
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
