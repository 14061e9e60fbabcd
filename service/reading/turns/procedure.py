"""What is not speech in a transcript: narration by the record, procedure by the chair, asides, and documents read into
it.
"""

from __future__ import annotations

import re

from service.domain.word_lists import word_list

_ASIDE = re.compile(
    r"[\s.…]*[(\[（][^\n]*[)\]）][\s.…*∗]*$"
    r"|(?:applause|laughter|interruptions?|crosstalk|aplausos|protestos|risos|applaudissements|exclamations|beifall|zuruf|"
    r"heiterkeit|applausi|applåder|applaus)\b[^.!?\n]{0,80}[.!]?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\W{0,3}(?:time:?\s*)?\d{1,2}[.:]?\d{2}\s?(?:[ap]\.?\s?m\.?|Uhr|hours?|h)?\W{0,3}$|later\s?[—–-]+$|\W+$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\W{0,3}(?:this|the) (?:interview|conversation|exchange|discussion|debate|transcript)\b[^.]{0,200}"
    r"\b(?:edited|shortened|condensed|cut|translated|conducted|recorded|took place|abridged)\b",
    re.IGNORECASE,
)
_MATTER = (
    r"(?:meeting|committee|council|session|hearing|assembly|board|panel|sitting|chamber|court|house|senate|debate"
    r"|motion|vote|amendment|bill|resolution|question|clerk|result|agenda|item|yeas and nays|following)s?"
)
_ENDED = (
    r"(?:adjourned|resumed|closed|ended|suspended|reconvened|recessed|carried|lost|agreed|rejected|defeated|withdrawn"
    r"|read|passed|adopted|concluded|approved|referred|seconded|negatived|tabled|called to order)"
)
_SITTING = r"(?:séance|seduta|sesión|sessão|vergadering|sitzung|schluss|sluiting|mötet|møtet)"
_RECORDED = re.compile(
    r"\W{0,3}(?:"
    rf"(?:the|this|a) (?:\w+ )?{_MATTER}\b[^.]{{0,60}}?\b(?:{_ENDED}|rose|voted|divided|stood|convened|proceeded|"
    r"was (?:put|taken|ordered|laid|announced|called|not )|were (?:taken|adjourned|ordered|agreed|announced|called)"
    rf"|read as follows)\b|{_MATTER} (?:accordingly |again |thereupon )?{_ENDED}\b"
    r"|there (?:was|being) no (?:further )?(?:objection|discussion|business)|a motion to reconsider was laid"
    r"|motion (?:made|carried|lost|agreed|put|seconded|by)\b|question (?:put|again proposed|proposed|agreed)\b"
    r"|amendment (?:proposed|agreed|by leave|negatived|made)\b|bill (?:read|accordingly|considered)\b"
    r"|(?:\d{1,2}[.:]\d\d (?:hrs )?)?the [\w ]{3,30}? (?:then )?adjourned (?:till|until|at|for|sine)\b"
    r"|on (?:a |motion|question|division|resuming)\b[^.]{0,60}(?:agreed|divided|adjourned|carried|vote)"
    r"|resolved(?: unanimously)?[,:]|ordered[,:]|moved by\b|(?:ayes|noes|yeas|nays)[:\s—-]*\d"
    r"|(?:das haus|der bundestag|die sitzung|beschluss|abstimmung)\b[^.]{0,60}\b(?:geschlossen|unterbrochen"
    r"|angenommen|abgelehnt|vertagt)"
    r"|la séance (?:est|a été)\b|\((?:散會|休息|無)|散會|efectuada la votación|sometid[oa] a votación"
    r"|eran las |submetid[oa] à votação"
    rf"|(?:la |de |die )?{_SITTING}\b[^!?\d]{{0,60}}\d[^!?]{{0,60}}$"
    r")",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SEPARATOR = re.compile(r"[,;]\s")
_LISTED = re.compile(r"\.[ .]{4}|\s\d{1,3}\.?$")
"""Dots that lead to a name; a number of votes."""
_NO_ROLL = re.compile(r"[?!]|(?<=\w{4})\.\s|\b[12]\d{3}\b")
"""A question, a sentence, a year."""
_PARTICLES = word_list("of the and for de del da di la le van von et y e")
_RISES = re.compile(
    r"(?P<name>(?:[A-Z][\w.'’-]*|of|the|and|for)(?: (?:[A-Z][\w.'’-]*|of|the|and|for|pro|tempore)){0,8}(?: "
    r"?\([^)]{2,50}\)){0,2}) "
    r"(?:rose|addressed the (?:chair|speaker|president|house)|(?:was|were) recognized|took the chair|assumed the "
    r"chair|in the chair|"
    r"having (?:vacated|assumed)\b[^.]*|(?:asked|requested)\b[^.]{0,60}consent\b[^.]*|moved\b[^.]{0,200}"
    r"|seconded\b[^.]{0,120})\s?[.—–:-]*$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:as follows|follows|following (?:letter|article|statement|text|editorial|document)|(?:record|read"
    r"|insert\w*)[^.]{0,60}follow\w*)"
    r"\s?[:.—–-]+\s*$",
    re.IGNORECASE,
)
_OF_THE_CHAIR = re.compile(
    r"\b(?:speaker(?! ?\d)|president|presiding|chair|chairman|chairwoman|chairperson|moderator|clerk|mayor|präsident\w*"
    r"|vizepräsident\w*|"
    r"alterspräsident\w*|vorsitzende\w*|président\w*|presidente|presidenta)\b|主席",
    re.IGNORECASE,
)
_CHAIRS = re.compile(
    r"\b(?:(?:the )?question is\b|recogni[sz]e[sd]?\b|without objection|is there objection|hearing none|so ordered"
    r"|have it\b|"
    r"time (?:of the \w+ )?(?:has|is)\b[^.]{0,20}(?:expired|up)|all (?:those )?in favou?r|those opposed|clerk will|"
    r"order[.!,]|order of business|yields? (?:back|the floor)|reserves? the balance|(?:senator|gentle\w+|member"
    r"|delegate|councill?or) from\b|"
    r"consent of|point of order|next (?:item|speaker|question|amendment)|das wort|ich rufe|wir kommen zu[rm]?"
    r"|abstimmung|"
    r"herr abgeordneter|abgeordnete[rn]?|zusatzfrage|bitte\b|la parole|tiene la palabra|motion (?:is|carries"
    r"|fails))|請.{0,30}(?:答復|報告|發言|質詢|說明)",
    re.IGNORECASE,
)
_YIELDS = re.compile(
    r"\b(?:I|we) (?:now )?(?:yield|reserve|ask (?:for|unanimous)|demand|move (?:the previous|that the committee do "
    r"now rise)|"
    r"suggest the absence|withdraw|object|second)\b",
    re.IGNORECASE,
)
_LONGEST_OF_THE_CHAIR, _LONGEST_YIELD, _CALL = 70, 45, 4
"""Words."""


def is_aside(text: str) -> bool:
    """Whether a paragraph is entirely in brackets: applause, a heckle, a stage direction."""
    return _ASIDE.match(text) is not None and len(text) < 600


def is_about_the_piece(text: str) -> bool:
    """Whether a paragraph is a note about the interview or the transcript itself."""
    return _NOTE.match(text) is not None


def is_recorded(text: str) -> bool:
    """Whether a paragraph is the record's own statement of what happened, and when."""
    return bool(_CLOCK.match(text) or _RECORDED.match(text) or (len(text) < 400 and _RISES.match(text)))


def is_roll(text: str, separators: int = 2) -> bool:
    """Whether a text is a list of names, with at least so many commas or semicolons: who is present, who voted."""
    words = _WORD.findall(text)
    is_listed = len(_SEPARATOR.findall(text)) >= separators or _LISTED.search(text) is not None
    return is_listed and len(words) > 1 and not _NO_ROLL.search(text) and all(map(_is_of_a_name, words))


def _is_of_a_name(word: str) -> bool:
    return word[0].isupper() or word in _PARTICLES


def brings_in(text: str) -> bool:
    """Whether a paragraph introduces a document that is read into the record ("... is as follows:")."""
    return _FOLLOWS.search(text[-160:]) is not None


def is_procedure(label: str, said: str) -> bool:
    """Whether a turn is mere procedure: the chair calls, puts and rules; a member yields or objects."""
    words = len(said.split()) if " " in said else len(said) // 2
    if is_of_the_chair(label) and words <= _LONGEST_OF_THE_CHAIR:
        return (words <= _CALL and "?" not in said) or _CHAIRS.search(said) is not None
    return words <= _LONGEST_YIELD and _YIELDS.search(said) is not None and len(re.findall(r"[.!?]\s", said)) <= 1


def is_of_the_chair(label: str) -> bool:
    """Whether a label names the presiding officer, or a clerk."""
    return _OF_THE_CHAIR.search(label) is not None
