"""English word lists that the checks of a brief use to tell who speaks, in which manner, and how much is claimed."""

from __future__ import annotations

import re

_UNITS = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_UNITS, start=1)}
NUMBER_WORDS |= {word: str(value * 10) for value, word in enumerate(_TENS, start=2)}
NUMBER_WORDS |= {f"{ten}-{unit}": NUMBER_WORDS[ten][0] + NUMBER_WORDS[unit] for ten in _TENS for unit in _UNITS[:9]}
SAYS = (
    "(?:would |might |could |may )?(?:sa(?:id|ys?)|argued?s?|insist(?:s|ed)?|repl(?:y|ies|ied)|answers?|warns?"
    "|believes?|holds?|thinks?|wants?|fears?|calls?|expects?|objects?|den(?:y|ies|ied)|concedes?|grants?|admits?|urges?|asks?"
    "|doubts?|finds?|notes?|reports?|charges?|claims?|points?|suggests?|adds?|tells?|told|sees?)"
)
_BEFORE, _BEHIND = r"(?:[\w.'’-]{1,30} ){1,3}", "[^,;:→]{1,50}"
CREDITED = re.compile(
    rf"\baccording to {_BEHIND}|\b{_BEFORE}{SAYS}\b|\b{SAYS} {_BEHIND}[.,;]?$|, {SAYS} {_BEHIND},"
    r"|^(?:→ )?[^.:;]{1,60}:"
)
"""Places where English names who speaks: by "according to", a verb of saying, or a colon."""
SAYING = re.compile(rf"\b{SAYS}\b")
SUPPOSED = re.compile(
    r"\b(?:would|could|might|may|will|supposed(?:ly)?|expected|likely|foreseen?|imagined?|if asked)\b"
)
AGAINST = re.compile(
    r"\b(?:not|no|nor|never|neither|none|without|cannot|den(?:y|ies|ied|ial)|reject\w*|disput\w*|doubt\w*|oppos\w*|refus\w*"
    r"|dismiss\w*|sceptic\w*|skeptic\w*|unconvinced|against|contest\w*|question\w*|rebut\w*)\b|n[’']t\b"
)
SWEEPING = {
    "only": "only|sole\\w*|alone|merely|just|but|exclusive\\w*|nothing|no other",
    "never": "never|ever|not once|no time",
    "unanimous": "unanimous\\w*|all",
    "unanimously": "unanimous\\w*|all",
    "nobody": "nobody|no|none|nor|not|neither",
    "no one": "nobody|no|none|nor|not|neither",
    "everyone": "every\\w*|all|whole",
    "always": "always|every\\w*|all|ever",
    "all sides": "all|every\\w*|both",
    "both": "both|and|two|too|also|as well|either|neither",
}
"""Words that take in more than they say, each with what bears it out in the words cited."""
HEDGES = {
    "allegedly": "alleg|accus|charg|claim|according|said to|say",
    "reportedly": "report|according|said to|say",
    "supposedly": "suppos|would|said to|say|claim",
    "apparently": "appear|apparent|seem",
    "temporarily": "tempor|for a time|for a while|briefly",
}
"""Words without which a claim says more than the text, each with the beginnings of what may stand for it."""
SWEEPS = re.compile(rf"\b({'|'.join(SWEEPING)})\b", re.IGNORECASE)
GRANTING = re.compile(
    r"\b(?:conced\w*|admit\w*|admission|grant\w*|acknowledg\w*|accept\w*|agree\w*|allow\w*|recogni[sz]\w*|it is true"
    r"|to be sure|of course|true,|fair\b|does not dispute|no dispute|right that|are right|is right)\b",
    re.IGNORECASE,
)
