"""The words that signal an attribution: which frames each takes, and the attitude that it gives its source."""

from __future__ import annotations

from service.domain.argument import Attitude


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CLAUSE = _words(
    """say tell add argue claim note state explain insist maintain contend assert declare announce report write believe
    think feel consider hold suggest point stress emphasize emphasise underline underscore reply respond answer counter retort
    observe remark comment conclude confirm acknowledge admit concede grant recall reiterate repeat warn caution complain boast
    joke quip lament allege charge testify tweet post disclose reveal reason affirm agree assume suspect worry fear imagine
    learn hear estimate calculate reckon figure guess propose recommend advise swear vow pledge promise predict forecast
    expect anticipate hope wish want demand urge ask request deny dispute reject doubt question wonder inquire signal indicate
    imply hint protest proclaim profess murmur shout cry whisper mutter exclaim muse cite object regret deplore prefer decide
    judge deem trust find show demonstrate describe remind assure inform notify plead beg threaten speculate theorize posit
    opine preach blog text confess accept see foresee intend require mandate rule order stipulate specify write contemplate
    view venture sigh snap gush quote paraphrase mention teach preach emphasise bet surmise presume refute"""
)
"""Verbs whose content may be a clause or a quotation."""

QUOTING = CLAUSE | _words(
    """continue go begin open call put chant sing laugh chime interject interrupt blast attack criticize criticise blame
    accuse dismiss denounce condemn defend praise urge tell discuss deride mock lash vent fume thunder intone deadpan reflect
    grumble finish end close start talk speak"""
)
"""Verbs that give a quotation beside them to their subject, though some take no clause of their own."""

WEAK = _words(
    """show demonstrate find suggest indicate reveal see imply hold figure signal add point feel learn recall require order
    describe view hear mandate decide rule text post note confirm remind accept quote judge trust charge mention teach
    stipulate specify state intend grant answer question reason observe comment reflect underline underscore"""
)
"""Verbs that say something only when an actor is their subject."""

AS_FRAME = _words(
    """see view regard describe portray depict frame cast paint brand dismiss denounce condemn characterize characterise
    interpret read hail defend present label reject deride perceive treat recognize recognise criticize criticise praise
    identify classify conceive decry tout advertise sell"""
)
"""Verbs whose content is their object with what it is taken "as"."""

OBJECT_FRAME = _words(
    """blame accuse fault cite criticize criticise condemn denounce decry call deem consider demand reject oppose dismiss
    question dispute doubt deny fear propose recommend predict forecast allege claim foresee urge favor favour label term dub
    suspect invoke lament deplore brand declare find think believe want prefer"""
)
"""Verbs whose content is what follows them."""

PREPOSITION_FRAME: dict[str, frozenset[str]] = {
    "point": _words("to"),
    "warn": _words("of about against"),
    "call": _words("for"),
    "argue": _words("for against"),
    "complain": _words("of about"),
    "speak": _words("of"),
    "talk": _words("of about"),
    "insist": _words("on upon"),
    "push": _words("for"),
    "plead": _words("for"),
    "press": _words("for"),
    "worry": _words("about"),
    "object": _words("to"),
    "ask": _words("for"),
    "caution": _words("against"),
    "advise": _words("against"),
    "dream": _words("of"),
    "hint": _words("at"),
    "accuse": _words("of"),
    "boast": _words("of about"),
    "campaign": _words("for against"),
}
"""Verbs whose content follows one of these prepositions."""

INFINITIVE_FRAME = _words(
    """want hope demand urge ask expect vow promise pledge threaten wish prefer propose recommend advise tell order call
    implore beg encourage request claim profess swear believe consider think require invite"""
)
"""Verbs whose content may be an infinitive, with or without an object before it."""

PASSIVE = _words(
    """see view regard describe portray consider call deem believe think say report allege accuse blame perceive understand
    rumor rumour hail dismiss criticize criticise condemn denounce label brand dub fear suspect argue claim assume tell warn
    suggest treat read depict paint cast"""
)
"""Verbs that attribute in the passive; their subject is part of the content."""

NOUNS = _words(
    """view claim argument belief fear hope demand position line case message answer reply warning assertion contention
    insistence suggestion prediction forecast conviction assumption opinion complaint charge accusation allegation promise
    pledge proposal recommendation statement denial objection worry concern suspicion thesis reasoning response admission
    explanation verdict conclusion notion thinking instinct retort rebuttal counterargument reading account theory vow threat
    judgment judgement rejoinder defence defense criticism point"""
)
"""Nouns whose content is a clause ("the ministry's claim that p", "her answer is that p")."""

WANTING = _words(
    "want hope demand urge ask vow promise pledge threaten wish prefer propose call blame accuse warn argue"
)
"""Verbs whose subject is always an actor, whatever noun names it ("the county wants")."""

ALL = CLAUSE | AS_FRAME | OBJECT_FRAME | INFINITIVE_FRAME | NOUNS | frozenset(PREPOSITION_FRAME) | {"according"}
"""Every lemma that signals an attribution."""

NEGATIVE_SUBJECTS = _words("no nobody none neither few nothing anyone anybody")
"""Subjects that put nothing forward ("few believe that p")."""

_ATTITUDES: dict[Attitude, frozenset[str]] = {
    "denies": _words("deny reject refute dispute dismiss oppose denial"),
    "concedes": _words("concede admit acknowledge grant accept confess admission allow"),
    "doubts": _words("doubt question suspect wonder doubtful skeptical sceptical"),
    "asks": _words("ask inquire wonder"),
    "wants": _words(
        """want hope wish demand urge request call plead beg implore recommend advise propose prefer order favor favour
        require encourage push press campaign invite caution proposal recommendation mandate insist-on"""
    ),
    "predicts": _words("predict forecast expect anticipate foresee vow pledge promise threaten prediction threat bet"),
}


def attitude_of(lemma: str, *, negated: bool = False) -> Attitude:
    """The attitude that a cue gives its source; a negated cue of saying or believing denies."""
    for attitude, lemmas in _ATTITUDES.items():
        if lemma in lemmas:
            return attitude
    return "denies" if negated else "asserts"
