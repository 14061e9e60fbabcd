"""What the words of a unit signal about its job: connectives, stance, concession, example."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.engines.offline.lexicon import words


def _pattern(phrases: str, *, at_start: bool = True) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(part.strip()) for part in phrases.split("|"))
    anchor = r"^\W*(?:and |but |yet |so )?" if at_start else r"\b"
    return re.compile(anchor + rf"(?:{alternatives})\b", re.IGNORECASE)


REASON = _pattern(
    "because|since|for|as|after all|given that|seeing that|the reason is|the reasons are|that is because|this "
    "is because|"
    "inasmuch as|not least because|if only because|due to|owing to"
)
RESULT_START = _pattern(
    "therefore|thus|hence|so|consequently|accordingly|as a result|that is why|that's why|this is why|for this reason|"
    "for these reasons|for that reason|in conclusion|in short|in sum|all in all|overall|it follows that|this "
    "means|that means|"
    "which means|on balance|in consequence|as a consequence|so that|to sum up|in the end|ultimately"
)
RESULT_INSIDE = _pattern("therefore|thus|hence|consequently|accordingly|that's why|that is why", at_start=False)
CONTRAST_START = _pattern(
    "but|however|yet|nevertheless|nonetheless|still|on the other hand|instead|even so|by contrast|in contrast|"
    "conversely|"
    "on the contrary|at the same time|all the same|then again|that said|having said that|rather|only"
)
CONTRAST_INSIDE = _pattern("however|nevertheless|nonetheless|on the other hand|on the contrary", at_start=False)
CONCESSION = _pattern(
    "although|though|while|whereas|whilst|even though|even if|of course|admittedly|granted|certainly|true|to be "
    "sure|sure|yes|"
    "it is true|it's true|it may be|it might be|no doubt|undoubtedly|naturally|on the one hand|despite|in spite "
    "of|surely|"
    "indeed|albeit|it is correct|one may|one might|one could|some may|some might|some say|some will|some people|"
    "many people|"
    "at first glance|it would be nice|critics|opponents|proponents|supporters|advocates|sceptics|skeptics|"
    "others may|others might"
)
CONCESSION_INSIDE = _pattern(
    "of course|admittedly|granted|to be sure|certainly|it's true that|it is true that", at_start=False
)
ADDITION = _pattern(
    "and|also|moreover|furthermore|in addition|additionally|besides|plus|what's more|what is more|likewise|"
    "similarly|equally|"
    "second|secondly|third|thirdly|finally|lastly|first|firstly|for one|for another|another|apart from that|not "
    "only|nor|"
    "or|on top of that|too|further|again"
)
ADDITION_INSIDE = _pattern("also|moreover|furthermore|in addition|additionally|as well|too", at_start=False)
EXAMPLE = _pattern(
    "for example|for instance|e.g.|such as|in particular|take|consider|as an example|to give an example|one example|"
    "last year|in one case|specifically|namely|that is|in other words|i.e."
)
CONDITION = _pattern("if|unless|as long as|provided|once|when|only if|without|until")
PURPOSE = _pattern("so that|in order to|lest|to")
STANCE = re.compile(
    r"\b(?:should|shouldn.t|must|mustn.t|ought|needs?|has to|have to|had better|it is time|it.s time|let.s|let "
    r"us|cannot|"
    r"can.t be|the right|is wrong|is right|the only|the best|better|in favou?r|advocate|oppose|important|"
    r"necessary|essential|"
    r"makes? sense|justified|unacceptable|deserves?|would be|desirable|wise|overdue|inappropriate|appropriate|"
    r"unfair)\b",
    re.IGNORECASE,
)
DEONTIC = re.compile(
    r"\b(?:should|shouldn.t|must|mustn.t|ought|had better|it is time|it.s time|let.s|let us|may not)\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:i|my|i.m|in my view|in my opinion|we)\b", re.IGNORECASE)
HEDGE = re.compile(r"\b(?:may|might|could|perhaps|maybe|possibly|probably|can)\b", re.IGNORECASE)
NEGATION = re.compile(r"\b(?:not|no|never|n.t|nor|neither|none|hardly|without)\b|n.t\b", re.IGNORECASE)
EVALUATION = re.compile(
    r"\b(?:good|bad|better|best|worse|worst|wrong|right|unfair|fair|harm\w*|danger\w*|risk\w*|benefit\w*|cost\w*|problem\w*|"
    r"fail\w*|threat\w*|mistake|folly|crucial|vital|too|enough|unreasonable|reasonable|sensible|useless|useful)\b",
    re.IGNORECASE,
)
ANAPHOR = re.compile(
    r"^\W*(?:and |but |so )?(?:this|that|these|those|it|they|such|he|she|the latter|which)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Signals:
    """What one unit signals. All of them read the clause as it stands, connectives included."""

    reason: bool
    result: bool
    contrast: bool
    concession: bool
    addition: bool
    example: bool
    condition: bool
    stance: bool
    deontic: bool
    first_person: bool
    hedge: bool
    negation: bool
    evaluation: bool
    anaphor: bool
    question: bool
    words: frozenset[str]


_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = words("words without topic")


def read_signals(text: str, opener: str = "") -> Signals:
    """`text`: the clause, connectives included; `opener`: what the parser says joins it to the clause before."""
    opening = text[:90]
    contrast = bool(CONTRAST_START.search(opening)) or bool(CONTRAST_INSIDE.search(opening)) or opener in {"but", "yet"}
    result = bool(RESULT_START.search(opening)) or bool(RESULT_INSIDE.search(text)) or opener == "so"
    return Signals(
        reason=(bool(REASON.search(opening)) and not result) or opener in {"because", "since", "for"},
        result=result,
        contrast=contrast,
        concession=bool(CONCESSION.search(opening))
        or bool(CONCESSION_INSIDE.search(opening))
        or opener in {"although", "though"},
        addition=bool(ADDITION.search(opening)) or bool(ADDITION_INSIDE.search(opening)) or opener in {"and", "or"},
        example=bool(EXAMPLE.search(opening)) or "for example" in text.lower() or "for instance" in text.lower(),
        condition=bool(CONDITION.search(opening)) or opener in {"if", "unless"},
        stance=bool(STANCE.search(text)),
        deontic=bool(DEONTIC.search(text)),
        first_person=bool(FIRST_PERSON.search(text)),
        hedge=bool(HEDGE.search(text)),
        negation=bool(NEGATION.search(text)),
        evaluation=bool(EVALUATION.search(text)),
        anaphor=bool(ANAPHOR.search(opening)),
        question=text.rstrip(" \"'\u201d\u2019)").endswith("?"),
        words=frozenset(word.lower() for word in _WORD.findall(text)) - _COMMON,
    )
